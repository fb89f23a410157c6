import type { Dhis2Rule } from './dhis2-document';
import { translateDhis2 } from './dhis2-expression';
import type { Dhis2Measures } from './dhis2-measures';
import { about, type Dhis2Note, unusable } from './dhis2-note';
import type { Comparison } from './expression';
import { KIND_WORDS } from './period';
import { type Formula, readFormula } from './read-formula';

/** A validation rule of DHIS2: left `operator` right should hold. A side without a value means that it is skipped. */
export interface Dhis2Comparison {
  id: string;
  name: string;
  left: Formula;
  operator: Comparison;
  right: Formula;
}

export interface ImportedRule {
  rule?: Dhis2Comparison;
  refusals: Dhis2Note[];
  notes: Dhis2Note[];
}

const OPERATORS: Record<string, Comparison> = {
  equal_to: '==',
  not_equal_to: '!=',
  less_than: '<',
  less_than_or_equal_to: '<=',
  greater_than: '>',
  greater_than_or_equal_to: '>=',
};

export function importRule(source: Dhis2Rule, measures: Dhis2Measures): ImportedRule {
  const refusals: Dhis2Note[] = [];
  const left = side(source.leftSide, ['Left side', '左侧'], measures, refusals);
  const right = side(source.rightSide, ['Right side', '右侧'], measures, refusals);
  const operator = Object.hasOwn(OPERATORS, source.operator) ? OPERATORS[source.operator] : undefined;
  if (!operator) {
    refusals.push({
      reason: 'OPERATOR_UNSUPPORTED',
      en: `The comparison ${source.operator} cannot be imported; there are ${Object.keys(OPERATORS).join(', ')}.`,
      zh: `不支持导入比较方式 ${source.operator}；可用：${Object.keys(OPERATORS).join('、')}。`,
    });
  }
  if (left?.periodKind && right?.periodKind && left.periodKind !== right.periodKind) {
    const [[en, zh], [other, otherZh]] = [KIND_WORDS[left.periodKind], KIND_WORDS[right.periodKind]];
    refusals.push({
      reason: 'PERIOD_KINDS_MIXED',
      en: `Its left side is ${en}, its right side ${other}.`,
      zh: `左侧是${zh}数据，右侧是${otherZh}数据，期间不一致。`,
    });
  }
  if (!left || !right || !operator || refusals.length > 0) return { refusals, notes: [] };
  return { rule: { id: source.id, name: source.name, left, operator, right }, refusals, notes: [] };
}

function side(
  { expression, missingValueStrategy }: Dhis2Rule['leftSide'],
  title: readonly [string, string],
  measures: Dhis2Measures,
  refusals: Dhis2Note[],
): Formula | undefined {
  const met = new Set<string>();
  const { text, fault } = translateDhis2(expression, {
    operand: (operand) => {
      const name = measures.operand(operand);
      if (name === undefined) return undefined;
      met.add(name);
      return missingValueStrategy === 'SKIP_IF_ANY_VALUE_MISSING' ? name : `(has(${name}) ? ${name} : 0)`;
    },
    constant: (id) => measures.constant(id),
  });
  if (fault) {
    refusals.push(about(title, fault));
    return undefined;
  }
  const [first] = met;
  const guarded =
    missingValueStrategy === 'SKIP_IF_ALL_VALUES_MISSING' && first !== undefined
      ? `${[...met].map((name) => `has(${name})`).join(' || ')} ? ${text} : ${first}`
      : text;
  const { formula, violations = [] } = readFormula(guarded, Object.fromEntries(measures.met), {
    onZeroDivision: 'MISSING',
  });
  const used = [...met].flatMap((name) => measures.met.get(name) ?? []);
  const faults = [...violations, ...used.flatMap((each) => unusable(each) ?? [])];
  refusals.push(...faults.map(({ reason, en, zh }) => about(title, { reason, en, zh })));
  return formula;
}
