import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Cycle, CyclesServiceService, type ScoringRun } from '@fuxing/contracts/evaluation/v1/cycles';
import { type EventBus, openBus, postgresBusLag } from '@fuxing/outbox';
import {
  type BuiltService,
  call,
  gatewayKeys,
  office,
  startBuilt,
  testDatabase,
  type TestDatabase,
} from '@fuxing/testing';
import { Client, credentials, type MethodDefinition, type ServiceError, status } from '@grpc/grpc-js';
import { database } from '../db/database';

const INDICATORS = Array.from({ length: 12 }, (_, n) => `i${n}`);
const UNITS = Array.from({ length: 60 }, (_, n) => `u${String(n).padStart(2, '0')}`);
const MONTHS = Array.from({ length: 12 }, (_, n) => `2025-${String(n + 1).padStart(2, '0')}`);
export const LEAVES = INDICATORS.length;
export const RANKED = UNITS.length;

/** What is stored of a cycle and its run, and what was said of it. */
export interface Stored {
  cycle: string;
  run: Record<'status' | 'inputHash' | 'resultHash' | 'error', string> & { finishedAt: Date | null };
  scores: number;
  results: number;
}

/** For tests: the built service in a process of its own that is killed and started again, on a database of its own. */
export class Testbed {
  private constructor(
    readonly db: TestDatabase,
    private readonly bus: EventBus,
    private readonly keys: ReturnType<typeof gatewayKeys>,
    private readonly settings: Record<string, string>,
    private service: BuiltService,
    private readonly client: Client,
  ) {}

  static async make(): Promise<Testbed> {
    const db = await testDatabase(database);
    const keys = gatewayKeys();
    const settings = {
      DB_URL: db.urls.app,
      DB_WORKER_URL: db.urls.worker,
      BUS_URL: db.busUrl,
      CALLER_JWKS: JSON.stringify(keys.jwks),
      CONNECTORS_ADDRESS: '127.0.0.1:1',
    };
    const service = await startBuilt('evaluation', settings);
    const soon = { 'grpc.initial_reconnect_backoff_ms': 50, 'grpc.max_reconnect_backoff_ms': 100 };
    const client = new Client(service.address, credentials.createInsecure(), soon);
    const bus = await openBus(db.busUrl, 'test');
    await bus.send(declarations());
    while ((await postgresBusLag(db.busUrl)).get('evaluation') !== 0) await sleep(20);
    return new Testbed(db, bus, keys, settings, service, client);
  }

  /** At the same address again. */
  async start(): Promise<void> {
    const { address } = this.service;
    this.service = await startBuilt('evaluation', { ...this.settings, GRPC_LISTEN: address });
  }

  async kill(): Promise<void> {
    await this.service.kill();
  }

  /** The process stands still: what it sent is done, what is answered it never hears. */
  freeze(): void {
    this.service.child.kill('SIGSTOP');
  }

  async stop(): Promise<void> {
    this.client.close();
    await this.service.stop();
    await this.bus.close();
    await this.db.stop();
  }

  async call<Q, A>(method: MethodDefinition<Q, A>, request: Q): Promise<A> {
    return call(this.client, method, request, await this.keys.metadata());
  }

  /** As a client does: the same call again while nobody answers. */
  async insist<Q, A>(method: MethodDefinition<Q, A>, request: Q): Promise<A> {
    for (;;) {
      try {
        return await this.call(method, request);
      } catch (error) {
        if (!isAway(error)) throw error;
        await sleep(20);
      }
    }
  }

  async putCycle(cycleId: string): Promise<void> {
    const cycle = { cycleId, name: cycleId, nameEn: '', schemeId: 's', period: '2025', publicityDays: 0 };
    const set = { status: 'CYCLE_STATUS_OPEN', scoringRunId: '', publicityEndsOn: '', etag: '' };
    await this.insist(CyclesServiceService.putCycle, {
      cycleId,
      etag: '',
      cycle: { ...cycle, ...set } as Cycle,
    });
  }

  startRun(cycleId: string): Promise<ScoringRun | undefined> {
    const request = { cycleId, scoringRunId: `${cycleId}-run` };
    return this.insist(CyclesServiceService.startScoringRun, request).then(({ scoringRun }) => scoringRun);
  }

  /** Waits for the run of a cycle to end. */
  async finished(cycleId: string): Promise<Stored> {
    for (const end = Date.now() + 120_000; Date.now() < end; await sleep(100)) {
      const stored = await this.stored(cycleId);
      if (stored.run.finishedAt) return stored;
    }
    throw new Error(`The run of ${cycleId} did not end within 120 s.`);
  }

  async stored(cycleId: string): Promise<Stored> {
    const [row] = await this.db.query<Stored['run'] & Omit<Stored, 'run'>>(
      `SELECT r.status, input_hash AS "inputHash", result_hash AS "resultHash", error, finished_at AS "finishedAt", c.status AS cycle,
         (SELECT count(*)::int FROM score s WHERE s.scoring_run_id = r.scoring_run_id) AS scores,
         (SELECT count(*)::int FROM result t WHERE t.scoring_run_id = r.scoring_run_id) AS results
       FROM scoring_run r JOIN cycle c USING (tenant_id, cycle_id) WHERE cycle_id = $1`,
      [cycleId],
    );
    if (!row) throw new Error(`There is no run of ${cycleId}.`);
    const { cycle, scores, results, ...run } = row;
    return { cycle, run, scores, results };
  }

  /** Topics of the events said of a cycle, in order, each event once; waits until the outbox is empty. */
  async said(cycleId: string): Promise<string[]> {
    while ((await this.db.query('SELECT FROM outbox')).length > 0) await sleep(20);
    const rows = await this.db.query<{ topic: string }>(
      `SELECT topic FROM bus.event WHERE key = $1 AND topic LIKE 'evaluation.%' GROUP BY event_id, topic ORDER BY min(position)`,
      [cycleId],
    );
    return rows.map(({ topic }) => topic);
  }
}

/** Nobody answered; the call may have had its effect or not. */
export const isAway = (error: unknown): boolean => (error as ServiceError).code === status.UNAVAILABLE;

/** What the others say before anything can be scored. */
function declarations() {
  const event = (topic: string, payload: unknown) => {
    const eventId = randomUUID();
    return { eventId, tenantId: office.tenantId, topic, key: '', type: '', occurredAt: new Date(), payload };
  };
  const indicator = (indicatorId: string) => ({
    indicatorId,
    name: indicatorId,
    unitOfMeasure: '%',
    direction: 'DIRECTION_HIGHER_IS_BETTER',
    periodKind: 'PERIOD_KIND_MONTH',
    version: 1,
  });
  const leaf = (indicatorId: string) => ({
    nodeId: indicatorId,
    name: indicatorId,
    share: '1',
    indicatorId,
    time: 'TIME_AGGREGATION_MEAN_OF_VALUES',
    missing: 'MISSING_RULE_EXCLUDE',
    deduction: { step: '1', perStep: '1' },
  });
  const scheme = {
    schemeId: 's',
    name: '方案',
    unitGroupId: 'g',
    effectiveFrom: '2025',
    version: 1,
    grades: [{ gradeId: 'one', name: '合格', minScore: '0' }],
    nodes: [{ ...leaf('all'), indicatorId: '', deduction: undefined, children: INDICATORS.map(leaf) }],
  };
  const tenant = { tenantId: office.tenantId, name: '复兴区', timeZone: 'Asia/Shanghai' };
  return [
    event('indicators.tenant-changed.v1', { tenant }),
    event('indicators.unit-group-changed.v1', {
      unitGroup: { unitGroupId: 'g', name: 'g', unitIds: UNITS },
    }),
    ...INDICATORS.flatMap((indicatorId) => [
      event('indicators.indicator-version-published.v1', { indicator: indicator(indicatorId) }),
      event('indicators.targets-changed.v1', {
        targets: UNITS.map((unitId) => ({ indicatorId, unitId, period: '2025', value: '100' })),
      }),
      ...MONTHS.map((period, month) =>
        event('connectors.observations-published.v1', {
          observations: UNITS.map((unitId, unit) => ({
            observationId: `${indicatorId}~${unitId}~${period}~1`,
            indicatorId,
            unitId,
            period,
            revision: 1,
            value: String(100 - ((unit * 7 + month) % 23)),
          })),
        }),
      ),
    ]),
    event('indicators.scheme-published.v1', { scheme }),
  ];
}
