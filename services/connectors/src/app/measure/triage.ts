import type { Measure } from '@fuxing/contracts/connectors/v1/measures';
import { VerificationPolicy } from '@fuxing/contracts/connectors/v1/measure_checks';
import type { Flag } from '@fuxing/contracts/connectors/v1/observations';
import { Documents } from '@fuxing/db';
import { publish } from '@fuxing/outbox';
import type { EntityManager } from 'typeorm';
import type { NewObservation } from '../../db/measure/observations';
import type { StoredPull } from '../../db/collect/pulls';
import { mendedBy, shareOf } from '../../db/verify/mended';
import { insertItems, type LeftOpen, type NewItem } from '../../db/verify/queue';
import { clockOf } from '../../db/zone';
import { drawnBefore, seedOf } from '../../db/verify/sampling';
import { unitLines } from '../../db/verify/unit-lines';
import { verifierUnits } from '../../db/verify/verifier-units';
import { assigneeOf, type Rule, toRule } from '../../domain/verify/assign';
import { dueOn } from '../../domain/verify/deadline';
import { effectOf, priorityOf, type Risk, riskOf } from '../../domain/verify/risk';
import { type Candidate, forPeople } from '../../domain/verify/triage';
import { sampleDrawn } from '../../events/published';

const DEFAULT_DAYS = 5;
const UNKNOWN = { decided: 0, mended: 0 };

/** What is beside a new value: values of the same unit before it, newest last, and of the other units of its period. */
export interface Beside {
  earlier: string[];
  peers: string[];
}

/** Sorts the new values of a pull into those that pass by the measure's policy and those that wait for a person. */
export class Triage {
  private constructor(
    private readonly risks: Map<string, Risk>,
    private readonly share: string,
    readonly waiting: ReadonlySet<string>,
  ) {}

  static async of(
    tx: EntityManager,
    pull: StoredPull,
    measure: Measure,
    added: NewObservation[],
    besideOf: (row: NewObservation) => Beside,
  ): Promise<Triage> {
    const ranked = measure.policy === VerificationPolicy.VERIFICATION_POLICY_RISK_RANKED;
    const sampled = measure.policy === VerificationPolicy.VERIFICATION_POLICY_SAMPLED;
    const drawn = sampled ? await drawnBefore(tx, measure.indicatorId, added) : new Set<string>();
    const plain = (row: NewObservation) => ({
      observationId: row.observation_id,
      flags: row.flags as Flag[],
      risk: '0',
      drawnBefore: drawn.has(`${row.unit_id}~${row.period}`),
    });
    const seed = sampled ? await seedOf(tx, pull.pullId) : undefined;
    const chosen = ranked ? undefined : forPeople(measure, added.map(plain), seed);
    if (chosen && seed !== undefined) await tellDraw(tx, pull, measure, added.map(plain), chosen);
    const judged = chosen ? added.filter((row) => chosen.has(row.observation_id)) : added;
    const risks = new Map<string, Risk>();
    if (judged.length === 0) return new Triage(risks, '0', new Set());

    const share = await shareOf(tx, measure.indicatorId);
    const mended = await mendedBy(
      tx,
      pull.sourceId,
      judged.map((row) => row.unit_id),
    );
    for (const row of judged) {
      const risk = riskOf({
        flags: row.flags as Flag[],
        value: row.value,
        earlier: besideOf(row).earlier,
        share,
        source: mended.source,
        unit: mended.units.get(row.unit_id) ?? UNKNOWN,
      });
      risks.set(row.observation_id, risk);
    }
    const candidates = judged.map((row) => ({
      ...plain(row),
      risk: risks.get(row.observation_id)?.risk ?? '0',
    }));
    return new Triage(risks, share, chosen ?? forPeople(measure, candidates, undefined));
  }

  /**
   * Puts those that wait into the queue, each with a deadline and, where a rule names one, somebody who is to look.
   *
   * @param carriedBy how the value waited whose place it takes: a source that changes every day keeps nothing from being late
   */
  async queue(
    tx: EntityManager,
    measure: Measure,
    rows: NewObservation[],
    besideOf: (row: NewObservation) => Beside,
    carriedBy: (row: NewObservation) => LeftOpen | undefined,
  ): Promise<void> {
    if (rows.length === 0) return;
    const rules = await rulesOf(tx);
    const known = await verifierUnits(
      tx,
      rules.map(({ verifier }) => verifier),
    );
    const units = [
      ...rows.map((row) => row.unit_id),
      ...rules.map(({ verifierUnitId }) => verifierUnitId),
      ...[...known.values()].flat(),
    ];
    const lines = rules.length > 0 ? await unitLines(tx, units) : new Map<string, string[]>();
    const { now, zone } = await clockOf(tx);
    const due = dueOn(now, measure.verifyWithinDays || DEFAULT_DAYS, zone);
    const items = rows.map((row): NewItem => {
      const points = this.risks.get(row.observation_id);
      if (!points) throw new Error(`${row.observation_id} waits and was not judged.`);
      const { earlier, peers } = besideOf(row);
      const carried = carriedBy(row);
      const effect = effectOf(this.share, row.value, earlier.at(-1), peers);
      return {
        observation_id: row.observation_id,
        indicator_id: row.indicator_id,
        unit_id: row.unit_id,
        source_id: row.source_id,
        risk: points.risk,
        effect,
        priority: priorityOf(points.risk, effect),
        points,
        assignee: assignee(
          carried,
          assigneeOf(rules, row.indicator_id, row.unit_id, row.observation_id, lines, known),
        ),
        due_on: carried && carried.dueOn < due ? carried.dueOn : due,
        level: carried?.level ?? 0,
        queued_at: carried?.queuedAt ?? null,
      };
    });
    await insertItems(tx, items);
  }
}

/** Says of values without flags what was drawn. */
async function tellDraw(
  tx: EntityManager,
  pull: StoredPull,
  { measureId, version, sampleShare }: Measure,
  candidates: Candidate[],
  chosen: ReadonlySet<string>,
): Promise<void> {
  const values = candidates
    .filter(({ flags }) => flags.length === 0)
    .map(({ observationId, drawnBefore = false }) => ({
      observationId,
      drawnBefore,
      waits: chosen.has(observationId),
    }));
  await publish(tx, ...sampleDrawn(pull, { measureId, measureVersion: version, sampleShare }, values));
}

/** What an escalation freed is nobody's. */
function assignee(carried: LeftOpen | undefined, byRule: string): string {
  if (carried && carried.level > 1) return carried.assignee;
  return carried?.assignee || byRule;
}

/** Far above what an office keeps. */
const MOST_RULES = 100_000;

async function rulesOf(tx: EntityManager): Promise<Rule[]> {
  const found = await new Documents('assignment_rule').list(tx, undefined, MOST_RULES, { active: true });
  if (found.length === MOST_RULES) throw new Error(`More than ${MOST_RULES} rules of assignment.`);
  return found.map(toRule);
}
