import { kindOf } from './check-method';
import type { Decimal } from './decimal';
import { methodName, methodsOf } from './methods';
import type { Method, MethodSource } from './methods/method';
import type { Direction } from './methods/method-score';
import type { SchemeNode } from './scheme';
import { ScoringError } from './scoring-error';

/** The method of a leaf as receipts and results need it. */
export interface LeafMethod extends Method {
  name: string;
  source: MethodSource;
  /** As configured, for the receipt. */
  parameters: object;
}

/**
 * The method of a leaf, ready to apply.
 *
 * @param outOf full mark of the leaf in points
 * @throws ScoringError METHOD_MISSING, METHOD_NOT_FOR_BAND, DECIMAL_INVALID; none for a scheme that `checkScheme` passed
 */
export function methodOf(node: SchemeNode, direction: Direction, outOf: Decimal): LeafMethod {
  const [field] = methodsOf(node);
  const parameters = field && node[field];
  if (!field || !parameters) {
    throw unfit(
      node,
      'METHOD_MISSING',
      `Leaf ${node.nodeId} has no scoring method.`,
      `末级节点 ${node.nodeId} 没有计分方法。`,
    );
  }
  const kind = kindOf(field);
  if (direction === 'DIRECTION_TARGET_BAND' && kind.source === 'VALUE' && !kind.forBand) {
    throw unfit(
      node,
      'METHOD_NOT_FOR_BAND',
      `Node ${node.nodeId} measures an indicator with a target band, which its method cannot score.`,
      `节点 ${node.nodeId} 的指标为区间型（适度）指标，所选计分方法不适用。`,
    );
  }
  return {
    ...kind.read(parameters, outOf, direction),
    name: methodName(field),
    source: kind.source,
    parameters,
  };
}

function unfit(node: SchemeNode, reason: string, en: string, zh: string): ScoringError {
  return new ScoringError('FAILED_PRECONDITION', reason, { en, zh }, [], { nodeId: node.nodeId });
}
