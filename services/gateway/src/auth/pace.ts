import { BoundedMap } from '../bounded-map';
import { problem } from '../http/problem';

const MINUTE_MS = 60_000;
const subjects = 10_000;

interface Window {
  endsAt: number;
  left: number;
}

/** Counts the calls of each subject in minutes of its own; per replica. */
export class Pace {
  private readonly windows = new BoundedMap<string, Window>(subjects);

  constructor(private readonly perMinute: number) {}

  /** @throws Problem RATE_LIMITED */
  take(subject: string): void {
    const now = performance.now();
    const known = this.windows.get(subject);
    const window = known && now < known.endsAt ? known : { endsAt: now + MINUTE_MS, left: this.perMinute };
    if (window.left <= 0)
      throw problem('RATE_LIMITED', [], { 'retry-after': String(Math.ceil((window.endsAt - now) / 1000)) });
    window.left -= 1;
    this.windows.set(subject, window);
  }
}
