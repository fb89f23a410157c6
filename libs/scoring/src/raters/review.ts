import { type Decimal, decimal, sum, text, ZERO } from '../decimal';
import { groupBy } from '../group-by';
import { leavesOf, type Scheme, type SchemeNode } from '../scheme';
import type { Ballot } from './ballot';
import { LEAST_TOLD } from './ballot-count';
import { isUniform } from './validity';

/** A rater of at least so many units who gave all of them the same option is flat-lining. */
export const FLAT_UNITS = 3;
/** Share of the full value of the scale from which leniency, severity and mutual favour are reported. */
export const NOTABLE = '0.1';

/** What the ballots of one leaf look like. Nothing here changes a score, and nothing is told of fewer than five. */
export interface LeafReview {
  nodeId: string;
  /** Raters, those about their own unit left out; 0 when withheld. */
  raters: number;
  /** Raters who are flat-lining. */
  flat: number;
  /** Whether there are too few raters to tell anything. */
  withheld: boolean;
  /** Raters by the unit that they belong to, empty for the public; only units with enough of them. */
  groups: RaterGroup[];
  /** Units with too few raters to tell of them. */
  withheldGroups: number;
  /** Pairs of units whose raters favour each other. */
  pairs: FavourPair[];
  /** Pairs that judged each other, with too few ballots to tell of them. */
  withheldPairs: number;
}

export interface RaterGroup {
  raterUnitId: string;
  raters: number;
  flat: number;
  /** Mean over the units judged of the group's mean less that of all others, 4 digits; empty where nobody else judged. */
  leniency: string;
  finding: '' | 'LENIENT' | 'SEVERE';
}

export interface FavourPair {
  unitIds: [string, string];
  /** By how much the first favours the second, and the second the first; 4 digits. */
  favours: [string, string];
}

interface Judged extends Ballot {
  value: Decimal;
}

/**
 * Flat-lining, leniency and mutual favour in the ballots of a scheme: reported, never applied.
 *
 * Favour of a for b (leave-pair-out difference of means): the mean of a's raters for b less that of all raters of neither a nor
 * b for b, less the same difference over third units, so that a lenient unit is no favouring one. A pair is reported when both
 * favours reach {@link NOTABLE} of the full value of the scale; every one of the four means needs {@link LEAST_TOLD} ballots.
 */
export function reviewBallots(
  scheme: Scheme,
  ballots: readonly (Ballot & { nodeId: string })[],
): LeafReview[] {
  const byLeaf = groupBy(ballots, ({ nodeId }) => nodeId);
  return [...leavesOf(scheme)].flatMap(([node]) => {
    const own = byLeaf.get(node.nodeId) ?? [];
    return own.length > 0 ? [reviewLeaf(node, own)] : [];
  });
}

function reviewLeaf(node: SchemeNode, all: readonly Ballot[]): LeafReview {
  const ballots = all.filter(({ unitId, raterUnitId }) => unitId !== raterUnitId);
  const raters = groupBy(ballots, ({ raterId }) => raterId);
  const flat = new Set([...raters].filter(([, own]) => isFlat(own)).map(([raterId]) => raterId));
  if (raters.size < LEAST_TOLD) {
    const none = { groups: [], withheldGroups: 0, pairs: [], withheldPairs: 0 };
    return { nodeId: node.nodeId, raters: 0, flat: 0, withheld: true, ...none };
  }
  const worth = new Map(
    node.opinion?.scale.map(({ option, value }) => [option, decimal('scale.value', value)]),
  );
  const judged = ballots.flatMap((ballot): Judged[] => {
    const value = worth.get(ballot.option);
    return value ? [{ ...ballot, value }] : [];
  });
  const notable = decimal('scaleFull', node.opinion?.scaleFull ?? '100').times(NOTABLE);
  const byGroup = groupBy(ballots, ({ raterUnitId }) => raterUnitId);
  const groups = [...byGroup].map(([raterUnitId, own]): RaterGroup => {
    const ids = new Set(own.map(({ raterId }) => raterId));
    const lean = differenceOver(judged, new Set([raterUnitId]), raterUnitId);
    return {
      raterUnitId,
      raters: ids.size,
      flat: [...ids].filter((id) => flat.has(id)).length,
      leniency: lean ? text(lean, 4) : '',
      finding: lean?.gte(notable) ? 'LENIENT' : lean?.lte(notable.neg()) ? 'SEVERE' : '',
    };
  });
  const told = groups.filter(({ raters: count }) => count >= LEAST_TOLD);
  return {
    nodeId: node.nodeId,
    raters: raters.size,
    flat: flat.size,
    withheld: false,
    groups: told.sort((a, b) => (a.raterUnitId < b.raterUnitId ? -1 : 1)),
    withheldGroups: groups.length - told.length,
    ...pairsOf(judged, notable),
  };
}

function isFlat(own: readonly Ballot[]): boolean {
  return own.length >= FLAT_UNITS && isUniform(own);
}

function pairsOf(judged: readonly Judged[], notable: Decimal): Pick<LeafReview, 'pairs' | 'withheldPairs'> {
  const units = [...new Set(judged.map(({ raterUnitId }) => raterUnitId))].filter((id) => id !== '').sort();
  const between = groupBy(judged, ({ raterUnitId, unitId }) => JSON.stringify([raterUnitId, unitId]));
  const count = (from: string, to: string): number => between.get(JSON.stringify([from, to]))?.length ?? 0;
  const pairs: FavourPair[] = [];
  let withheldPairs = 0;
  for (const [i, a] of units.entries()) {
    for (const b of units.slice(i + 1)) {
      if (count(a, b) === 0 || count(b, a) === 0) continue;
      const [forB, forA] = [favour(judged, a, b), favour(judged, b, a)];
      if (!forB || !forA) withheldPairs += 1;
      else if (forB.gte(notable) && forA.gte(notable)) {
        pairs.push({ unitIds: [a, b], favours: [text(forB, 4), text(forA, 4)] });
      }
    }
  }
  return { pairs, withheldPairs };
}

/** How much more a's raters give to b than others do, beyond their leniency to third units; undefined where too few judged. */
function favour(judged: readonly Judged[], a: string, b: string): Decimal | undefined {
  const about = judged.filter(({ unitId }) => unitId === b);
  const own = about.filter(({ raterUnitId }) => raterUnitId === a);
  const others = about.filter(({ raterUnitId }) => raterUnitId !== a && raterUnitId !== b);
  if (own.length < LEAST_TOLD || others.length < LEAST_TOLD) return undefined;
  const third = judged.filter(({ unitId }) => unitId !== a && unitId !== b);
  return mean(own)
    .minus(mean(others))
    .minus(differenceOver(third, new Set([a, b]), a) ?? ZERO);
}

/**
 * Mean over units of the mean of one group's raters less that of the raters outside; undefined where no unit has both.
 *
 * @param inside rater units that are not among the others
 */
function differenceOver(
  judged: readonly Judged[],
  inside: ReadonlySet<string>,
  group: string,
): Decimal | undefined {
  const differences = [...groupBy(judged, ({ unitId }) => unitId).values()].flatMap((about) => {
    const own = about.filter(({ raterUnitId }) => raterUnitId === group);
    const others = about.filter(({ raterUnitId }) => !inside.has(raterUnitId));
    return own.length > 0 && others.length > 0 ? [mean(own).minus(mean(others))] : [];
  });
  return differences.length > 0 ? sum(differences).div(differences.length) : undefined;
}

const mean = (judged: readonly Judged[]): Decimal => sum(judged.map(({ value }) => value)).div(judged.length);
