import type { SuppliedField, UnitBurden } from '@fuxing/contracts/connectors/v1/burden';
import type { EntityManager } from 'typeorm';

const MOST = 1_000;

/** A month in the tenant's zone, an IANA name. */
export interface MonthOf {
  month: string;
  zone: string;
}

/**
 * Month, indicator, unit and measure of everything that sources supplied at the end of months ($1, in zone $2), or supply now
 * where one is not over: the units that the mappings of measures of that time lead to, also those that a value of the source
 * means on the last day. What came later supplied nothing then, and what units fill in themselves never does.
 */
export const SUPPLIED = `
  ends AS (
    SELECT month, ((month || '-01')::timestamp + interval '1 month') AT TIME ZONE $2 AS at,
      to_char((month || '-01')::timestamp + interval '1 month - 1 day', 'YYYY-MM-DD') AS last_day
    FROM unnest($1::text[]) AS month
  ), measures AS (
    SELECT DISTINCT ON (month, measure_id) month, measure_id, content->>'indicatorId' AS indicator_id,
      content->>'unitMappingId' AS mapping_id
    FROM measure JOIN ends ON published_at < ends.at
    WHERE content->>'sourceId' NOT IN (
      SELECT source_id FROM (
        SELECT DISTINCT ON (source_id) source_id, content FROM source ORDER BY source_id, version DESC
      ) AS newest WHERE (content->>'selfReported')::boolean
    )
    ORDER BY month, measure_id, version DESC
  ), mappings AS (
    SELECT DISTINCT ON (month, unit_mapping_id) month, last_day, unit_mapping_id AS mapping_id, content
    FROM unit_mapping JOIN ends ON published_at < ends.at ORDER BY month, unit_mapping_id, version DESC
  ), supplied AS (
    SELECT DISTINCT month, indicator_id, unit.value AS unit_id,
      min(measure_id) OVER (PARTITION BY month, indicator_id, unit.value) AS measure_id
    FROM measures JOIN mappings USING (month, mapping_id), LATERAL (
      SELECT value FROM jsonb_each_text(coalesce(content->'units', '{}'))
      UNION SELECT dated->>'unitId' FROM jsonb_array_elements(coalesce(content->'history', '[]')) AS dated
      WHERE coalesce(dated->>'validFrom', '') <= last_day
        AND (coalesce(dated->>'validTo', '') = '' OR dated->>'validTo' > last_day)
    ) AS unit
  )`;

/** Which of these units a source gives the indicator for, in order. */
export function suppliedFor(
  tx: EntityManager,
  { month, zone }: MonthOf,
  indicatorId: string,
  unitIds: string[],
): Promise<{ unitId: string; measureId: string }[]> {
  return tx.query(
    `WITH ${SUPPLIED}
     SELECT unit_id AS "unitId", measure_id AS "measureId" FROM supplied WHERE indicator_id = $3 AND unit_id = ANY($4)
     ORDER BY unit_id`,
    [[month], zone, indicatorId, unitIds],
  );
}

/** As it was declared at the end of the one month; at first, when it was declared later for a time before. */
const ASKED = `
  fields AS (
    SELECT DISTINCT ON (manual_field_id) manual_field_id, content FROM manual_field, ends
    ORDER BY manual_field_id, published_at < ends.at DESC, CASE WHEN published_at < ends.at THEN -version ELSE version END
  ), asked AS (
    SELECT manual_field_id, unit_id, content->>'indicatorId' AS indicator_id,
      (content->>'minutes')::numeric * (content->>'timesPerYear')::numeric / 12 AS minutes
    FROM fields, ends, jsonb_array_elements_text(content->'unitIds') AS unit_id
    WHERE content->>'firstMonth' <= month AND (coalesce(content->>'lastMonth', '') = '' OR content->>'lastMonth' >= month)
      AND ($3 = '' OR unit_id = $3)
  )`;

/** What each unit is asked in a month, the most burdened first. */
export async function burdenOf(
  tx: EntityManager,
  { month, zone }: MonthOf,
  unitId: string,
): Promise<{ units: UnitBurden[]; totalMinutes: string }> {
  const rows: (UnitBurden & { total: string })[] = await tx.query(
    `WITH ${SUPPLIED}, ${ASKED}
     SELECT unit_id AS "unitId", count(*)::float8 AS "fieldCount", round(sum(minutes), 1)::text AS minutes,
       round(sum(sum(minutes)) OVER (), 1)::text AS total
     FROM asked LEFT JOIN supplied USING (indicator_id, unit_id) WHERE measure_id IS NULL
     GROUP BY 1 ORDER BY sum(asked.minutes) DESC, 1 LIMIT ${MOST}`,
    [[month], zone, unitId],
  );
  return {
    units: rows.map(({ total: _, ...unit }) => unit),
    totalMinutes: rows[0]?.total ?? '0.0',
  };
}

/** Fields of the month that a source came to supply. */
export function suppliedFields(
  tx: EntityManager,
  { month, zone }: MonthOf,
  unitId: string,
): Promise<SuppliedField[]> {
  return tx.query(
    `WITH ${SUPPLIED}, ${ASKED}
     SELECT manual_field_id AS "manualFieldId", unit_id AS "unitId", measure_id AS "measureId"
     FROM asked JOIN supplied USING (indicator_id, unit_id) ORDER BY 1, 2 LIMIT ${MOST}`,
    [[month], zone, unitId],
  );
}
