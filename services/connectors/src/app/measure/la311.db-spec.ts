import { readFileSync } from 'node:fs';
import { Measure } from '@fuxing/contracts/connectors/v1/measures';
import { PullStatus } from '@fuxing/contracts/connectors/v1/pulls';
import { type RunningSimulator, startSimulator } from '@fuxing/simulator';
import { published } from '@fuxing/testing';
import { packTestbed } from './pack-testbed';

const data = published('la311');

interface Row {
  key: string;
  created: number;
  closed: number;
  open: number;
  closure_rate: number;
  negative_duration: number;
  median_hours: number | null;
  mean_hours: number | null;
}
interface Expected {
  overall: Row;
  by_owner: Row[];
  by_owner_day: (Omit<Row, 'key'> & { key: [owner: string, day: string] })[];
  by_council_district: Row[];
  by_nc: Row[];
  status: Record<string, number>;
}

/** Which indicator gives which figure. */
const FIGURES = {
  created: 'created',
  closed: 'closed',
  open: 'open',
  'closure-rate': 'closure_rate',
  'median-hours': 'median_hours',
  'mean-hours': 'mean_hours',
} as const;

data.describe('Los Angeles 311, 9,999 real requests of December 2017', () => {
  const expected = JSON.parse(readFileSync(data.path('expected.json'), 'utf8')) as Expected;
  const days = [...new Set(expected.by_owner_day.map(({ key }) => key[1]))].sort();
  let bed: Awaited<ReturnType<typeof packTestbed>>;
  let site: RunningSimulator;
  let values: Map<string, string>;

  beforeAll(async () => {
    site = await startSimulator({
      datasets: {},
      files: { 'la311.csv': readFileSync(data.path('2017-12.csv'), 'utf8') },
    });
    bed = await packTestbed('la311', site.url);
    // A district has months, quarters and years; a day is a filter.
    for (const day of days) {
      const next = new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
      await bed.known(
        [],
        Object.keys(FIGURES).map((of) => `${of}-${day}`),
        'America/Los_Angeles',
      );
      for (const of of Object.keys(FIGURES)) {
        const spec = Measure.toJSON(Measure.fromJSON(bed.spec('Measure', of))) as { filters?: object[] };
        const within = [
          { field: 'CreatedDate', operator: 'FILTER_OPERATOR_ON_OR_AFTER', values: [day] },
          { field: 'CreatedDate', operator: 'FILTER_OPERATOR_BEFORE', values: [next] },
        ];
        const filters = [...(spec.filters ?? []), ...within];
        await bed.put(`${of}-${day}`, { ...spec, indicatorId: `${of}-${day}`, filters });
      }
    }
    const pull = await bed.pull('requests', 'first');
    expect(pull).toMatchObject({ status: PullStatus.PULL_STATUS_SUCCEEDED, read: 9999, added: 9999 });
    values = new Map();
    for (const indicatorId of await indicators())
      for (const { unitId, period, value } of await bed.values(indicatorId))
        values.set(`${indicatorId} ${unitId} ${period}`, value);
  }, 120_000);
  afterAll(async () => {
    await site?.stop();
    await bed?.stop();
  });

  const indicators = async (): Promise<string[]> => {
    const rows = await bed.db.query<{ id: string }>(`SELECT DISTINCT indicator_id AS id FROM observation`);
    return rows.map(({ id }) => id);
  };
  /** A count of nothing is no observation, like a mean of nothing. */
  const check = (rows: { unitId: string; row: Omit<Row, 'key'>; suffix?: string }[]): void => {
    const wanted = rows.flatMap(({ unitId, row, suffix = '' }) =>
      Object.entries(FIGURES).map(([of, figure]) => {
        const nothing = row[figure] === null || ((of === 'open' || of === 'closed') && row[figure] === 0);
        return [`${of}${suffix} ${unitId} 2017-12`, nothing ? undefined : Number(row[figure])];
      }),
    );
    const found = wanted.map(([at]) => {
      const value = values.get(String(at));
      return [at, value === undefined ? undefined : Number(value)];
    });
    expect(found).toEqual(wanted);
  };
  const neighborhood = (name: string): string =>
    String((bed.spec('UnitMapping', 'neighborhood-councils')['units'] as Record<string, string>)[name]);

  it('gives the figures of the city', () => check([{ unitId: 'la', row: expected.overall }]));
  it('gives the figures of every agency', () =>
    check(expected.by_owner.map((row) => ({ unitId: row.key.toLowerCase(), row }))));
  it('gives the figures of every agency and day', () =>
    check(
      expected.by_owner_day.map((row) => ({
        unitId: row.key[0].toLowerCase(),
        row,
        suffix: `-${row.key[1]}`,
      })),
    ));
  it('gives the figures of every council district', () =>
    check(named(expected.by_council_district).map((row) => ({ unitId: `cd-${row.key}`, row }))));
  it('gives the figures of every neighborhood council', () =>
    check(named(expected.by_nc).map((row) => ({ unitId: neighborhood(row.key), row }))));
  it('counts the states', () => {
    const ids = ['Closed', 'Cancelled', 'Open', 'Referred Out'];
    const found = ids.map((state) => [
      state,
      Number(values.get(`status-${state.toLowerCase().replace(' ', '-')} la 2017-12`)),
    ]);
    expect(Object.fromEntries(found)).toEqual(expected.status);
  });

  it('says how many requests closed before they opened, and left them out of durations', async () => {
    const found = await bed.values('median-hours');
    for (const { key, negative_duration: n } of expected.by_owner) {
      const value = found.find(({ unitId }) => unitId === key.toLowerCase());
      const flags = value?.flags.filter(({ code }) => code === 'IMPOSSIBLE_DURATION') ?? [];
      expect(flags.map(({ zh }) => zh)).toEqual(n > 0 ? [`${n} 条记录结束时间早于开始时间，未计入。`] : []);
    }
  });

  it('keeps requests without district or council as unmapped, with their number', async () => {
    const unmapped = (measureId: string) =>
      bed.db.query(
        `SELECT detail, count(*)::integer FROM unusable_record WHERE reason = 'UNMAPPED_UNIT' AND measure_id = $1 GROUP BY 1`,
        [measureId],
      );
    const blank = (rows: Row[]) => rows.find(({ key }) => key === '')?.created;
    expect(await unmapped('created-by-council-district')).toEqual([
      { detail: '', count: blank(expected.by_council_district) },
    ]);
    expect(await unmapped('created-by-neighborhood')).toEqual([{ detail: '', count: blank(expected.by_nc) }]);
    expect(await unmapped('created')).toEqual([]);
  });
});

function named(rows: Row[]): Row[] {
  return rows.filter(({ key }) => key !== '');
}
