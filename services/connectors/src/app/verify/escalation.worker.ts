import { localDateAt } from '@fuxing/calendar';
import { VerificationActKind } from '@fuxing/contracts/connectors/v1/verification_acts';
import { inTenant } from '@fuxing/db';
import { log, Rounds, WORKER_DB } from '@fuxing/service';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { lockIndicators } from '../../db/measure/observations';
import { escalate, overdue, type Overdue, overdueAnswers } from '../../db/verify/overdue';
import { subjectsOf } from '../../db/verify/subjects';
import { zoneOf } from '../../db/zone';
import { daysAgo, daysLate } from '../../domain/verify/deadline';
import { complete, record } from './record-acts';

const EVERY_MS = 60_000;
const BATCH = 500;
/** Working days after the first escalation. */
const SECOND_AFTER = 5;
/** Where the day begins first on Earth (UTC+14): what is not overdue there is overdue nowhere. */
const EARLIEST_ZONE = 'Pacific/Kiritimati';
const DEADLINE = { subject: 'deadline', onBehalfOf: '' };

/**
 * Tells the office of values and answers that are past their deadline, once for each level, once a minute and at the start.
 * Time is the database's, and what an escalation is called follows from what is late, so no clock, restart or second
 * process tells it twice.
 * Any number of replicas may do so at once: whoever gets an indicator's turn second finds nothing left.
 */
@Injectable()
export class EscalationWorker extends Rounds {
  constructor(
    private readonly db: DataSource,
    @Inject(WORKER_DB) private readonly worker: DataSource,
  ) {
    super(EVERY_MS, 'escalations wait');
  }

  /** One round over all tenants; a tenant whose round fails does not keep the others waiting. */
  async round(at?: Date): Promise<number> {
    const now = at ?? (await this.now());
    const tenants: { tenantId: string }[] = await this.worker.query(
      `SELECT DISTINCT tenant_id AS "tenantId" FROM verification_item
       WHERE open AND ((level < 2 AND due_on < $1) OR (answer_due_on <> '' AND answer_due_on < $1))`,
      [localDateAt(now, EARLIEST_ZONE)],
    );
    let raised = 0;
    for (const { tenantId } of tenants) {
      try {
        for (let batch = 1; batch > 0; raised += batch) {
          if (this.ended.signal.aborted) return raised;
          batch = await inTenant(this.db, tenantId, (tx) => raise(tx, now));
        }
      } catch (error) {
        log.error({ err: error, tenantId }, 'escalations wait');
      }
    }
    return raised;
  }

  private async now(): Promise<Date> {
    const [row]: [{ now: Date }] = await this.worker.query(`SELECT clock_timestamp() AS now`);
    return row.now;
  }
}

/** Some of what is due; 0 when nothing is left. */
async function raise(tx: EntityManager, now: Date): Promise<number> {
  const zone = await zoneOf(tx);
  const limits = { today: localDateAt(now, zone), second: daysAgo(now, SECOND_AFTER, zone) };
  const find = async (ids?: string[]): Promise<Overdue[]> => [
    ...(await overdue(tx, limits, BATCH, ids)),
    ...(await overdueAnswers(tx, limits.today, BATCH, ids)),
  ];
  const seen = await find();
  if (seen.length === 0) return 0;
  await lockIndicators(
    tx,
    seen.map(({ indicatorId }) => indicatorId),
  );
  // Again, now that nobody else can act on them.
  const due = await find(seen.map(({ observationId }) => observationId));
  const subjects = new Map(
    (
      await subjectsOf(
        tx,
        due.map(({ observationId }) => observationId),
      )
    ).map((one) => [one.observation.observationId, one]),
  );
  const acts = due.map(({ observationId, requestId, dueOn, frees }) => {
    const subject = subjects.get(observationId);
    if (!subject) throw new Error(`${observationId} is overdue and not there.`);
    return complete(
      {
        subject,
        actor: DEADLINE,
        kind: VerificationActKind.VERIFICATION_ACT_KIND_ESCALATE,
        dueOn,
        lateDays: daysLate(dueOn, now, zone),
        other: frees ? subject.assignee : '',
      },
      requestId,
      '',
    );
  });
  await escalate(
    tx,
    due.filter(({ level }) => level > 0),
  );
  await record(tx, acts);
  return seen.length;
}
