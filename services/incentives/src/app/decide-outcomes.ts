import { periodKind } from '@fuxing/calendar';
import type { Result } from '@fuxing/contracts/evaluation/v1/results';
import { type Outcome, Policy } from '@fuxing/contracts/incentives/v1/incentives';
import { type Document, Documents } from '@fuxing/db';
import { publish } from '@fuxing/outbox';
import type { EntityManager } from 'typeorm';
import { finalYears, keepResults } from '../db/final-results';
import { decide, yearsSeen } from '../domain/decide';
import { outcomesDecided } from '../events/published';

const EVENT_SIZE = 1000;
const policies = new Documents('policy');

/**
 * Keeps the final results of a cycle and, when it is a year, decides what follows from them by every policy of the unit
 * group. Results that were heard before change nothing. Years of one group take turns.
 */
export async function decideOutcomes(
  tx: EntityManager,
  cycle: { cycleId: string; period: string },
  unitGroupId: string,
  results: Result[],
): Promise<void> {
  await tx.query(
    `SELECT pg_advisory_xact_lock(hashtextextended('outcomes/' || current_setting('fuxing.tenant_id') || '/' || $1, 0))`,
    [unitGroupId],
  );
  if (!(await keepResults(tx, cycle, unitGroupId, results))) return;
  if (periodKind(cycle.period) !== 'YEAR') return;
  const ofGroup = (await policies.list(tx, undefined, 2 ** 31 - 1, { unitGroupId })).map(toPolicy);
  const years = await finalYears(tx, cycle, unitGroupId, Math.max(1, ...ofGroup.map(yearsSeen)));
  const decidedAt = new Date();
  for (const policy of ofGroup) {
    const outcomes = decide(policy, years, decidedAt);
    await insert(tx, outcomes);
    for (let at = 0; at < outcomes.length; at += EVENT_SIZE) {
      await publish(tx, outcomesDecided(cycle.cycleId, outcomes.slice(at, at + EVENT_SIZE)));
    }
  }
}

/** The policy as the contract shows it. */
export function toPolicy(stored: Document): Policy {
  return Policy.fromJSON({ ...stored.content, etag: stored.etag });
}

async function insert(tx: EntityManager, outcomes: Outcome[]): Promise<void> {
  await tx.query(
    `INSERT INTO outcome (tenant_id, outcome_id, policy_id, kind, unit_id, cycle_id, place, coefficient, zh, en, evidence, decided_at)
     SELECT current_setting('fuxing.tenant_id'), o.* FROM jsonb_to_recordset($1::jsonb) AS o (
       "outcomeId" text, "policyId" text, kind text, "unitId" text, "cycleId" text, place integer, coefficient text,
       zh text, en text, evidence jsonb, "decidedAt" timestamptz)`,
    [JSON.stringify(outcomes)],
  );
}
