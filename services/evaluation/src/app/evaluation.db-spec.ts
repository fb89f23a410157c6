import { Indicator } from '@fuxing/contracts/indicators/v1/indicators';
import { inTenant } from '@fuxing/db';
import {
  as,
  drift,
  excessRights,
  keepMetrics,
  notIsolated,
  testDatabase,
  type TestDatabase,
} from '@fuxing/testing';
import { database } from '../db/database';
import { heard } from '../events/heard';
import { CyclesService } from './cycles.service';
import { ScoringRunsService } from './scoring-runs.service';
import { ExplainService } from './explain.service';
import { ResultsService } from './results.service';
import { ScoringWorker } from './scoring.worker';

const tenantId = '130404';
const measured = keepMetrics();
let db: TestDatabase;
let worker: ScoringWorker;
let cycles: CyclesService;
let runs: ScoringRunsService;
let results: ResultsService;
let explain: ExplainService;

const hear = (topic: string, payload: unknown) =>
  inTenant(
    db.app,
    tenantId,
    (tx) =>
      heard[topic]?.(tx, {
        topic,
        payload,
        eventId: '',
        tenantId,
        key: '',
        type: '',
        occurredAt: new Date(),
      }) ?? Promise.reject(new Error(topic)),
  );
const observation = (unitId: string, period: string, value: string, revision = 1, parts: object = {}) => ({
  observationId: `rate~${unitId}~${period}~${revision}`,
  indicatorId: 'rate',
  unitId,
  period,
  revision,
  value,
  ...parts,
  pullId: 'pull-1',
  sourceId: 'tickets',
  measureId: 'rate',
  measureVersion: 1,
  recordCount: 3,
  recordsHash: 'ab',
  verification: { verificationId: 'auto', act: 'VERIFICATION_ACT_AUTO', verifiedBy: 'policy' },
});
const publishObservations = (...observations: object[]) =>
  hear('connectors.observations-published.v1', { observations });
const scheme = (version: number, more: object = {}) =>
  hear('indicators.scheme-published.v1', {
    scheme: {
      schemeId: 's',
      name: '方案',
      unitGroupId: 'g',
      effectiveFrom: '2025',
      version,
      grades: [
        { gradeId: 'good', name: '优秀', minScore: '90' },
        { gradeId: 'poor', name: '较差', minScore: '0' },
      ],
      nodes: [
        {
          nodeId: 'service',
          name: '服务',
          share: '100',
          missing: 'MISSING_RULE_EXCLUDE',
          children: [
            {
              nodeId: 'rate',
              name: '按时办结率',
              share: '100',
              indicatorId: 'rate',
              time: 'TIME_AGGREGATION_MEAN_OF_VALUES',
              missing: 'MISSING_RULE_EXCLUDE',
              deduction: { step: '1', perStep: '1' },
              ...more,
            },
          ],
        },
      ],
    },
  });
const run = async (cycleId: string, scoringRunId: string) => {
  await as(() => runs.start({ cycleId, scoringRunId }));
  for (let i = 0; i < 200; i++) {
    const now = await as(() => runs.get(scoringRunId));
    if (now.finishedAt) return now;
    await new Promise((r) => setTimeout(r, 25));
  }
  throw new Error('The run did not finish within 5 s.');
};
const list = (cycleId: string, scoringRunId = '') =>
  as(() => results.list({ cycleId, scoringRunId, pageSize: 0, pageToken: '' }));
const cycle = (cycleId: string, more: object = {}) => ({
  cycleId,
  etag: '',
  cycle: { name: cycleId, nameEn: '', schemeId: 's', period: '2025-Q1', publicityDays: 0, ...more },
});
const reason = (work: Promise<unknown>) =>
  work.then(
    () => 'accepted',
    (error: { reason?: string }) => error.reason,
  );

beforeAll(async () => {
  db = await testDatabase(database);
  worker = new ScoringWorker(db.app, db.worker);
  cycles = new CyclesService(db.app);
  runs = new ScoringRunsService(db.app, worker);
  results = new ResultsService(db.app);
  explain = new ExplainService(db.app, { fill: async () => undefined } as never);
  await hear('indicators.tenant-changed.v1', {
    tenant: { tenantId, name: '复兴区', timeZone: 'Asia/Shanghai' },
  });
  await hear('indicators.unit-group-changed.v1', {
    unitGroup: { unitGroupId: 'g', name: 'g', unitIds: ['b', 'a', 'c'] },
  });
  await hear('indicators.indicator-version-published.v1', {
    indicator: Indicator.toJSON(
      Indicator.fromJSON({
        indicatorId: 'rate',
        name: '按时办结率',
        unitOfMeasure: '%',
        direction: 'DIRECTION_HIGHER_IS_BETTER',
        periodKind: 'PERIOD_KIND_MONTH',
        version: 1,
      }),
    ),
  });
  await hear('indicators.targets-changed.v1', {
    targets: ['a', 'b', 'c'].map((unitId) => ({
      indicatorId: 'rate',
      unitId,
      period: '2025-Q1',
      value: '100',
    })),
  });
  await scheme(1);
  await publishObservations(
    ...['2025-01', '2025-02', '2025-03'].flatMap((period) => [
      observation('a', period, '99'),
      observation('b', period, '89.82'),
    ]),
  );
  worker.start();
});
afterAll(async () => {
  await worker.stop();
  await db.stop();
});

describe('the database', () => {
  it('agrees with the entities, isolates tenants and grants no excess', async () => {
    expect(await drift(db, database)).toEqual([]);
    expect(await notIsolated(db, 'evaluation')).toEqual([]);
    expect(await excessRights(db, 'evaluation')).toEqual([]);
  });

  it('does not let the service change a score, a result or an observation', async () => {
    for (const table of ['score', 'result', 'observation']) {
      await expect(inTenant(db.app, tenantId, (tx) => tx.query(`DELETE FROM ${table}`))).rejects.toThrow(
        'permission denied',
      );
      await expect(
        inTenant(db.app, tenantId, (tx) => tx.query(`UPDATE ${table} SET unit_id = ''`)),
      ).rejects.toThrow('permission denied');
    }
  });
});

describe('a scoring run', () => {
  it('scores, ranks and grades the group; a unit without a value is unranked and last', async () => {
    await as(() => cycles.put(cycle('q1')));
    expect(await run('q1', 'run-1')).toMatchObject({
      status: 'SCORING_RUN_STATUS_SUCCEEDED',
      units: 3,
      unitsWithoutTotal: 1,
      schemeVersion: 1,
    });
    expect((await list('q1')).results.map((r) => [r.unitId, r.total, r.rank, r.gradeId])).toEqual([
      ['a', '99.00', 1, 'good'],
      ['b', '89.82', 2, 'poor'],
      ['c', '', 0, ''],
    ]);
  });

  it('gives the same bytes for the same inputs, and others when an input changes', async () => {
    const [first, again] = [await as(() => runs.get('run-1')), await run('q1', 'run-2')];
    expect(again).toMatchObject({ inputHash: first.inputHash, resultHash: first.resultHash });
    await publishObservations(observation('b', '2025-03', '95', 2));
    const changed = await run('q1', 'run-3');
    expect(changed.inputHash).not.toBe(first.inputHash);
    expect((await list('q1', 'run-1')).results[1]?.total).toBe('89.82');
    expect((await list('q1')).results[1]?.total).toBe('91.55');
  });

  it('is the same run when it is asked for again', async () => {
    const again = await as(() => runs.start({ cycleId: 'q1', scoringRunId: 'run-1' }));
    expect(again.status).toBe('SCORING_RUN_STATUS_SUCCEEDED');
    expect(await db.query(`SELECT FROM scoring_run WHERE scoring_run_id = 'run-1'`)).toHaveLength(1);
  });

  it('is listed, newest first, page by page', async () => {
    const seen: string[] = [];
    let pageToken = '';
    do {
      const request = { cycleId: 'q1', pageSize: 2, pageToken };
      const page = await as(() => runs.list(request));
      seen.push(...page.scoringRuns.map(({ scoringRunId }) => scoringRunId));
      pageToken = page.nextPageToken;
    } while (pageToken);
    expect(seen).toEqual(['run-3', 'run-2', 'run-1']);
  });

  it('starts over when it was killed in the middle', async () => {
    await db.query(
      `INSERT INTO scoring_run SELECT tenant_id, 'killed', cycle_id, 'SCORING_RUN_STATUS_RUNNING', 0, '', '', 0, 0, 0, 0, '' FROM scoring_run WHERE scoring_run_id = 'run-3'`,
    );
    expect(await run('q1', 'killed')).toMatchObject({
      status: 'SCORING_RUN_STATUS_SUCCEEDED',
      resultHash: (await as(() => runs.get('run-3'))).resultHash,
    });
  });
});

it('is measured when a run ends: how long it took, how it ended, and how many units it ranked', async () => {
  await measured();
  await as(() => cycles.put(cycle('measured')));
  await run('measured', 'measured-1');
  await run('measured', 'measured-2');
  await hear('indicators.scheme-published.v1', {
    scheme: { schemeId: 'lost', name: 'x', unitGroupId: 'lost', effectiveFrom: '2025', version: 1 },
  });
  await as(() => cycles.put(cycle('lost', { schemeId: 'lost' })));
  expect(await run('lost', 'lost-1')).toMatchObject({ status: 'SCORING_RUN_STATUS_FAILED' });
  const [succeeded, failed] = ['succeeded', 'failed'].map((outcome) => ({ 'fuxing.outcome': outcome }));
  const seen = await measured();
  const durations = seen['fuxing.evaluation.scoring_run.duration'] ?? [];
  expect(durations).toMatchObject([
    { unit: 's', attributes: succeeded, value: { count: 2 } },
    { unit: 's', attributes: failed, value: { count: 1 } },
  ]);
  for (const { value } of durations) expect((value as { sum: number }).sum).toBeGreaterThan(0);
  expect(seen['fuxing.evaluation.scoring_run.units']).toEqual([
    { unit: '{unit}', attributes: succeeded, value: 6 },
    { unit: '{unit}', attributes: failed, value: 0 },
  ]);
});

describe('a receipt', () => {
  it('recomputes the stored score and leads to the pull and the verification', async () => {
    const { receipt, result } = await as(() =>
      explain.explain({ cycleId: 'q1', unitId: 'b', nodeId: '', scoringRunId: 'run-1' }),
    );
    expect(receipt?.score).toBe(result?.total);
    const leaf = receipt?.children[0]?.children[0];
    expect(leaf).toMatchObject({
      nodeId: 'rate',
      method: 'DEDUCTION',
      score: '89.82',
      indicator: 'rate@1',
      target: '100',
    });
    expect(leaf?.inputs).toHaveLength(3);
    expect(leaf?.inputs[0]).toMatchObject({
      value: '89.82',
      pullId: 'pull-1',
      measure: 'rate@1',
      verificationAct: 'AUTO',
      verifiedBy: 'policy',
    });
    expect(leaf?.worked).toContain('89.82');
  });

  it('of a stranger does not exist', async () => {
    const ask = (unitId: string, nodeId = '') =>
      reason(as(() => explain.explain({ cycleId: 'q1', unitId, nodeId, scoringRunId: '' })));
    expect(await ask('nobody')).toBe('UNIT_NOT_FOUND');
    expect(await ask('a', 'nowhere')).toBe('NODE_NOT_FOUND');
  });
});

describe('publicity', () => {
  it('opens once, ends on its day, and then the results are final for good', async () => {
    expect(await reason(as(() => cycles.finalise('q1')))).toBe('RESULTS_NOT_PUBLICISED');
    await as(() => cycles.publish({ cycleId: 'q1', scoringRunId: 'run-3' }));
    await as(() => cycles.publish({ cycleId: 'q1', scoringRunId: 'run-3' }));
    expect(await as(() => cycles.finalise('q1'))).toMatchObject({ status: 'CYCLE_STATUS_FINAL' });
    expect(await as(() => cycles.finalise('q1'))).toMatchObject({ status: 'CYCLE_STATUS_FINAL' });
    expect(await reason(as(() => runs.start({ cycleId: 'q1', scoringRunId: 'late' })))).toBe('CYCLE_FINAL');
    expect(await reason(as(() => cycles.put({ ...cycle('q1', { publicityDays: 9 }), etag: 'x' })))).toBe(
      'ETAG_MISMATCH',
    );
    const events = await db.query<{ topic: string; payload: object }>(
      `SELECT topic, payload FROM outbox ORDER BY position`,
    );
    const { inputHash, resultHash } = await as(() => runs.get('run-3'));
    expect(inputHash).toMatch(/^[0-9a-f]{64}$/);
    const payload = expect.objectContaining({ unitGroupId: 'g', inputHash, resultHash });
    expect(events).toEqual([
      { topic: 'evaluation.results-publicised.v1', payload },
      { topic: 'evaluation.results-finalised.v1', payload },
    ]);
  });

  it('is not over before its last working day', async () => {
    await as(() => cycles.put(cycle('q1-slow', { publicityDays: 5 })));
    await run('q1-slow', 'slow');
    await as(() => cycles.publish({ cycleId: 'q1-slow', scoringRunId: 'slow' }));
    expect(await reason(as(() => cycles.finalise('q1-slow')))).toBe('PUBLICITY_NOT_OVER');
  });

  it('does not open while a unit waits for a value', async () => {
    await scheme(2, { missing: 'MISSING_RULE_BLOCK' });
    await as(() => cycles.put(cycle('q1-blocked')));
    await run('q1-blocked', 'blocked');
    expect(await reason(as(() => cycles.publish({ cycleId: 'q1-blocked', scoringRunId: 'blocked' })))).toBe(
      'RESULTS_INCOMPLETE',
    );
  });
});
