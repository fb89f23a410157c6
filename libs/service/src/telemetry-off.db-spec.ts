import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type BuiltService,
  emptyDatabase,
  gatewayKeys,
  gatewaySettings,
  installBuilt,
  startBuilt,
  startIssuer,
} from '@fuxing/testing';

const PROBE = join(__dirname, '../../testing/dist/telemetry-probe.js');
const keys = gatewayKeys();
const running: BuiltService[] = [];
let adminUrl: string;
let drop: () => Promise<void>;
beforeAll(async () => {
  ({ adminUrl, drop } = await emptyDatabase());
});
afterEach(() => Promise.all(running.splice(0).map((each) => each.stop())));
afterAll(() => drop());

/** What a built service loads of OpenTelemetry, and which parts of it set timers. */
async function probed(name: string, environment: Record<string, string>) {
  const service = await startBuilt(name, { ...environment, NODE_OPTIONS: `--require ${PROBE}` });
  running.push(service);
  service.child.kill('SIGUSR2');
  for (let i = 0; i < 100; i++) {
    const seen = service.lines.find(({ msg }) => msg === 'telemetry probe');
    if (seen) return seen as unknown as { loaded: string[]; timers: string[] };
    await sleep(50);
  }
  throw new Error('The probe said nothing within 5 s.');
}

it('costs nothing where no endpoint is set: no SDK is loaded, no exporter, and no timer runs', async () => {
  const settings = await installBuilt(adminUrl, 'indicators', keys);
  const issuer = await startIssuer();
  const gateway = gatewaySettings(keys, issuer, settings['BUS_URL'] ?? '', '127.0.0.1:1');
  const off = { loaded: ['@opentelemetry/api'], timers: [] };
  expect(await probed('indicators', settings)).toMatchObject(off);
  expect(await probed('gateway', gateway)).toMatchObject(off);
  issuer.stop();
});

it('is seen by the same probe where one is set', async () => {
  const settings = await installBuilt(adminUrl, 'indicators', keys);
  const seen = await probed('indicators', {
    ...settings,
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
  });
  expect(seen.loaded).toEqual(
    expect.arrayContaining(['@opentelemetry/sdk-node', '@opentelemetry/instrumentation-grpc']),
  );
  expect(seen.timers).toContain('@opentelemetry/sdk-metrics setInterval');
});
