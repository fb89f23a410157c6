import { z } from 'zod';
import { choice, string } from '../shape';

/** Which ballots of a leaf are valid, and how they are levelled and trimmed; `admit` says in what order. */
export const RaterRule = z.object({
  /** Fewest valid ballots about a unit; fewer give no score. Below 5 the raters could be guessed. */
  minimum: z.int().default(1),
  /** A rater who gives all units the same option has not judged: all his ballots are invalid. */
  refuseUniform: z.boolean().default(false),
  /** A rater who gives an option to a greater share of units than this has voted out of quota: all invalid. */
  quotas: z.array(z.object({ option: string, share: string })).default([]),
  /** Least difference between the best and the worst value that a rater gives; empty for none. All invalid below it. */
  leastSpread: string,
  /** With more valid ballots than this, the highest and the lowest are dropped; 0 for never. */
  trimAbove: z.int().default(0),
  /** Ballots of raters about their own unit are invalid. */
  recuse: z.boolean().default(true),
  /** Brings lenient and strict raters to one level before the mean. */
  levelling: choice('LEVELLING_UNSPECIFIED', 'LEVELLING_NONE', 'LEVELLING_Z_SCORE', 'LEVELLING_MIN_MAX'),
});
export type RaterRule = z.output<typeof RaterRule>;
