import type { NodeState } from '../aggregate';
import type { LeafContext } from '../assess';
import { text } from '../decimal';
import { explainLeaf, type LeafReceipt, type SittingReceipt } from '../explain-leaf';
import { countEvents } from '../methods/event-count';
import type { SchemeNode } from '../scheme';
import type { ScoredEvent } from '../scored-event';
import type {
  CountedEvent,
  Judged,
  LeafStep,
  PeriodStep,
  SetOffVeto,
  TimeStep,
  ValueChangeStep,
} from './receipt';

/** What a leaf became in its tree. */
interface Place {
  share: string;
  effect: NodeState;
  vetoes: SetOffVeto[];
}

/**
 * How one unit came to its score on a leaf, as a step of its receipt.
 *
 * @throws ScoringError those of `explainLeaf`
 */
export function leafStep(node: SchemeNode, context: LeafContext, unitId: string, place: Place): LeafStep {
  const receipt = explainLeaf(node, context, unitId);
  const { sittings, method, parameters, before, after } = receipt;
  const byPeriod = node.time === 'TIME_AGGREGATION_MEAN_OF_SCORES' && receipt.indicator !== undefined;
  const [only] = sittings;
  const worked = byPeriod
    ? { formula: receipt.time.formula, worked: receipt.time.worked }
    : { formula: only?.formula ?? '', worked: only?.worked ?? '' };
  return {
    kind: 'LEAF',
    nodeId: node.nodeId,
    name: node.name,
    nameEn: node.nameEn,
    ...place,
    outOf: receipt.outOf,
    state: receipt.state,
    reason: receipt.reason,
    ...(receipt.indicator && { indicator: indicatorOf(receipt.indicator) }),
    ...(receipt.declared && { declared: declarationOf(receipt.declared) }),
    events: countedEvents(node, receipt.events),
    ...(receipt.ballotCount && { ballots: receipt.ballotCount }),
    method,
    parameters: { ...parameters },
    ...(!byPeriod && only && receipt.indicator && judged(only)),
    ...(before === undefined ? { formula: worked.formula, worked: '' } : { ...worked, before }),
    rounding: receipt.rounding,
    ...(after !== undefined && { after }),
    steps: [
      ...(byPeriod ? [] : timeSteps(receipt)),
      ...changes(receipt),
      ...(byPeriod ? sittings.map((each) => periodStep(receipt, each)) : []),
    ],
  };
}

function judged({ value, target, rank, count, group }: SittingReceipt): Judged {
  return {
    value,
    ...(target !== undefined && { target }),
    ...(rank !== undefined && { rank }),
    ...(count !== undefined && { count }),
    ...(group && { group }),
  };
}

function indicatorOf({
  indicatorId,
  version,
  direction,
  unitOfMeasure,
  priceBasis = 'PRICE_BASIS_UNSPECIFIED',
}: NonNullable<LeafReceipt['indicator']>) {
  return {
    indicatorId,
    version,
    direction,
    unitOfMeasure,
    ...(priceBasis !== 'PRICE_BASIS_UNSPECIFIED' && { priceBasis }),
  };
}

function declarationOf({ state, value, reason, approvedBy, bandId }: NonNullable<LeafReceipt['declared']>) {
  return { state, value, reason, approvedBy, ...(bandId && { bandId }) };
}

function periodStep({ method, parameters }: LeafReceipt, sitting: SittingReceipt): PeriodStep {
  const { period, formula = '', worked = '', score } = sitting;
  return {
    kind: 'PERIOD',
    period,
    method,
    parameters: { ...parameters },
    ...judged(sitting),
    formula,
    worked,
    ...(score !== undefined && { before: score }),
  };
}

/** None for a leaf without observations: the state says why. */
function timeSteps({ observations, time }: LeafReceipt): TimeStep[] {
  if (observations.length === 0) return [];
  const { rule, formula, worked, value } = time;
  return [
    {
      kind: 'TIME',
      method: rule,
      parameters: {},
      observations: observations.map(
        ({ observationId, period, value: reached, numerator, denominator, factor }) => ({
          observationId,
          period,
          value: reached,
          ...(numerator !== undefined && { numerator }),
          ...(denominator !== undefined && { denominator }),
          ...(factor !== undefined && { factor }),
        }),
      ),
      formula,
      worked: value === undefined ? '' : worked,
      ...(value !== undefined && { before: value }),
    },
  ];
}

function changes({ steps }: LeafReceipt): ValueChangeStep[] {
  return steps.map(({ kind, formula, worked, result }) => ({
    kind: 'VALUE',
    method: kind,
    parameters: {},
    formula,
    worked,
    before: result,
  }));
}

function countedEvents({ eventCount }: SchemeNode, events: readonly ScoredEvent[]): CountedEvent[] {
  if (!eventCount) return [];
  return countEvents(eventCount, events).map(({ event, points, refusal }) => ({
    eventId: event.eventId,
    itemId: event.itemId,
    matterId: event.matterId,
    tier: event.tier,
    count: event.count,
    document: event.document,
    date: event.date,
    points: text(points),
    refusal,
  }));
}
