import { constant, isZero } from './constant';
import { everything, type Expression } from './expression';
import type { Faults } from './faults';

/** Digits behind the point that a value is kept with. */
const MAX_DIGITS = 18;

/** Adds what the numbers written in a formula make impossible. */
export function checkConstants(formula: Expression, faults: Faults): void {
  for (const each of everything(formula)) {
    if (each.kind === 'operation' && each.operator === '/' && isZero(each.right)) {
      faults.add(each.right, 'DIVISION_BY_ZERO', 'This divides by 0 in every case.', '此处除数恒为 0。');
    }
    if (each.kind !== 'call') continue;
    const [first, second, third] = each.args;
    if (each.name === 'round' && second) checkDigits(second, faults);
    if (each.name === 'clip' && first && second && third) {
      const [low, high] = [constant(second), constant(third)];
      if (low && high && low.gt(high)) {
        faults.add(
          second,
          'RANGE_REVERSED',
          `clip(value, low, high): ${low.toFixed()} is above ${high.toFixed()}.`,
          `clip(值，下限，上限):下限 ${low.toFixed()} 高于上限 ${high.toFixed()}。`,
        );
      }
    }
  }
}

function checkDigits(digits: Expression, faults: Faults): void {
  const value = constant(digits);
  if (value?.isInteger() && value.gte(0) && value.lte(MAX_DIGITS)) return;
  faults.add(
    digits,
    'DIGITS_INVALID',
    `round(value, digits): digits is a whole number from 0 to ${MAX_DIGITS}, written out.`,
    `round(值，位数):位数应直接写出，为 0 至 ${MAX_DIGITS} 的整数。`,
  );
}
