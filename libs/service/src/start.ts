import 'reflect-metadata';
import { type AddressInfo, createServer } from 'node:net';
import type { Server } from '@grpc/grpc-js';
import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type MicroserviceOptions, Transport } from '@nestjs/microservices';
import { packageDefinition } from '@fuxing/contracts';
import { connect, type Database } from '@fuxing/db';
import { consume, type EventBus, type Handler, observeOutbox, openBus, Relay } from '@fuxing/outbox';
import { HealthImplementation } from 'grpc-health-check';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
import { CallerInterceptor } from './caller.interceptor';
import { callerTokenVerifier } from './caller-token';
import type { serviceSettings } from './config';
import { GrpcErrorFilter } from './grpc-error.filter';
import { log, nestLog } from './log';
import { addReflection } from './reflection';
import { rpcMetrics } from './rpc-metrics';

/** Injection token of the pool of the worker role; see libs/db roles. The plain DataSource is the app role's. */
export const WORKER_DB = Symbol('WORKER_DB');
/** Injection token of the service's settings. */
export const SETTINGS = Symbol('SETTINGS');

/** Runs beside the RPCs from start to stop: a timer, a job queue. */
export interface Background {
  start(): void;
  /** Waits for the job in hand. */
  stop(): Promise<void>;
}

export type ServiceSettings = z.infer<z.ZodObject<typeof serviceSettings>>;

/** A service: what start() needs to know. */
export interface ServiceSpec<Settings extends ServiceSettings = ServiceSettings> {
  /** `indicators`; also its schema, consumer group and proto package `fuxing.<name>.v1`. */
  name: string;
  database: Database;
  controllers: Type[];
  providers: Type[];
  /** Built from the running module: what the service does on each topic. */
  handlers?: (get: <T>(type: Type<T>) => T) => Record<string, Handler>;
  /** Providers that run in the background. */
  background?: Type<Background>[];
  /** Reads the settings from the environment. */
  settings: z.ZodType<Settings>;
}

export interface RunningService {
  /** host:port that gRPC is served on. */
  address: string;
  /** For tests and for services that live in one process. */
  get<T>(type: Type<T> | symbol): T;
  /** Not serving first, then the calls in hand, then everything else. */
  stop(): Promise<void>;
}

/** Starts a service: pools, bus, relay, consumer, gRPC with health and reflection. */
export async function startService<S extends ServiceSettings>(
  spec: ServiceSpec<S>,
  settings: S,
): Promise<RunningService> {
  const app = await connect(spec.database, settings.DB_URL, settings.DB_POOL, spec.database.standsStillMs);
  const worker = await connect(spec.database, settings.DB_WORKER_URL, 4);
  const bus = await openBus(settings.BUS_URL, `fuxing-${spec.name}`, {
    days: settings.BUS_RETENTION_DAYS,
    onError: (error) => log.warn({ err: error, service: spec.name }, 'old events stay on the bus'),
  });
  const health = new HealthImplementation({ '': 'NOT_SERVING' });
  const address = await withPort(settings.GRPC_LISTEN);
  const nest = await NestFactory.createMicroservice<MicroserviceOptions>(
    moduleOf(spec, settings, app, worker, bus),
    {
      transport: Transport.GRPC,
      options: grpcOptions(spec.name, address, health),
      logger: nestLog,
      abortOnError: false,
    },
  );
  nest.useGlobalFilters(new GrpcErrorFilter());
  nest.useGlobalInterceptors(new CallerInterceptor(callerTokenVerifier(settings.CALLER_JWKS)));
  await nest.listen();

  const relay = new Relay(worker, app, bus, (error) =>
    log.warn({ err: error, service: spec.name }, 'relay waits'),
  );
  const handlers = spec.handlers?.((type) => nest.get(type)) ?? {};
  const consumer =
    Object.keys(handlers).length > 0
      ? await consume({
          bus,
          app,
          worker,
          group: spec.name,
          handlers,
          onDeadLetter: (event, error) =>
            log.error(
              { err: error, service: spec.name, topic: event.topic, event_id: event.eventId },
              'event set aside',
            ),
          onWait: (error) => log.warn({ err: error, service: spec.name }, 'events wait'),
        })
      : undefined;
  const background = (spec.background ?? []).map((type) => nest.get(type));
  for (const job of background) job.start();
  const unobserve = observeOutbox(spec.name, worker);
  health.setStatus('', 'SERVING');

  return {
    address,
    get: (type) => nest.get(type),
    stop: async () => {
      health.setStatus('', 'NOT_SERVING');
      unobserve();
      await Promise.all(background.map((job) => job.stop()));
      await consumer?.stop();
      await nest.close();
      await relay.stop();
      await bus.close();
      await Promise.all([app.destroy(), worker.destroy()]);
    },
  };
}

function moduleOf<S extends ServiceSettings>(
  spec: ServiceSpec<S>,
  settings: S,
  app: DataSource,
  worker: DataSource,
  bus: EventBus,
): DynamicModule {
  class ServiceModule {}
  Module({})(ServiceModule);
  return {
    module: ServiceModule,
    controllers: spec.controllers,
    providers: [
      ...spec.providers,
      ...(spec.background ?? []),
      { provide: DataSource, useValue: app },
      { provide: WORKER_DB, useValue: worker },
      { provide: SETTINGS, useValue: settings },
      { provide: 'BUS', useValue: bus },
    ],
  };
}

function grpcOptions(name: string, url: string, health: HealthImplementation) {
  const pkg = `fuxing.${name}.v1`;
  return {
    url,
    package: pkg,
    packageDefinition: packageDefinition(pkg),
    gracefulShutdown: true,
    channelOptions: { interceptors: [rpcMetrics] },
    maxReceiveMessageLength: 32 * 1024 * 1024,
    keepalive: { keepaliveTimeMs: 60_000, keepaliveTimeoutMs: 10_000, http2MinTimeBetweenPingsMs: 10_000 },
    onLoadPackageDefinition: (_pkg: unknown, server: Server) => {
      health.addToServer(server);
      addReflection(server, pkg);
    },
  };
}

/** Nest does not tell which port the server got, so port 0 is replaced by a free one beforehand. */
async function withPort(listen: string): Promise<string> {
  if (!listen.endsWith(':0')) return listen;
  const host = listen.slice(0, -2);
  const probe = createServer();
  await new Promise<void>((listening) => probe.listen(0, host, listening));
  const { port } = probe.address() as AddressInfo;
  await new Promise((closed) => probe.close(closed));
  return `${host}:${port}`;
}
