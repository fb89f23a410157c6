import { PullStatus } from '@fuxing/contracts/connectors/v1/pulls';
import { as, office, seeded } from '@fuxing/testing';
import { type Manner, manners, NastySource } from './nasty-source';
import { ReplayRecords, StartPull } from './pulls.service';
import { testbed } from '../testbed';

/** `SIMULATION_SEED=17` runs one seed alone, `SIMULATION_SEEDS` says how many run. */
const only = process.env['SIMULATION_SEED'];
const seeds = only === undefined ? Number(process.env['SIMULATION_SEEDS'] ?? 200) : 1;
const AT_ONCE = 6;
const PULLS = 2;

let bed: Awaited<ReturnType<typeof testbed>>;
beforeAll(async () => {
  bed = await testbed();
  await bed.known(['a', 'b'], []);
  await bed.mapping('units', { A: 'a', B: 'b' });
});
afterAll(() => bed.stop());

const settings = (manner: Manner, url: string, pageSize: number): object => {
  if (manner === 'csv') return { csv: { url: `${url}/rows.csv` } };
  const names = { offsetParam: '', limitParam: '' };
  const paging: Record<Exclude<Manner, 'csv'>, object> = {
    sodaByCursor: { cursorField: 'changed' },
    sodaByKey: {},
    cursor: { recordsPath: '/rows', cursor: { cursorParam: '', nextPath: '/next' } },
    link: { linkHeader: {} },
    page: { page: { pageParam: '', sizeParam: '', fromZero: false } },
    since: { cursorField: 'changed', sinceParam: 'since', offset: names },
    offset: { offset: names },
  };
  return { rest: { url: `${url}/rows`, pageSize, cursorField: '', ...paging[manner] } };
};

/** Pulls a nasty source a few times, broken off at any request, then once in peace, and looks at what came of it. */
async function run(seed: number): Promise<void> {
  const draw = seeded(seed);
  const manner = manners[Math.floor(draw() * manners.length)] as Manner;
  const pageSize = 2 + Math.floor(draw() * 15);
  const deletes = (manner === 'sodaByKey' || manner === 'csv') && draw() < 0.7;
  const site = new NastySource(manner, draw, pageSize, deletes);
  const url = await site.start();
  const source = `seed-${seed}`;
  try {
    await bed.known([], [source]);
    const policy = {
      schemaPolicy: 'SCHEMA_POLICY_SHOW',
      ...(deletes && { deletes: { absent: { maxShare: '1' } } }),
    };
    await bed.source(source, { ...settings(manner, url, pageSize), ...policy });
    await bed.measure(source, { sourceId: source });
    for (let n = 0; n < PULLS; n++) {
      await pull(source, `${source}-${n}`, draw() < 0.2, site, draw);
      site.live();
    }
    site.nasty = false;
    const last = await pull(source, `${source}-last`, false, site, () => 1);
    expect(last).toBe(PullStatus.PULL_STATUS_SUCCEEDED);
    await check(source, site);
  } catch (error) {
    throw new Error(`SIMULATION_SEED=${seed} (${manner}, pages of ${pageSize}, deletes ${deletes})`, {
      cause: error,
    });
  } finally {
    await site.stop();
  }
}

/** Every process that works on the pull is broken off at a drawn request, until one is not. */
async function pull(
  sourceId: string,
  pullId: string,
  full: boolean,
  site: NastySource,
  draw: () => number,
): Promise<PullStatus> {
  await as(() => bed.pulls.start(StartPull.parse({ sourceId, pullId, full })));
  for (let life = 0; life < 100; life++) {
    const stopped = new AbortController();
    let left = draw() < 0.4 ? Math.floor(draw() * 5) : Infinity;
    site.onRequest = () => {
      if (left-- <= 0) stopped.abort();
    };
    const process = bed.run();
    await process.run(office.tenantId, pullId, stopped.signal);
    await process.onModuleDestroy();
    const { status, finishedAt } = await as(() => bed.pulls.get(pullId));
    if (finishedAt) return status;
  }
  throw new Error(`Pull ${pullId} did not end in 100 lives.`);
}

interface Version {
  key: string;
  version: number;
  content: object;
  since: string;
  until: string | null;
}

async function check(sourceId: string, site: NastySource): Promise<void> {
  const versions = await bed.db.query<Version>(
    `SELECT record_key AS key, version, content, since, until FROM record WHERE source_id = $1 ORDER BY record_key, version`,
    [sourceId],
  );
  const now = versions.filter(({ until }) => until === null);
  const plain = (of: object): object =>
    Object.fromEntries(Object.entries(of).filter(([name, value]) => value !== '' || name === 'id'));
  expect(Object.fromEntries(now.map(({ key, content }) => [key, plain(content)]))).toEqual(
    Object.fromEntries([...site.truth].map(([key, item]) => [key, plain(item)])),
  );
  for (const [key, of] of Map.groupBy(versions, (version) => version.key)) {
    expect(of.map(({ version }) => version)).toEqual(of.map((_, n) => n + 1));
    for (const [n, one] of of.entries()) {
      const next = of[n + 1];
      // A record of this source never comes back: an end that is no change was no end.
      if (next) expect(one.until).toBe(next.since);
      if (next) expect(next.content).not.toEqual(one.content);
      const said = [...(site.said.get(key) ?? [])].map((text) => plain(JSON.parse(text) as object));
      expect(said).toContainEqual(plain(one.content));
    }
  }
  const refused = await bed.db.query<{ detail: string }>(
    `SELECT detail FROM unusable_record WHERE source_id = $1 AND measure_id = '' ORDER BY detail`,
    [sourceId],
  );
  expect(refused.map(({ detail }) => (JSON.parse(detail) as { note: string }).note)).toEqual(
    site.keyless.map(({ note }) => note),
  );
  const shown = await values(sourceId);
  const wanted = Map.groupBy(
    site.truth.values(),
    ({ unit, at }) => `${unit.toLowerCase()} ${at.slice(0, 7)}`,
  );
  for (const [place, of] of wanted) expect([place, shown.get(place)]).toEqual([place, String(of.length)]);
  // What was measured pull by pull is what a computation of everything gives.
  const pullId = `${sourceId}-again`;
  await as(() => bed.pulls.replay(ReplayRecords.parse({ sourceId, pullId })));
  await bed.finish(pullId);
  expect(await values(sourceId)).toEqual(shown);
}

/** The newest value of each unit and period that nothing took the place of. */
async function values(indicatorId: string): Promise<Map<string, string>> {
  const rows = await bed.db.query<{ place: string; value: string }>(
    `SELECT DISTINCT ON (unit_id, period) unit_id || ' ' || period AS place, collected_value::text AS value
     FROM observation WHERE indicator_id = $1 AND status <> 'OBSERVATION_STATUS_SUPERSEDED' ORDER BY unit_id, period, revision DESC`,
    [indicatorId],
  );
  return new Map(rows.map(({ place, value }) => [place, value]));
}

it(`ends with what the source has, whatever it does meanwhile: ${seeds} seeds`, async () => {
  const waiting = Array.from({ length: seeds }, (_, n) => (only === undefined ? n + 1 : Number(only)));
  const failures: unknown[] = [];
  const work = async (): Promise<void> => {
    for (let seed = waiting.shift(); seed !== undefined && failures.length < 3; seed = waiting.shift())
      await run(seed).catch((error: unknown) => failures.push(error));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join('; '));
}, 900_000);
