/** Whether a leaf has a score and, if not, why. */
export type LeafState =
  | 'SCORED'
  | 'MISSING'
  | 'DENOMINATOR_ZERO'
  | 'TARGET_MISSING'
  | 'TARGET_NOT_POSITIVE'
  | 'VALUE_NEGATIVE'
  | 'COMPONENTS_MISSING';

/** Every state as one sentence. */
export const leafStateText: Record<LeafState, { en: string; zh: string }> = {
  SCORED: { en: 'The item has a score.', zh: '该项已计分。' },
  MISSING: { en: 'There is no observation in the cycle.', zh: '考核周期内没有数据。' },
  DENOMINATOR_ZERO: {
    en: 'There were no cases in the cycle: the denominators sum to 0.',
    zh: '考核周期内没有发生(分母合计为 0)。',
  },
  TARGET_MISSING: { en: 'No target is set for the unit.', zh: '该单位没有设定目标值。' },
  TARGET_NOT_POSITIVE: {
    en: 'The target is 0 or less, so no ratio to it exists.',
    zh: '目标值不大于 0,无法按完成率计分。',
  },
  VALUE_NEGATIVE: {
    en: 'The value is negative, so its ratio to the target has no meaning.',
    zh: '实际值为负数,完成率没有意义。',
  },
  COMPONENTS_MISSING: {
    en: 'An observation lacks the numerator or denominator that pooling needs.',
    zh: '有数据缺少合并计算所需的分子或分母。',
  },
};

/**
 * Whether the missing rule of the node decides (no data, no cases, no task for the unit). The other states are
 * faults of configuration or data that nought or leaving out would hide; they always stop the total.
 */
export function isMissing(state: LeafState): boolean {
  return state === 'MISSING' || state === 'DENOMINATOR_ZERO' || state === 'TARGET_MISSING';
}
