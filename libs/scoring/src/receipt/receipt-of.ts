import { type Adjusted, adjustments } from '../adjust';
import type { NodeState, Tree } from '../aggregate';
import { figure, text } from '../decimal';
import { evaluate, type Inputs, inputsOf, treeOf } from '../evaluate';
import { explainNode } from '../explain-node';
import type { ScoringPackage } from '../package';
import { type Scheme, type SchemeNode, shareOf } from '../scheme';
import type { LeafScore } from '../score-leaf';
import { places } from '../standing/quota';
import { setOff } from '../standing/standings';
import { comparisonOf } from './compared';
import { leafStep } from './leaf-step';
import {
  type AdjustmentStep,
  type LeafStep,
  type NodeStep,
  type Receipt,
  RECEIPT_FORMAT,
  type ScoreStep,
  type SetOffVeto,
  type TotalStep,
} from './receipt';
import { ScoringError } from '../scoring-error';

/** Everything that the steps of one unit are written from. */
interface Account {
  scheme: Scheme;
  inputs: Inputs;
  tree: Tree;
  unitId: string;
  leaves: ReadonlyMap<string, LeafScore>;
  /** Of the evaluation, by node. */
  states: ReadonlyMap<string, { state: NodeState; score?: string }>;
  vetoes: SetOffVeto[];
}

/**
 * How one unit came to its score, place and grade: the same figures as `evaluate`, or an error.
 *
 * @param evaluation of the package, where the caller has it
 * @throws ScoringError UNIT_NOT_IN_PACKAGE
 */
export function receiptOf(of: ScoringPackage, unitId: string, evaluation = evaluate(of)): Receipt {
  const { scheme } = of;
  const unit = of.units.find((each) => each.unitId === unitId);
  const result = evaluation.results.find((each) => each.unitId === unitId);
  const standing = evaluation.standings.find((each) => each.unitId === unitId);
  if (!unit || !result || !standing) {
    throw new ScoringError(
      'NOT_FOUND',
      'UNIT_NOT_IN_PACKAGE',
      { en: `The package has no unit "${unitId}".`, zh: `数据包中没有单位“${unitId}”。` },
      [],
      { unitId },
    );
  }
  const inputs = inputsOf(of, evaluation);
  const own = evaluation.leaves.filter((leaf) => leaf.unitId === unitId);
  const leaves = new Map(own.map((leaf) => [leaf.nodeId, leaf]));
  const account: Account = {
    scheme,
    inputs,
    unitId,
    leaves,
    tree: treeOf(inputs, { of: () => leaves }, unitId),
    states: new Map(result.nodes.map((node) => [node.nodeId, node])),
    vetoes: setOff(scheme, inputs.acting(unitId)).map(({ veto, event }) => ({
      vetoId: veto.vetoId,
      name: veto.name,
      nameEn: veto.nameEn,
      effect: veto.effect,
      ...(veto.effect === 'VETO_EFFECT_DOWNGRADE' && { levels: veto.levels }),
      basis: veto.basis,
      decidedBy: veto.decidedBy,
      eventId: event.eventId,
      document: event.document,
      date: event.date,
    })),
  };
  const gradeName = (id: string): string => scheme.grades.find(({ gradeId }) => gradeId === id)?.name ?? '';
  const comparison = comparisonOf(of, evaluation, unitId);
  const total = totalStep(account);
  same('total', total.after, result.total);
  same('total', total.state, result.state);
  for (const { adjustmentId, points } of result.adjustments) {
    const step = total.steps.find((each) => each.kind === 'ADJUSTMENT' && each.adjustmentId === adjustmentId);
    same(adjustmentId, step?.before, points);
  }
  return {
    format: RECEIPT_FORMAT,
    scheme: {
      schemeId: scheme.schemeId,
      name: scheme.name,
      nameEn: scheme.nameEn,
      version: scheme.version,
      effectiveFrom: scheme.effectiveFrom,
      shareKind: scheme.shareKind,
      fullMark: scheme.fullMark,
    },
    cyclePeriod: of.cyclePeriod,
    unit,
    total,
    standing: {
      rank: standing.rank,
      comparison,
      gradeId: standing.gradeId,
      gradeName: gradeName(standing.gradeId),
      grades: scheme.grades.map(({ gradeId, name, minScore, quota }) => {
        const count = comparison.units.length;
        return {
          gradeId,
          name,
          minScore,
          ...(quota && { quota: { ...quota, count, places: places(quota, count) } }),
        };
      }),
      steps: standing.steps.map((step) => ({ ...step, gradeName: gradeName(step.gradeId) })),
      undecided: standing.undecided,
      vetoes: account.vetoes,
      ...(account.vetoes.some(({ effect }) => effect === 'VETO_EFFECT_DOWNGRADE') && {
        downgradeRule: scheme.downgradeRule,
      }),
    },
  };
}

/** A receipt that says something else than the evaluation is a bug of this library, never a fault of the data. */
function same(what: string, told: string | undefined, evaluated: string | undefined): void {
  if (told !== evaluated) {
    throw new Error(
      `The receipt of ${what} says ${told ?? 'nothing'}, the evaluation ${evaluated ?? 'nothing'}.`,
    );
  }
}

function totalStep(account: Account): TotalStep {
  const { scheme, tree } = account;
  const {
    nodeId: _,
    availability: __,
    adjustments: ___,
    mean,
    meanPower,
    state,
    ...receipt
  } = explainNode(tree);
  if (state === 'ZEROED' || state === 'EXCLUDED') throw new Error(`A total cannot be ${state}.`);
  return {
    kind: 'TOTAL',
    method: mean,
    parameters: {
      totalFloor: scheme.totalFloor,
      totalCap: scheme.totalCap,
      ...(meanPower !== undefined && { meanPower }),
    },
    state,
    ...receipt,
    steps: [
      ...scheme.nodes.map((node) => step(account, node)),
      ...adjustments(tree).map((adjusted) => adjustmentStep(account, adjusted)),
    ],
  };
}

function step(account: Account, node: SchemeNode): ScoreStep {
  const { state, score } = account.states.get(node.nodeId) ?? {};
  const made = node.children.length > 0 ? nodeStep(account, node) : leafOf(account, node, state ?? 'BLOCKED');
  if (made.kind === 'NODE') same(node.nodeId, made.state, state);
  // What a missing rule or a veto puts in place of a leaf's own result stands in `effect`.
  if (made.kind === 'NODE' ? state === 'SCORED' : made.effect === 'SCORED')
    same(node.nodeId, made.after, score);
  return made;
}

const named = ({ nodeId, name, nameEn }: SchemeNode) => ({ nodeId, name, nameEn });

function nodeStep(account: Account, node: SchemeNode): NodeStep {
  const { scheme, tree, unitId } = account;
  const { mean, meanPower, state, adjustments: _, ...receipt } = explainNode(tree, node.nodeId);
  if (state === 'MISSING') throw new Error(`Node ${node.nodeId} cannot be ${state}.`);
  return {
    kind: 'NODE',
    ...receipt,
    ...named(node),
    ...(state === 'ZEROED' && { formula: '0', worked: '0' }),
    method: mean,
    parameters: {
      availability: node.availability,
      missing: node.missing,
      ...(meanPower !== undefined && { meanPower }),
    },
    share: shareOf(scheme, node, unitId),
    state,
    vetoes: vetoesOf(account, node),
    steps: node.children.map((child) => step(account, child)),
  };
}

function leafOf(account: Account, node: SchemeNode, effect: NodeState): LeafStep {
  const { scheme, inputs, unitId, leaves } = account;
  const leaf = leafStep(node, inputs.context(node), unitId, {
    share: shareOf(scheme, node, unitId),
    effect,
    vetoes: vetoesOf(account, node),
  });
  const { state, score } = leaves.get(node.nodeId) ?? {};
  same(node.nodeId, leaf.state, state);
  same(node.nodeId, leaf.after, score);
  return leaf;
}

function vetoesOf({ scheme, vetoes }: Account, { nodeId }: SchemeNode): SetOffVeto[] {
  const zeroing = scheme.vetoes.filter(
    (veto) => veto.effect === 'VETO_EFFECT_ZERO_NODE' && veto.nodeId === nodeId,
  );
  const ids = new Set(zeroing.map(({ vetoId }) => vetoId));
  return vetoes.filter(({ vetoId }) => ids.has(vetoId));
}

function adjustmentStep(
  account: Account,
  { adjustment, leaves, points, obstacles }: Adjusted,
): AdjustmentStep {
  const { adjustmentId, name, nameEn, kind, cap } = adjustment;
  const terms = leaves.map(({ score }) => figure(score)).join(' + ') || '0';
  const effectOf = (nodeId: string): NodeState => {
    if (account.tree.zeroed?.has(nodeId)) return 'ZEROED';
    if (obstacles.some((each) => each.nodeId === nodeId)) return 'BLOCKED';
    return leaves.some((each) => each.nodeId === nodeId) ? 'SCORED' : 'EXCLUDED';
  };
  return {
    kind: 'ADJUSTMENT',
    adjustmentId,
    name,
    nameEn,
    method: kind,
    parameters: { cap },
    cap,
    formula: kind === 'ADJUSTMENT_KIND_BONUS' ? 'clip(Σs, 0, c)' : 'clip(Σ|s|, 0, c)',
    worked: `clip(${terms}, 0, ${cap})`,
    before: text(points),
    steps: adjustment.leaves.map((leaf) => leafOf(account, leaf, effectOf(leaf.nodeId))),
  };
}
