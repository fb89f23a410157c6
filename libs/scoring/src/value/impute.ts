import { type Decimal, figure, sum } from '../decimal';
import { type Changed, changed } from './value-step';

/**
 * The value of a unit that has none, from the units of the group that have one: their mean or median. Recorded and
 * flagged in the receipt. Source: group mean imputation, OECD/JRC Handbook (2008), step 3; COINr i_mean_grp.
 *
 * @param values at least one
 */
export function impute(
  rule: 'IMPUTATION_GROUP_MEAN' | 'IMPUTATION_GROUP_MEDIAN',
  values: readonly Decimal[],
): Changed {
  const n = values.length;
  if (rule === 'IMPUTATION_GROUP_MEAN') {
    const total = sum(values);
    return changed('IMPUTATION', total.div(n), 'Σx ÷ n', `${figure(total)} ÷ ${n}`);
  }
  const sorted = values.toSorted((a, b) => a.comparedTo(b));
  const [low, high] = [sorted[(n - 1) >> 1], sorted[n >> 1]] as [Decimal, Decimal];
  return changed(
    'IMPUTATION',
    low.plus(high).div(2),
    '(x_low + x_high) ÷ 2',
    `(${figure(low)} + ${figure(high)}) ÷ 2`,
  );
}
