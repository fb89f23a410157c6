import { trace } from '@opentelemetry/api';
import type { FastifyInstance } from 'fastify';

/** Names the span of a request by its route, as the semantic conventions for HTTP ask; a path would make a name for every id. */
export function nameSpans(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const { url: route } = request.routeOptions;
    if (route)
      trace.getActiveSpan()?.setAttribute('http.route', route).updateName(`${request.method} ${route}`);
    done();
  });
}
