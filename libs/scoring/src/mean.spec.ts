import { adjusted, adjustments, writeAdjusted } from './adjust';
import type { LeafOutcome } from './aggregate';
import { Decimal, decimal, text } from './decimal';
import { meanOf, type Term, writeMean } from './mean';
import { type Mean, Scheme } from './scheme';

const term = (score: string, weight: string, outOf: string): Term => ({
  score: decimal('score', score),
  weight: decimal('weight', weight),
  outOf: decimal('outOf', outOf),
});

interface Row {
  why: string;
  mean: Mean;
  power?: string;
  full?: string;
  terms: [score: string, weight: string, outOf: string][];
  is: string;
  formula: string;
  worked: string;
}

it.each<Row>([
  {
    why: 'weights of one mark',
    mean: 'MEAN_ARITHMETIC',
    terms: [
      ['80', '30', '100'],
      ['90', '70', '100'],
    ],
    is: '87',
    formula: 'Σ(w × s) ÷ Σw',
    worked: '(30 × 80 + 70 × 90) ÷ (30 + 70)',
  },
  {
    why: 'a weight of 0 stands in the sum',
    mean: 'MEAN_ARITHMETIC',
    terms: [
      ['80', '0', '100'],
      ['90', '70', '100'],
    ],
    is: '90',
    formula: 'Σ(w × s) ÷ Σw',
    worked: '(0 × 80 + 70 × 90) ÷ (0 + 70)',
  },
  {
    why: 'full marks that are left, brought to the whole',
    mean: 'MEAN_ARITHMETIC',
    terms: [
      ['27', '30', '30'],
      ['40', '50', '50'],
    ],
    is: '83.75',
    formula: 'Σs × W ÷ Σw',
    worked: '(27 + 40) × 100 ÷ (30 + 50)',
  },
  {
    why: 'marks and weights mixed, one out of 0',
    mean: 'MEAN_ARITHMETIC',
    terms: [
      ['10', '20', '40'],
      ['27', '30', '30'],
      ['0', '50', '0'],
    ],
    is: '32',
    formula: 'W × Σ(w × s ÷ W_child) ÷ Σw',
    worked: '100 × (20 × 10 ÷ 40 + 27 + 0) ÷ (20 + 30 + 50)',
  },
  {
    why: 'one child out of the whole, one not',
    mean: 'MEAN_ARITHMETIC',
    terms: [
      ['10', '20', '40'],
      ['50', '80', '100'],
    ],
    is: '45',
    formula: 'W × Σ(w × s ÷ W_child) ÷ Σw',
    worked: '100 × (20 × 10 ÷ 40 + 80 × 50 ÷ 100) ÷ (20 + 80)',
  },
  {
    why: 'a geometric mean leaves a weight of 0 out',
    mean: 'MEAN_GEOMETRIC',
    terms: [
      ['25', '1', '100'],
      ['100', '1', '100'],
      ['0', '0', '100'],
    ],
    is: '50',
    formula: 'W × Π(s ÷ W_child)^(w ÷ Σw)',
    worked: '100 × (25 ÷ 100)^(1 ÷ (1 + 1)) × (100 ÷ 100)^(1 ÷ (1 + 1))',
  },
  {
    why: 'a harmonic mean',
    mean: 'MEAN_HARMONIC',
    full: '10',
    terms: [
      ['50', '1', '100'],
      ['10', '3', '10'],
    ],
    is: '8',
    formula: 'W × Σw ÷ Σ(w ÷ (s ÷ W_child))',
    worked: '10 × (1 + 3) ÷ (1 ÷ (50 ÷ 100) + 3 ÷ (10 ÷ 10))',
  },
  {
    why: 'nought makes a geometric mean 0',
    mean: 'MEAN_GEOMETRIC',
    terms: [
      ['0', '1', '100'],
      ['100', '1', '100'],
    ],
    is: '0',
    formula: '0 (s ≤ 0)',
    worked: '0',
  },
  {
    why: 'less than nought makes a harmonic mean 0',
    mean: 'MEAN_HARMONIC',
    terms: [
      ['-1', '1', '100'],
      ['100', '1', '100'],
    ],
    is: '0',
    formula: '0 (s ≤ 0)',
    worked: '0',
  },
  {
    why: 'a square mean',
    mean: 'MEAN_POWER',
    power: '2',
    terms: [
      ['60', '1', '100'],
      ['80', '1', '100'],
      ['50', '0', '100'],
    ],
    is: '70.710678118654752440',
    formula: 'W × (Σ(w × (s ÷ W_child)^p) ÷ Σw)^(1 ÷ p)',
    worked: '100 × ((1 × (60 ÷ 100)^(2) + 1 × (80 ÷ 100)^(2)) ÷ (1 + 1))^(1 ÷ (2))',
  },
  {
    why: 'a square mean counts less than nought as nought',
    mean: 'MEAN_POWER',
    power: '2',
    terms: [
      ['-60', '1', '100'],
      ['80', '3', '100'],
    ],
    is: '69.282032302755091741',
    formula: 'W × (Σ(w × (s ÷ W_child)^p) ÷ Σw)^(1 ÷ p)',
    worked: '100 × ((1 × (0 ÷ 100)^(2) + 3 × (80 ÷ 100)^(2)) ÷ (1 + 3))^(1 ÷ (2))',
  },
  {
    why: 'with a negative exponent nought makes 0',
    mean: 'MEAN_POWER',
    power: '-1',
    terms: [
      ['0', '1', '100'],
      ['80', '1', '100'],
    ],
    is: '0',
    formula: '0 (s ≤ 0)',
    worked: '0',
  },
  {
    why: 'with the exponent −1 it is harmonic',
    mean: 'MEAN_POWER',
    power: '-1',
    terms: [
      ['50', '1', '100'],
      ['100', '3', '100'],
    ],
    is: '80',
    formula: 'W × (Σ(w × (s ÷ W_child)^p) ÷ Σw)^(1 ÷ p)',
    worked: '100 × ((1 × (50 ÷ 100)^((−1)) + 3 × (100 ÷ 100)^((−1))) ÷ (1 + 3))^(1 ÷ ((−1)))',
  },
])('$why', ({ mean, power = '', full = '100', terms, is, formula, worked }) => {
  const rule = { mean, meanPower: power };
  const list = terms.map((each) => term(...each));
  const whole = decimal('full', full);
  expect(text(meanOf(rule, whole, list))).toBe(text(new Decimal(is)));
  expect(writeMean(rule, whole, list)).toEqual({ formula, worked });
});

const bonus = { adjustmentId: 'b', kind: 'ADJUSTMENT_KIND_BONUS', cap: '5' };
const fine = { adjustmentId: 'd', kind: 'ADJUSTMENT_KIND_DEDUCTION', cap: '3' };
const leaf = (nodeId: string) => ({ nodeId, share: '5' });

it.each<[string, object, Record<string, LeafOutcome>, object]>([
  [
    'sums, a deduction without sign, up to the cap',
    fine,
    { x: { state: 'SCORED', score: '4' }, y: { state: 'SCORED', score: '-2' } },
    { points: '3', leaves: ['x 4', 'y 2'], obstacles: [] },
  ],
  [
    'adds nothing for what is missing',
    bonus,
    { x: { state: 'MISSING' } },
    { points: '0', leaves: [], obstacles: [] },
  ],
  [
    'stops for a leaf that says it is scored and is not',
    bonus,
    { x: { state: 'SCORED' } },
    { points: '0', leaves: [], obstacles: [{ nodeId: 'x', state: 'SCORED' }] },
  ],
  [
    'stops for a fault',
    fine,
    { x: { state: 'SCORED', score: '1' }, y: { state: 'TARGET_NOT_POSITIVE' } },
    { points: '1', leaves: ['x 1'], obstacles: [{ nodeId: 'y', state: 'TARGET_NOT_POSITIVE' }] },
  ],
  [
    'counts a zeroed leaf as nought',
    { ...fine, zeroed: 'x' },
    { x: { state: 'SCORED', score: '2' }, y: { state: 'SCORED', score: '0.5' } },
    { points: '0.5', leaves: ['x 0', 'y 0.5'], obstacles: [] },
  ],
])('an adjustment %s', (_, of, outcomes, is) => {
  const scheme = Scheme.parse({ adjustments: [{ ...of, leaves: [leaf('x'), leaf('y')] }] });
  const zeroed = 'zeroed' in of ? new Set([String(of.zeroed)]) : undefined;
  const tree = { scheme, unitId: 'u', leafScores: new Map(Object.entries(outcomes)), zeroed };
  const [found] = adjustments(tree);
  expect({
    points: text(found!.points),
    leaves: found!.leaves.map(({ nodeId, score }) => `${nodeId} ${text(score)}`),
    obstacles: found!.obstacles,
  }).toEqual(is);
});

it.each([
  { why: 'nothing to adjust', of: [], base: '80', is: '80', formula: 'm', worked: 'M' },
  { why: 'just at the floor', of: [], floor: '80', base: '80', is: '80', formula: 'm', worked: 'M' },
  {
    why: 'below the floor',
    of: [],
    floor: '81',
    base: '80',
    is: '81',
    formula: 'max(m, F)',
    worked: 'max(M, 81)',
  },
  {
    why: 'bonus and deduction',
    of: [bonus, fine],
    base: '80',
    is: '80.5',
    formula: 'max(m + Σ+ − Σ−, F)',
    worked: 'max(M + 2 − 1.5, 0)',
  },
  {
    why: 'bonus up to a cap',
    of: [bonus],
    cap: '81',
    base: '80',
    is: '81',
    formula: 'clip(m + Σ+ − Σ−, F, C)',
    worked: 'clip(M + 2, 0, 81)',
  },
  {
    why: 'a cap alone',
    of: [],
    cap: '100',
    base: '80',
    is: '80',
    formula: 'clip(m, F, C)',
    worked: 'clip(M, 0, 100)',
  },
  {
    why: 'deduction down to the floor',
    of: [fine],
    floor: '79',
    base: '80',
    is: '79',
    formula: 'max(m + Σ+ − Σ−, F)',
    worked: 'max(M − 1.5, 79)',
  },
])('the total with $why', ({ of, base, is, formula, worked, floor = '0', cap = '' }) => {
  const scheme = Scheme.parse({ totalFloor: floor, totalCap: cap, adjustments: of });
  const by = scheme.adjustments.map((adjustment) => ({
    adjustment,
    leaves: [],
    obstacles: [],
    points: new Decimal(adjustment.adjustmentId === 'b' ? 2 : 1.5),
  }));
  const total = new Decimal(base);
  expect(text(adjusted(scheme, total, by))).toBe(is);
  expect(writeAdjusted(scheme, total, { formula: 'm', worked: 'M' }, by)).toEqual({ formula, worked });
});
