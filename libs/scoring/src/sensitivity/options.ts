import { z } from 'zod';

const spread = (most: number) =>
  z
    .string()
    .refine(
      (text) => /^\d{1,3}(\.\d{1,6})?$/.test(text) && Number(text) <= most,
      `must be a plain decimal number from 0 to ${most} such as 0.1`,
    );

/** What is tried, and how often. */
export const SensitivityOptions = z.object({
  /** Greatest relative change of a share: 0.1 is ±10 %. */
  weights: spread(1).default('0.1'),
  /** Greatest change of a value: relative, or in units of its last digit. */
  values: spread(1).default('0.01'),
  /** RELATIVE: ± `values` × the value. LAST_DIGIT: ± `values` × one unit of its last digit; 0.5 is what rounding hides. */
  valuesBy: z.enum(['RELATIVE', 'LAST_DIGIT']).default('RELATIVE'),
  draws: z.int().min(1).max(10_000).default(1_000),
  /** Any text; the same text gives the same answer on any machine. */
  seed: z.string().min(1).max(200),
});
export type SensitivityOptions = z.output<typeof SensitivityOptions>;

/** What takes time, in the order in which it is done. */
export type Phase = 'SHARES' | 'TRIALS' | 'DRAWS';

/** Whether there is time for no more of a phase; of trials and draws one is made all the same. */
export type Enough = (phase: Phase) => boolean;
