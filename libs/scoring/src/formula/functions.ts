/** The functions of the formula language, with how many arguments each takes. */
export const FUNCTIONS = {
  /** The value one period before. */
  previous: [1, 1],
  /** The value of the same period one year before. */
  samePeriodLastYear: [1, 1],
  /** The sum from the first period of the year to this one. */
  yearToDate: [1, 1],
  /** The yearly value of the year that holds the period. */
  ofYear: [1, 1],
  /** Mean over those units of the group that have a value. */
  groupMean: [1, 1],
  /** Sum over the units of the group; missing when one of them has no value. */
  groupSum: [1, 1],
  min: [2, 16],
  max: [2, 16],
  abs: [1, 1],
  /** To a number of digits behind the point, half up. */
  round: [2, 2],
  /** The value, or the nearer end of the range from the second to the third. */
  clip: [3, 3],
  /** Whether there is a value. */
  has: [1, 1],
} as const;

export type FunctionName = keyof typeof FUNCTIONS;

export function isFunction(name: string): name is FunctionName {
  return Object.hasOwn(FUNCTIONS, name);
}
