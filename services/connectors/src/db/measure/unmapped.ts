import type { EntityManager } from 'typeorm';

const MOST = 1_000;

/** Values of the unit field that lead to no unit, the most frequent first. */
export async function unmappedValues(tx: EntityManager, measureId: string) {
  const rows: { value: string; recordCount: number; values: number; records: number }[] = await tx.query(
    `SELECT detail AS value, count(*)::float8 AS "recordCount", (count(*) OVER ())::float8 AS values,
       (sum(count(*)) OVER ())::float8 AS records
     FROM unusable_record WHERE measure_id = $1 AND reason = 'UNMAPPED_UNIT'
     GROUP BY detail ORDER BY count(*) DESC, detail COLLATE "C" LIMIT ${MOST}`,
    [measureId],
  );
  return {
    unmappedValues: rows.map(({ value, recordCount }) => ({ value, recordCount })),
    unmappedValueCount: rows[0]?.values ?? 0,
    unmappedRecordCount: rows[0]?.records ?? 0,
  };
}
