import type { FastifyInstance } from 'fastify';
import type { Issuer } from '../auth/issuer';
import type { Backends } from '../grpc/backends';

/** `/healthz`: the process lives. `/readyz`: it can serve, part by part. */
export function healthRoutes(
  app: FastifyInstance,
  issuer: Issuer,
  backends: Backends,
  stopping: () => boolean,
): void {
  app.get('/healthz', () => ({ status: 'ok' }));

  app.get('/readyz', async (_request, reply) => {
    const [services, identity] = await Promise.all([backends.ready(), issuer.ready()]);
    const parts: Record<string, boolean> = { ...services, identity, open: !stopping() };
    const ready = Object.values(parts).every(Boolean);
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ok' : 'unavailable', parts });
  });
}
