/** One measured figure beside what it is held against. */
export interface Figure {
  /** `ingest`, `gateway against Nest`. */
  name: string;
  /** In `unit`; the median where it was taken more than once. */
  figure: number;
  unit: string;
  /** What the floor is, in words. */
  against?: string;
  /** In the same unit, measured in the same run. */
  floor?: number;
  /** For example `≥ 0.35`; of the ratio where there is a floor, else of the figure. */
  aim?: string;
  /** All single measurements, for judging the spread. */
  runs?: number[];
}

/** What a benchmark is given. */
export interface Bench {
  /** Says what is being done; not part of the result. */
  tell(sentence: string): void;
  /** Undone in reverse order at the end, also when the run fails or is interrupted. */
  defer(undo: () => unknown): void;
}

export type Benchmark = (bench: Bench) => Promise<Figure[]>;

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const at = (n: number): number => sorted[n] ?? Number.NaN;
  return sorted.length % 2 === 1 ? at(Math.floor(middle)) : (at(middle - 1) + at(middle)) / 2;
}

/** Seconds that `work` takes. */
export async function seconds(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1_000;
}

/** The figure over its floor. */
export function ratioOf({ figure, floor }: Figure): number | undefined {
  return floor === undefined ? undefined : figure / floor;
}

/** Whether the aim is met; undefined without an aim. */
export function meets(figure: Figure): boolean | undefined {
  const [, sign, bound] = /^([<≤≥]) ([\d.]+)/.exec(figure.aim ?? '') ?? [];
  if (!sign) return undefined;
  const value = ratioOf(figure) ?? figure.figure;
  if (sign === '≥') return value >= Number(bound);
  return sign === '<' ? value < Number(bound) : value <= Number(bound);
}
