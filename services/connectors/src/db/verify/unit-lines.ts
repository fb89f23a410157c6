import { UnitKind } from '@fuxing/contracts/indicators/v1/units';
import type { EntityManager } from 'typeorm';
import type { UnitLines } from '../../domain/verify/unit-lines';

/** Units come in any order, so that for a moment they may go round in a circle. */
const DEEPEST = 50;

/** Of these units, in one query. */
export async function unitLines(tx: EntityManager, unitIds: string[]): Promise<UnitLines> {
  const rows: { of: string; line: string[] }[] = await tx.query(
    `WITH RECURSIVE line AS (
       SELECT id AS of, id AS unit_id, 0 AS depth FROM unnest($1::text[]) AS id
       UNION
       SELECT of, parent_unit_id, depth + 1 FROM line JOIN unit USING (unit_id)
       WHERE parent_unit_id <> '' AND depth < ${DEEPEST}
     )
     SELECT of, array_agg(unit_id ORDER BY depth) AS line FROM line LEFT JOIN unit USING (unit_id)
     WHERE depth = 0 OR kind IS DISTINCT FROM '${UnitKind.UNIT_KIND_DISTRICT}' GROUP BY of`,
    [[...new Set(unitIds)].filter((id) => id !== '')],
  );
  return new Map(rows.map(({ of, line }) => [of, line]));
}
