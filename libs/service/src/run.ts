import { setFlagsFromString } from 'node:v8';
import { connect, migrate } from '@fuxing/db';
import { requestReplay } from '@fuxing/outbox';
import { z } from 'zod';
import { databaseUrl, loadConfig } from './config';
import { log } from './log';
import { type ServiceSettings, type ServiceSpec, startService } from './start';
import { stopTelemetry } from './telemetry';

/**
 * The main program of every service: `main.js` serves, `main.js migrate` applies migrations (DB_OWNER_URL),
 * `main.js replay [EVENT_ID…]` has dead letters tried again. Ends with 0 on SIGTERM or SIGINT, with 1 and one clear
 * message when it cannot start.
 */
export async function run<S extends ServiceSettings>(spec: ServiceSpec<S>): Promise<void> {
  // A thread that compiles may wait for a collection of garbage that the main thread, which ends and waits for it, never
  // makes: a process that was told to end would stay (nodejs/node 54918).
  setFlagsFromString('--no-concurrent-sparkplug');
  const [command = 'serve', ...rest] = process.argv.slice(2);
  try {
    if (command === 'migrate') {
      const { DB_OWNER_URL } = loadConfig(z.object({ DB_OWNER_URL: databaseUrl }), process.env);
      log.info({ service: spec.name, applied: await migrate(spec.database, DB_OWNER_URL) }, 'migrated');
    } else if (command === 'replay') {
      const { DB_WORKER_URL } = loadConfig(z.object({ DB_WORKER_URL: databaseUrl }), process.env);
      const worker = await connect(spec.database, DB_WORKER_URL, 1);
      const marked = await requestReplay(worker, rest.length > 0 ? rest : undefined);
      await worker.destroy();
      log.info({ service: spec.name, marked }, 'dead letters will be tried again');
    } else if (command === 'serve') {
      await serve(spec, loadConfig(spec.settings, process.env));
    } else {
      throw new Error(`Unknown command ${command}; use serve, migrate or replay.`);
    }
  } catch (error) {
    process.stderr.write(`${spec.name}: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

async function serve<S extends ServiceSettings>(spec: ServiceSpec<S>, settings: S): Promise<void> {
  const service = await startService(spec, settings);
  log.info({ service: spec.name, address: service.address }, 'serving');
  const stop = (): void => {
    service
      .stop()
      .then(stopTelemetry)
      .then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ err: error }, 'did not stop cleanly');
          process.exit(1);
        },
      );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}
