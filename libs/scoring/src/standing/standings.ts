import type { UnitResult } from '../aggregate';
import type { ScoredEvent } from '../scored-event';
import type { Grade, Scheme, Veto } from '../scheme';
import { grade } from './grade';
import { admit, places } from './quota';
import { parts, rank } from './rank';

/** A decision of the committee to give a unit a grade beyond the quota (专项晋优), or at a border that it decides. */
export interface Promotion {
  unitId: string;
  gradeId: string;
  /** The minutes that it rests on. */
  document: string;
}

/** A unit with its total, before it has a place and a grade. */
export interface Candidate {
  unitId: string;
  result: UnitResult;
  /** Events of the cycle; those with the id of a veto set it off. */
  events: readonly ScoredEvent[];
  previousTotal?: string | undefined;
}

/** One reason why a unit has its grade, in order. */
export interface GradeStep {
  rule: 'THRESHOLD' | 'VETO' | 'QUOTA' | 'BORDER' | 'PROMOTION' | 'HORS_CONCOURS';
  gradeId: string;
  en: string;
  zh: string;
}

/** Where a unit stands. */
export interface Standing {
  unitId: string;
  /** 1 is best; 0 is "not ranked". */
  rank: number;
  total?: string;
  /** Empty without a total or grades. */
  gradeId: string;
  steps: GradeStep[];
  /** Ties at the border of a quota wait for the committee. */
  undecided: boolean;
}

interface Graded extends Standing {
  /** Position of the grade, 0 is best; -1 without one. */
  level: number;
  /** The best grade that vetoes leave open. */
  best: number;
}

/** Events of the unit that set off vetoes, with the vetoes. */
export function setOff(scheme: Scheme, events: readonly ScoredEvent[]): { veto: Veto; event: ScoredEvent }[] {
  return scheme.vetoes.flatMap((veto) =>
    events.filter(({ itemId }) => itemId === veto.vetoId).map((event) => ({ veto, event })),
  );
}

/** Nodes that vetoes set to 0 for a unit; see `Tree.zeroed`. */
export function zeroedNodes(scheme: Scheme, events: readonly ScoredEvent[]): ReadonlySet<string> {
  const zeroing = setOff(scheme, events).filter(({ veto }) => veto.effect === 'VETO_EFFECT_ZERO_NODE');
  return new Set(zeroing.map(({ veto }) => veto.nodeId));
}

/**
 * Places and grades of all units of a group, best first.
 *
 * Score, eligibility and grade are kept apart: the total decides the place and a grade by threshold; vetoes lower the
 * grade or bar the best one; quotas let in by place; the committee may add named units. Every step is told. Units hors
 * concours (单列) have a grade by threshold and no place, and do not count in quotas.
 */
export function standings(
  scheme: Scheme,
  candidates: readonly Candidate[],
  promotions: readonly Promotion[] = [],
): Standing[] {
  return parts(scheme, candidates).flatMap((part) => standPart(scheme, part, promotions));
}

function standPart(scheme: Scheme, part: readonly Candidate[], promotions: readonly Promotion[]): Standing[] {
  const outside = new Set(scheme.horsConcoursUnitIds);
  const byId = new Map(part.map((candidate) => [candidate.unitId, candidate]));
  const entries = part.map(({ unitId, result, previousTotal }) => ({
    unitId,
    total: result.total,
    get nodes() {
      return result.nodes;
    },
    previousTotal,
  }));
  const order = [
    ...rank(
      scheme,
      entries.filter(({ unitId }) => !outside.has(unitId)),
    ),
    ...rank(
      scheme,
      entries.filter(({ unitId }) => outside.has(unitId)),
    ).map((unit) => ({ ...unit, rank: 0 })),
  ];
  const units = order.map(({ unitId, rank: place, total }) => {
    const unit: Graded = {
      unitId,
      rank: place,
      gradeId: '',
      steps: [],
      undecided: false,
      level: -1,
      best: 0,
      ...(total !== undefined && { total }),
    };
    byThreshold(scheme, unit);
    byVeto(scheme, unit, byId.get(unitId)?.events ?? []);
    if (outside.has(unitId))
      say(
        scheme,
        unit,
        'HORS_CONCOURS',
        'Graded by score, not ranked.',
        '单列考核，按得分定等，不参加排名。',
      );
    return unit;
  });
  const borders = byQuota(scheme, units);
  byCommittee(scheme, units, promotions);
  borders.forEach(close);
  return units.map(({ level: _, best: __, ...standing }) => standing);
}

function say(scheme: Scheme, unit: Graded, rule: GradeStep['rule'], en: string, zh: string): void {
  unit.gradeId = scheme.grades[unit.level]?.gradeId ?? '';
  unit.steps.push({ rule, gradeId: unit.gradeId, en, zh });
}

const nameOf = ({ gradeId, name }: Grade): string => name || gradeId;

function byThreshold(scheme: Scheme, unit: Graded): void {
  if (unit.total === undefined || scheme.grades.length === 0) return;
  const reached = grade(scheme.grades, unit.total) ?? scheme.grades.at(-1);
  unit.level = scheme.grades.findIndex(({ gradeId }) => gradeId === reached?.gradeId);
  const { minScore = '0' } = reached ?? {};
  const name = reached ? nameOf(reached) : '';
  say(
    scheme,
    unit,
    'THRESHOLD',
    `${unit.total} reaches ${minScore}: ${name}.`,
    `得分 ${unit.total} 达到 ${minScore} 分：${name}。`,
  );
}

function byVeto(scheme: Scheme, unit: Graded, events: readonly ScoredEvent[]): void {
  if (unit.level === -1) return;
  const last = scheme.grades.length - 1;
  const reached = unit.level;
  const heaviestOnly = scheme.downgradeRule === 'DOWNGRADE_RULE_HEAVIEST';
  let heaviest = 0;
  for (const { veto, event } of setOff(scheme, events)) {
    if (veto.effect === 'VETO_EFFECT_ZERO_NODE') continue;
    let outweighed = false;
    if (veto.effect === 'VETO_EFFECT_NOT_BEST') unit.best = Math.max(unit.best, Math.min(1, last));
    if (veto.effect === 'VETO_EFFECT_DOWNGRADE') {
      const from = heaviestOnly ? reached : unit.level;
      unit.best = Math.min(last, Math.max(unit.best, from + veto.levels));
      outweighed = heaviestOnly && veto.levels <= heaviest;
      heaviest = Math.max(heaviest, veto.levels);
    }
    if (veto.effect === 'VETO_EFFECT_FAIL') unit.best = last;
    unit.level = Math.max(unit.level, unit.best);
    const proof = event.document || event.eventId;
    say(
      scheme,
      unit,
      'VETO',
      `${veto.nameEn || veto.name || veto.vetoId} (${proof})${outweighed ? ': only the heaviest downgrade counts' : ''}.`,
      `${veto.name || veto.vetoId}(${proof})${outweighed ? '：降等从重，不累计' : ''}。`,
    );
  }
}

/** Units that tie for the last places of a grade, of which the committee names as many as are free. */
interface Border {
  level: number;
  free: number;
  tied: readonly Graded[];
}

/** Where the committee has given away all free places, those that it did not name wait no longer. */
function close({ level, free, tied }: Border): void {
  const named = tied.filter((unit) => unit.level <= level);
  if (named.length >= free) for (const unit of tied) unit.undecided = false;
}

function byQuota(scheme: Scheme, units: readonly Graded[]): Border[] {
  const borders: Border[] = [];
  const ranked = units.filter(({ rank: place }) => place > 0);
  for (const [level, { quota, ...of }] of scheme.grades.entries()) {
    if (!quota) continue;
    const room = places(quota, ranked.length);
    const admitted = admit(
      quota,
      ranked.length,
      ranked.filter((unit) => unit.level === level),
    );
    const { out, undecided } = admitted;
    if (undecided.length > 0) borders.push({ level, free: room - admitted.in.length, tied: undecided });
    for (const unit of out) {
      unit.level += 1;
      const waits = undecided.includes(unit);
      unit.undecided ||= waits;
      if (waits) {
        say(
          scheme,
          unit,
          'BORDER',
          `Ties at place ${unit.rank} for the last of ${room} places in ${nameOf(of)}: the committee decides.`,
          `第 ${unit.rank} 名并列，超出${nameOf(of)}名额 ${room} 个，由委员会决定。`,
        );
      } else {
        say(
          scheme,
          unit,
          'QUOTA',
          `${nameOf(of)} has ${room} places, this is place ${unit.rank}.`,
          `${nameOf(of)}名额 ${room} 个，本单位列第 ${unit.rank} 名。`,
        );
      }
    }
  }
  return borders;
}

function byCommittee(scheme: Scheme, units: readonly Graded[], promotions: readonly Promotion[]): void {
  for (const { unitId, gradeId, document } of promotions) {
    const unit = units.find((each) => each.unitId === unitId);
    const level = scheme.grades.findIndex((each) => each.gradeId === gradeId);
    if (!unit || unit.level === -1 || level === -1 || level >= unit.level) continue;
    const barred = unit.steps.some(({ rule }) => rule === 'VETO');
    if (barred) {
      say(
        scheme,
        unit,
        'PROMOTION',
        `A veto bars the promotion (${document}).`,
        `有否决事项，不予晋等（${document}）。`,
      );
      continue;
    }
    unit.level = level;
    unit.undecided = false;
    say(
      scheme,
      unit,
      'PROMOTION',
      `Decided by the committee (${document}).`,
      `经委员会决定晋等（${document}）。`,
    );
  }
}
