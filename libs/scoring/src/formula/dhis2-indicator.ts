import type { Dhis2Indicator } from './dhis2-document';
import { translateDhis2 } from './dhis2-expression';
import type { Dhis2Measure, Dhis2Measures } from './dhis2-measures';
import { about, type Dhis2Note, doubts, unusable } from './dhis2-note';
import { KIND_WORDS } from './period';
import { type Formula, readFormula, type ZeroDivision } from './read-formula';

/** An indicator of DHIS2 as a formula. */
export interface Dhis2Formula {
  id: string;
  code: string;
  name: string;
  formula: Formula;
}

export interface ImportedIndicator {
  formula?: Dhis2Formula;
  refusals: Dhis2Note[];
  notes: Dhis2Note[];
}

const SIDES = [
  ['numerator', ['Numerator', '分子']],
  ['denominator', ['Denominator', '分母']],
] as const;

/**
 * numerator ÷ denominator × factor of one indicator.
 *
 * @param factor of its type; undefined when there is no such type
 */
export function importIndicator(
  indicator: Dhis2Indicator,
  factor: number | undefined,
  measures: Dhis2Measures,
  onZeroDivision: ZeroDivision,
): ImportedIndicator {
  const refusals: Dhis2Note[] = [];
  const [above = '', below = ''] = SIDES.map(([side, title]) => {
    const { text, fault } = translateDhis2(indicator[side], measures);
    if (fault) refusals.push(about(title, fault));
    return text;
  });
  if (factor === undefined) {
    refusals.push({
      reason: 'INDICATOR_TYPE_UNKNOWN',
      en: `Its type ${indicator.indicatorType.id} is not in the metadata, so the factor is not known.`,
      zh: `其类型 ${indicator.indicatorType.id} 不在元数据中，无法得知系数。`,
    });
  }
  if (factor === undefined || refusals.length > 0) return { refusals, notes: [] };

  const table = Object.fromEntries(measures.met);
  const text = composed(above, below, factor);
  const { formula, violations } = readFormula(text, table, { onZeroDivision });
  if (violations) {
    const mixed = violations.some(({ reason }) => reason === 'PERIOD_KINDS_MIXED');
    const sentence = mixed ? mixedPeriods(indicator, text, measures) : undefined;
    const others = violations.map(({ reason, en, zh }) =>
      about([`As the formula ${text}`, `转换为公式 ${text}`], { reason, en, zh }),
    );
    return { refusals: sentence ? [sentence] : others, notes: [] };
  }
  const used = formula.measureIds.flatMap((id) => measures.met.get(id) ?? []);
  refusals.push(...used.flatMap((each) => unusable(each) ?? []));
  if (indicator.annualized) refusals.push(ANNUALIZED);
  if (refusals.length > 0) return { refusals, notes: [] };
  const { id, code = '', name } = indicator;
  return {
    formula: { id, code, name, formula },
    refusals,
    notes: [...used.flatMap(doubts), ...oddities(indicator, formula, factor)],
  };
}

/** In parentheses unless it is one name or number. */
const whole = (side: string): string => (/^\w+(\.\d+)?$/.test(side) ? side : `(${side})`);

function composed(above: string, below: string, factor: number): string {
  if (below === '1') return factor === 1 ? above : `${whole(above)} * ${factor}`;
  return `${whole(above)} / ${whole(below)}${factor === 1 ? '' : ` * ${factor}`}`;
}

const ANNUALIZED: Dhis2Note = {
  reason: 'ANNUALIZED_UNSUPPORTED',
  en: 'It is annualized: DHIS2 multiplies it by 365 ÷ days of the period. Say in a formula what is meant, for example yearToDate(a) / ofYear(b).',
  zh: '该指标设为年化：DHIS2 会乘以 365 ÷ 期间天数。请用公式写明含义，例如 yearToDate(a) / ofYear(b)。',
};

/** Says which measures are of which rhythm, and how the formula could be meant. */
function mixedPeriods({ annualized }: Dhis2Indicator, text: string, measures: Dhis2Measures): Dhis2Note {
  const words = new Set(text.match(/[A-Za-z]\w*/g) ?? []);
  const used = [...measures.met.values()].filter(({ measureId }) => words.has(measureId));
  const yearly = used.filter(({ periodKind }) => periodKind === 'YEAR');
  const finer = used.filter(({ periodKind }) => periodKind !== undefined && periodKind !== 'YEAR');
  const summed = text.replaceAll(/[A-Za-z]\w*/g, (word) =>
    finer.some(({ measureId }) => measureId === word) ? `yearToDate(${word})` : word,
  );
  const table = Object.fromEntries(measures.met);
  const sound = readFormula(summed, table, { onZeroDivision: 'MISSING' }).formula !== undefined;
  const [short, long] = [labels(finer), labels(yearly)];
  return {
    reason: 'PERIOD_KINDS_MIXED',
    en:
      `Its periods are mixed: ${short.en}; ${long.en}. They cannot be combined as they stand` +
      `${annualized ? '; that it is annualized does not say which is meant' : ''}.` +
      (sound ? ` If the year so far is meant: ${summed}` : ''),
    zh:
      `期间不一致：${short.zh};${long.zh}。不能直接合并计算` +
      `${annualized ? ';“年化”设置不能说明取哪一种' : ''}。` +
      (sound ? `如指本年累计，可写作：${summed}` : ''),
    ...(sound ? { suggestion: summed } : {}),
  };
}

function labels(measures: readonly Dhis2Measure[]): { en: string; zh: string } {
  const kinds = [...new Set(measures.flatMap(({ periodKind }) => periodKind ?? []))];
  const names = measures.map(({ label }) => label);
  return {
    en:
      `${names.map((name) => `"${name}"`).join(' and ')} ${measures.length === 1 ? 'is' : 'are'} ` +
      kinds.map((kind) => KIND_WORDS[kind][0]).join(' or '),
    zh: `${names.map((name) => `“${name}”`).join('、')}为${kinds.map((kind) => KIND_WORDS[kind][1]).join('或')}数据`,
  };
}

function oddities({ name }: Dhis2Indicator, formula: Formula, factor: number): Dhis2Note[] {
  if (formula.measureIds.length === 0) {
    return [
      {
        reason: 'FORMULA_CONSTANT',
        en: `It uses no data: ${formula.text} is the same for every unit and period, probably a placeholder to be filled in.`,
        zh: `该指标不使用任何数据：${formula.text} 对所有单位和期间都相同，可能是待填写的占位内容。`,
      },
    ];
  }
  if (factor !== 1 || !/%|percent/i.test(name)) return [];
  return [
    {
      reason: 'PERCENT_WITHOUT_FACTOR',
      en: 'Its name says per cent, but its type multiplies by 1: the result is a share of 1.',
      zh: '名称为百分比，但其类型的系数为 1:结果是以 1 为整体的比值。',
      suggestion: `${formula.text} * 100`,
    },
  ];
}
