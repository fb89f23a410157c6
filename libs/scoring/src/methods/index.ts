import type { z } from 'zod';
import { allOrNothing } from './all-or-nothing';
import { anchors } from './anchors';
import { bands } from './bands';
import { deduction } from './deduction';
import { deviation } from './deviation';
import { eventCount } from './event-count';
import { exponential } from './exponential';
import { judged } from './judged';
import { ladder } from './ladder';
import { linear } from './linear';
import type { MethodKind } from './method';
import { moderate } from './moderate';
import { normalise } from './normalise';
import { opinion } from './opinion';
import { opinionLadder } from './opinion-ladder';
import { points } from './points';
import { rankPoints } from './rank-points';
import { ratioToBest } from './ratio-to-best';
import { ratioToTarget } from './ratio-to-target';
import { twoTargets } from './two-targets';

/** Every scoring method, by the field of a leaf that carries its parameters. */
export const methods = {
  ratioToTarget,
  twoTargets,
  allOrNothing,
  deduction,
  deviation,
  linear,
  exponential,
  anchors,
  bands,
  rankPoints,
  ratioToBest,
  ladder,
  moderate,
  normalise,
  points,
  eventCount,
  opinion,
  opinionLadder,
  judged,
};

export type MethodField = keyof typeof methods;

/** The parameters of a leaf's method; exactly one is present on a leaf that `checkScheme` passed. */
export type MethodParameters = {
  [F in MethodField]?: (typeof methods)[F] extends MethodKind<infer P> ? P | undefined : never;
};

export const methodFields = Object.keys(methods) as MethodField[];

/** Shapes of all parameters, each optional. */
export const methodShapes = Object.fromEntries(
  methodFields.map((field) => [field, methods[field].parameters.optional()]),
) as unknown as { [F in MethodField]: z.ZodType<MethodParameters[F]> };

/** As receipts write it: `ratioToTarget` is RATIO_TO_TARGET. */
export function methodName(field: MethodField): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

/** The methods that a node carries. */
export function methodsOf(node: MethodParameters): MethodField[] {
  return methodFields.filter((field) => node[field]);
}
