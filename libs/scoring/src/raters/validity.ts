import { Decimal } from '../decimal';
import { groupBy } from '../group-by';
import type { Ballot } from './ballot';
import type { RaterRule } from './rater-rule';

/** Why a ballot does not count, in the order in which it is asked. */
export type Invalidity = 'OWN_UNIT' | 'UNIFORM' | 'OUT_OF_QUOTA';

type Rules = Pick<RaterRule, 'recuse' | 'refuseUniform' | 'quotas'>;

/**
 * Why a ballot of one leaf is invalid; undefined for a valid one.
 *
 * First ballots about the own unit go. Then, on what is left, a rater who gave two units or more the same option, all of them,
 * has not judged; and one who gave an option to a greater share of his units than its quota has voted out of quota: all ballots
 * of such a rater are invalid.
 *
 * Source: domain-rules M10, all-equal or out-of-quota ballots are invalid (a workplace ballot).
 */
export function validity(
  ballots: readonly Ballot[],
  rules: Rules,
): (ballot: Ballot) => Invalidity | undefined {
  const isOwn = ({ unitId, raterUnitId }: Ballot): boolean => rules.recuse && unitId === raterUnitId;
  const byRater = groupBy(
    ballots.filter((ballot) => !isOwn(ballot)),
    ({ raterId }) => raterId,
  );
  const refused = new Map<string, Invalidity>();
  for (const [raterId, own] of byRater) {
    if (rules.refuseUniform && isUniform(own)) refused.set(raterId, 'UNIFORM');
    else if (isOutOfQuota(own, rules.quotas)) refused.set(raterId, 'OUT_OF_QUOTA');
  }
  return (ballot) => (isOwn(ballot) ? 'OWN_UNIT' : refused.get(ballot.raterId));
}

/** Whether somebody gave two ballots or more, and all the same. */
export function isUniform(own: readonly Ballot[]): boolean {
  return own.length > 1 && own.every(({ option }) => option === own[0]?.option);
}

function isOutOfQuota(own: readonly Ballot[], quotas: RaterRule['quotas']): boolean {
  return quotas.some(({ option, share }) => {
    const given = own.filter((ballot) => ballot.option === option).length;
    return new Decimal(share).times(own.length).lt(given);
  });
}
