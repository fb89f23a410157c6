import { Decimal, decimal } from '../decimal';
import { groupBy } from '../group-by';
import type { SchemeNode } from '../scheme';
import type { Ballot } from './ballot';
import { level, type Levelled } from './levelling';
import { RaterRule } from './rater-rule';
import { type Invalidity, validity } from './validity';

/** The ballots about one unit after the rules for raters. */
export interface Admitted {
  /** Valid ones. */
  ballots: readonly Ballot[];
  /** Those of the valid ones that count: all, or without the highest and the lowest. */
  counted: readonly Ballot[];
  /** Values of those that count, brought to one level; absent where they count as cast. */
  values?: readonly Decimal[];
  /** Whether there are as many as the rule asks for. */
  enough: boolean;
  /** The fewest that the rule asks for. */
  minimum: number;
  /** In the order of the rules. */
  invalid: { why: Invalidity; count: number }[];
  levelled?: Levelled;
}

const WHY: readonly Invalidity[] = ['OWN_UNIT', 'UNIFORM', 'OUT_OF_QUOTA', 'TOO_CLOSE'];

/**
 * The ballots by unit after the rules of a leaf, in this order: recusal, uniform raters, quotas, the least spread, the
 * minimum of valid ballots, levelling over all valid ballots of the leaf, and last, for each unit, the highest and the lowest dropped.
 */
export function admit(node: SchemeNode, ballots: readonly Ballot[]): (unitId: string) => Admitted {
  const rule = node.raters ?? RaterRule.parse({});
  const worth = new Map(
    node.opinion?.scale.map(({ option, value }) => [option, decimal('scale.value', value)]),
  );
  const cast = ({ option }: Ballot): Decimal | undefined => worth.get(option);
  const whyInvalid = validity(ballots, rule, cast);
  const judged = ballots.map((ballot) => ({ ballot, why: whyInvalid(ballot) }));
  const valid = judged.flatMap(({ ballot, why }) => (why ? [] : [ballot]));
  const scaleFull = decimal('scaleFull', node.opinion?.scaleFull ?? '100');
  const levelled = node.opinion ? level(rule.levelling, valid, cast, scaleFull) : undefined;
  const valueOf = levelled ? levelled.value : cast;
  const byUnit = groupBy(judged, ({ ballot }) => ballot.unitId);
  return (unitId) => {
    const about = byUnit.get(unitId) ?? [];
    const own = about.flatMap(({ ballot, why }) => (why ? [] : [ballot]));
    const counted = rule.trimAbove > 0 && own.length > rule.trimAbove ? trimmed(own, valueOf) : own;
    return {
      ballots: own,
      counted,
      ...(levelled && { values: counted.flatMap((ballot) => levelled.value(ballot) ?? []), levelled }),
      enough: own.length >= rule.minimum,
      minimum: rule.minimum,
      invalid: WHY.map((why) => ({ why, count: about.filter((each) => each.why === why).length })).filter(
        ({ count }) => count > 0,
      ),
    };
  };
}

/** Without one of the highest and one of the lowest. */
function trimmed(own: readonly Ballot[], valueOf: (ballot: Ballot) => Decimal | undefined): Ballot[] {
  const known = own
    .flatMap((ballot) => {
      const value = valueOf(ballot);
      return value ? [{ ballot, value }] : [];
    })
    .sort((a, b) => a.value.comparedTo(b.value));
  if (known.length < 3) return [...own];
  const dropped = new Set([known[0]?.ballot, known.at(-1)?.ballot]);
  return own.filter((ballot) => !dropped.has(ballot));
}
