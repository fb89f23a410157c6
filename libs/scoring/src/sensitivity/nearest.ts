/** Positions in order of their distance, sorted only as far as they are taken: a binary heap. Infinite ones are left out. */
export class Nearest {
  private readonly heap: number[] = [];

  constructor(private readonly distances: Float64Array) {
    for (let at = 0; at < distances.length; at += 1) if (this.of(at) < Infinity) this.heap.push(at);
    for (let slot = (this.heap.length >> 1) - 1; slot >= 0; slot -= 1) this.sink(slot);
  }

  /** The next one; −1 when none is left. */
  get first(): number {
    return this.heap[0] ?? -1;
  }

  /** Distance of the one after the next; Infinity when there is none. */
  get second(): number {
    const [, left = -1, right = -1] = this.heap;
    return Math.min(this.of(left), this.of(right));
  }

  /** Of the next one; Infinity when none is left. */
  get distance(): number {
    const [first] = this.heap;
    return first === undefined ? Infinity : this.of(first);
  }

  /** The next one, which is taken out; −1 when none is left. */
  take(): number {
    const { heap } = this;
    const { first } = this;
    const last = heap.pop();
    if (last !== undefined && heap.length > 0) {
      heap[0] = last;
      this.sink(0);
    }
    return first;
  }

  private of(at: number): number {
    return this.distances[at] ?? Infinity;
  }

  private sink(from: number): void {
    const { heap } = this;
    let slot = from;
    for (;;) {
      const left = 2 * slot + 1;
      if (left >= heap.length) return;
      const right = left + 1;
      const near = right < heap.length && this.of(heap[right] ?? 0) < this.of(heap[left] ?? 0) ? right : left;
      const [own = 0, other = 0] = [heap[slot], heap[near]];
      if (this.of(own) <= this.of(other)) return;
      heap[slot] = other;
      heap[near] = own;
      slot = near;
    }
  }
}
