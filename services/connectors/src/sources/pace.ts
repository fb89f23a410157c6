import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for the turn of the next request. */
export type Pace = (stopped: AbortSignal) => Promise<void>;

/** Turns that are evenly spaced, by a clock that is never set: at most so many in a minute, none saved up. */
export function pace(perMinute: number): Pace {
  const every = 60_000 / perMinute;
  let next = -Infinity;
  return async (stopped) => {
    const now = performance.now();
    const turn = Math.max(now, next);
    next = turn + every;
    if (turn > now) await sleep(turn - now, undefined, { signal: stopped });
  };
}
