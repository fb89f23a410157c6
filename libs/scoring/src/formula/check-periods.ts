import { type Expression, type MeasureUse, parts } from './expression';
import type { Faults } from './faults';
import { isFiner, KIND_WORDS, type PeriodKind } from './period';

const FINEST_FIRST: readonly PeriodKind[] = ['MONTH', 'QUARTER', 'YEAR'];

/** Measures by how their period follows from that of the formula. */
interface Uses {
  /** Of the same period. */
  direct: MeasurePlace[];
  /** Added up over the year so far; one list per `yearToDate`. */
  summed: MeasurePlace[][];
  /** Of the year. */
  yearly: MeasurePlace[];
}
type MeasurePlace = MeasureUse & { start: number };

function gather(expression: Expression, uses: Uses, place: MeasurePlace[]): void {
  if (expression.kind === 'measure') place.push(expression);
  let inner = place;
  if (expression.kind === 'call' && expression.name === 'ofYear') inner = uses.yearly;
  if (expression.kind === 'call' && expression.name === 'yearToDate') {
    inner = [];
    uses.summed.push(inner);
  }
  for (const part of parts(expression)) gather(part, uses, inner);
}

/**
 * The kind of period for which a formula is computed: the declared one, or else that of its measures; undefined
 * when no measure has one. Adds faults where kinds are mixed without saying how.
 */
export function checkPeriods(
  formula: Expression,
  declared: PeriodKind | undefined,
  faults: Faults,
): PeriodKind | undefined {
  const uses: Uses = { direct: [], summed: [], yearly: [] };
  gather(formula, uses, uses.direct);
  const [first] = uses.direct.filter(({ periodKind }) => periodKind);
  const kind = declared ?? first?.periodKind ?? finest(uses);
  if (kind) {
    for (const use of uses.direct) checkDirect(use, kind, declared ? undefined : first, faults);
    for (const list of uses.summed) checkSummed(list, kind, faults);
  }
  for (const use of uses.yearly) {
    if (!use.periodKind || use.periodKind === 'YEAR') continue;
    const [en, zh] = KIND_WORDS[use.periodKind];
    faults.add(
      use,
      'PERIOD_KINDS_MIXED',
      `ofYear takes yearly measures, "${use.name}" is ${en}.`,
      `ofYear 只能用于年度度量，“${use.name}”是${zh}度量。`,
      `yearToDate(${use.name})`,
    );
  }
  return kind;
}

function finest({ summed, yearly }: Uses): PeriodKind | undefined {
  const kinds = new Set([...summed.flat(), ...yearly].map(({ periodKind }) => periodKind));
  return FINEST_FIRST.find((kind) => kinds.has(kind));
}

function checkDirect(
  use: MeasurePlace,
  kind: PeriodKind,
  other: MeasurePlace | undefined,
  faults: Faults,
): void {
  if (!use.periodKind || use.periodKind === kind) return;
  const [en, zh] = KIND_WORDS[use.periodKind];
  const [asked, askedZh] = KIND_WORDS[kind];
  const remedy = isFiner(use.periodKind, kind)
    ? `yearToDate(${use.name})`
    : use.periodKind === 'YEAR'
      ? `ofYear(${use.name})`
      : undefined;
  faults.add(
    use,
    'PERIOD_KINDS_MIXED',
    `"${use.name}" is ${en} and ${other ? `"${other.name}"` : 'the indicator'} is ${asked}; ` +
      'say how their periods meet: yearToDate adds up the year so far, ofYear takes the yearly value.',
    `“${use.name}”是${zh}度量，${other ? `“${other.name}”是${askedZh}度量` : `该指标是${askedZh}指标`},` +
      '期间不一致；请写明如何对应：yearToDate 为本年累计，ofYear 取年度值。',
    remedy,
  );
}

function checkSummed(list: readonly MeasurePlace[], kind: PeriodKind, faults: Faults): void {
  const [first] = list.filter(({ periodKind }) => periodKind);
  for (const use of list) {
    if (!use.periodKind || !first?.periodKind) continue;
    const [en, zh] = KIND_WORDS[use.periodKind];
    if (isFiner(kind, use.periodKind)) {
      const [asked, askedZh] = KIND_WORDS[kind];
      faults.add(
        use,
        'PERIOD_KINDS_MIXED',
        `"${use.name}" is ${en} and cannot be added up for ${asked} periods.`,
        `“${use.name}”是${zh}度量，不能按${askedZh}期间累计。`,
        use.periodKind === 'YEAR' ? `ofYear(${use.name})` : undefined,
      );
    } else if (use.periodKind !== first.periodKind) {
      faults.add(
        use,
        'PERIOD_KINDS_MIXED',
        `"${use.name}" is ${en} and "${first.name}" is not; add them up apart: yearToDate(${first.name}) + yearToDate(${use.name}).`,
        `“${use.name}”是${zh}度量，“${first.name}”不是；请分别累计：yearToDate(${first.name}) + yearToDate(${use.name})。`,
      );
    }
  }
}
