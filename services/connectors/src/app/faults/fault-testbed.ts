import { setTimeout as sleep } from 'node:timers/promises';
import { type Pull } from '@fuxing/contracts/connectors/v1/pulls';
import { SourcesServiceService } from '@fuxing/contracts/connectors/v1/sources';
import { datasetFromRecords, type RunningSimulator, startSimulator } from '@fuxing/simulator';
import { as, type BuiltService, call, gatewayKeys, startBuilt } from '@fuxing/testing';
import { Client, credentials, type ServiceError, status } from '@grpc/grpc-js';
import { keysFile } from '../collect/keys-file';
import { StartPull } from '../collect/pulls.service';
import { testbed } from '../testbed';

/** Records of every push. */
export const PER_PUSH = 5;
/** Of the services. */
export const RETRY_BASE_MS = 20;
/** Records of the source that is pulled. */
export const PULLED = 200;
const fields = ['id', 'at', 'unit', 'changed'];

/** What is stored of a pull, and how often its end was said. */
export interface Stored {
  pullId: string;
  added: number;
  records: number;
  ended: boolean;
  queued: number;
  said: number;
}

export type FaultBed = Awaited<ReturnType<typeof faultBed>>;

/** For tests: built services that are killed, stopped and cut off, on a database of their own. */
export async function faultBed() {
  const bed = await testbed();
  const keys = gatewayKeys();
  const services: BuiltService[] = [];
  const clients: Client[] = [];
  await bed.known(['a', 'b'], []);
  await bed.mapping('units', { A: 'a', B: 'b' });
  await bed.source('pushed', { push: {} });
  const stored = (sourceId = 'pushed'): Promise<Stored[]> =>
    bed.db.query<Stored>(
      `WITH told AS (
         SELECT event_id::text, payload->'pull'->>'pullId' AS pull_id FROM outbox WHERE topic = 'connectors.pull-finished.v1'
         UNION SELECT event_id, payload->'pull'->>'pullId' FROM bus.event WHERE topic = 'connectors.pull-finished.v1'
       )
       SELECT pull_id AS "pullId", added::integer, finished_at IS NOT NULL AS ended,
         (SELECT count(*)::integer FROM record r WHERE r.source_id = p.source_id AND r.pull_id = p.pull_id) AS records,
         (SELECT count(*)::integer FROM queued_pull q WHERE q.pull_id = p.pull_id) AS queued,
         (SELECT count(*)::integer FROM told t WHERE t.pull_id = p.pull_id) AS said
       FROM pull p WHERE source_id = $1 ORDER BY position`,
      [sourceId],
    );
  return {
    ...bed,
    stored,
    keys,
    /** A service on this database, on a free port unless told. */
    start: async (environment: Record<string, string> = {}): Promise<BuiltService> => {
      const service = await startBuilt('connectors', {
        DB_URL: bed.db.urls.app,
        DB_WORKER_URL: bed.db.urls.worker,
        BUS_URL: bed.db.busUrl,
        CALLER_JWKS: JSON.stringify(keys.jwks),
        CREDENTIAL_KEYS_FILE: keysFile(),
        ALLOW_PRIVATE_ADDRESSES: '130404/*=127.0.0.0/8',
        RETRY_BASE_MS: String(RETRY_BASE_MS),
        ...environment,
      });
      services.push(service);
      return service;
    },
    metadata: () => keys.metadata(),
    client: (address: string): Client => {
      const soon = { 'grpc.initial_reconnect_backoff_ms': 50, 'grpc.max_reconnect_backoff_ms': 100 };
      const client = new Client(address, credentials.createInsecure(), soon);
      clients.push(client);
      return client;
    },
    push: async (client: Client, pullId: string, records: object[] = recordsOf(pullId)): Promise<Pull> => {
      const request = { sourceId: 'pushed', pullId, records };
      const answer = await call(client, SourcesServiceService.pushRecords, request, await keys.metadata());
      if (!answer.pull) throw new Error(`No pull ${pullId} in the answer.`);
      return answer.pull;
    },
    /** A source over HTTP, slow enough to be met in its middle, and a pull of it that waits. */
    pullOf: async (sourceId: string, url: string, pageSize = 10): Promise<void> => {
      const rest = { url: `${url}/resource/items.json`, pageSize, cursorField: 'changed' };
      await bed.source(sourceId, { rest });
      await as(() => bed.pulls.start(StartPull.parse({ sourceId, pullId: sourceId, full: false })));
    },
    /** How a pull ended. */
    ended: async (pullId: string): Promise<Pull> => {
      for (const end = Date.now() + 45_000; Date.now() < end; await sleep(50)) {
        // The database may be away: that is what is tried.
        const pull = await as(() => bed.pulls.get(pullId)).catch(() => undefined);
        if (pull?.finishedAt) return pull;
      }
      throw new Error(`Pull ${pullId} did not end within 45 s.`);
    },
    /** Waits until a pull has stored so many pages. */
    pages: async (pullId: string, pages: number): Promise<void> => {
      await until(async () => (await as(() => bed.pulls.get(pullId))).pages >= pages);
    },
    /**
     * What is wrong with what is stored of pushes: an answered one that is not there, half a push, a record twice, a pull
     * that neither waits nor ended, an end that was said twice or not at all.
     */
    wrong: async (answered: Iterable<string>, perPush = PER_PUSH): Promise<unknown[]> => {
      const all = await stored();
      const there = new Set(all.map(({ pullId }) => pullId));
      const versions = await bed.db.query<{ key: string }>(
        `SELECT record_key AS key FROM record WHERE source_id = 'pushed' GROUP BY record_key HAVING count(*) > 1`,
      );
      return [
        ...[...answered].filter((pullId) => !there.has(pullId)).map((lost) => ({ lost })),
        ...versions.map(({ key }) => ({ twice: key })),
        ...all.filter(({ added, records }) => added !== perPush || records !== perPush),
        ...all.filter(({ ended, queued, said }) =>
          ended ? queued !== 0 || said !== 1 : queued !== 1 || said !== 0,
        ),
      ];
    },
    stop: async (): Promise<void> => {
      for (const client of clients) client.close();
      await Promise.all(
        services
          .filter(({ child }) => child.exitCode === null && child.signalCode === null)
          .map((one) => one.kill()),
      );
      await bed.stop();
    },
  };
}

/** Records that no other push has. */
export const recordsOf = (pullId: string, count = PER_PUSH, more: object = {}): object[] =>
  Array.from({ length: count }, (_, n) => ({
    id: `${pullId}/${n}`,
    at: '2026-01-05T10:00:00',
    unit: n % 2 ? 'A' : 'B',
    ...more,
  }));

/** A SODA source of PULLED records. */
export function startSource(latencyMs = 0): Promise<RunningSimulator> {
  const records = Array.from({ length: PULLED }, (_, n) => ({
    id: `k${String(n).padStart(4, '0')}`,
    at: '2026-01-05T10:00:00.000',
    unit: n % 2 ? 'A' : 'B',
    changed: new Date(Date.UTC(2026, 3, 1) + n * 60_000).toISOString().slice(0, 23),
  }));
  const items = datasetFromRecords(records, { fields, timestamps: ['at', 'changed'] });
  return startSimulator({ datasets: { items }, latencyMs });
}

/** A client that pushes until it is told to end, and insists on each push until it is answered. */
export class Pusher {
  readonly answered: string[] = [];
  /** Of the longest request, answered or not. */
  longestMs = 0;
  /** Status codes of what was refused. */
  readonly refused: status[] = [];
  private ending = false;
  private readonly work: Promise<void>;

  constructor(
    name: string,
    private readonly push: (pullId: string) => Promise<unknown>,
  ) {
    this.work = this.go(name);
  }

  private async go(name: string): Promise<void> {
    for (let n = 0; !this.ending; n++) {
      while (!(await this.once(`${name}-${n}`))) await sleep(50);
    }
  }

  private async once(pullId: string): Promise<boolean> {
    const begun = performance.now();
    try {
      await this.push(pullId);
      this.answered.push(pullId);
      return true;
    } catch (error) {
      this.refused.push((error as ServiceError).code);
      return false;
    } finally {
      this.longestMs = Math.max(this.longestMs, performance.now() - begun);
    }
  }

  async end(): Promise<void> {
    this.ending = true;
    await this.work;
  }
}

/** Waits for it, 20 s at most. */
export async function until(done: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 20_000; Date.now() < end; await sleep(20)) if (await done()) return;
  throw new Error('It did not happen within 20 s.');
}
