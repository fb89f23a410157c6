import { parseArgs } from 'node:util';
import { startKafka } from './index';

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { port: { type: 'string' }, 'data-dir': { type: 'string' } } });
  const kafka = await startKafka({ port: Number(values.port ?? 0), dataDir: values['data-dir'] });
  console.log(`Kafka listens on ${kafka.brokers.join(',')}; Ctrl-C ends it.`);
  const stop = (): void => void kafka.stop().then(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
