import { type Decimal, HUNDRED, ZERO } from '../decimal';
import { Computation, type Place, type Resolver } from './compute';
import { type Amount, isObstacle } from './outcome';
import { KIND_WORDS, periodKind } from './period';
import type { Formula } from './read-formula';
import { worked } from './worked';
import { invalid } from '../scoring-error';

/** Values have at most 24 digits before the point. */
const LIMIT = '1e24';

export interface FormulaValue {
  /** `OUT_OF_RANGE`: more than 24 digits before the point. */
  state: 'VALUE' | 'MISSING' | 'DIVISION_BY_ZERO' | 'OUT_OF_RANGE';
  /** With `VALUE`; in the formula's unit, not rounded. */
  value?: Decimal;
  /** The value is not computed but declared for a division by 0. */
  declared?: true;
}

/** One number that a formula looked up; without `value` there was none. */
export interface FormulaInput {
  measureId: string;
  unitId: string;
  period: string;
  value?: Decimal;
}

export interface FormulaReceipt extends FormulaValue {
  /** The formula with the numbers put in; `–` is a missing number, `…` a part that was not needed. */
  worked: string;
  /** In the order of first use, each once. */
  inputs: FormulaInput[];
}

/**
 * The values of a formula for units in one period.
 *
 * @throws ScoringError INVALID_PERIOD, PERIOD_KIND_DIFFERENT
 */
export function formulaValues(
  formula: Formula,
  request: { unitIds: readonly string[]; period: string; resolver: Resolver },
): Map<string, FormulaValue> {
  checkPeriod(formula, request.period);
  const computation = new Computation(request.resolver);
  return new Map(
    request.unitIds.map((unitId) => {
      const amount = computation.amount(formula.expression, { unitId, period: request.period });
      return [unitId, outcome(formula, amount)];
    }),
  );
}

/**
 * The value of a formula for one unit and period, with all that a receipt shows. Equal to that of
 * {@link formulaValues}.
 *
 * @throws ScoringError INVALID_PERIOD, PERIOD_KIND_DIFFERENT
 */
export function evaluateFormula(formula: Formula, request: Place & { resolver: Resolver }): FormulaReceipt {
  const { unitId, period, resolver } = request;
  checkPeriod(formula, period);
  const { recorder, inputs } = recording(resolver);
  const place = { unitId, period };
  const value = outcome(formula, new Computation(recorder).amount(formula.expression, place));
  const line = worked(formula.expression, place, new Computation(resolver)).text;
  return {
    ...value,
    worked: value.declared && value.value ? `${line} → ${value.value.toFixed()}` : line,
    inputs: [...inputs.values()],
  };
}

function outcome(formula: Formula, amount: Amount): FormulaValue {
  if (!isObstacle(amount)) {
    return amount.abs().gte(LIMIT) ? { state: 'OUT_OF_RANGE' } : { state: 'VALUE', value: amount };
  }
  if (amount === 'MISSING' || formula.onZeroDivision === 'BLOCK') return { state: amount };
  if (formula.onZeroDivision === 'MISSING') return { state: 'MISSING' };
  return { state: 'VALUE', value: formula.onZeroDivision === 'ZERO' ? ZERO : HUNDRED, declared: true };
}

function checkPeriod(formula: Formula, period: string): void {
  const kind = periodKind(period);
  if (!formula.periodKind || formula.periodKind === kind) return;
  const [[wanted, wantedZh], [is, isZh]] = [KIND_WORDS[formula.periodKind], KIND_WORDS[kind]];
  throw invalid(
    'period',
    'PERIOD_KIND_DIFFERENT',
    `The formula is ${wanted}, the period "${period}" is ${is}.`,
    `该公式按${wantedZh}计算，期间“${period}”是${isZh}。`,
  );
}

function recording(resolver: Resolver): { recorder: Resolver; inputs: Map<string, FormulaInput> } {
  const inputs = new Map<string, FormulaInput>();
  const value: Resolver['value'] = (measureId, unitId, period) => {
    const found = resolver.value(measureId, unitId, period);
    const key = JSON.stringify([measureId, unitId, period]);
    if (!inputs.has(key)) inputs.set(key, { measureId, unitId, period, ...(found ? { value: found } : {}) });
    return found;
  };
  return { recorder: { value, group: (unitId) => resolver.group(unitId) }, inputs };
}
