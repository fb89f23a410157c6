import { readFileSync } from 'node:fs';
import { DurationClock, FilterOperator } from '@fuxing/contracts/connectors/v1/measure_records';
import { MeasureFunction, ValueRounding } from '@fuxing/contracts/connectors/v1/measures';
import { PullStatus } from '@fuxing/contracts/connectors/v1/pulls';
import { datasetFromCsv, type RunningSimulator, startSimulator } from '@fuxing/simulator';
import { published } from '@fuxing/testing';
import { testbed } from '../testbed';

const data = published('boston311');

type Expected = { key: [string, string] } & Record<string, number | null | [string, string]>;

const F = MeasureFunction;
const WALL_HOURS = {
  startField: 'open_dt',
  endField: 'closed_dt',
  clock: DurationClock.DURATION_CLOCK_WALL_HOURS,
};
const flag = (...values: string[]) => ({
  field: 'ontime_status',
  operator: FilterOperator.FILTER_OPERATOR_IN,
  values,
});
const closed = { field: 'closed_dt', operator: FilterOperator.FILTER_OPERATOR_PRESENT, values: [] };

/** By the name of the expected figure. */
const measures = {
  created: { function: F.MEASURE_FUNCTION_COUNT },
  closed: { function: F.MEASURE_FUNCTION_COUNT, filters: [closed] },
  closure_rate: { function: F.MEASURE_FUNCTION_RATE, numerator: [closed], digits: 6 },
  median_hours: {
    function: F.MEASURE_FUNCTION_MEDIAN,
    duration: WALL_HOURS,
    digits: 4,
    rounding: ValueRounding.VALUE_ROUNDING_HALF_EVEN,
  },
  mean_days: {
    function: F.MEASURE_FUNCTION_MEAN,
    duration: { ...WALL_HOURS, clock: DurationClock.DURATION_CLOCK_WALL_DAYS },
    digits: 4,
  },
  ontime_rate_published: {
    function: F.MEASURE_FUNCTION_RATE,
    filters: [flag('ONTIME', 'OVERDUE')],
    numerator: [flag('ONTIME')],
    digits: 6,
  },
};

data.describe('Boston 311, first half of 2015, 58,119 real cases', () => {
  const expected: Expected[] = JSON.parse(
    readFileSync(data.path('expected-H1.json'), 'utf8'),
  ).by_department_month;
  const departments = [...new Set(expected.map(({ key }) => key[0]))];
  const unitOf = (department: string): string =>
    `d-${department.toLowerCase().replaceAll(/[^a-z0-9]/g, '-')}`;
  let bed: Awaited<ReturnType<typeof testbed>>;
  let site: RunningSimulator;

  beforeAll(async () => {
    bed = await testbed();
    const timestamps = ['OPEN_DT', 'TARGET_DT', 'CLOSED_DT'];
    site = await startSimulator({
      datasets: { cases: await datasetFromCsv(data.path('2015-H1.csv'), { timestamps }) },
    });
    const indicators = Object.keys(measures).map((name) => name.replaceAll('_', '-'));
    await bed.known(departments.map(unitOf), indicators, 'America/New_York');
    await bed.source('boston311', {
      keyField: 'case_enquiry_id',
      rest: { url: `${site.url}/resource/cases.json`, pageSize: 5000, cursorField: 'open_dt' },
    });
    await bed.mapping('departments', Object.fromEntries(departments.map((name) => [name, unitOf(name)])));
    for (const [name, measure] of Object.entries(measures)) {
      const common = {
        sourceId: 'boston311',
        periodField: 'open_dt',
        unitField: 'department',
        unitMappingId: 'departments',
      };
      await bed.measure(name.replaceAll('_', '-'), { ...common, ...measure });
    }
  }, 120_000);
  afterAll(async () => {
    await site?.stop();
    await bed?.stop();
  });

  it('pulls and measures all', async () => {
    const start = performance.now();
    const pull = await bed.pull('boston311', 'first');
    const seconds = (performance.now() - start) / 1000;
    expect(pull).toMatchObject({
      status: PullStatus.PULL_STATUS_SUCCEEDED,
      read: 58119,
      added: 58119,
      changed: 0,
      rejected: 0,
    });
    process.stdout.write(
      `58119 records pulled and measured in ${seconds.toFixed(2)} s, ${Math.round(58119 / seconds)} records/s, RSS ${Math.round(process.memoryUsage().rss / 1e6)} MB\n`,
    );
  }, 60_000);

  it.each(Object.keys(measures))('gives %s exactly as expected per department and month', async (name) => {
    const found = await bed.values(name.replaceAll('_', '-'));
    const values = Object.fromEntries(found.map((of) => [`${of.unitId} ${of.period}`, Number(of.value)]));
    const wanted = Object.fromEntries(
      expected
        .filter((row) => row[name] !== null && (name !== 'closed' || row[name] !== 0))
        .map((row) => [`${unitOf(row.key[0])} ${row.key[1]}`, row[name]]),
    );
    expect(values).toEqual(wanted);
  });

  it('keeps the keys behind every value: their hash is the value’s', async () => {
    const rows = await bed.db.query<{ id: string; count: string; hash: string; kept: string; again: string }>(
      `SELECT observation_id AS id, record_count AS count, records_hash AS hash, count(record_key) AS kept,
         encode(sha256(string_agg(record_key || ':' || encode(content_hash, 'hex') || E'\\n', '' ORDER BY part, n)::bytea), 'hex') AS again
       FROM observation o JOIN observation_record_keys k USING (tenant_id, observation_id)
         CROSS JOIN unnest(record_keys) WITH ORDINALITY AS u (record_key, n)
         JOIN record r USING (tenant_id, source_id, record_key)
       GROUP BY 1, 2, 3`,
    );
    expect(rows).toHaveLength((await bed.db.query('SELECT FROM observation')).length);
    expect(rows.filter(({ count, kept, hash, again }) => count !== kept || hash !== again)).toEqual([]);
  });

  it('finds nothing new in a second, full pull', async () => {
    const before = await bed.db.query(`SELECT * FROM observation ORDER BY observation_id`);
    const pull = await bed.pull('boston311', 'second', true);
    expect(pull).toMatchObject({
      status: PullStatus.PULL_STATUS_SUCCEEDED,
      read: 58119,
      added: 0,
      changed: 0,
    });
    expect(await bed.db.query(`SELECT * FROM observation ORDER BY observation_id`)).toEqual(before);
  }, 60_000);
});
