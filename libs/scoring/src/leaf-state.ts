/** Whether a leaf has a score and, if not, why. */
export type LeafState =
  | 'SCORED'
  | 'MISSING'
  | 'DENOMINATOR_ZERO'
  | 'TARGET_MISSING'
  | 'TARGET_NOT_POSITIVE'
  | 'VALUE_NEGATIVE'
  | 'COMPONENTS_MISSING'
  | 'BEST_IS_ZERO'
  | 'BASE_MISSING'
  | 'BASE_ZERO'
  | 'BALLOTS_TOO_FEW'
  | 'MARK_OUTSIDE_BAND'
  | 'NOT_APPLICABLE'
  | 'NOT_REPORTED'
  | 'PENDING';

/** Every state as one sentence. */
export const leafStateText: Record<LeafState, { en: string; zh: string }> = {
  SCORED: { en: 'The item has a score.', zh: '该项已计分。' },
  MISSING: { en: 'There is no observation in the cycle.', zh: '考核周期内没有数据。' },
  DENOMINATOR_ZERO: {
    en: 'There were no cases in the cycle: the denominators sum to 0.',
    zh: '考核周期内没有发生（分母合计为 0）。',
  },
  TARGET_MISSING: { en: 'No target is set for the unit.', zh: '该单位没有设定目标值。' },
  TARGET_NOT_POSITIVE: {
    en: 'The target is 0 or less, so no ratio to it exists.',
    zh: '目标值不大于 0，无法按完成率计分。',
  },
  VALUE_NEGATIVE: {
    en: 'The value is negative, so its ratio to the target has no meaning.',
    zh: '实际值为负数，完成率没有意义。',
  },
  COMPONENTS_MISSING: {
    en: 'An observation lacks the numerator or denominator that pooling needs.',
    zh: '有数据缺少合并计算所需的分子或分母。',
  },
  BEST_IS_ZERO: {
    en: 'The best value of the group is 0, so no share of it exists.',
    zh: '同组最好值为 0，无法按比例计分。',
  },
  BASE_MISSING: {
    en: 'There is no value of the period before, so no growth.',
    zh: '没有上期数据，无法计算增幅。',
  },
  BASE_ZERO: {
    en: 'The value of the period before is 0, so relative growth is undefined.',
    zh: '上期数值为 0，相对增幅没有意义。',
  },
  BALLOTS_TOO_FEW: { en: 'There are too few valid ballots.', zh: '有效票数不足。' },
  MARK_OUTSIDE_BAND: {
    en: 'The mark lies outside the band that it was given in.',
    zh: '得分不在所评档次的范围内。',
  },
  NOT_APPLICABLE: { en: 'The unit has no such task.', zh: '该单位无此项任务。' },
  NOT_REPORTED: { en: 'The figure was not reported in time.', zh: '未按时报送数据。' },
  PENDING: { en: 'The official figure is not published yet.', zh: '官方数据尚未公布。' },
};

/** States that a missing rule decides; the others are faults of configuration or data. */
const MISSING: ReadonlySet<LeafState> = new Set([
  'MISSING',
  'DENOMINATOR_ZERO',
  'TARGET_MISSING',
  'BASE_MISSING',
  'BASE_ZERO',
  'BALLOTS_TOO_FEW',
  'NOT_APPLICABLE',
  'NOT_REPORTED',
  'PENDING',
]);

/**
 * Whether the missing rule of the node decides (no data, no cases, no task for the unit). The other states are
 * faults of configuration or data that nought or leaving out would hide; they always stop the total.
 */
export function isMissing(state: LeafState): boolean {
  return MISSING.has(state);
}
