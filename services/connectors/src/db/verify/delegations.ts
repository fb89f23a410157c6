import type { Delegation } from '@fuxing/contracts/connectors/v1/assignments';
import type { EntityManager } from 'typeorm';
import type { Standin } from '../../domain/verify/duty';

const SELECT = `
  SELECT delegation_id AS "delegationId", from_subject AS "fromSubject", from_unit_id AS "fromUnitId",
    to_subject AS "toSubject", first_day AS "firstDay", last_day AS "lastDay", reason, made_at AS "madeAt"
  FROM delegation`;

export async function findDelegation(
  tx: EntityManager,
  delegationId: string,
): Promise<Delegation | undefined> {
  const [row]: Delegation[] = await tx.query(`${SELECT} WHERE delegation_id = $1`, [delegationId]);
  return row;
}

/** Nothing where the id is there already. */
export async function insertDelegation(tx: EntityManager, one: Omit<Delegation, 'madeAt'>): Promise<void> {
  await tx.query(
    `INSERT INTO delegation (tenant_id, delegation_id, from_subject, from_unit_id, to_subject, first_day, last_day, reason,
       made_by, made_at)
     VALUES (current_setting('fuxing.tenant_id'), $1, $2, $3, $4, $5, $6, $7, $2, date_trunc('milliseconds', now()))
     ON CONFLICT DO NOTHING`,
    [one.delegationId, one.fromSubject, one.fromUnitId, one.toSubject, one.firstDay, one.lastDay, one.reason],
  );
}

/** The newest first, behind a key. */
export function listDelegations(
  tx: EntityManager,
  after: string[] | undefined,
  limit: number,
): Promise<Delegation[]> {
  return tx.query(
    `${SELECT} WHERE $1::timestamptz IS NULL OR (made_at, delegation_id) < ($1, $2)
     ORDER BY made_at DESC, delegation_id DESC LIMIT $3`,
    [after?.[0] ?? null, after?.[1] ?? '', limit],
  );
}

/** Who acted for one of these people, or for whom one of them acted, on any local day of a time. */
export async function alliesOf(
  tx: EntityManager,
  subjects: string[],
  { since, today }: { since: string; today: string },
): Promise<string[]> {
  const rows: { ally: string }[] = await tx.query(
    `SELECT to_subject AS ally FROM delegation
       WHERE from_subject = ANY($1) AND first_day <= $3 AND last_day >= $2
     UNION SELECT from_subject FROM delegation
       WHERE to_subject = ANY($1) AND first_day <= $3 AND last_day >= $2`,
    [subjects, since, today],
  );
  return rows.map(({ ally }) => ally);
}

/** Delegations to somebody that hold on a local day. */
export function standinsOf(tx: EntityManager, subject: string, today: string): Promise<Standin[]> {
  return tx.query(
    `SELECT from_subject AS "fromSubject", from_unit_id AS "fromUnitId" FROM delegation
     WHERE to_subject = $1 AND first_day <= $2 AND last_day >= $2 ORDER BY delegation_id`,
    [subject, today],
  );
}
