import { random } from './random';

/** Shares of requests, 0 to 1 each and together, that go wrong; absent is 0. */
export interface Faults {
  seed: number;
  /** 429 with `Retry-After: 0`. */
  tooMany?: number;
  /** 500 without a useful body. */
  serverError?: number;
  /** Half of the body, then the connection breaks. */
  cut?: number;
  /** Answered rightly, but `slowMs` late. */
  slow?: number;
  /** Milliseconds; 1000 when absent. */
  slowMs?: number;
}

export type Fate = 'ok' | 'tooMany' | 'serverError' | 'cut' | 'slow';

/** What happens to the request of that number, counted from 1: a retry has a number, and so a fate, of its own. */
export function fate(faults: Faults | undefined, request: number): Fate {
  if (!faults) return 'ok';
  let left = random(faults.seed, 'fault', request)();
  for (const kind of ['tooMany', 'serverError', 'cut', 'slow'] as const) {
    left -= faults[kind] ?? 0;
    if (left < 0) return kind;
  }
  return 'ok';
}
