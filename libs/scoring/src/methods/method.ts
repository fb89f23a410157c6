import type { z } from 'zod';
import type { Ballot } from '../raters/ballot';
import type { Decimal } from '../decimal';
import type { Quotient } from '../exact';
import type { ScoredEvent } from '../scored-event';
import type { LeafState } from '../leaf-state';
import type { Peers } from '../peers';
import type { Violations } from '../violations';
import type { Direction, MethodScore } from './method-score';

/** What a method goes by: the value of an indicator, counted events, the ballots of raters, or a mark that somebody gave. */
export type MethodSource = 'VALUE' | 'EVENTS' | 'BALLOTS' | 'JUDGEMENTS';

/** One unit, in one period or the whole cycle, as a method sees it. */
export interface Case {
  /** In the unit of the indicator; 0 where events or ballots are judged, the mark where one was given. */
  value: Decimal;
  /** Present when the method needs it. */
  target?: Decimal;
  /** Present when the method needs them: the values of the group, and the position of this unit among them. */
  peers?: Peers;
  at?: number;
  events?: readonly ScoredEvent[];
  ballots?: readonly Ballot[];
  /** The band that the mark was given in. */
  band?: string;
  /** What the ballots are worth where raters were brought to one level. */
  levelled?: readonly Decimal[];
}

/** The method of a leaf with its parameters read once, for any number of units. */
export interface Method {
  needsTarget?: boolean;
  needsPeers?: boolean;
  /** By what units are placed, most first, where it is not the value; undefined for a unit without place. */
  comparedBy?(of: Case): Decimal | undefined;
  /** Why this method has no score for this case; asked before `score`. */
  fault?(of: Case): LeafState | undefined;
  score(of: Case): MethodScore;
  /**
   * The points of `score`, for methods that judge a value by itself: the way of most leaves; see `exact.ts`.
   *
   * @param target nought unless the method needs one
   * @returns lost where the numbers do not fit, and for every case that has a fault or a rule of its own in `score`
   */
  exact?(value: Quotient, target: Quotient): Quotient;
}

/** What parameters are checked against. */
export interface MethodCheck {
  faults: Violations;
  /** JSON path of the parameters. */
  path: string;
  /** Full mark of the leaf, undefined when it is itself faulty. */
  full: Decimal | undefined;
  /** Undefined when the leaf has no indicator or an unknown one. */
  direction: Direction | undefined;
  /** Whether values of the indicator may be negative (growth, balances); undefined when not declared. */
  changesSign: boolean | undefined;
}

/** A way to turn a value, events or ballots into points: one file each, listed in `methods/index.ts`. */
export interface MethodKind<P> {
  source: MethodSource;
  /** Judges only indicators with a target band (适度指标), or never judges one. */
  forBand?: 'ONLY' | 'ALSO';
  /** Needs values that are never negative, for it divides by or into them. */
  isRatio?: boolean;
  /** Shape and defaults, in proto3 JSON. */
  parameters: z.ZodType<P>;
  /** Adds what is wrong with parameters of the right shape. */
  check(parameters: P, against: MethodCheck): void;
  /**
   * Reads parameters that `check` passed.
   *
   * @param outOf full mark of the leaf in points
   */
  read(parameters: P, outOf: Decimal, direction: Direction): Method;
}

/** A share of the full mark is seldom above 1; ten times as much is a share written in per cent. */
const GREATEST_CAP = 10;

/** The greatest share of the full mark, 1 = 100 %; adds what is wrong with it. */
export function checkCap({ faults, path }: MethodCheck, cap: string): Decimal | undefined {
  const share = faults.decimal(`${path}.cap`, cap);
  if (!share || (share.gt(0) && share.lte(GREATEST_CAP))) return share;
  faults.add(
    `${path}.cap`,
    'OUT_OF_RANGE',
    `A cap is a share of the full mark above 0 and at most ${GREATEST_CAP}, such as 1.1 for 110 %, got ${cap}.`,
    `上限为满分的份额，应大于 0 且不超过 ${GREATEST_CAP}，例如 110% 写作 1.1，收到的是 ${cap}。`,
  );
  return undefined;
}

/** Ties a kind to the type of its parameters. */
export const kind = <P>(of: MethodKind<P>): MethodKind<P> => of;

/** The target, which `assess` has made sure of. */
export function targetOf({ target }: Case): Decimal {
  if (target) return target;
  throw new Error('A method that needs a target was applied without one.');
}

/** The group, which `assess` has made sure of. */
export function peersOf({ peers }: Case): Peers {
  if (peers) return peers;
  throw new Error('A method that needs the group was applied without it.');
}
