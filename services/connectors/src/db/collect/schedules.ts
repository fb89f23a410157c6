import type { EntityManager } from 'typeorm';
import { nextTime, type Times } from '../../domain/collect/schedule';
import { zoneOf } from '../zone';

interface Due extends Times {
  sourceId: string;
  nextAt: Date;
}

/** Sets when a source is pulled by itself, or that it never is. By the clock of the database, like everything here. */
export async function setSchedule(
  tx: EntityManager,
  sourceId: string,
  times: Times | undefined,
): Promise<void> {
  const next = times && nextTime(times, await clock(tx), await zoneOf(tx));
  if (!times || !next) {
    await tx.query(`DELETE FROM source_schedule WHERE source_id = $1`, [sourceId]);
    return;
  }
  await tx.query(
    `INSERT INTO source_schedule (tenant_id, source_id, cron, working_days, next_at)
     VALUES (current_setting('fuxing.tenant_id'), $1, $2, $3, $4)
     ON CONFLICT ON CONSTRAINT source_schedule_pk DO UPDATE SET cron = excluded.cron, working_days = excluded.working_days,
       next_at = excluded.next_at
     WHERE (source_schedule.cron, source_schedule.working_days) IS DISTINCT FROM (excluded.cron, excluded.working_days)`,
    [sourceId, times.cron, times.workingDays, next],
  );
}

/**
 * Takes the turn of a source that is due and sets its next one; undefined when it is not due any more or somebody else is
 * at it. Turns that were missed meanwhile are one.
 */
export async function takeTurn(tx: EntityManager, sourceId: string): Promise<Due | undefined> {
  const [due]: Due[] = await tx.query(
    `SELECT source_id AS "sourceId", cron, working_days AS "workingDays", next_at AS "nextAt" FROM source_schedule
     WHERE source_id = $1 AND next_at <= clock_timestamp() FOR UPDATE SKIP LOCKED`,
    [sourceId],
  );
  if (!due) return undefined;
  await moveAll(tx, [due], await zoneOf(tx));
  return due;
}

/** Sets the turns of a tenant that are still to come anew, after its zone changed; what is due stays due. */
export async function resetSchedules(tx: EntityManager, zone: string): Promise<void> {
  const coming: Omit<Due, 'nextAt'>[] = await tx.query(
    `SELECT source_id AS "sourceId", cron, working_days AS "workingDays" FROM source_schedule
     WHERE next_at > clock_timestamp() FOR UPDATE`,
  );
  await moveAll(tx, coming, zone);
}

async function moveAll(tx: EntityManager, all: Omit<Due, 'nextAt'>[], zone: string): Promise<void> {
  if (all.length === 0) return;
  const now = await clock(tx);
  const next = all.map((times) => nextTime(times, now, zone));
  await tx.query(
    `UPDATE source_schedule SET next_at = x.next_at
     FROM unnest($1::text[], $2::timestamptz[]) AS x (source_id, next_at)
     WHERE source_schedule.source_id = x.source_id`,
    // A schedule that never comes again waits for ever.
    [all.map(({ sourceId }) => sourceId), next.map((at) => at ?? 'infinity')],
  );
}

async function clock(tx: EntityManager): Promise<Date> {
  const [{ now }]: [{ now: Date }] = await tx.query(`SELECT clock_timestamp() AS now`);
  return now;
}
