import type { ScoringPackage } from '@fuxing/scoring';
import { show } from './fraction';
import { graded, type Placed, ranked } from './standing';
import { totalOf } from './tree';

export interface Opinion {
  total: string;
  rank: number;
  gradeId: string;
  undecided: boolean;
  /** State and rounded score of every node and leaf, for example `SCORED 12.50`. */
  nodes: Map<string, string>;
}

/** Scores a package by the words of the rules alone, in fractions. Shares no code with the engine, only the form of its input. */
export function secondOpinion(of: ScoringPackage): Map<string, Opinion> {
  const { scheme } = of;
  const all: Placed[] = of.units.map(({ unitId }) => ({
    unitId,
    ...totalOf(of, unitId),
    rank: 0,
    gradeId: '',
    undecided: false,
  }));
  const classOf = ({ unitId }: Placed) =>
    scheme.rankWithinClasses
      ? scheme.unitClasses.find(({ unitIds }) => unitIds.includes(unitId))?.classId
      : '';
  const aside = ({ unitId }: Placed) => scheme.horsConcoursUnitIds.includes(unitId);
  const whole = all.filter(({ total }) => total !== undefined);
  for (const pool of Map.groupBy(
    whole.filter((one) => !aside(one)),
    classOf,
  ).values()) {
    ranked(of, pool);
    graded(of, pool, true);
  }
  graded(of, whole.filter(aside), false);
  const { itemDigits, totalDigits, mode } = scheme.rounding;
  const even = mode === 'ROUNDING_MODE_HALF_EVEN';
  const text = (one: Placed): Opinion => ({
    total: one.total ? show(one.total, totalDigits) : '',
    rank: one.rank,
    gradeId: one.gradeId,
    undecided: one.undecided,
    nodes: new Map(
      [...one.nodes].map(([id, { state, score }]) => [
        id,
        state === 'SCORED' || state === 'ZEROED' ? `${state} ${show(score, itemDigits, even)}` : state,
      ]),
    ),
  });
  return new Map(all.map((one) => [one.unitId, text(one)]));
}
