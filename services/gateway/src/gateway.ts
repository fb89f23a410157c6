import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import rateLimit from '@fastify/rate-limit';
import type { EventBus } from '@fuxing/outbox';
import type { Server } from '@grpc/grpc-js';
import Fastify, { type FastifyInstance, LogController } from 'fastify';
import { callerTokens } from './auth/caller-token';
import { Issuer } from './auth/issuer';
import { Pace } from './auth/pace';
import { type Session, Sessions } from './auth/sessions';
import type { Settings } from './config';
import { EventStreams } from './events/streams';
import { Backends } from './grpc/backends';
import { bind, grpcDoor } from './grpc/door';
import { readRegistry, readRpcs } from './grpc/rpcs';
import { docsRoutes } from './http/docs-routes';
import { onError, problems } from './http/errors';
import { eventRoute } from './http/event-route';
import { healthRoutes } from './http/health-routes';
import { problem } from './http/problem';
import { rpcRoutes } from './http/rpc-routes';
import { requestId, secureHeaders } from './http/security';
import { nameSpans } from './http/span';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set before any route under /v1 runs. */
    session: Session;
  }
}

export interface Gateway {
  /** @returns the address served, for example `http://127.0.0.1:8080`, and the port of gRPC; 0: none */
  listen(): Promise<{ url: string; grpcPort: number }>;
  /** Not ready first, then no new requests, then the end of those in flight. The bus stays open: it is the caller's. */
  close(): Promise<void>;
}

export type GatewayOptions = Omit<Settings, 'busUrl'> & { bus: EventBus };

/** Longest id in a path: an outcome is named by policy, kind, cycle and unit. */
const maxParamLength = 512;
/** A client that keeps a stream open, or asks half a question, holds nobody up for longer. */
const GRACE_MS = 10_000;

/** Builds the one door for HTTP and gRPC clients; everything slow or fallible about routes happens here, not per request. */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const registry = readRegistry();
  const rpcs = readRpcs(registry);
  const backends = new Backends(options.services, rpcs, options.deadlineMs);
  const issuer = new Issuer(options.issuer, options.audience);
  const sessions = new Sessions(issuer, await callerTokens(options.signingKey));
  const streams = new EventStreams();
  const pace = new Pace(options.rateLimitPerMinute);
  const { bodyLimitBytes, grpcListen } = options;
  const door = grpcListen ? grpcDoor({ registry, sessions, pace, backends, bodyLimitBytes }) : undefined;
  let stopping = false;

  const app = Fastify({
    logger: { level: options.logLevel, redact: ['req.headers.authorization'] },
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: options.bodyLimitBytes,
    routerOptions: { maxParamLength },
    requestTimeout: 60_000,
    genReqId: requestId,
    frameworkErrors: (error, request, reply) => void onError(error, request, reply),
  });
  app.removeContentTypeParser('text/plain');
  app.decorateRequest('session', null as unknown as Session);
  nameSpans(app);
  secureHeaders(app);
  problems(app, rpcs);
  healthRoutes(app, issuer, backends, () => stopping);
  docsRoutes(app, registry, rpcs, options.issuer);

  await app.register(async (api) => {
    api.addHook('onRequest', async (request) => {
      const { rawHeaders } = request.raw;
      if (rawHeaders.filter((text, i) => i % 2 === 0 && text.toLowerCase() === 'authorization').length > 1) {
        throw problem('TOKEN_INVALID');
      }
      request.session = await sessions.open(request.headers.authorization);
    });
    await api.register(rateLimit, {
      max: options.rateLimitPerMinute,
      timeWindow: '1 minute',
      keyGenerator: ({ session }) => session.key,
      errorResponseBuilder: () => problem('RATE_LIMITED'),
    });
    rpcRoutes(api, rpcs, registry, backends);
    eventRoute(api, streams);
  });

  return {
    async listen() {
      await streams.follow(options.bus, `gateway-${hostname()}`);
      void issuer.ready();
      const url = await app.listen(options.listen);
      return { url, grpcPort: door ? await bind(door, grpcListen) : 0 };
    },
    async close() {
      stopping = true;
      await sleep(options.drainMs);
      await streams.stop();
      await Promise.all([ended(app), door && closed(door)]);
      backends.close();
    },
  };
}

/** No new requests, then the end of those in flight. */
async function ended(app: FastifyInstance): Promise<void> {
  const enough = setTimeout(() => app.server.closeAllConnections(), GRACE_MS);
  await app.close().finally(() => clearTimeout(enough));
}

/** No new calls, then the end of those in flight; a stream ends when its batch is stored. */
async function closed(door: Server): Promise<void> {
  const ended = new Promise<void>((resolve) => door.tryShutdown(() => resolve()));
  await Promise.race([ended, sleep(GRACE_MS, undefined, { ref: false })]);
  door.forceShutdown();
}
