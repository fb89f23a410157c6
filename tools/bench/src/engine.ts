import {
  Board,
  evaluate,
  PACKAGE_FORMAT,
  receiptOf,
  Scheme,
  ScoringPackage,
  SensitivityOptions,
  sensitivitySteps,
} from '@fuxing/scoring';
import { DuckDBInstance } from '@duckdb/node-api';
import { type Bench, type Figure, median, seconds } from './bench';

const UNITS = 1_000;
const INDICATORS = 100;
const MONTHS = 12;
const RUNS = 5;
const INTERACTIVE = { units: 60, runs: 25 };
const ANSWERED = { units: 200, runs: 3 };

/** The scoring library alone, in memory: a whole evaluation, and what a changed weight costs. */
export async function engine(bench: Bench): Promise<Figure[]> {
  bench.tell(`${UNITS} units × ${INDICATORS} indicators × ${MONTHS} months`);
  const of = made(UNITS);
  const duck = await openDuck(bench);
  const ours: number[] = [];
  const theirs: number[] = [];
  let totals = new Map<string, string>();
  for (let run = 0; run <= RUNS; run += 1) {
    // The first is for warming up.
    const took = await seconds(async () => {
      totals = new Map(evaluate(of).standings.map(({ unitId, total = '' }) => [unitId, total]));
    });
    const floor = await seconds(async () => void (await duck.run(SAME_ARITHMETIC)));
    if (run > 0) [ours, theirs].forEach((list, n) => list.push(n === 0 ? took : floor));
  }
  await compare(await duck.runAndReadAll(SAME_ARITHMETIC), totals);
  return [
    {
      name: 'engine, whole evaluation',
      figure: median(ours),
      unit: 's',
      against: 'DuckDB, same arithmetic',
      floor: median(theirs),
      aim: '≤ 1.5',
      runs: ours,
    },
    interactive(),
    ...(await answered()),
  ];
}

/** What people ask of a group of 200 units: how far every weight may move, and how a unit came to its score. */
async function answered(): Promise<Figure[]> {
  const of = made(ANSWERED.units);
  const evaluation = evaluate(of);
  const options = SensitivityOptions.parse({ seed: 'bench', draws: 1 });
  const intervals: number[] = [];
  const receipts: number[] = [];
  for (let run = 0; run < ANSWERED.runs; run += 1) {
    const took = await seconds(async () => {
      const steps = sensitivitySteps(of, options, (phase) => phase !== 'SHARES');
      for (let step = steps.next(); ; step = steps.next()) {
        if (!step.done) continue;
        if (step.value.sharesLeft.length > 0) throw new Error('Intervals were left out.');
        return;
      }
    });
    intervals.push(took);
    const each = await seconds(async () => {
      for (const { unitId } of of.units) receiptOf(of, unitId, evaluation);
    });
    receipts.push((each * 1_000) / of.units.length);
  }
  return [
    {
      name: 'engine, intervals of all weights',
      figure: median(intervals),
      unit: 's',
      aim: '≤ 9',
      runs: intervals,
    },
    { name: 'engine, one receipt', figure: median(receipts), unit: 'ms', aim: '≤ 80', runs: receipts },
  ];
}

/** One weight after another is changed on a board of 60 units. */
function interactive(): Figure {
  const of = made(INTERACTIVE.units);
  const board = new Board(of);
  const runs: number[] = [];
  for (let run = 0; run <= INTERACTIVE.runs; run += 1) {
    const scheme = structuredClone(of.scheme);
    const node = scheme.nodes[run % scheme.nodes.length];
    if (node) node.share = String(2 + run);
    const began = performance.now();
    board.under(scheme);
    if (run > 0) runs.push(performance.now() - began);
  }
  return { name: 'engine, one weight changed', figure: median(runs), unit: 'ms', aim: '≤ 20', runs };
}

/** Hundredths of the values are whole, so that both sides are exact. */
const valueOf = (indicator: number, unit: number, month: number): number =>
  6_000 + ((indicator * 7_919 + unit * 104_729 + month * 1_299_709) % 4_000);
const targetOf = (indicator: number, unit: number): number => 80 + ((indicator + unit) % 20);

/** All indicators count the same and are scored in proportion to their target. */
function made(units: number): ScoringPackage {
  const unit = Array.from({ length: units }, (_, u) => u + 1);
  const indicator = Array.from({ length: INDICATORS }, (_, i) => i + 1);
  const month = Array.from({ length: MONTHS }, (_, m) => m + 1);
  const scheme = Scheme.parse({
    schemeId: 's',
    nodes: indicator.map((i) => ({
      nodeId: `n${i}`,
      share: '1',
      indicatorId: `i${i}`,
      time: 'TIME_AGGREGATION_MEAN_OF_VALUES',
      ratioToTarget: { cap: '1' },
    })),
  });
  // Built, not parsed: a million rows through a schema would be measured by nobody and waited for by everybody.
  return {
    ...ScoringPackage.parse({ format: PACKAGE_FORMAT, scheme: {}, cyclePeriod: '2025' }),
    scheme,
    indicators: indicator.map((i) => ({
      indicatorId: `i${i}`,
      version: 1,
      direction: 'DIRECTION_HIGHER_IS_BETTER',
      unitOfMeasure: '%',
    })),
    units: unit.map((u) => ({ unitId: `u${u}`, name: '', nameEn: '' })),
    observations: indicator.flatMap((i) =>
      unit.flatMap((u) =>
        month.map((m) => ({
          indicatorId: `i${i}`,
          unitId: `u${u}`,
          observationId: `i${i}~u${u}~${m}`,
          period: `2025-${String(m).padStart(2, '0')}`,
          value: (valueOf(i, u, m) / 100).toFixed(2),
        })),
      ),
    ),
    targets: indicator.flatMap((i) =>
      unit.map((u) => ({
        indicatorId: `i${i}`,
        unitId: `u${u}`,
        period: '2025',
        value: String(targetOf(i, u)),
      })),
    ),
  };
}

async function openDuck(bench: Bench) {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  bench.defer(() => connection.closeSync());
  const value = `6000 + ((i * 7919 + u * 104729 + m * 1299709) % 4000)`;
  await connection.run(`
    CREATE TABLE observation AS SELECT 'i' || i AS indicator_id, 'u' || u AS unit_id, '2025-' || lpad(m::VARCHAR, 2, '0') AS period,
      ((${value}) / 100)::DECIMAL(9, 2) AS value
    FROM range(1, ${INDICATORS + 1}) AS a(i), range(1, ${UNITS + 1}) AS b(u), range(1, ${MONTHS + 1}) AS c(m);
    CREATE TABLE target AS SELECT 'i' || i AS indicator_id, 'u' || u AS unit_id, '2025' AS period, 80 + (i + u) % 20 AS value
    FROM range(1, ${INDICATORS + 1}) AS a(i), range(1, ${UNITS + 1}) AS b(u);`);
  return connection;
}

/**
 * Means, points and totals with both roundings, half up, in whole hundredths: DuckDB divides decimals as doubles, which
 * would not be the same arithmetic.
 */
const SAME_ARITHMETIC = `
  SELECT unit_id, (2 * sum(points) + ${INDICATORS}) // ${2 * INDICATORS} AS total, rank() OVER (ORDER BY total DESC) AS rank
  FROM (
    SELECT o.unit_id, least(10000, (2 * 100 * o.hundredths + ${MONTHS} * t.value) // (2 * ${MONTHS} * t.value)) AS points
    FROM (
      SELECT indicator_id, unit_id, (sum(value) * 100)::HUGEINT AS hundredths
      FROM observation WHERE period BETWEEN '2025-01' AND '2025-12' GROUP BY indicator_id, unit_id
    ) AS o
    JOIN target AS t ON t.indicator_id = o.indicator_id AND t.unit_id = o.unit_id AND t.period = '2025'
  )
  GROUP BY unit_id ORDER BY total DESC, unit_id`;

/** @throws Error when a total differs */
async function compare(
  result: { getRowObjectsJson(): Record<string, unknown>[] },
  totals: ReadonlyMap<string, string>,
): Promise<void> {
  const rows = result.getRowObjectsJson();
  const different = rows.filter(
    ({ unit_id: unit, total }) => totals.get(String(unit)) !== (Number(total) / 100).toFixed(2),
  );
  if (rows.length !== UNITS || different.length > 0)
    throw new Error(
      `${different.length} of ${rows.length} totals differ, first ${JSON.stringify(different[0])}.`,
    );
}
