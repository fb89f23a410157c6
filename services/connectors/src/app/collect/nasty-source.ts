import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { datasetFromRecords, query } from '@fuxing/simulator';

/** How a nasty source is read. */
export const manners = [
  'sodaByCursor',
  'sodaByKey',
  'offset',
  'page',
  'cursor',
  'link',
  'since',
  'csv',
] as const;
export type Manner = (typeof manners)[number];

export interface Item extends Record<string, string> {
  id: string;
  at: string;
  unit: string;
  changed: string;
}

const START = Date.UTC(2026, 0, 1);
const RETRY = { 'retry-after': '0' };

/**
 * For tests: a source that does everything sources do to collectors, over a real socket. While it is nasty it refuses,
 * breaks off, dribbles, repeats and mixes rows, answers with a page of HTML, and changes between two pages of one reading.
 * The same draws make the same source.
 */
export class NastySource {
  /** What it has, by key. */
  readonly truth = new Map<string, Item>();
  /** Everything it ever said of a record, by key. */
  readonly said = new Map<string, Set<string>>();
  /** Rows without key, which it always has. */
  readonly keyless: { note: string }[];
  nasty = true;
  /** Called before each answer. */
  onRequest: () => void = () => undefined;
  private clock = START;
  private made = 0;
  private extra = false;
  private readonly server = createServer((request, response) => {
    void this.answer(new URL(request.url ?? '/', 'http://nasty'), response).catch(() => response.destroy());
  });

  constructor(
    readonly manner: Manner,
    private readonly draw: () => number,
    private readonly pageSize: number,
    /** Whether records may go. */
    private readonly deletes: boolean,
  ) {
    const count = Math.floor(draw() * 40);
    for (let n = 0; n < count; n++) this.put();
    this.keyless = manner.startsWith('soda')
      ? []
      : Array.from({ length: this.upTo(3) }, (_, n) => ({ note: `k${n}` }));
  }

  async start(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  /** A few things happen in the world that it tells of. */
  live(): void {
    for (let n = this.upTo(6); n > 0; n--) {
      const keys = [...this.truth.keys()];
      const key = keys[Math.floor(this.draw() * keys.length)];
      const what = this.draw();
      if (key === undefined || what < 0.3) this.put();
      else if (what < 0.4 && this.deletes) this.truth.delete(key);
      else this.put(key);
    }
    if (this.draw() < 0.1) this.extra = true;
  }

  private put(key = `k${String((this.made += 1)).padStart(4, '0')}`): void {
    // Several changes share a moment; none is earlier than one that was told.
    if (this.draw() < 0.7) this.clock += 60_000;
    const item: Item = {
      id: key,
      at: new Date(START + this.upTo(59) * 86_400_000).toISOString().slice(0, 19),
      unit: this.draw() < 0.5 ? 'A' : 'B',
      changed: new Date(this.clock).toISOString().slice(0, 23),
      ...(this.extra && { extra: String(this.draw()) }),
    };
    this.truth.set(key, item);
    this.said.set(key, (this.said.get(key) ?? new Set()).add(JSON.stringify(item)));
  }

  private async answer(url: URL, response: ServerResponse): Promise<void> {
    this.onRequest();
    const fate = this.nasty ? this.draw() : 1;
    if (this.nasty && this.draw() < 0.3) this.live();
    if (fate < 0.06) return void response.writeHead(429, RETRY).end();
    if (fate < 0.12) return void response.writeHead(500).end('oops');
    if (fate < 0.15) return void response.writeHead(200).end('<html>maintenance</html>');
    const { body, headers } = this.page(url);
    if (fate < 0.21) {
      response.writeHead(200, { ...headers, 'content-length': Buffer.byteLength(body) });
      return void response.write(body.slice(0, body.length / 2), () => response.destroy());
    }
    response.writeHead(200, headers);
    if (fate < 0.26) {
      for (const piece of [body.slice(0, 3), body.slice(3)]) {
        response.write(piece);
        await sleep(2);
      }
      return void response.end();
    }
    response.end(body);
  }

  private page({ searchParams, pathname }: URL): { body: string; headers: Record<string, string> } {
    const rows = [...this.truth.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
    const since = searchParams.get('since') ?? '';
    const all: Record<string, string>[] = [
      ...this.keyless,
      ...rows.filter(({ changed }) => changed >= since),
    ];
    if (this.manner === 'csv') return { body: csv(all), headers: { 'content-type': 'text/csv' } };
    if (this.manner.startsWith('soda')) {
      const fields = ['id', 'at', 'unit', 'changed', 'extra'];
      const dataset = datasetFromRecords(rows, { fields, timestamps: ['changed'] });
      return this.json(query(dataset, searchParams));
    }
    const number = (name: string): number => Number(searchParams.get(name) ?? 0);
    const from = this.manner === 'page' ? (number('page') - 1) * this.pageSize : number('offset');
    const begin = from + number('cursor');
    const part = all.slice(begin, begin + this.pageSize);
    const next = begin + this.pageSize < all.length ? begin + this.pageSize : undefined;
    if (this.manner === 'cursor') return this.json({ rows: this.mixed(part), next });
    if (this.manner === 'link' && next !== undefined) {
      return this.json(this.mixed(part), { link: `<${pathname}?cursor=${next}>; rel="next"` });
    }
    return this.json(part.length > 0 ? this.mixed(part) : part);
  }

  private json(value: unknown, headers: Record<string, string> = {}) {
    return { body: JSON.stringify(value), headers: { 'content-type': 'application/json', ...headers } };
  }

  /** Rows in another order, some twice, and one of another page. */
  private mixed(rows: Record<string, string>[]): Record<string, string>[] {
    if (!this.nasty) return rows;
    // Whoever counts rows by their number gets no more of them than there are.
    if (this.manner === 'offset' || this.manner === 'since') return [...rows].sort(() => this.draw() - 0.5);
    const all = [...this.truth.values()];
    const other = all[Math.floor(this.draw() * all.length)];
    const more = [
      ...(this.draw() < 0.2 && rows[0] ? [rows[0]] : []),
      ...(this.draw() < 0.2 && other ? [other] : []),
    ];
    return [...rows, ...more].sort(() => this.draw() - 0.5);
  }

  private upTo(most: number): number {
    return Math.floor(this.draw() * (most + 1));
  }
}

function csv(rows: Record<string, string>[]): string {
  const fields = ['id', 'at', 'unit', 'changed', 'extra', 'note'];
  return [fields, ...rows.map((row) => fields.map((field) => row[field] ?? ''))]
    .map((cells) => `${cells.join(',')}\n`)
    .join('');
}
