import type { Counter, Histogram } from '@opentelemetry/api';
import { meter } from './telemetry';

/** Seconds; jobs take from parts of a second to an hour. */
const BOUNDARIES = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600];

export type Outcome = 'succeeded' | 'failed';

interface Counted {
  unit: string;
  description: string;
}

/** Measures jobs of one kind: their duration by outcome, and what they worked through. */
export class JobMetrics<Count extends string> {
  private duration: Histogram | undefined;
  private readonly counters = new Map<Count, Counter>();

  /**
   * @param name `fuxing.<service>.<job>`; the metrics are `<name>.duration` and `<name>.<count>`
   * @param description of the duration
   */
  constructor(
    private readonly name: string,
    private readonly description: string,
    private readonly counts: Record<Count, Counted>,
  ) {}

  /** One job ended. */
  ended(seconds: number, outcome: Outcome, counted: Record<Count, number>): void {
    this.duration ??= meter().createHistogram(`${this.name}.duration`, {
      unit: 's',
      description: this.description,
      advice: { explicitBucketBoundaries: BOUNDARIES },
    });
    this.duration.record(seconds, { 'fuxing.outcome': outcome });
    for (const count of Object.keys(this.counts) as Count[]) {
      this.counterOf(count).add(counted[count], { 'fuxing.outcome': outcome });
    }
  }

  private counterOf(count: Count): Counter {
    const known = this.counters.get(count);
    if (known) return known;
    const made = meter().createCounter(`${this.name}.${count}`, this.counts[count]);
    this.counters.set(count, made);
    return made;
  }
}
