import { Decimal } from '../decimal';
import { groupBy } from '../group-by';
import type { Ballot } from './ballot';
import type { RaterRule } from './rater-rule';

/** Why a ballot does not count, in the order in which it is asked. */
export type Invalidity = 'OWN_UNIT' | 'UNIFORM' | 'OUT_OF_QUOTA' | 'TOO_CLOSE';

type Rules = Pick<RaterRule, 'recuse' | 'refuseUniform' | 'quotas' | 'leastSpread'>;

/**
 * Why a ballot of one leaf is invalid; undefined for a valid one.
 *
 * First ballots about the own unit go. Then, on what is left, a rater who gave two units or more the same option, all of them,
 * has not judged; one who gave an option to a greater share of his units than its quota has voted out of quota; and one who keeps
 * two units or more closer together than the least spread has not told them apart: all ballots of such a rater are invalid.
 *
 * Source: domain-rules M10, all-equal or out-of-quota ballots are invalid (a workplace ballot); b.3, offices that judge counties
 * must tell them apart (必须拉开档次).
 *
 * @param worth what a ballot is worth on the scale, where there is one
 */
export function validity(
  ballots: readonly Ballot[],
  rules: Rules,
  worth: (ballot: Ballot) => Decimal | undefined = () => undefined,
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
    else if (
      isTooClose(
        own.flatMap((ballot) => worth(ballot) ?? []),
        rules.leastSpread,
      )
    )
      refused.set(raterId, 'TOO_CLOSE');
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

function isTooClose(values: readonly Decimal[], leastSpread: string): boolean {
  if (leastSpread === '' || values.length < 2) return false;
  return Decimal.max(...values)
    .minus(Decimal.min(...values))
    .lt(leastSpread);
}
