import { as, office } from '@fuxing/testing';
import fc from 'fast-check';
import { testbed } from '../testbed';

type Content = Record<string, string>;
type Bed = Awaited<ReturnType<typeof testbed>>;

const MEASURES: Record<string, object> = {
  count: {},
  mean: {
    function: 'MEASURE_FUNCTION_MEAN',
    field: 'n',
    digits: 3,
    checks: { jumpShare: '0.2', duplicates: {} },
  },
  closed: {
    function: 'MEASURE_FUNCTION_COUNT',
    filters: [{ field: 'closed', operator: 'FILTER_OPERATOR_PRESENT' }],
    checks: { lateDays: 5, reconciliation: { indicatorId: 'count', tolerance: '1' } },
  },
  days: {
    function: 'MEASURE_FUNCTION_MEDIAN',
    duration: { startField: 'at', endField: 'closed', clock: 'DURATION_CLOCK_ELAPSED_DAYS' },
    openCases: 'OPEN_CASES_ELAPSED',
    digits: 2,
  },
  callers: { function: 'MEASURE_FUNCTION_DISTINCT', field: 'caller', periodField: 'closed' },
  open: {
    function: 'MEASURE_FUNCTION_STATE_COUNT',
    numerator: [{ field: 'closed', operator: 'FILTER_OPERATOR_ABSENT' }],
  },
};

const beds: Bed[] = [];
beforeAll(async () => {
  for (let n = 0; n < 2; n += 1) {
    const bed = await testbed();
    await bed.mapping('units', { A: 'a', B: 'b', C: 'unknown-to-the-district' });
    await bed.known(['a', 'b'], Object.keys(MEASURES));
    beds.push(bed);
  }
});
afterAll(async () => {
  for (const bed of beds) await bed.stop();
});

const day = fc
  .date({ min: new Date('2026-01-01'), max: new Date('2026-05-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const record = fc.record({
  id: fc.constantFrom(...'123456789', 'é', '键', '😀', 'ａ'),
  unit: fc.constantFrom('A', 'A', 'B', 'B', 'C', 'X', ''),
  at: fc.oneof({ weight: 9, arbitrary: day }, { weight: 1, arbitrary: fc.constant('soon') }),
  closed: fc.oneof(fc.constant(''), day),
  n: fc.constantFrom('1', '2.5', '9', 'many'),
  caller: fc.constantFrom('x', 'y', 'z'),
});
/** Pushes, each so many days after the one before. */
const histories = fc.array(
  fc.record({ records: fc.array(record, { maxLength: 6 }), days: fc.integer({ min: 0, max: 40 }) }),
  { minLength: 2, maxLength: 6 },
);

const push = async (
  bed: Bed,
  sourceId: string,
  pullId: string,
  records: Content[],
  at: Date,
): Promise<void> => {
  await as(() => bed.pulls.push({ sourceId, pullId, records }));
  await bed.db.query(`UPDATE pull SET created_at = $2::timestamptz WHERE pull_id = $1`, [
    pullId,
    at.toISOString(),
  ]);
  await bed.run().run(office.tenantId, pullId, new AbortController().signal);
  await bed.db.query(`UPDATE pull SET finished_at = $2::timestamptz WHERE pull_id = $1`, [
    pullId,
    at.toISOString(),
  ]);
};
const forget = (bed: Bed) => bed.db.query(`DELETE FROM measured_source`);

/** All that measuring leaves, but the time of computing. Positions are told by their pulls. */
const state = async (bed: Bed, sourceId: string) => ({
  observations: await bed.db.query(
    `SELECT to_jsonb(o) - 'computed_at' - 'position' AS o FROM observation AS o WHERE source_id = $1 ORDER BY observation_id`,
    [sourceId],
  ),
  positions: await bed.db.query(
    `SELECT observation_id, p.pull_id FROM observation AS o JOIN pull AS p USING (tenant_id, source_id, position)
     WHERE source_id = $1 ORDER BY 1`,
    [sourceId],
  ),
  keys: await bed.db.query(
    `SELECT observation_id, part, record_keys FROM observation_record_keys JOIN observation USING (tenant_id, observation_id)
     WHERE source_id = $1 ORDER BY 1, 2`,
    [sourceId],
  ),
  unusable: await bed.db.query(
    `SELECT measure_id, record_key, reason, detail, pull_id FROM unusable_record WHERE source_id = $1 ORDER BY 1, 2`,
    [sourceId],
  ),
  places: await bed.db.query(
    `SELECT placing_id, place, part, record_keys FROM measured_place WHERE source_id = $1 ORDER BY 1, 2, 3`,
    [sourceId],
  ),
  values: await bed.db.query(
    `SELECT measure_id, place, result - 'position' AS result FROM measured_value WHERE measure_id LIKE $1 || '-%' ORDER BY 1, 2`,
    [sourceId],
  ),
});

let runs = 0;
it('gives the same bytes as a complete computation, after every pull of any history', async () => {
  await fc.assert(
    fc.asyncProperty(histories, async (pushes) => {
      const sourceId = `s${++runs}`;
      for (const bed of beds) {
        await bed.known(
          [],
          Object.keys(MEASURES).map((name) => `${sourceId}-${name}`),
        );
        await bed.source(sourceId, { push: {} });
        for (const [name, measure] of Object.entries(MEASURES)) {
          const { checks } = measure as { checks?: { reconciliation?: { tolerance: string } } };
          const reconciliation = checks?.reconciliation && {
            ...checks.reconciliation,
            indicatorId: `${sourceId}-count`,
          };
          const more = checks ? { checks: { ...checks, reconciliation } } : {};
          await bed.measure(`${sourceId}-${name}`, { ...measure, ...more, sourceId });
        }
      }
      const [incremental, complete] = beds as [Bed, Bed];
      let at = Date.parse('2026-02-01T00:00:00Z');
      for (const [n, { records, days }] of pushes.entries()) {
        at += days * 86_400_000;
        const pullId = `${sourceId}-${n}`;
        await push(incremental, sourceId, pullId, records, new Date(at));
        await forget(complete);
        await push(complete, sourceId, pullId, records, new Date(at));
        expect(await state(incremental, sourceId)).toEqual(await state(complete, sourceId));
      }
    }),
    { numRuns: 15, endOnFailure: true },
  );
}, 240_000);

it('takes a complaint about a state back that nobody has any more, also when no unit has a value yet', async () => {
  const [bed] = beds as [Bed];
  await bed.known([], ['idle']);
  await bed.source('idle', { push: {} });
  await bed.measure('idle', { ...MEASURES['open'], sourceId: 'idle' });
  const come = (n: number, month: string, unit: string) =>
    push(bed, 'idle', `idle-${n}`, [{ id: '1', unit, at: '2026-12-01' }], new Date(`2026-${month}-10`));
  const complaints = () =>
    bed.db.query(`SELECT record_key AS key, detail FROM unusable_record WHERE measure_id = 'idle'`);
  await come(1, '02', 'X');
  await come(2, '03', 'A');
  expect(await complaints()).toEqual([{ key: '1', detail: 'X' }]);
  await come(3, '04', 'A');
  expect(await complaints()).toEqual([]);
});

it('reads only the records of the units and periods that a pull touched', async () => {
  const [bed] = beds as [Bed];
  await bed.known([], ['few']);
  await bed.source('few', { push: {} });
  await bed.measure('few', { sourceId: 'few' });
  const records = Array.from({ length: 600 }, (_, n) => ({
    id: String(n),
    unit: n % 2 ? 'A' : 'B',
    at: `2026-0${1 + (n % 3)}-10`,
  }));
  const now = new Date('2026-06-01T00:00:00Z');
  await push(bed, 'few', 'few-1', records, now);
  // What was not touched is not looked at: it would be missed here.
  await bed.db.query(
    `UPDATE measured_value SET result = jsonb_set(result, '{value}', '"77"') WHERE measure_id = 'few' AND place <> 'a~2026-02'`,
  );
  await push(bed, 'few', 'few-2', [{ id: 'new', unit: 'A', at: '2026-02-11' }], now);
  const shown = async () =>
    Object.fromEntries(
      (
        await bed.db.query<{ place: string; value: string }>(
          `SELECT place, result->>'value' AS value FROM measured_value WHERE measure_id = 'few'`,
        )
      ).map(({ place, value }) => [place, value]),
    );
  expect(await shown()).toMatchObject({ 'a~2026-02': '101', 'a~2026-01': '77', 'b~2026-02': '77' });
  // A changed definition computes everything again.
  const { etag } = await as(() => bed.measures.get('few'));
  await bed.measure('few', { sourceId: 'few', digits: 1 }, etag);
  await push(bed, 'few', 'few-3', [], now);
  expect(await shown()).toMatchObject({ 'a~2026-02': '101.0', 'a~2026-01': '100.0', 'b~2026-02': '100.0' });
});
