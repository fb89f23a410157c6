import { kindOf } from '../check-method';
import { decimal, text } from '../decimal';
import { exact, isLost, type Quotient, toDecimal } from '../exact';
import type { MethodField } from './index';
import type { Method } from './method';

const methodOf = (field: MethodField, rule: object, lower = false): Method => {
  const kind = kindOf(field);
  const direction = lower ? 'DIRECTION_LOWER_IS_BETTER' : 'DIRECTION_HIGHER_IS_BETTER';
  return kind.read(kind.parameters.parse(rule), decimal('test', '20'), direction);
};
const points = (of: Quotient | undefined): string =>
  of ? (isLost(of) ? 'lost' : text(toDecimal(of))) : 'decimals';

const lowerWay = true;
const down = { perStep: '1', step: '2', stepping: 'STEPPING_WHOLE_DOWN' };
const up = { perStep: '1', step: '2', stepping: 'STEPPING_WHOLE_UP' };
const ends = { unacceptable: '60', satisfactory: '100', baseShare: '0.6' };
const rungs = {
  rungs: [
    { bound: '90', points: '20' },
    { bound: '80', exclusive: true, points: '10' },
  ],
};
const falling = {
  rungs: [
    { bound: '10', points: '20' },
    { bound: '30', exclusive: true, points: '5' },
  ],
};

// Out of 20, in whole numbers; "lost" leaves the case to decimals, "decimals" the whole rule.
it.each<[field: MethodField, rule: object, x: string, target: string, is: string, lower?: boolean]>([
  ['ratioToTarget', {}, '45', '90', '10'],
  ['ratioToTarget', {}, '0', '90', '0'],
  ['ratioToTarget', {}, '99', '90', '20'],
  ['ratioToTarget', { floor: '0.6', cap: '1.2' }, '9', '90', '12'],
  ['ratioToTarget', { floor: '0.6', cap: '1.2' }, '99', '90', '22'],
  ['ratioToTarget', { cap: '1.2' }, '180', '90', '24'],
  ['ratioToTarget', {}, '180', '90', '10', lowerWay],
  ['ratioToTarget', {}, '0', '90', 'lost', lowerWay],
  ['ratioToTarget', {}, '-1', '90', 'lost'],
  ['ratioToTarget', {}, '1', '0', 'lost'],
  ['ratioToTarget', {}, '1', '-1', 'lost'],
  ['ratioToTarget', { threshold: '0.8' }, '45', '90', 'decimals'],
  ['ratioToTarget', { bonusFactor: '1', cap: '1.2' }, '45', '90', 'decimals'],
  ['ratioToTarget', { bonusUnitShare: '0.1', cap: '1.2' }, '45', '90', 'decimals'],
  ['allOrNothing', {}, '90', '90', '20'],
  ['allOrNothing', {}, '90.1', '90', '20'],
  ['allOrNothing', {}, '89.9', '90', '0'],
  ['allOrNothing', {}, '90', '90', '20', lowerWay],
  ['allOrNothing', {}, '89.9', '90', '20', lowerWay],
  ['allOrNothing', {}, '90.1', '90', '0', lowerWay],
  ['allOrNothing', {}, '1234567890123', '90', 'lost'],
  ['allOrNothing', {}, '1', '1234567890123', 'lost', lowerWay],
  ['deduction', { perStep: '0.5', step: '2', floor: '4' }, '85', '90', '18.75'],
  ['deduction', { perStep: '0.5', step: '2', floor: '4' }, '0', '90', '4'],
  ['deduction', { perStep: '0.5', step: '2' }, '95', '90', '20'],
  ['deduction', { perStep: '0.5', step: '2' }, '95', '90', '18.75', lowerWay],
  ['deduction', { perStep: '0.5', step: '2' }, '85', '90', '20', lowerWay],
  ['deduction', down, '85', '90', '18'],
  ['deduction', up, '85', '90', '17'],
  ['deduction', { perStep: '1', reference: 'REFERENCE_GROUP_MEAN' }, '85', '90', 'decimals'],
  ['linear', ends, '80', '0', '16'],
  ['linear', ends, '50', '0', '12'],
  ['linear', ends, '101', '0', '20'],
  ['linear', { unacceptable: '100', satisfactory: '60' }, '70', '0', '15', lowerWay],
  ['linear', { ends: 'ENDS_PEERS' }, '80', '0', 'decimals'],
  ['ladder', rungs, '90', '0', '20'],
  ['ladder', rungs, '89.9', '0', '10'],
  ['ladder', rungs, '80.1', '0', '10'],
  ['ladder', rungs, '80', '0', '0'],
  ['ladder', rungs, '1234567890123', '0', 'lost'],
  ['ladder', falling, '10', '0', '20', lowerWay],
  ['ladder', falling, '29', '0', '5', lowerWay],
  ['ladder', falling, '30', '0', '0', lowerWay],
  ['points', {}, '12.5', '0', '12.5'],
  ['points', {}, '-1', '0', '0'],
  ['points', {}, '21', '0', '20'],
  ['exponential', { unacceptable: '0', satisfactory: '1' }, '1', '0', 'decimals'],
])('%s %j of %s against %s is %s', (...[field, rule, x, target, is, lower]) => {
  expect(points(methodOf(field, rule, lower).exact?.(exact(x), exact(target)))).toBe(is);
});
