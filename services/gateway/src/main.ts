import '@fuxing/service/register';
import { openBus } from '@fuxing/outbox';
import { readSettings } from './config';
import { createGateway } from './gateway';

async function main(): Promise<void> {
  const { busUrl, ...settings } = readSettings(process.env);
  const bus = await openBus(busUrl, 'fuxing-gateway');
  const gateway = await createGateway({ ...settings, bus });
  const stop = async (): Promise<void> => {
    await gateway.close();
    await bus.close();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      stop().catch(fail);
    });
  }
  await gateway.listen();
}

function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

main().catch((error: unknown) => {
  fail(error);
  process.exit();
});
