import type { Registry } from '@bufbuild/protobuf';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { access, type Access } from '../auth/access';
import { allowRole, unitGuard } from '../auth/authorise';
import type { Backends } from '../grpc/backends';
import { refusals } from '../grpc/refusal';
import { isServiceError } from '../grpc/refused';
import type { Rpc } from '../grpc/rpcs';
import { seenEtag } from './etag';
import { bodyLimits, downloads, sendFile } from './files';
import { chosenIds, IdempotencyKeys, idempotencyKey } from './idempotency';
import { parseTemplate } from './template';
import { transcoder } from './transcoder';

/** Adds the route of every RPC. One without a row in the access table stops the start. */
export function rpcRoutes(
  app: FastifyInstance,
  rpcs: readonly Rpc[],
  registry: Registry,
  backends: Backends,
): void {
  const refusalOf = refusals(registry);
  const keys = new IdempotencyKeys();

  for (const rpc of rpcs) {
    const row = (access as Readonly<Record<string, Access>>)[rpc.path];
    if (!row) throw new Error(`${rpc.path} has no row in the access table.`);
    const guardUnit = unitGuard(row, rpc.method.input);
    const coder = transcoder(rpc, registry, chosenIds[rpc.path]);

    const handler = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const { caller, key: subject, metadata } = request.session;
      const key = rpc.verb === 'POST' ? idempotencyKey(request.headers['idempotency-key']) : undefined;
      const message = coder.read({
        params: request.params as Record<string, string>,
        query: request.query as Record<string, string | string[]>,
        body: request.body,
        etag: seenEtag(request.headers['if-match']),
        id: key,
      });
      guardUnit(caller, message);
      const bytes = coder.encode(message);
      const end = key === undefined ? undefined : keys.begin(subject, key, rpc.path, bytes);

      const call = backends.call(rpc.path, bytes, metadata.clone());
      // A client that goes away takes its work with it.
      const leave = (): void => call.cancel();
      reply.raw.once('close', leave);
      try {
        const { json, etag } = coder.write(await call.answer);
        end?.(true);
        if (etag) reply.header('etag', etag);
        if (downloads.has(rpc.path)) return sendFile(reply, json);
        return reply.type('application/json').send(json);
      } catch (error) {
        const refusal = isServiceError(error) ? refusalOf(error) : undefined;
        end?.(refusal === undefined || refusal.status >= 500);
        if (refusal?.status === 500) request.log.error({ err: error, rpc: rpc.path }, 'service failed');
        throw refusal ?? error;
      } finally {
        reply.raw.off('close', leave);
      }
    };

    app.route({
      method: rpc.verb,
      url: parseTemplate(rpc.template).route,
      ...(bodyLimits[rpc.path] === undefined ? {} : { bodyLimit: bodyLimits[rpc.path] }),
      onRequest: (request, _reply, done) => {
        allowRole(request.session.caller, row);
        done();
      },
      handler,
    });
  }
}
