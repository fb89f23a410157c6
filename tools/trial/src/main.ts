import { parseArgs } from 'node:util';
import { createServer } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { DEMO_PASSWORD, demoAccounts } from './accounts';
import { Folder } from './folder';
import { People } from './people';
import { type Platform, startPlatform } from './platform';
import { loadSample, SAMPLE_CYCLES, SAMPLE_TENANT, startSystems } from './sample';
import { results } from './steps';
import { table } from './table';

// As in libs/service: a process that ends must not wait for a thread that waits for it.
setFlagsFromString('--no-concurrent-sparkplug');

/** Where the command looks without being told. */
const CLI_GATEWAY = 'http://127.0.0.1:8080';
const began = Date.now();
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const step = (sentence: string): void =>
  say(`  ${((Date.now() - began) / 1000).toFixed(1).padStart(5)} s  ${sentence}`);

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { empty: { type: 'boolean', default: false } } });
  const port = portFrom(process.env['PORT'] ?? '8080');
  const folder = new Folder(process.env['DATA_DIR'] ?? '.data');
  folder.take();
  const stops: (() => Promise<unknown>)[] = [async () => folder.release()];
  let stopping = false;
  const stop = async (code: number): Promise<void> => {
    if (stopping) return;
    stopping = true;
    say('Stopping …');
    for (const each of stops.toReversed()) await each();
    process.exit(code);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(0));
  try {
    if (port !== 0) for (const each of [port, port + 1, port + 2, port + 3]) await assertFree(each);
    const accounts = demoAccounts(SAMPLE_TENANT);
    const systems = values.empty ? undefined : await startSystems(port === 0 ? 0 : port + 2);
    if (systems) stops.push(() => systems.stop());
    const allowAddresses = systems ? new URL(systems.url).host : '';
    const platform = await startPlatform({ folder, port, accounts, allowAddresses, tell: step });
    stops.push(() => platform.stop());
    const people = new People(platform.url, platform.issuer);
    if (systems && !folder.loaded) {
      await loadSample(platform, people, folder, systems.url, step);
      folder.markLoaded();
    }
    if (systems) await showResults(people);
    showAddresses(platform, accounts, folder);
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    if (process.env['LOG_LEVEL'] === 'debug') console.error(error);
    await stop(1);
  }
}

function portFrom(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_532)
    throw new Error(`PORT must be 0 to 65532, got ${text}.`);
  return port;
}

async function assertFree(port: number): Promise<void> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        new Error(
          error.code === 'EADDRINUSE'
            ? `Port ${port} is taken. Set PORT to another one.`
            : `Port ${port} cannot be used: ${error.message}`,
        ),
      ),
    );
    probe.listen(port, '127.0.0.1', resolve);
  });
  await new Promise((closed) => probe.close(closed));
}

async function showResults(people: People): Promise<void> {
  const office = people.as('kaohe');
  const names = new Map<string, string>();
  for await (const unit of office.list<{ unitId: string; name: string }>('/v1/units', 'units'))
    names.set(unit.unitId, unit.name);
  const grades: Record<string, string> = {
    excellent: '优秀',
    good: '良好',
    qualified: '合格',
    unqualified: '不合格',
  };
  for (const cycle of SAMPLE_CYCLES.slice(2)) {
    const rows = (await results(office, cycle)).map(({ unitId, total, rank, gradeId }) => [
      String(rank ?? '-'),
      names.get(unitId) ?? unitId,
      total ?? '-',
      grades[gradeId ?? ''] ?? '-',
    ]);
    say(`\n${cycle}（虚构数据 invented data）\n${table([['名次', '单位', '得分', '等次'], ...rows])}`);
  }
  const kinds: Record<string, string> = {
    OUTCOME_KIND_STAR: '绩效之星',
    OUTCOME_KIND_RESERVE_POOL: '后备干部库',
    OUTCOME_KIND_ACCOUNTABILITY: '问责',
  };
  say('\n结果运用 outcomes');
  type Outcome = Record<'zh' | 'kind' | 'unitId', string>;
  for await (const { zh, kind, unitId } of office.list<Outcome>('/v1/outcomes', 'outcomes')) {
    if (kinds[kind]) say(`  【${kinds[kind]}】${names.get(unitId) ?? unitId}：${zh}`);
  }
}

function showAddresses(
  { url, grpc, issuer }: Platform,
  accounts: ReturnType<typeof demoAccounts>,
  folder: Folder,
): void {
  say(`
Ready after ${((Date.now() - began) / 1000).toFixed(1)} s.
  gateway   ${url}
  gRPC      ${grpc}   (the same calls, with reflection)
  API       ${url}/docs   (OpenAPI 3.1: ${url}/openapi.json)
  sign-in   ${issuer}   (OpenID provider of the trial)
  data      ${folder.path}

Demo accounts, password ${DEMO_PASSWORD}
${accounts.map(({ username, name }) => `  ${username.padEnd(10)}${name}`).join('\n')}

Try   ${url === CLI_GATEWAY ? '' : `export FUXING_GATEWAY=${url} && `}npx fuxing login && npx fuxing results streets-2025
Stop  Ctrl-C`);
}

main().catch((error: unknown) => {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
