import type { Declaration, ScoredIndicator } from '../assess';
import type { NodeState, Obstacle } from '../aggregate';
import type { RoundingMode } from '../decimal';
import type { AdjustmentReceipt, ChildReceipt } from '../explain-node';
import type { LeafState } from '../leaf-state';
import type { BallotCount } from '../raters/ballot-count';
import type { DowngradeRule, Mean, Quota, ShareKind, TimeAggregation, Veto } from '../scheme';
import type { GradeStep } from '../standing/standings';
import type { Observation } from '../time';
import type { ValueStep } from '../value/value-step';

/** The format that a receipt says it has. */
export const RECEIPT_FORMAT = 'fuxing.receipt/v1';

/** A sentence in both languages. */
export interface Sentence {
  en: string;
  zh: string;
}

interface Named {
  name: string;
  nameEn: string;
}

/**
 * What every step of a score has: a method, its parameters, the rule in symbols, the same with the numbers put in, and what
 * it came to. Decimals are strings; figures that have no end are shown to 18 digits.
 */
export interface Worked {
  /** UPPER_SNAKE. */
  method: string;
  /** As configured. */
  parameters: Record<string, unknown>;
  formula: string;
  /** In + − × ÷ ^, parentheses, clip, min, max, floor, ceil, round and roundEven; empty without a result. */
  worked: string;
  /** The result before rounding; absent without one. */
  before?: string;
}

/** A result that is rounded when it is done. */
export interface Rounded {
  rounding: { digits: number; mode: RoundingMode };
  /** The result after rounding; absent without one. */
  after?: string;
}

/** What a method was applied to. */
export interface Judged {
  /** In the unit of the indicator; absent where events or ballots are judged. */
  value?: string;
  target?: string;
  /** For methods that compare: place, number of units with a value, and their values, best first. */
  rank?: number;
  count?: number;
  group?: string[];
}

/** The observations of a cycle become one value. */
export interface TimeStep extends Worked {
  kind: 'TIME';
  method: TimeAggregation;
  observations: Observation[];
}

/** A value changes before it is scored. */
export interface ValueChangeStep extends Worked {
  kind: 'VALUE';
  method: ValueStep['kind'];
}

/** One period is scored, where the scores of periods are averaged. */
export interface PeriodStep extends Worked, Judged {
  kind: 'PERIOD';
  period: string;
}

/** An event that set off a veto. */
export interface SetOffVeto extends Named {
  vetoId: string;
  effect: Veto['effect'];
  /** For VETO_EFFECT_DOWNGRADE: how many grades down. */
  levels?: number;
  basis: string;
  /** Empty where the scheme does not say. */
  decidedBy: string;
  eventId: string;
  document: string;
  date: string;
}

/** An event of the catalogue of a leaf, with what it counts. */
export interface CountedEvent {
  eventId: string;
  itemId: string;
  matterId: string;
  tier: string;
  count: string;
  document: string;
  date: string;
  /** Points before caps; 0 where it does not count. */
  points: string;
  /** Empty, or why it does not count. */
  refusal: '' | 'WITHOUT_DOCUMENT' | 'SAME_MATTER';
}

/** A leaf: observations, events or ballots become points. */
export interface LeafStep extends Worked, Judged, Rounded, Named {
  kind: 'LEAF';
  nodeId: string;
  share: string;
  /** Full mark W, in points. */
  outOf: string;
  state: LeafState;
  reason: Sentence;
  /** What it brings to its parent; a veto or a missing rule may differ from its own result. */
  effect: NodeState;
  vetoes: SetOffVeto[];
  indicator?: ScoredIndicator;
  declared?: Declaration;
  events: CountedEvent[];
  ballots?: BallotCount;
  /** What came before the method, in order; or one step per period, whose scores are averaged. */
  steps: (TimeStep | ValueChangeStep | PeriodStep)[];
}

/** A parent: the points of its children become its own. */
export interface NodeStep extends Worked, Rounded, Named {
  kind: 'NODE';
  method: Mean;
  nodeId: string;
  share: string;
  outOf: string;
  state: NodeState;
  /** How every child entered. */
  children: ChildReceipt[];
  /** Scored children, children in all, and the least share that the node asks for. */
  availability: { scored: number; of: number; least: string };
  obstacles: Obstacle[];
  vetoes: SetOffVeto[];
  steps: ScoreStep[];
}

export type ScoreStep = NodeStep | LeafStep;

/** A bonus or deduction: the points of its leaves, up to its cap. */
export interface AdjustmentStep extends Worked, Named {
  kind: 'ADJUSTMENT';
  method: AdjustmentReceipt['kind'];
  adjustmentId: string;
  cap: string;
  steps: LeafStep[];
}

/** The roots and the adjustments become the total. */
export interface TotalStep extends Worked, Rounded {
  kind: 'TOTAL';
  method: Mean;
  outOf: string;
  state: 'SCORED' | 'BLOCKED' | 'MISSING';
  children: ChildReceipt[];
  obstacles: Obstacle[];
  steps: (ScoreStep | AdjustmentStep)[];
}

/** A unit that was ranked in the same list. */
export interface Compared extends Named {
  unitId: string;
  rank: number;
  /** In the order of `by`; empty for a key that the unit does not have. */
  keys: string[];
}

/** What decided the place. */
export interface Comparison extends Named {
  /** The class of units that is ranked by itself; empty for the whole group. */
  classId: string;
  /** TOTAL, then the node ids that tell ties apart, then LOAD and IMPROVEMENT where the scheme says so. */
  by: string[];
  /** All ranked units of the list, best first. */
  units: Compared[];
}

/** A grade as the scheme has it, and how many of the units ranked together may have it. */
export interface GradeRule {
  gradeId: string;
  name: string;
  minScore: string;
  quota?: Quota & {
    /** Units that have a place. */
    count: number;
    /** share × count, rounded. */
    places: number;
  };
}

/** Place and grade with their reasons. */
export interface StandingReceipt {
  /** 1 is best; 0 is "not ranked". */
  rank: number;
  comparison: Comparison;
  /** Empty without a grade. */
  gradeId: string;
  gradeName: string;
  /** Highest first; empty when the scheme does not grade. */
  grades: GradeRule[];
  /** Every reason in order. */
  steps: (GradeStep & { gradeName: string })[];
  undecided: boolean;
  vetoes: SetOffVeto[];
  /** Where a downgrade was set off. */
  downgradeRule?: DowngradeRule;
}

/** How one unit came to its score, place and grade, so that a person can compute it again by hand. */
export interface Receipt {
  format: typeof RECEIPT_FORMAT;
  scheme: Named & {
    schemeId: string;
    version: number;
    effectiveFrom: string;
    shareKind: ShareKind;
    fullMark: string;
  };
  cyclePeriod: string;
  unit: Named & { unitId: string };
  total: TotalStep;
  standing: StandingReceipt;
}
