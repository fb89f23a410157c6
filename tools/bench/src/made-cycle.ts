import type { Client } from 'pg';

export const TENANT = '130404';
export const UNITS = 1_000;
export const INDICATORS = 100;

/** Rules of a group in which every indicator counts the same and is scored in proportion to its target. */
export async function makeRules(admin: Client): Promise<void> {
  await admin.query(`
    SET search_path = evaluation;
    INSERT INTO reference (tenant_id, kind, id, version, content)
    SELECT '${TENANT}', 'indicator', 'i' || i, 1, jsonb_build_object('indicatorId', 'i' || i, 'name', 'i' || i,
      'unitOfMeasure', '%', 'direction', 'DIRECTION_HIGHER_IS_BETTER', 'periodKind', 'PERIOD_KIND_MONTH', 'version', 1)
    FROM generate_series(1, ${INDICATORS}) AS i;
    INSERT INTO reference (tenant_id, kind, id, version, content)
    SELECT '${TENANT}', 'unit_group', 'g', 0, jsonb_build_object('unitGroupId', 'g', 'unitIds', jsonb_agg('u' || u))
    FROM generate_series(1, ${UNITS}) AS u;
    INSERT INTO reference (tenant_id, kind, id, version, content)
    SELECT '${TENANT}', 'scheme', 's', 1, jsonb_build_object('schemeId', 's', 'unitGroupId', 'g', 'version', 1,
      'nodes', jsonb_agg(jsonb_build_object('nodeId', 'n' || i, 'name', 'n' || i, 'share', '1', 'indicatorId', 'i' || i,
        'time', 'TIME_AGGREGATION_MEAN_OF_VALUES', 'missing', 'MISSING_RULE_BLOCK',
        'ratioToTarget', jsonb_build_object('floor', '0', 'cap', '1'))))
    FROM generate_series(1, ${INDICATORS}) AS i;
    INSERT INTO target SELECT '${TENANT}', 'i' || i, 'u' || u, '2025', 80 + (i + u) % 20
    FROM generate_series(1, ${INDICATORS}) AS i, generate_series(1, ${UNITS}) AS u;
    INSERT INTO cycle (tenant_id, cycle_id, name, name_en, scheme_id, period, publicity_days, status, scoring_run_id, publicity_ends_on, etag)
    VALUES ('${TENANT}', 'year', '', '', 's', '2025', 0, 'CYCLE_STATUS_OPEN', '', '', '');`);
}

/** A value of every indicator, unit and month of a year. */
export async function makeMonths(admin: Client, year: number): Promise<void> {
  await admin.query(`
    INSERT INTO evaluation.observation (tenant_id, indicator_id, unit_id, period, revision, value, provenance)
    SELECT '${TENANT}', 'i' || i, 'u' || u, '${year}-' || lpad(m::text, 2, '0'), 1,
      (60 + ((i * 7919 + u * 104729 + m * 1299709) % 4000) / 100.0)::numeric(5, 2), '{"pullId": "bench", "sourceId": "made"}'
    FROM generate_series(1, ${INDICATORS}) AS i, generate_series(1, ${UNITS}) AS u, generate_series(1, 12) AS m`);
  await admin.query('VACUUM ANALYZE evaluation.observation, evaluation.target');
}

/** A run that is asked for. */
export async function makeRun(admin: Client, scoringRunId: string): Promise<void> {
  await admin.query(
    `INSERT INTO evaluation.scoring_run (tenant_id, scoring_run_id, cycle_id, status, scheme_version, input_hash,
       result_hash, units, leaves_done, leaves_total, units_without_total, error)
     VALUES ('${TENANT}', $1, 'year', 'SCORING_RUN_STATUS_QUEUED', 0, '', '', 0, 0, 0, 0, '')`,
    [scoringRunId],
  );
}

/** What a careful person would write by hand for these rules: standing revisions, means, points, totals; both roundings. */
export const BY_HAND = `
  SELECT unit_id, round(avg(points), 2)::text AS total
  FROM (
    SELECT unit_id, indicator_id, round(greatest(0, least(100, 100 * o.mean / t.value)), 2) AS points
    FROM (
      SELECT indicator_id, unit_id, avg(value) AS mean
      FROM (
        SELECT DISTINCT ON (indicator_id, unit_id, period) indicator_id, unit_id, value
        FROM evaluation.observation
        WHERE tenant_id = '${TENANT}' AND period BETWEEN '2025-01' AND '2025-12'
        ORDER BY indicator_id, unit_id, period, revision DESC
      ) AS standing
      GROUP BY indicator_id, unit_id
    ) AS o
    JOIN evaluation.target AS t USING (indicator_id, unit_id)
    WHERE t.tenant_id = '${TENANT}' AND t.period = '2025'
  ) AS scored
  GROUP BY unit_id`;
