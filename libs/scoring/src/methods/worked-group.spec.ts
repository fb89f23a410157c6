import { kindOf } from '../check-method';
import { decimal, text } from '../decimal';
import { Peers } from '../peers';
import type { MethodField } from './index';
import type { Case } from './method';
import type { Direction } from './method-score';

const d = (value: string) => decimal('test', value);

interface Row {
  field: MethodField;
  rule?: object;
  /** Values of the group, the first is the one scored. */
  group?: string[];
  target?: string;
  ballots?: string[];
  levelled?: string[];
  lower?: boolean;
  is: string;
  formula: string;
  worked: string;
}

function methodOf({ field, rule = {}, lower = false }: Pick<Row, 'field' | 'rule' | 'lower'>) {
  const direction: Direction = lower ? 'DIRECTION_LOWER_IS_BETTER' : 'DIRECTION_HIGHER_IS_BETTER';
  const kind = kindOf(field);
  return kind.read(kind.parameters.parse(rule), d('20'), direction);
}

function caseOf({ group = ['0'], target, ballots, levelled, lower = false }: Partial<Row>): Case {
  const direction: Direction = lower ? 'DIRECTION_LOWER_IS_BETTER' : 'DIRECTION_HIGHER_IS_BETTER';
  return {
    value: d(group[0] ?? ''),
    at: 0,
    peers: new Peers(group.map(d), direction),
    ...(target !== undefined && { target: d(target) }),
    ...(ballots && {
      ballots: ballots.map((option, i) => ({ unitId: 'u', raterId: String(i), raterUnitId: '', option })),
    }),
    ...(levelled && { levelled: levelled.map(d) }),
  };
}

const decrement = { form: 'RANK_FORM_SHARE_DECREMENT', decrement: '0.05', floor: '0.5' };
const fixed = { form: 'RANK_FORM_FIXED_DECREMENT', decrement: '3', floor: '5' };
const table = { form: 'RANK_FORM_TABLE', table: ['20', '15'], floor: '4' };
const ends = { form: 'RANK_FORM_ENDS', middle: '15', top: ['5', '3'], bottom: ['4', '2'] };
const toTarget = { form: 'NORMAL_FORM_DISTANCE_TO_TARGET' };
const toMaximum = { form: 'NORMAL_FORM_DISTANCE_TO_MAXIMUM' };
const z = { form: 'NORMAL_FORM_Z_SCORE', mean: '10', deviation: '2' };
const scale = {
  scale: [
    { option: 'good', value: '10' },
    { option: 'fair', value: '6' },
  ],
  scaleFull: '10',
};
const shares = {
  excellent: ['best', 'good'],
  rungs: [
    { share: '0.75', points: '20' },
    { share: '0.5', points: '16' },
  ],
  poor: ['bad'],
  poorShare: '0.5',
  poorPoints: '6',
  otherwise: '10',
};
const two = { standard: '100', bonusPerPoint: '0.01', penaltyPerPoint: '0.005', cap: '1.2' };

it.each<Row>([
  {
    field: 'ratioToBest',
    group: ['40', '80'],
    is: '10',
    formula: 'W × max(x ÷ x_best, f)',
    worked: '20 × max(40 ÷ 80, 0)',
  },
  {
    field: 'ratioToBest',
    rule: { floor: '0.6' },
    group: ['40', '80'],
    is: '12',
    formula: 'W × max(x ÷ x_best, f)',
    worked: '20 × max(40 ÷ 80, 0.6)',
  },
  {
    field: 'ratioToBest',
    lower: true,
    group: ['8', '4'],
    is: '10',
    formula: 'W × max(x_best ÷ x, f)',
    worked: '20 × max(4 ÷ 8, 0)',
  },
  {
    field: 'rankPoints',
    rule: decrement,
    group: ['7', '9', '8'],
    is: '18',
    formula: 'W × max(1 − δ × (r − 1), φ)',
    worked: '20 × max(1 − 0.05 × (3 − 1), 0.5)',
  },
  {
    field: 'rankPoints',
    rule: { ...decrement, decrement: '0.3' },
    group: ['7', '9', '8'],
    is: '10',
    formula: 'W × max(1 − δ × (r − 1), φ)',
    worked: '20 × max(1 − 0.3 × (3 − 1), 0.5)',
  },
  {
    field: 'rankPoints',
    rule: fixed,
    group: ['8', '9'],
    is: '17',
    formula: 'max(W − q × (r − 1), F)',
    worked: 'max(20 − 3 × (2 − 1), 5)',
  },
  {
    field: 'rankPoints',
    rule: fixed,
    group: ['1', '2', '3', '4', '5', '6', '7'],
    is: '5',
    formula: 'max(W − q × (r − 1), F)',
    worked: 'max(20 − 3 × (7 − 1), 5)',
  },
  {
    field: 'rankPoints',
    rule: { form: 'RANK_FORM_LINEAR', floor: '8' },
    group: ['8', '9', '7'],
    is: '14',
    formula: 'W − (r − 1) × (W − F) ÷ (n − 1)',
    worked: '20 − (2 − 1) × (20 − 8) ÷ (3 − 1)',
  },
  {
    field: 'rankPoints',
    rule: { form: 'RANK_FORM_LINEAR', floor: '8' },
    group: ['8'],
    is: '20',
    formula: 'W',
    worked: '20',
  },
  { field: 'rankPoints', rule: table, group: ['8', '9', '7'], is: '15', formula: 'table[r]', worked: '15' },
  { field: 'rankPoints', rule: table, group: ['7', '9', '8'], is: '4', formula: 'table[r]', worked: '4' },
  {
    field: 'rankPoints',
    rule: ends,
    group: ['9', '8', '7', '6', '5'],
    is: '20',
    formula: 'clip(m + top[r] − bottom[n − r + 1], 0, W)',
    worked: 'clip(15 + 5, 0, 20)',
  },
  {
    field: 'rankPoints',
    rule: ends,
    group: ['7', '9', '8', '6', '5'],
    is: '15',
    formula: 'clip(m + top[r] − bottom[n − r + 1], 0, W)',
    worked: 'clip(15, 0, 20)',
  },
  {
    field: 'rankPoints',
    rule: ends,
    group: ['6', '9', '8', '7', '5'],
    is: '13',
    formula: 'clip(m + top[r] − bottom[n − r + 1], 0, W)',
    worked: 'clip(15 − 2, 0, 20)',
  },
  {
    field: 'rankPoints',
    rule: ends,
    group: ['8', '9'],
    is: '14',
    formula: 'clip(m + top[r] − bottom[n − r + 1], 0, W)',
    worked: 'clip(15 + 3 − 4, 0, 20)',
  },
  {
    field: 'rankPoints',
    rule: { ...ends, middle: '18' },
    group: ['9', '8', '7', '6', '5'],
    is: '20',
    formula: 'clip(m + top[r] − bottom[n − r + 1], 0, W)',
    worked: 'clip(18 + 5, 0, 20)',
  },
  {
    field: 'rankPoints',
    rule: { ...ends, middle: '1' },
    group: ['5', '9', '8', '7', '6'],
    is: '0',
    formula: 'clip(m + top[r] − bottom[n − r + 1], 0, W)',
    worked: 'clip(1 − 4, 0, 20)',
  },
  {
    field: 'normalise',
    group: ['6', '2', '10'],
    is: '10',
    formula: '(x − min) ÷ (max − min) × (u − l) + l',
    worked: '(6 − 2) ÷ (10 − 2) × (20 − 0) + 0',
  },
  {
    field: 'normalise',
    rule: { low: '4', high: '12' },
    group: ['6', '2', '10'],
    is: '8',
    formula: '(x − min) ÷ (max − min) × (u − l) + l',
    worked: '(6 − 2) ÷ (10 − 2) × (12 − 4) + 4',
  },
  {
    field: 'normalise',
    lower: true,
    group: ['4', '2', '10'],
    is: '15',
    formula: '(x − max) ÷ (min − max) × (u − l) + l',
    worked: '(4 − 10) ÷ (2 − 10) × (20 − 0) + 0',
  },
  {
    field: 'normalise',
    rule: { low: '4', high: '12' },
    group: ['3', '3'],
    is: '12',
    formula: 'u (min = max)',
    worked: '12',
  },
  {
    field: 'normalise',
    rule: toTarget,
    target: '12',
    group: ['7', '2', '10'],
    is: '10',
    formula: '(x − min) ÷ (T − min) × (u − l) + l',
    worked: '(7 − 2) ÷ (12 − 2) × (20 − 0) + 0',
  },
  {
    field: 'normalise',
    rule: toTarget,
    target: '7',
    group: ['10', '2', '7'],
    is: '20',
    formula: 'min((x − min) ÷ (T − min) × (u − l) + l, u)',
    worked: 'min((10 − 2) ÷ (7 − 2) × (20 − 0) + 0, 20)',
  },
  {
    field: 'normalise',
    rule: toTarget,
    lower: true,
    target: '0',
    group: ['5', '2', '10'],
    is: '10',
    formula: '(x − max) ÷ (T − max) × (u − l) + l',
    worked: '(5 − 10) ÷ (0 − 10) × (20 − 0) + 0',
  },
  // Everybody has passed the target: (60 − 50) ÷ (40 − 50) would take the full mark from who is best.
  {
    field: 'normalise',
    rule: toTarget,
    target: '40',
    group: ['60', '50', '55'],
    is: '20',
    formula: 'u (min > T)',
    worked: '20',
  },
  {
    field: 'normalise',
    rule: toTarget,
    lower: true,
    target: '12',
    group: ['5', '2', '10'],
    is: '20',
    formula: 'u (max < T)',
    worked: '20',
  },
  {
    field: 'normalise',
    rule: toMaximum,
    group: ['6', '2', '10'],
    is: '10',
    formula: '(x − min) ÷ (max − min) × (u − l) + l',
    worked: '(6 − 2) ÷ (10 − 2) × (20 − 0) + 0',
  },
  {
    field: 'normalise',
    rule: { form: 'NORMAL_FORM_FRACTION_OF_MAXIMUM' },
    group: ['4', '2', '10'],
    is: '8',
    formula: 'W × x ÷ max',
    worked: '20 × 4 ÷ 10',
  },
  {
    field: 'normalise',
    rule: z,
    group: ['3', '1'],
    is: '11.414213562373095049',
    formula: "(x − x̄) ÷ s × s' + m'",
    worked: '(3 − 2) ÷ 1.414213562373095049 × 2 + 10',
  },
  {
    field: 'normalise',
    rule: z,
    lower: true,
    group: ['3', '1'],
    is: '8.585786437626904951',
    formula: "(x̄ − x) ÷ s × s' + m'",
    worked: '(2 − 3) ÷ 1.414213562373095049 × 2 + 10',
  },
  { field: 'normalise', rule: z, group: ['3', '3'], is: '10', formula: "m' (s = 0)", worked: '10' },
  {
    field: 'normalise',
    rule: { form: 'NORMAL_FORM_BORDA' },
    group: ['6', '2', '5', '10'],
    is: '2',
    formula: "r' − 1",
    worked: '3 − 1',
  },
  {
    field: 'normalise',
    rule: { form: 'NORMAL_FORM_PERCENTILE_RANK' },
    group: ['6', '2', '5', '10', '11'],
    is: '10',
    formula: "W × (r' − 1) ÷ (n − 1)",
    worked: '20 × (3 − 1) ÷ (5 − 1)',
  },
  {
    field: 'normalise',
    rule: { form: 'NORMAL_FORM_PERCENTILE_RANK' },
    group: ['6'],
    is: '20',
    formula: 'W',
    worked: '20',
  },
  {
    field: 'twoTargets',
    rule: two,
    group: ['110'],
    target: '105',
    is: '21.523809523809523810',
    formula: 'W × clip(1 + 100 × (x ÷ S − 1) × α − 100 × (x ÷ Z − 1) × π, 0, c)',
    worked: '20 × clip(1 + 100 × (110 ÷ 100 − 1) × 0.01 − 100 × (110 ÷ 105 − 1) × 0.005, 0, 1.2)',
  },
  {
    field: 'twoTargets',
    rule: two,
    group: ['80'],
    target: '90',
    is: '16',
    formula: 'W × clip(x ÷ S, 0, c)',
    worked: '20 × clip(80 ÷ 100, 0, 1.2)',
  },
  {
    field: 'twoTargets',
    rule: two,
    group: ['130'],
    target: '140',
    is: '24',
    formula: 'W × clip(1 + 100 × (x ÷ S − 1) × α, 0, c)',
    worked: '20 × clip(1 + 100 × (130 ÷ 100 − 1) × 0.01, 0, 1.2)',
  },
  {
    field: 'twoTargets',
    rule: two,
    group: ['90'],
    target: '75',
    is: '16',
    formula: 'W × clip(x ÷ S − 100 × (x ÷ Z − 1) × π, 0, c)',
    worked: '20 × clip(90 ÷ 100 − 100 × (90 ÷ 75 − 1) × 0.005, 0, 1.2)',
  },
  {
    field: 'opinion',
    rule: scale,
    ballots: ['good', 'fair', 'good', 'blank'],
    is: '17.333333333333333333',
    formula: 'W × (Σn × v) ÷ Σn ÷ V',
    worked: '20 × (2 × 10 + 1 × 6) ÷ 3 ÷ 10',
  },
  {
    field: 'opinion',
    rule: scale,
    ballots: ['blank'],
    is: '0',
    formula: 'W × (Σn × v) ÷ Σn ÷ V',
    worked: '0',
  },
  {
    field: 'opinion',
    rule: scale,
    ballots: ['good', 'fair'],
    levelled: ['9', '7.5'],
    is: '16.5',
    formula: 'W × Σx′ ÷ n ÷ V',
    worked: '20 × 16.5 ÷ 2 ÷ 10',
  },
  {
    field: 'opinion',
    rule: scale,
    ballots: ['good'],
    levelled: [],
    is: '20',
    formula: 'W × (Σn × v) ÷ Σn ÷ V',
    worked: '20 × (1 × 10 + 0 × 6) ÷ 1 ÷ 10',
  },
  {
    field: 'opinionLadder',
    rule: shares,
    ballots: ['best', 'good', 'good', 'bad'],
    is: '20',
    formula: 'p (e ÷ n ≥ 0.75)',
    worked: '20',
  },
  {
    field: 'opinionLadder',
    rule: shares,
    ballots: ['best', 'good', 'bad', 'bad'],
    is: '16',
    formula: 'p (e ÷ n ≥ 0.5)',
    worked: '16',
  },
  {
    field: 'opinionLadder',
    rule: shares,
    ballots: ['best', 'fair', 'bad', 'bad'],
    is: '6',
    formula: 'p (b ÷ n ≥ 0.5)',
    worked: '6',
  },
  {
    field: 'opinionLadder',
    rule: shares,
    ballots: ['best', 'fair', 'fair', 'bad'],
    is: '10',
    formula: 'p',
    worked: '10',
  },
  {
    field: 'opinionLadder',
    rule: { ...shares, poor: [], poorShare: '', poorPoints: '' },
    ballots: ['bad', 'bad'],
    is: '10',
    formula: 'p',
    worked: '10',
  },
])('$field $rule of $group: $worked', (row) => {
  const found = methodOf(row).score(caseOf(row));
  expect({ formula: found.formula, worked: found.worked, is: text(found.score) }).toEqual({
    formula: row.formula,
    worked: row.worked,
    is: text(d(row.is)),
  });
});

it.each<Omit<Row, 'formula' | 'worked'>>([
  { field: 'ratioToBest', group: ['4', '-1'], is: 'VALUE_NEGATIVE' },
  { field: 'ratioToBest', group: ['0', '0'], is: 'BEST_IS_ZERO' },
  { field: 'ratioToBest', lower: true, group: ['4', '0'], is: 'BEST_IS_ZERO' },
  { field: 'ratioToBest', group: ['0', '4'], is: '' },
  {
    field: 'normalise',
    rule: { form: 'NORMAL_FORM_FRACTION_OF_MAXIMUM' },
    group: ['4', '-1'],
    is: 'VALUE_NEGATIVE',
  },
  {
    field: 'normalise',
    rule: { form: 'NORMAL_FORM_FRACTION_OF_MAXIMUM' },
    group: ['0', '0'],
    is: 'BEST_IS_ZERO',
  },
  { field: 'normalise', rule: { form: 'NORMAL_FORM_FRACTION_OF_MAXIMUM' }, group: ['0', '4'], is: '' },
  { field: 'normalise', group: ['4', '-1'], is: '' },
  { field: 'twoTargets', rule: two, target: '0', is: 'TARGET_NOT_POSITIVE' },
  { field: 'twoTargets', rule: two, target: '1', group: ['-1'], is: 'VALUE_NEGATIVE' },
  { field: 'twoTargets', rule: two, target: '1', group: ['0'], is: '' },
  { field: 'ratioToTarget', target: '0', is: 'TARGET_NOT_POSITIVE' },
  { field: 'ratioToTarget', target: '1', group: ['-1'], is: 'VALUE_NEGATIVE' },
  { field: 'ratioToTarget', target: '1', group: ['0'], is: '' },
  { field: 'opinion', rule: scale, ballots: [], is: 'BALLOTS_TOO_FEW' },
  { field: 'opinion', rule: scale, is: 'BALLOTS_TOO_FEW' },
  { field: 'opinion', rule: scale, ballots: ['good'], is: '' },
  { field: 'opinionLadder', rule: shares, ballots: [], is: 'BALLOTS_TOO_FEW' },
  { field: 'opinionLadder', rule: shares, is: 'BALLOTS_TOO_FEW' },
  { field: 'opinionLadder', rule: shares, ballots: ['bad'], is: '' },
])('$field $rule of $group has the fault "$is"', (row) => {
  expect(methodOf(row).fault?.(caseOf(row)) ?? '').toBe(row.is);
});

it.each<[MethodField, object, peers: boolean, target: boolean]>([
  ['ratioToBest', {}, true, false],
  ['rankPoints', decrement, true, false],
  ['normalise', {}, true, false],
  ['normalise', toTarget, true, true],
  ['twoTargets', two, false, true],
  ['linear', { ends: 'ENDS_PEERS' }, true, false],
  ['linear', { unacceptable: '0', satisfactory: '1' }, false, false],
  ['ratioToTarget', {}, false, true],
  ['allOrNothing', {}, false, true],
  ['deduction', { perStep: '1' }, false, true],
  ['deduction', { perStep: '1', reference: 'REFERENCE_GROUP_MEAN' }, true, false],
  ['deviation', { perStep: '1' }, false, true],
  ['bands', {}, false, false],
  ['ratioToTarget', { cap: '1.2', bonusUnitShare: '0.1' }, true, true],
])('%s %j asks for the group: %s, for a target: %s', (field, rule, peers, target) => {
  const method = methodOf({ field, rule });
  expect([method.needsPeers ?? false, method.needsTarget ?? false]).toEqual([peers, target]);
});

it.each<[MethodField, object, string]>([
  ['rankPoints', decrement, '19'],
  ['normalise', { form: 'NORMAL_FORM_BORDA' }, '1'],
])('%s %j has the place of the unit, not that of the first', (field, rule, is) => {
  const second = { ...caseOf({ group: ['9', '8', '7'] }), value: d('8'), at: 1 };
  expect(text(methodOf({ field, rule }).score(second).score)).toBe(is);
});

it('a bonus goes to the share of the units that the scheme allows, ties across the border not', () => {
  const method = methodOf({
    field: 'ratioToTarget',
    rule: { cap: '1.2', bonusFactor: '1', bonusUnitShare: '0.5' },
  });
  const ratios = ['1.2', '1.1', '1.1', '0.9'];
  const scoreAt = (at: number, group: string[]) => {
    const peers = new Peers(group.map(d), 'DIRECTION_HIGHER_IS_BETTER');
    const { score, formula, worked } = method.score({
      value: d(group[at] ?? '').times(100),
      target: d('100'),
      at,
      peers,
    });
    return `${text(score)} ${formula} = ${worked}`;
  };
  expect(ratios.map((_, at) => scoreAt(at, ratios))).toEqual([
    '24 W × min(1 + β × (x ÷ T − 1), c) = 20 × min(1 + 1 × (120 ÷ 100 − 1), 1.2)',
    '20 W (r > q × n) = 20',
    '20 W (r > q × n) = 20',
    '18 W × clip(x ÷ T, f, c) = 20 × clip(90 ÷ 100, 0, 1.2)',
  ]);
  expect(scoreAt(1, ['1.2', '1.1', '1', '0.9'])).toBe(
    '22 W × min(1 + β × (x ÷ T − 1), c) = 20 × min(1 + 1 × (110 ÷ 100 − 1), 1.2)',
  );
  const ratio = (value: string, target?: string) =>
    method.comparedBy?.({ value: d(value), ...(target !== undefined && { target: d(target) }) })?.toFixed();
  expect([ratio('90', '60'), ratio('-1', '60'), ratio('90', '0'), ratio('90')]).toEqual([
    '1.5',
    undefined,
    undefined,
    undefined,
  ]);
});
