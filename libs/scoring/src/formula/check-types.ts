import { type Expression, isArithmetic, isLogic } from './expression';
import type { Faults } from './faults';
import { excerpt, formulaText } from './format';

type Type = 'number' | 'boolean';

/** Adds a fault wherever a condition stands for a number, or a number for a condition. */
export function checkTypes(formula: Expression, faults: Faults): void {
  if (typeOf(formula, faults) === 'number') return;
  faults.add(
    formula,
    'RESULT_NOT_NUMBER',
    'A formula gives a number, this one gives true or false.',
    '公式的结果应为数值，该公式的结果是真或假。',
    `${formulaText(formula)} ? 1 : 0`,
  );
}

function typeOf(expression: Expression, faults: Faults): Type {
  const expect = (part: Expression, type: Type): void => {
    if (typeOf(part, faults) === type) return;
    const text = excerpt(part);
    if (type === 'number') {
      faults.add(
        part,
        'NOT_A_NUMBER',
        `"${text}" is a condition, a number is needed here.`,
        `此处应为数值，“${text}”是条件。`,
      );
    } else {
      faults.add(
        part,
        'NOT_A_CONDITION',
        `"${text}" is a number, a condition such as a > 0 is needed here.`,
        `此处应为条件（例如 a > 0），“${text}”是数值。`,
      );
    }
  };
  switch (expression.kind) {
    case 'number':
    case 'measure':
      return 'number';
    case 'negative':
      expect(expression.of, 'number');
      return 'number';
    case 'not':
      expect(expression.of, 'boolean');
      return 'boolean';
    case 'operation': {
      const { operator, left, right } = expression;
      const needed = isLogic(operator) ? 'boolean' : 'number';
      expect(left, needed);
      expect(right, needed);
      return isArithmetic(operator) ? 'number' : 'boolean';
    }
    case 'choice': {
      expect(expression.condition, 'boolean');
      expect(expression.whenTrue, 'number');
      expect(expression.whenFalse, 'number');
      return 'number';
    }
    case 'call':
    default:
      for (const part of expression.args) expect(part, 'number');
      return expression.name === 'has' ? 'boolean' : 'number';
  }
}
