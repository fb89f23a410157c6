import { createHash } from 'node:crypto';
import { AssignmentRule } from '@fuxing/contracts/connectors/v1/assignments';

import { areKin, type UnitLines } from './unit-lines';

/** Which verifier looks at which units and indicators. */
export type Rule = AssignmentRule;

export function toRule({ content, version, etag }: { content: object; version: number; etag: string }): Rule {
  return AssignmentRule.fromJSON({ ...content, version, etag });
}

/**
 * Who is to look at a value: among the rules that fit and name somebody of another unit (see duty.ts), one of those that say most (unit
 * and indicator before one of them before neither), the same for the same observation and evenly spread.
 *
 * @param lines of the unit and of the verifiers' units
 * @param unitsOf of verifiers, as far as they are known beside the rules
 * @returns empty where no rule fits
 */
export function assigneeOf(
  rules: Rule[],
  indicatorId: string,
  unitId: string,
  observationId: string,
  lines: UnitLines,
  unitsOf: ReadonlyMap<string, readonly string[]>,
): string {
  const fit = rules.filter(
    (rule) =>
      rule.active &&
      ![rule.verifierUnitId, ...(unitsOf.get(rule.verifier) ?? [])].some((own) =>
        areKin(lines, own, unitId),
      ) &&
      (rule.unitIds.length === 0 || rule.unitIds.includes(unitId)) &&
      (rule.indicatorIds.length === 0 || rule.indicatorIds.includes(indicatorId)),
  );
  const told = (rule: Rule): number =>
    (rule.unitIds.length > 0 ? 1 : 0) + (rule.indicatorIds.length > 0 ? 1 : 0);
  const most = Math.max(...fit.map(told));
  const best = [...new Set(fit.filter((rule) => told(rule) === most).map(({ verifier }) => verifier))].sort();
  if (best.length === 0) return '';
  const draw = createHash('sha256').update(observationId).digest().readUInt32BE();
  return best[draw % best.length] ?? '';
}
