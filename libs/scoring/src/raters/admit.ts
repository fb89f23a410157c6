import { groupBy } from '../group-by';
import type { SchemeNode } from '../scheme';
import type { Ballot } from './ballot';

/** The ballots about one unit after the rules for raters. */
export interface Admitted {
  ballots: readonly Ballot[];
  /** Whether there are as many as the rule asks for. */
  enough: boolean;
}

/** The valid ballots by unit: nobody judges his own unit, unless the scheme lets him. */
export function admit(node: SchemeNode, ballots: readonly Ballot[]): (unitId: string) => Admitted {
  const { minimum = 1, recuse = true } = node.raters ?? {};
  const valid = recuse ? ballots.filter(({ unitId, raterUnitId }) => unitId !== raterUnitId) : ballots;
  const byUnit = groupBy(valid, ({ unitId }) => unitId);
  return (unitId) => {
    const own = byUnit.get(unitId) ?? [];
    return { ballots: own, enough: own.length >= minimum };
  };
}
