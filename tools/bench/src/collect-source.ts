import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Bench } from './bench';

const FIRST = Date.UTC(2026, 0, 1);
/** So many records are changed later: one in a hundred. */
const CHANGED = 100;

/** A record as the source has it at first, or after one in a hundred changed. */
function record(n: number, rows: number, isChanged: boolean): string {
  const changed = new Date(FIRST + (isChanged ? rows + n : n) * 1_000).toISOString().slice(0, 23);
  return `{"id":"${keyOf(n)}","changed":"${changed}","opened_at":"2026-${month(n)}-05T08:00:00","closed_at":"2026-${month(n)}-${isChanged ? 17 : 15}T09:30:00","unit":"U${n % 100}","kind":"street light","channel":"12345","satisfied":"${n % 7 === 0 ? 'no' : 'yes'}","place":"Renmin Road ${n % 500}, Fuxing","note":"made record, not about anybody"}`;
}

/** Every unit has every month: 100 × 12 of them. */
const month = (n: number): string => String(1 + (Math.floor(n / 100) % 12)).padStart(2, '0');
const keyOf = (n: number): string => `k${String(n).padStart(9, '0')}`;

/** Made records in the Socrata dialect, as pulls by cursor and key ask for them. */
export class CollectSource {
  /** One in a hundred records has changed. */
  changed = false;
  private readonly server = createServer((request, response) => {
    const body = this.answer(new URL(request.url ?? '/', 'http://made').searchParams);
    response.writeHead(200, { 'content-type': 'application/json' }).end(body);
  });

  constructor(private readonly rows: number) {}

  async start(bench: Bench): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    bench.defer(() => this.server.close());
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/rows`;
  }

  /** Everything in order, for another tool: page by page by number. */
  page(offset: number, limit: number): string {
    const numbers = Array.from(
      { length: Math.max(0, Math.min(limit, this.rows - offset)) },
      (_, k) => offset + k,
    );
    return `[${numbers.map((n) => record(n, this.rows, false)).join(',')}]`;
  }

  private answer(asked: URLSearchParams): string {
    const limit = Number(asked.get('$limit') ?? asked.get('limit') ?? 5_000);
    if (asked.has('offset')) return this.page(Number(asked.get('offset')), limit);
    if (/DESC/.test(asked.get('$order') ?? '')) return `[${this.at(this.count() - 1)}]`;
    const where = asked.get('$where') ?? '';
    if (where.includes('IS NULL')) return '[]';
    const [, cursor] = /changed >=? '([^']+)'/.exec(where) ?? [];
    const [, key] = /id > '([^']+)'/.exec(where) ?? [];
    let from = 0;
    if (cursor !== undefined) {
      from = this.placeOf((Date.parse(`${cursor}Z`) - FIRST) / 1_000);
      if (key !== undefined) from += 1;
    }
    const until = Math.min(from + limit, this.count());
    const found: string[] = [];
    for (let place = from; place < until; place++) found.push(this.at(place));
    return `[${found.join(',')}]`;
  }

  private count(): number {
    return this.rows;
  }

  /** In order of the cursor: those that did not change, then those that did. */
  private at(place: number): string {
    if (!this.changed) return record(place, this.rows, false);
    const kept = this.rows - this.rows / CHANGED;
    if (place >= kept) return record((place - kept) * CHANGED, this.rows, true);
    // Of each hundred the first has moved to the end.
    const n = Math.floor(place / (CHANGED - 1)) * CHANGED + (place % (CHANGED - 1)) + 1;
    return record(n, this.rows, false);
  }

  /** The place of the first record whose cursor is not before that second. */
  private placeOf(second: number): number {
    if (!this.changed) return second;
    const kept = this.rows - this.rows / CHANGED;
    if (second >= this.rows) return kept + Math.ceil((second - this.rows) / CHANGED);
    return second - Math.floor(second / CHANGED) - (second % CHANGED === 0 ? 0 : 1);
  }
}
