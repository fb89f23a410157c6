import type { UnitResult } from '../aggregate';
import type { Inputs } from '../evaluate';
import { Decimal } from '../decimal';
import { leafDigits, leavesOf } from '../scheme';
import { type Standing, standings } from '../standing/standings';
import { type Branch, totalIn, type Trunk } from './branch';
import type { Enough, SensitivityOptions } from './options';
import { Random } from './random';
import { evenly, type Shaken } from './shaken-values';

/** A place that stands in at least this share of the draws is firm. */
export const FIRM = 0.95;

/** The place of a unit and how far it moves in the draws. */
export interface RankInterval {
  unitId: string;
  /** As it stands. */
  rank: number;
  best: number;
  worst: number;
  /** In the middle of all draws; the better one of two. */
  median: number;
  /** 5 % of the draws are better, and 5 % worse, than these. */
  p5: number;
  p95: number;
  /** Share of the draws with the place as it stands, 4 digits. */
  stays: string;
  /** Whether that is at least 95 %. */
  firm: boolean;
  /** Share of the draws with another grade than the one that stands, 4 digits. */
  gradeChanges: string;
}

/**
 * Places in many draws: every share moves by a factor of its own between 1 − x and 1 + x, each as likely as any other, and
 * siblings are brought back to their sum; every leaf takes one of the trials with changed values. Missing values, events,
 * ballots, bonuses and deductions stay; rounding, ties, classes, vetoes and quotas are those of the scheme.
 *
 * Source: OECD/JRC, Handbook on Constructing Composite Indicators (2008), step 7.
 */
export function* drawRanks(
  inputs: Inputs,
  stand: readonly Standing[],
  trunks: readonly Trunk[],
  shaken: Shaken,
  options: SensitivityOptions,
  enough: Enough,
): Generator<void, { ranks: RankInterval[]; draws: number }> {
  const { scheme, previousTotals, promotions } = inputs.of;
  const { totalDigits, itemDigits, mode } = scheme.rounding;
  const leafIds = new Set([...leavesOf(scheme)].map(([{ nodeId }]) => nodeId));
  const digitsOf = (nodeId: string, outOf: number): number =>
    leafIds.has(nodeId) ? leafDigits(scheme.rounding, new Decimal(outOf)) : itemDigits;
  const events = new Map(trunks.map(({ unitId }) => [unitId, inputs.acting(unitId)]));
  const previous = new Map(previousTotals.map(({ unitId, total }) => [unitId, total]));
  const ties = scheme.tieRule === 'TIE_RULE_BY_NODES' ? scheme.tieNodeIds : [];
  prepare(trunks, shaken, options);
  const ranked = stand.filter(({ rank }) => rank > 0);
  const places = new Map(ranked.map(({ unitId }) => [unitId, new Uint32Array(options.draws)]));
  const otherGrades = new Map<string, number>();
  const gradeOf = new Map(stand.map(({ unitId, gradeId }) => [unitId, gradeId]));

  const most = shaken.cut ? shaken.trials : options.draws;
  let draws = 0;
  for (let draw = 0; draw < most && !(draw > 0 && enough('DRAWS')); draw += 1) {
    const candidates = trunks.map((trunk) => {
      const { unitId } = trunk;
      const moved = new Map<string, number>();
      const total = totalIn(trunk, {
        share: ({ share, moves }) => share * (moves?.factors[draw] ?? 1),
        part: ({ part, moves }) => {
          const moved = moves?.parts?.[moves.trials?.[draw] ?? 0];
          return moved === undefined || Number.isNaN(moved) ? part : moved;
        },
        ...(ties.length > 0 && { seen: ({ nodeId }: Branch, part: number) => moved.set(nodeId, part) }),
      });
      const nodes = ties.flatMap((nodeId): UnitResult['nodes'] => {
        const { outOf = 0, part = 0, counts = false } = trunk.stands.get(nodeId) ?? {};
        const score = rounded((moved.get(nodeId) ?? part) * outOf, digitsOf(nodeId, outOf), mode);
        return counts ? [{ nodeId, state: 'SCORED', outOf: String(outOf), score }] : [];
      });
      return {
        unitId,
        result: {
          state: 'SCORED' as const,
          total: rounded(total, totalDigits, mode),
          nodes,
          adjustments: [],
          obstacles: [],
        },
        events: events.get(unitId) ?? [],
        previousTotal: previous.get(unitId),
      };
    });
    for (const { unitId, rank, gradeId } of standings(scheme, candidates, promotions)) {
      const own = places.get(unitId);
      if (own) own[draw] = rank;
      if (gradeId !== gradeOf.get(unitId)) otherGrades.set(unitId, (otherGrades.get(unitId) ?? 0) + 1);
    }
    draws = draw + 1;
    yield;
  }
  const ranks = ranked.map(({ unitId, rank }) => {
    const own = places.get(unitId)?.subarray(0, draws);
    return summary(unitId, rank, own ?? new Uint32Array(1), otherGrades.get(unitId) ?? 0);
  });
  return { ranks, draws };
}

function summary(unitId: string, rank: number, places: Uint32Array, otherGrades: number): RankInterval {
  const draws = places.length;
  const sorted = places.toSorted();
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * draws) - 1)] ?? rank;
  const same = places.filter((place) => place === rank).length;
  return {
    unitId,
    rank,
    best: at(0),
    worst: at(1),
    median: at(0.5),
    p5: at(0.05),
    p95: at(0.95),
    stays: (same / draws).toFixed(4),
    firm: same >= FIRM * draws,
    gradeChanges: (otherGrades / draws).toFixed(4),
  };
}

/**
 * Gives every branch its rows of random numbers: shares by node, trials by indicator, so that neither the order of nodes nor
 * that of units changes anything.
 */
function prepare(
  trunks: readonly Trunk[],
  shaken: Shaken,
  { seed, draws, weights }: SensitivityOptions,
): void {
  const size = Number(weights) / 1_000_000;
  const factors = once((nodeId) => {
    const random = new Random(JSON.stringify([seed, 'share', nodeId]));
    return Float64Array.from({ length: draws }, () => 1 + size * evenly(random));
  });
  // The first draws take one trial each, so that they are the same however many follow.
  const trials = once((indicatorId) => {
    const random = new Random(JSON.stringify([seed, 'trial', indicatorId]));
    return Uint32Array.from({ length: draws }, (_, draw) =>
      draw < shaken.trials ? draw : random.below(shaken.trials),
    );
  });
  for (const { unitId, root } of trunks) {
    const give = (branch: Branch): void => {
      const parts = branch.scored ? shaken.parts(branch.nodeId, unitId) : undefined;
      branch.moves = {
        factors: factors(branch.nodeId),
        ...(parts && { parts, trials: trials(shaken.indicatorOf.get(branch.nodeId) ?? '') }),
      };
      branch.children.forEach(give);
    };
    give(root);
  }
}

function once<T>(make: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    const made = known.get(key) ?? make(key);
    known.set(key, made);
    return made;
  };
}

/** What doubles may be off from a half in the last digit. */
const HALF = 1e-7;

/** A total of doubles as the scheme rounds it: what is next to a half counts as the half. */
function rounded(points: number, digits: number, mode: string): string {
  const units = Math.abs(points) * 10 ** digits;
  const down = Math.floor(units);
  const over = units - down;
  const isHalf = Math.abs(over - 0.5) <= HALF;
  const up = isHalf ? mode === 'ROUNDING_MODE_HALF_UP' || down % 2 === 1 : over > 0.5;
  const whole = up ? down + 1 : down;
  const shown = (whole / 10 ** digits).toFixed(digits);
  return points < 0 && whole > 0 ? `-${shown}` : shown;
}
