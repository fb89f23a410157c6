import { kindOf } from '../check-method';
import { decimal, text } from '../decimal';
import { Peers } from '../peers';
import type { MethodField } from './index';
import type { Direction } from './method-score';

const d = (value: string) => decimal('test', value);

interface Row {
  field: MethodField;
  rule?: object;
  x: string;
  target?: string;
  /** All values, the first is the one scored. */
  group?: string[];
  lower?: boolean;
  outOf?: string;
  is: string;
  formula: string;
  worked: string;
}

const anchors = {
  anchors: [
    { value: '0', share: '0' },
    { value: '50', share: '0.6' },
    { value: '100', share: '1' },
  ],
};
const bands = {
  bands: [
    { name: 'a', value: '90', coefficient: '1' },
    { name: 'b', value: '70', coefficient: '0.5' },
  ],
};
const lowBands = {
  bands: [
    { name: 'a', value: '10', coefficient: '1' },
    { name: 'b', value: '30', coefficient: '0.5' },
  ],
};
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
const interval = { bestFrom: '40', bestTo: '60', worstLow: '20', worstHigh: '100' };

// What a person reads in a receipt and puts into a pocket calculator.
it.each<Row>([
  {
    field: 'ratioToTarget',
    x: '45',
    target: '90',
    is: '10',
    formula: 'W × clip(x ÷ T, f, c)',
    worked: '20 × clip(45 ÷ 90, 0, 1)',
  },
  {
    field: 'ratioToTarget',
    rule: { floor: '0.6', cap: '1.2' },
    x: '99',
    target: '90',
    is: '22',
    formula: 'W × clip(x ÷ T, f, c)',
    worked: '20 × clip(99 ÷ 90, 0.6, 1.2)',
  },
  {
    field: 'ratioToTarget',
    lower: true,
    x: '180',
    target: '90',
    is: '10',
    formula: 'W × clip(T ÷ x, f, c)',
    worked: '20 × clip(90 ÷ 180, 0, 1)',
  },
  {
    field: 'ratioToTarget',
    lower: true,
    rule: { cap: '1.1' },
    x: '0',
    target: '90',
    is: '22',
    formula: 'W × c',
    worked: '20 × 1.1',
  },
  {
    field: 'ratioToTarget',
    rule: { threshold: '0.8' },
    x: '71.9',
    target: '90',
    is: '0',
    formula: '0 (x ÷ T < p)',
    worked: '0',
  },
  {
    field: 'ratioToTarget',
    rule: { threshold: '0.8' },
    x: '72',
    target: '90',
    is: '16',
    formula: 'W × clip(x ÷ T, f, c)',
    worked: '20 × clip(72 ÷ 90, 0, 1)',
  },
  {
    field: 'ratioToTarget',
    rule: { bonusFactor: '0.5', cap: '1.1' },
    x: '99',
    target: '90',
    is: '21',
    formula: 'W × min(1 + β × (x ÷ T − 1), c)',
    worked: '20 × min(1 + 0.5 × (99 ÷ 90 − 1), 1.1)',
  },
  {
    field: 'ratioToTarget',
    rule: { bonusFactor: '0.5', cap: '1.1' },
    x: '90',
    target: '90',
    is: '20',
    formula: 'W × clip(x ÷ T, f, c)',
    worked: '20 × clip(90 ÷ 90, 0, 1.1)',
  },
  { field: 'allOrNothing', x: '90', target: '90', is: '20', formula: 'W (x ≥ T)', worked: '20' },
  { field: 'allOrNothing', x: '89.9', target: '90', is: '0', formula: '0 (x < T)', worked: '0' },
  { field: 'allOrNothing', lower: true, x: '90', target: '90', is: '20', formula: 'W (x ≤ T)', worked: '20' },
  { field: 'allOrNothing', lower: true, x: '90.1', target: '90', is: '0', formula: '0 (x > T)', worked: '0' },
  {
    field: 'deduction',
    rule: { perStep: '0.5', step: '2', floor: '4' },
    x: '85',
    target: '90',
    is: '18.75',
    formula: 'clip(W − k × max(0, T − x) ÷ u, F, W)',
    worked: 'clip(20 − 0.5 × max(0, 90 − 85) ÷ 2, 4, 20)',
  },
  {
    field: 'deduction',
    rule: { perStep: '1', step: '2', stepping: 'STEPPING_WHOLE_DOWN' },
    x: '85',
    target: '90',
    is: '18',
    formula: 'clip(W − k × floor(max(0, T − x) ÷ u), F, W)',
    worked: 'clip(20 − 1 × floor(max(0, 90 − 85) ÷ 2), 0, 20)',
  },
  {
    field: 'deduction',
    lower: true,
    rule: { perStep: '1', step: '2', stepping: 'STEPPING_WHOLE_UP' },
    x: '95',
    target: '90',
    is: '17',
    formula: 'clip(W − k × ceil(max(0, x − T) ÷ u), F, W)',
    worked: 'clip(20 − 1 × ceil(max(0, 95 − 90) ÷ 2), 0, 20)',
  },
  {
    field: 'deduction',
    rule: { perStep: '1', reference: 'REFERENCE_GROUP_MEAN' },
    x: '80',
    group: ['80', '90'],
    is: '15',
    formula: 'clip(W − k × max(0, x̄ − x) ÷ u, F, W)',
    worked: 'clip(20 − 1 × max(0, 85 − 80) ÷ 1, 0, 20)',
  },
  {
    field: 'linear',
    rule: { unacceptable: '60', satisfactory: '100', baseShare: '0.6' },
    x: '80',
    is: '16',
    formula: 'W × (d + (1 − d) × clip((x − L) ÷ (U − L), 0, 1))',
    worked: '20 × (0.6 + (1 − 0.6) × clip((80 − 60) ÷ (100 − 60), 0, 1))',
  },
  {
    field: 'linear',
    rule: { ends: 'ENDS_PEERS' },
    x: '80',
    group: ['80', '60', '100'],
    is: '10',
    formula: 'W × (d + (1 − d) × clip((x − L) ÷ (U − L), 0, 1))',
    worked: '20 × (0 + (1 − 0) × clip((80 − 60) ÷ (100 − 60), 0, 1))',
  },
  {
    field: 'linear',
    rule: { ends: 'ENDS_PEERS' },
    x: '80',
    group: ['80', '80'],
    is: '20',
    formula: 'W (U = L)',
    worked: '20',
  },
  {
    field: 'anchors',
    rule: anchors,
    x: '75',
    is: '16',
    formula: 'W × (d₁ + (x − x₁) × (d₂ − d₁) ÷ (x₂ − x₁))',
    worked: '20 × (0.6 + (75 − 50) × (1 − 0.6) ÷ (100 − 50))',
  },
  { field: 'anchors', rule: anchors, x: '-1', is: '0', formula: 'W × d', worked: '20 × 0' },
  { field: 'anchors', rule: anchors, x: '101', is: '20', formula: 'W × d', worked: '20 × 1' },
  {
    field: 'bands',
    rule: bands,
    x: '80',
    is: '15',
    formula: 'W × c + (x − v) ÷ (v_up − v) × (W × c_up − W × c)',
    worked: '20 × 0.5 + (80 − 70) ÷ (90 − 70) × (20 × 1 − 20 × 0.5)',
  },
  { field: 'bands', rule: bands, x: '90', is: '20', formula: 'W × c', worked: '20 × 1' },
  { field: 'bands', rule: bands, x: '69', is: '0', formula: '0', worked: '0' },
  {
    field: 'bands',
    lower: true,
    rule: lowBands,
    x: '20',
    is: '15',
    formula: 'W × c + (x − v) ÷ (v_up − v) × (W × c_up − W × c)',
    worked: '20 × 0.5 + (20 − 30) ÷ (10 − 30) × (20 × 1 − 20 × 0.5)',
  },
  { field: 'bands', lower: true, rule: lowBands, x: '10', is: '20', formula: 'W × c', worked: '20 × 1' },
  { field: 'bands', lower: true, rule: lowBands, x: '31', is: '0', formula: '0', worked: '0' },
  { field: 'ladder', rule: rungs, x: '90', is: '20', formula: 'p (x ≥ 90)', worked: '20' },
  { field: 'ladder', rule: rungs, x: '80.1', is: '10', formula: 'p (x > 80)', worked: '10' },
  { field: 'ladder', rule: rungs, x: '80', is: '0', formula: '0', worked: '0' },
  { field: 'ladder', lower: true, rule: falling, x: '10', is: '20', formula: 'p (x ≤ 10)', worked: '20' },
  { field: 'ladder', lower: true, rule: falling, x: '29', is: '5', formula: 'p (x < 30)', worked: '5' },
  { field: 'ladder', lower: true, rule: falling, x: '30', is: '0', formula: '0', worked: '0' },
  {
    field: 'moderate',
    rule: { optimum: '50', tolerance: '10' },
    x: '45',
    is: '10',
    formula: 'W × max(0, 1 − (O − x) ÷ R)',
    worked: '20 × max(0, 1 − (50 − 45) ÷ 10)',
  },
  {
    field: 'moderate',
    rule: { optimum: '50', tolerance: '10' },
    x: '52',
    is: '16',
    formula: 'W × max(0, 1 − (x − O) ÷ R)',
    worked: '20 × max(0, 1 − (52 − 50) ÷ 10)',
  },
  { field: 'moderate', rule: interval, x: '40', is: '20', formula: 'W', worked: '20' },
  {
    field: 'moderate',
    rule: interval,
    x: '30',
    is: '15',
    formula: 'W × max(0, 1 − (b₁ − x) ÷ c)',
    worked: '20 × max(0, 1 − (40 − 30) ÷ 40)',
  },
  {
    field: 'moderate',
    rule: interval,
    x: '80',
    is: '10',
    formula: 'W × max(0, 1 − (x − b₂) ÷ c)',
    worked: '20 × max(0, 1 − (80 − 60) ÷ 40)',
  },
  {
    field: 'deviation',
    rule: { perStep: '0.5' },
    x: '92',
    target: '90',
    is: '17',
    formula: 'clip(d × W + k × (x − T) ÷ u, F, c × W)',
    worked: 'clip(0.8 × 20 + 0.5 × (92 − 90) ÷ 1, 0, 1 × 20)',
  },
  {
    field: 'deviation',
    rule: { perStep: '1', step: '2', stepping: 'STEPPING_WHOLE_DOWN' },
    x: '85',
    target: '90',
    is: '14',
    formula: 'clip(d × W − k × floor((T − x) ÷ u), F, c × W)',
    worked: 'clip(0.8 × 20 − 1 × floor((90 − 85) ÷ 2), 0, 1 × 20)',
  },
  {
    field: 'deviation',
    lower: true,
    rule: { perStep: '1', baseShare: '0.5', cap: '0.6', floor: '5' },
    x: '80',
    target: '90',
    is: '12',
    formula: 'clip(d × W + k × (T − x) ÷ u, F, c × W)',
    worked: 'clip(0.5 × 20 + 1 × (90 − 80) ÷ 1, 5, 0.6 × 20)',
  },
  {
    field: 'deviation',
    lower: true,
    rule: { perStep: '1', baseShare: '0.5', floor: '5' },
    x: '100',
    target: '90',
    is: '5',
    formula: 'clip(d × W − k × (x − T) ÷ u, F, c × W)',
    worked: 'clip(0.5 × 20 − 1 × (100 − 90) ÷ 1, 5, 1 × 20)',
  },
  {
    field: 'deviation',
    rule: { perStep: '1' },
    x: '90',
    target: '90',
    is: '16',
    formula: 'clip(d × W + k × (x − T) ÷ u, F, c × W)',
    worked: 'clip(0.8 × 20 + 1 × (90 − 90) ÷ 1, 0, 1 × 20)',
  },
  // Half of the way from 64 % to the full mark is their geometric mean, 80 %.
  {
    field: 'exponential',
    rule: { unacceptable: '60', satisfactory: '100', baseShare: '0.64' },
    x: '80',
    is: '16',
    formula: 'W × d^(1 − clip((x − L) ÷ (U − L), 0, 1))',
    worked: '20 × 0.64^(1 − clip((80 − 60) ÷ (100 − 60), 0, 1))',
  },
  {
    field: 'exponential',
    rule: { unacceptable: '60', satisfactory: '100', baseShare: '0.64' },
    x: '50',
    is: '12.8',
    formula: 'W × d^(1 − clip((x − L) ÷ (U − L), 0, 1))',
    worked: '20 × 0.64^(1 − clip((50 − 60) ÷ (100 − 60), 0, 1))',
  },
  { field: 'points', x: '12.5', is: '12.5', formula: 'clip(x, 0, W)', worked: 'clip(12.5, 0, 20)' },
  { field: 'points', x: '-1', is: '0', formula: 'clip(x, 0, W)', worked: 'clip((−1), 0, 20)' },
])(
  '$field of $x: $worked',
  ({ field, rule = {}, x, target, group = [x], lower, outOf = '20', is, formula, worked }) => {
    const direction: Direction = lower ? 'DIRECTION_LOWER_IS_BETTER' : 'DIRECTION_HIGHER_IS_BETTER';
    const kind = kindOf(field);
    const method = kind.read(kind.parameters.parse(rule), d(outOf), direction);
    const found = method.score({
      value: d(x),
      at: 0,
      peers: new Peers(group.map(d), direction),
      ...(target !== undefined && { target: d(target) }),
    });
    expect({ is: text(found.score), formula: found.formula, worked: found.worked }).toEqual({
      is,
      formula,
      worked,
    });
  },
);
