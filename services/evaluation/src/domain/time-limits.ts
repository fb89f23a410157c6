import type { Enough, Phase } from '@fuxing/scoring';

/** After so long nothing of a phase begins, so that the answer arrives before callers give up (the gateway after 30 s). */
export const UNTIL_MS: Readonly<Record<Phase, number>> = { SHARES: 9_000, TRIALS: 12_000, DRAWS: 15_000 };

/** @param now milliseconds since any moment, never going back */
export function timeLimits(now = (): number => performance.now()): Enough {
  const start = now();
  return (phase) => now() - start > UNTIL_MS[phase];
}
