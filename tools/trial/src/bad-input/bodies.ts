import { type Json } from './wrong';

export const unit = (with_: Json = {}): Json => ({
  name: '新单位',
  kind: 'UNIT_KIND_BUREAU',
  parentUnitId: 'district',
  ...with_,
});

export const group = (unitIds: unknown): Json => ({ name: '分组', unitIds });

export const indicator = (with_: Json = {}): Json => ({
  name: '诉求办结率',
  level: 2,
  unitOfMeasure: '%',
  direction: 'DIRECTION_HIGHER_IS_BETTER',
  periodKind: 'PERIOD_KIND_MONTH',
  digits: 2,
  effectiveFrom: '2025',
  ...with_,
});

export const leaf = (with_: Json = {}): Json => ({
  nodeId: 'calls',
  name: '办结',
  share: '100',
  indicatorId: 'calls',
  time: 'TIME_AGGREGATION_POOLED_RATIO',
  missing: 'MISSING_RULE_ZERO',
  ratioToTarget: { cap: '1' },
  ...with_,
});

export const GRADES = [
  { gradeId: 'good', name: '良好', minScore: '80' },
  { gradeId: 'poor', name: '一般', minScore: '0' },
];

export const scheme = (with_: Json = {}): Json => ({
  name: '方案',
  unitGroupId: 'all',
  shareKind: 'SHARE_KIND_WEIGHTS',
  nodes: [leaf()],
  grades: GRADES,
  effectiveFrom: '2025',
  ...with_,
});

export const rest = (url: string): Json => ({ name: '来源', keyField: 'id', rest: { url } });

export const measure = (with_: Json = {}): Json => ({
  sourceId: 'pushed',
  indicatorId: 'calls',
  function: 'MEASURE_FUNCTION_RATE',
  periodField: 'at',
  unitField: 'unit',
  unitMappingId: 'codes',
  numerator: [{ field: 'done', operator: 'FILTER_OPERATOR_IN', values: ['1'] }],
  factor: '100',
  digits: 2,
  policy: 'VERIFICATION_POLICY_ALWAYS_MANUAL',
  ...with_,
});

export const cycle = (with_: Json = {}): Json => ({
  name: '2025',
  schemeId: 'annual',
  period: '2025',
  publicityDays: 0,
  ...with_,
});

export const policy = (with_: Json = {}): Json => ({
  name: '政策',
  unitGroupId: 'all',
  star: { places: 1 },
  ...with_,
});

export const target = (with_: Json = {}): Json => ({ unitId: 'scjg', period: '2025', value: '95', ...with_ });

export const decision = (with_: Json = {}): Json => ({ verificationId: 'v1', reason: '核对', ...with_ });

export const report = (with_: Json = {}): Json => ({
  reportId: 'r1',
  week: '2025-W50',
  progress: '50',
  note: '',
  ...with_,
});

export const PENDING = 'calls~scjg~2025-12~1';

export const TASK = 'calls~scjg~2025-12';

export const nested = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

export const long = 'a'.repeat(65);

/** Of what units enter for a field. */
export const entered = (field: string): Json => ({
  sourceId: 'by-hand',
  indicatorId: 'goal',
  function: 'MEASURE_FUNCTION_SUM',
  field: 'value',
  periodField: 'day',
  unitField: 'unit',
  unitMappingId: 'units',
  filters: [{ field: 'manual_field', operator: 'FILTER_OPERATOR_IN', values: [field] }],
});

export const manualField = (with_: Json = {}): Json => ({
  name: '走访次数',
  indicatorId: 'goal',
  unitIds: ['scjg'],
  minutes: 5,
  timesPerYear: 12,
  firstMonth: '2025-01',
  reason: '没有系统登记',
  measureId: 'visits',
  unitOfMeasure: 'h',
  min: '0',
  max: '1000',
  ...with_,
});

export const entry = (with_: Json = {}): Json => ({
  requestId: 'r',
  entries: [{ manualFieldId: 'visits', period: '2025-12', value: '12', unitOfMeasure: 'h', ...with_ }],
});
