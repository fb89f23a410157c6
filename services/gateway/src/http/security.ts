import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';

/** The trace id of a valid W3C traceparent, else a new one: the request keeps one id from the browser to the log. */
export function requestId({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const traceparent = headers['traceparent'];
  const given =
    typeof traceparent === 'string' ? /^00-([0-9a-f]{32})-[0-9a-f]{16}-/.exec(traceparent)?.[1] : undefined;
  return given && !/^0+$/.test(given) ? given : randomUUID().replaceAll('-', '');
}

/** Headers of every answer. There are no CORS headers: other origins get nothing. */
export function secureHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    void reply.headers({
      'x-request-id': request.id,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
    });
    done();
  });
}
