import { groupBy } from '../group-by';
import type { SchemeNode } from '../scheme';
import type { Ballot } from './ballot';

/** The ballots about one unit after the rules for raters. */
export interface Admitted {
  ballots: readonly Ballot[];
  /** Whether there are as many as the rule asks for. */
  enough: boolean;
}

export function admit(node: SchemeNode, ballots: readonly Ballot[]): (unitId: string) => Admitted {
  const minimum = node.raters?.minimum ?? 1;
  const byUnit = groupBy(ballots, ({ unitId }) => unitId);
  return (unitId) => {
    const own = byUnit.get(unitId) ?? [];
    return { ballots: own, enough: own.length >= minimum };
  };
}
