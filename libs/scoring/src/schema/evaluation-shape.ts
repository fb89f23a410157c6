import { z } from 'zod';
import type { Evaluation } from '../evaluate';
import { gradeStep, leafState, obstacle } from '../receipt/receipt-shape';

const text = z.string();
const decimal = z.string().meta({ description: 'Decimal' });

/** The form of a finished evaluation. */
export const EvaluationShape: z.ZodType<Evaluation> = z.object({
  schemeId: text,
  schemeVersion: z.int(),
  cyclePeriod: text,
  standings: z.array(
    z.object({
      unitId: text,
      rank: z.int().min(0).meta({ description: '1 is best; 0 is "not ranked"' }),
      total: decimal.optional(),
      gradeId: text,
      steps: z.array(gradeStep),
      undecided: z.boolean(),
    }),
  ),
  results: z.array(
    z.object({
      unitId: text,
      state: z.enum(['SCORED', 'BLOCKED', 'MISSING']),
      total: decimal.optional(),
      unrounded: decimal.optional(),
      adjustments: z.array(z.object({ adjustmentId: text, points: decimal })),
      obstacles: z.array(obstacle),
      nodes: z.array(
        z.object({
          nodeId: text,
          state: z.enum(['SCORED', 'ZEROED', 'EXCLUDED', 'BLOCKED']),
          outOf: decimal,
          score: decimal.optional(),
          unrounded: decimal.optional(),
        }),
      ),
    }),
  ),
  leaves: z.array(
    z.object({
      unitId: text,
      nodeId: text,
      state: leafState,
      value: decimal.optional(),
      score: decimal.optional(),
    }),
  ),
});
