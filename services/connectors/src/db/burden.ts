import type { SuppliedField, UnitBurden } from '@fuxing/contracts/connectors/v1/burden';
import type { EntityManager } from 'typeorm';

const MOST = 1_000;

/**
 * Indicator, unit and measure of everything that sources supply: the units that the mappings of current measures lead to,
 * also those that a value of the source means since some day and without end.
 */
const SUPPLIED = `
  measures AS (
    SELECT DISTINCT ON (measure_id) measure_id, content->>'indicatorId' AS indicator_id, content->>'unitMappingId' AS mapping_id
    FROM measure ORDER BY measure_id, version DESC
  ), mappings AS (
    SELECT DISTINCT ON (unit_mapping_id) unit_mapping_id AS mapping_id, content FROM unit_mapping
    ORDER BY unit_mapping_id, version DESC
  ), supplied AS (
    SELECT DISTINCT indicator_id, unit.value AS unit_id, min(measure_id) OVER (PARTITION BY indicator_id, unit.value) AS measure_id
    FROM measures JOIN mappings USING (mapping_id), LATERAL (
      SELECT value FROM jsonb_each_text(coalesce(content->'units', '{}'))
      UNION SELECT dated->>'unitId' FROM jsonb_array_elements(coalesce(content->'history', '[]')) AS dated
      WHERE coalesce(dated->>'validTo', '') = ''
    ) AS unit
  )`;

/** Which of these units a source gives the indicator for, in order. */
export function suppliedFor(
  tx: EntityManager,
  indicatorId: string,
  unitIds: string[],
): Promise<{ unitId: string; measureId: string }[]> {
  return tx.query(
    `WITH ${SUPPLIED}
     SELECT unit_id AS "unitId", measure_id AS "measureId" FROM supplied WHERE indicator_id = $1 AND unit_id = ANY($2)
     ORDER BY unit_id`,
    [indicatorId, unitIds],
  );
}

const ASKED = `
  fields AS (
    SELECT DISTINCT ON (manual_field_id) manual_field_id, content FROM manual_field ORDER BY manual_field_id, version DESC
  ), asked AS (
    SELECT manual_field_id, unit_id, content->>'indicatorId' AS indicator_id,
      (content->>'minutes')::numeric * (content->>'timesPerYear')::numeric / 12 AS minutes
    FROM fields, jsonb_array_elements_text(content->'unitIds') AS unit_id
    WHERE content->>'firstMonth' <= $1 AND (coalesce(content->>'lastMonth', '') = '' OR content->>'lastMonth' >= $1)
      AND ($2 = '' OR unit_id = $2)
  )`;

/** What each unit is asked in a month, the most burdened first. */
export async function burdenOf(
  tx: EntityManager,
  month: string,
  unitId: string,
): Promise<{ units: UnitBurden[]; totalMinutes: string }> {
  const rows: (UnitBurden & { total: string })[] = await tx.query(
    `WITH ${SUPPLIED}, ${ASKED}
     SELECT unit_id AS "unitId", count(*)::float8 AS "fieldCount", round(sum(minutes), 1)::text AS minutes,
       round(sum(sum(minutes)) OVER (), 1)::text AS total
     FROM asked LEFT JOIN supplied USING (indicator_id, unit_id) WHERE measure_id IS NULL
     GROUP BY 1 ORDER BY sum(asked.minutes) DESC, 1 LIMIT ${MOST}`,
    [month, unitId],
  );
  return {
    units: rows.map(({ total: _, ...unit }) => unit),
    totalMinutes: rows[0]?.total ?? '0.0',
  };
}

/** Fields of the month that a source came to supply. */
export function suppliedFields(tx: EntityManager, month: string, unitId: string): Promise<SuppliedField[]> {
  return tx.query(
    `WITH ${SUPPLIED}, ${ASKED}
     SELECT manual_field_id AS "manualFieldId", unit_id AS "unitId", measure_id AS "measureId"
     FROM asked JOIN supplied USING (indicator_id, unit_id) ORDER BY 1, 2 LIMIT ${MOST}`,
    [month, unitId],
  );
}
