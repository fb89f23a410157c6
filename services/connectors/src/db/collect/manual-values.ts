import type { ObservationStatus } from '@fuxing/contracts/connectors/v1/observations';
import type { EntityManager } from 'typeorm';
import type { EntryRecord } from '../../domain/collect/manual-value';
import { SUPPLIED } from '../verify/burden';

/** A field and the periods that it is looked at for. */
export interface FieldPeriods {
  fieldId: string;
  indicatorId: string;
  sourceId: string;
  unitIds: string[];
  periods: {
    period: string;
    /** At whose end it ends. */
    month: string;
    dueOn: string;
  }[];
}

/** What a unit is asked, and what it said. */
export interface AskedValue {
  fieldId: string;
  unitId: string;
  period: string;
  dueOn: string;
  /** null: not entered. */
  entry: EntryRecord | null;
  version: number;
  pullId: string;
  observationId: string;
  observationStatus: ObservationStatus | null;
}

/**
 * What is asked of units by these fields for these periods, in order of deadline, field, unit and period. What a source
 * supplied at the end of a period is left out.
 *
 * @param unitId only this one; empty: all
 * @param after the key of the last one that was seen
 */
export async function askedValues(
  tx: EntityManager,
  zone: string,
  fields: FieldPeriods[],
  { unitId, missing }: { unitId: string; missing: boolean },
  after: string[] | undefined,
  limit: number,
): Promise<AskedValue[]> {
  const periods = fields.flatMap(({ fieldId, periods }) => periods.map((one) => ({ fieldId, ...one })));
  return tx.query(
    `WITH ${SUPPLIED}, asked AS (
       SELECT "fieldId", "indicatorId" AS indicator_id, "sourceId", unit_id, period, month, "dueOn"
       FROM jsonb_to_recordset($3::jsonb)
           AS f ("fieldId" text, "indicatorId" text, "sourceId" text, "unitIds" jsonb)
         JOIN jsonb_to_recordset($4::jsonb) AS p ("fieldId" text, period text, month text, "dueOn" text) USING ("fieldId"),
         jsonb_array_elements_text("unitIds") AS unit_id
       WHERE $5 = '' OR unit_id = $5
     ), found AS (
       SELECT asked.*, content AS entry, coalesce(version, 0) AS version, pull_id
       FROM asked LEFT JOIN supplied USING (month, indicator_id, unit_id)
         LEFT JOIN record ON source_id = "sourceId" AND record_key = "fieldId" || '~' || unit_id || '~' || period
           AND until IS NULL
       WHERE supplied.measure_id IS NULL AND (NOT $6 OR version IS NULL)
         AND ($7::text IS NULL OR ("dueOn", "fieldId", unit_id, period) > ($7, $8, $9, $10))
       ORDER BY "dueOn", "fieldId", unit_id, period LIMIT $11
     )
     SELECT "fieldId", unit_id AS "unitId", period, "dueOn", entry, version, coalesce(pull_id, '') AS "pullId",
       coalesce(observation_id, '') AS "observationId", status AS "observationStatus"
     FROM found LEFT JOIN LATERAL (
       SELECT observation_id, status FROM observation AS o
       WHERE o.indicator_id = found.indicator_id AND o.unit_id = found.unit_id AND o.period = found.period
       ORDER BY revision DESC LIMIT 1
     ) AS newest ON true
     ORDER BY "dueOn", "fieldId", unit_id, period`,
    [
      [...new Set(periods.map(({ month }) => month))],
      zone,
      JSON.stringify(fields.map(({ periods: _, ...field }) => field)),
      JSON.stringify(periods),
      unitId,
      missing,
      ...(after ?? [null, null, null, null]),
      limit,
    ],
  );
}

/** What a pull brought, of these keys. */
export async function entriesOf(
  tx: EntityManager,
  sourceId: string,
  pullId: string,
  keys: string[],
): Promise<EntryRecord[]> {
  const rows: { content: EntryRecord }[] = await tx.query(
    `SELECT content FROM record WHERE source_id = $1 AND record_key = ANY($3) AND pull_id = $2`,
    [sourceId, pullId, keys],
  );
  return rows.map(({ content }) => content);
}
