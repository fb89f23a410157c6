import { DurationClock } from '@fuxing/contracts/connectors/v1/measure_records';
import { Measure, MeasureFunction } from '@fuxing/contracts/connectors/v1/measures';
import { Source } from '@fuxing/contracts/connectors/v1/sources';
import { UnitMapping } from '@fuxing/contracts/connectors/v1/unit_mappings';
import type { Client } from 'pg';

export const TENANT = '130404';
export const SOURCE = 'made';
const UNITS = Array.from({ length: 100 }, (_, n) => `u${n}`);

const common = {
  sourceId: SOURCE,
  periodField: 'opened_at',
  unitField: 'unit',
  unitMappingId: SOURCE,
  digits: 2,
  factor: '1',
};

/** Two measures, as a hotline has: how many, and how long they took. */
const measures = [
  Measure.fromJSON({
    ...common,
    measureId: 'count',
    indicatorId: 'count',
    function: MeasureFunction.MEASURE_FUNCTION_COUNT,
  }),
  Measure.fromJSON({
    ...common,
    measureId: 'hours',
    indicatorId: 'hours',
    function: MeasureFunction.MEASURE_FUNCTION_MEAN,
    duration: {
      startField: 'opened_at',
      endField: 'closed_at',
      clock: DurationClock.DURATION_CLOCK_WALL_HOURS,
    },
  }),
];

/** What the service would know after a district was applied. */
export async function makeDistrict(admin: Client, url: string): Promise<void> {
  await admin.query(`SET search_path = connectors`);
  const put = (table: string, id: string, content: unknown): Promise<unknown> =>
    admin.query(
      `INSERT INTO ${table} (tenant_id, ${table}_id, version, content, etag) VALUES ($1, $2, 1, $3, 'made')`,
      [TENANT, id, JSON.stringify(content)],
    );
  await admin.query(
    `INSERT INTO tenant (tenant_id, time_zone, changed_at) VALUES ($1, 'Asia/Shanghai', now())`,
    [TENANT],
  );
  await admin.query(`INSERT INTO unit (tenant_id, unit_id) SELECT $1, unnest($2::text[])`, [TENANT, UNITS]);
  const units = Object.fromEntries(UNITS.map((unit) => [unit.toUpperCase(), unit]));
  await put(
    'unit_mapping',
    SOURCE,
    UnitMapping.toJSON(UnitMapping.fromJSON({ unitMappingId: SOURCE, units })),
  );
  const source = {
    sourceId: SOURCE,
    name: SOURCE,
    keyField: 'id',
    rest: { url, pageSize: 5_000, cursorField: 'changed' },
  };
  await put('source', SOURCE, Source.toJSON(Source.fromJSON(source)));
  for (const measure of measures) {
    await admin.query(
      `INSERT INTO indicator (tenant_id, indicator_id, version, period_kind, digits, direction)
       VALUES ($1, $2, 1, 'PERIOD_KIND_MONTH', 2, '')`,
      [TENANT, measure.indicatorId],
    );
    await put('measure', measure.measureId, Measure.toJSON(measure));
  }
}

/** A pull that waits. */
export async function queue(admin: Client, pullId: string): Promise<void> {
  await admin.query(
    `WITH p AS (INSERT INTO connectors.pull (tenant_id, pull_id, position, source_id, status, mode)
       VALUES ($1, $2, nextval('connectors.pull_position'), $3, 'PULL_STATUS_QUEUED', 'PULL_MODE_CHANGES') RETURNING *)
     INSERT INTO connectors.queued_pull (tenant_id, pull_id, source_id, position) SELECT tenant_id, pull_id, source_id, position FROM p`,
    [TENANT, pullId, SOURCE],
  );
}

/** @throws Error when the pull did not end well, or brought something else */
export async function assertPulled(
  admin: Client,
  pullId: string,
  wanted: { added: number; changed: number },
): Promise<void> {
  const { rows } = await admin.query(
    `SELECT status, error, added::int, changed::int FROM connectors.pull WHERE pull_id = $1`,
    [pullId],
  );
  const [pull] = rows as { status: string; error: string; added: number; changed: number }[];
  if (
    pull?.status !== 'PULL_STATUS_SUCCEEDED' ||
    pull.added !== wanted.added ||
    pull.changed !== wanted.changed
  )
    throw new Error(`Pull ${pullId} brought ${JSON.stringify(pull)}, wanted ${JSON.stringify(wanted)}.`);
}
