import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Dataset } from './dataset';
import { fate, type Faults } from './faults';
import { query } from './query';
import { MalformedQuery } from './where';

/** Text, or text in pieces made while it is sent. */
export type SimulatedFile = string | ((() => Iterable<string>) & { invented?: boolean });

export interface SimulatorOptions {
  /** 0 or absent: any free port. */
  port?: number;
  /** By the name in `/resource/<name>.json`. */
  datasets: Record<string, Dataset>;
  /** By the name in `/files/<name>`, with its ending. */
  files?: Record<string, SimulatedFile>;
  /** Milliseconds before every answer. */
  latencyMs?: number;
  faults?: Faults;
}

/** How many requests came in and how they were answered; live. */
export interface RequestCounters {
  total: number;
  ok: number;
  badRequest: number;
  notFound: number;
  tooMany: number;
  serverError: number;
  cut: number;
  slow: number;
}

export interface RunningSimulator {
  url: string;
  readonly requests: Readonly<RequestCounters>;
  stop(): Promise<void>;
}

/** Serves datasets in the Socrata SODA 2.1 dialect, and CSV files, on 127.0.0.1. */
export async function startSimulator(options: SimulatorOptions): Promise<RunningSimulator> {
  const site = new Site(options);
  const server = createServer((request, response) => {
    site.answer(request, response).catch(() => response.destroy());
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: site.requests,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

class Site {
  readonly requests: RequestCounters = {
    total: 0,
    ok: 0,
    badRequest: 0,
    notFound: 0,
    tooMany: 0,
    serverError: 0,
    cut: 0,
    slow: 0,
  };

  constructor(private readonly options: SimulatorOptions) {}

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { faults, latencyMs } = this.options;
    const end = fate(faults, ++this.requests.total);
    if (end !== 'ok') this.requests[end]++;
    if (latencyMs) await sleep(latencyMs);
    if (end === 'slow') await sleep(faults?.slowMs ?? 1000);
    if (end === 'tooMany') {
      response.setHeader('Retry-After', '0');
      return json(response, 429, { code: 'throttled', error: true, message: 'Too many requests.' });
    }
    if (end === 'serverError') return json(response, 500, { error: true, message: 'Internal error.' });
    await this.serve(request, response, end === 'cut');
  }

  private async serve(request: IncomingMessage, response: ServerResponse, cut: boolean): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (request.method !== 'GET') {
      this.requests.badRequest++;
      return json(response, 405, { code: 'method_not_allowed', error: true, message: 'Only GET is served.' });
    }
    const [, room, name] = /^\/(resource|files)\/([^/]+)$/.exec(url.pathname) ?? [];
    if (room === 'files') return this.file(decode(name!), response, cut);
    const dataset = own(this.options.datasets, /^(.+)\.json$/.exec(decode(name ?? ''))?.[1]);
    if (!dataset) return this.missing(response, url.pathname);
    if (dataset.invented) response.setHeader('x-invented-data', 'true');
    try {
      const rows = query(dataset, url.searchParams);
      if (!cut) this.requests.ok++;
      return json(response, 200, rows, cut);
    } catch (error) {
      if (!(error instanceof MalformedQuery)) throw error;
      this.requests.badRequest++;
      const { message } = error;
      return json(response, 400, { code: 'query.compiler.malformed', error: true, message, data: {} });
    }
  }

  private async file(name: string, response: ServerResponse, cut: boolean): Promise<void> {
    const file = own(this.options.files ?? {}, name);
    if (file === undefined) return this.missing(response, `/files/${name}`);
    if (typeof file === 'function' && file.invented) response.setHeader('x-invented-data', 'true');
    response.writeHead(200, { 'Content-Type': 'text/csv; charset=utf-8' });
    const pieces = typeof file === 'string' ? [file] : file();
    if (cut) {
      const [first = ''] = gathered(pieces);
      response.write(first.slice(0, first.length / 2), () => response.destroy());
      return;
    }
    this.requests.ok++;
    await pipeline(Readable.from(gathered(pieces)), response);
  }

  private missing(response: ServerResponse, path: string): void {
    this.requests.notFound++;
    const message = `There is nothing at ${path}.`;
    json(response, 404, { code: 'dataset.missing', error: true, message });
  }
}

/** A name from a request must not reach what every object inherits. */
function own<T>(entries: Record<string, T>, name: string | undefined): T | undefined {
  return name !== undefined && Object.hasOwn(entries, name) ? entries[name] : undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A write per line would cost more than making the line. */
function* gathered(pieces: Iterable<string>): Generator<string> {
  let chunk = '';
  for (const piece of pieces) {
    chunk += piece;
    if (chunk.length < 16_384) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}

function json(response: ServerResponse, status: number, value: unknown, cut = false): void {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': body.length,
  });
  if (cut) response.write(body.subarray(0, body.length / 2), () => response.destroy());
  else response.end(body);
}
