import type { FastifyInstance } from 'fastify';
import { allowedTopics, type EventStreams } from '../events/streams';
import { invalidRequest } from './problem';

/** `GET /v1/events`: server-sent events of the caller's tenant. */
export function eventRoute(app: FastifyInstance, streams: EventStreams): void {
  app.get('/v1/events', { exposeHeadRoute: false }, (request, reply) => {
    const { topics, ...others } = request.query as Record<string, string | string[]>;
    const [unknown] = Object.keys(others);
    if (unknown !== undefined) throw invalidRequest(unknown, 'UNKNOWN_PARAMETER');
    const wanted = allowedTopics(
      request.session.caller,
      topics === undefined ? undefined : [topics].flat().join(','),
    );
    streams.admit(request.session);

    const lastEventId = request.headers['last-event-id'];
    reply.hijack();
    reply.raw.writeHead(200, {
      ...(reply.getHeaders() as Record<string, string>),
      'content-type': 'text/event-stream; charset=utf-8',
      // Proxies that buffer would hold events back.
      'x-accel-buffering': 'no',
    });
    streams.serve(request.session, wanted, [lastEventId].flat()[0], reply.raw);
  });
}
