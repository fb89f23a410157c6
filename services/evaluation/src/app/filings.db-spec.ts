import { Filing } from '@fuxing/contracts/evaluation/v1/filings';
import { Indicator } from '@fuxing/contracts/indicators/v1/indicators';
import { inTenant } from '@fuxing/db';
import { evaluate, inputHash, joinPackage, type PackagePart, resultHash } from '@fuxing/scoring';
import { as, testDatabase, type TestDatabase } from '@fuxing/testing';
import { database } from '../db/database';
import { heard } from '../events/heard';
import { CyclesService } from './cycles.service';
import { ScoringRunsService } from './scoring-runs.service';
import { ExplainService } from './explain.service';
import { FilingsService } from './filings.service';
import { ResultsService } from './results.service';
import { ScoringWorker } from './scoring.worker';
import { SimulationsService } from './simulations.service';

const tenantId = '130404';
let db: TestDatabase;
let worker: ScoringWorker;
let cycles: CyclesService;
let runs: ScoringRunsService;
let filings: FilingsService;
let explain: ExplainService;
let results: ResultsService;
let simulations: SimulationsService;

const hear = (topic: string, payload: object) =>
  inTenant(db.app, tenantId, async (tx) => {
    const event = { topic, payload, eventId: '', tenantId, key: '', type: '', occurredAt: new Date() };
    await heard[topic]?.(tx, event);
  });

const indicator = (indicatorId: string, more: object = {}) =>
  hear('indicators.indicator-version-published.v1', {
    indicator: Indicator.toJSON(
      Indicator.fromJSON({
        indicatorId,
        name: indicatorId,
        unitOfMeasure: '件',
        direction: 'DIRECTION_HIGHER_IS_BETTER',
        periodKind: 'PERIOD_KIND_YEAR',
        version: 1,
        ...more,
      }),
    ),
  });

const observation = (indicatorId: string, unitId: string, period: string, value: string) => ({
  observationId: `${indicatorId}~${unitId}~${period}~1`,
  indicatorId,
  unitId,
  period,
  revision: 1,
  value,
  verification: { verificationId: 'auto', act: 'VERIFICATION_ACT_AUTO', verifiedBy: 'policy' },
});

/** 60 for cases on time by formula, 10 for growth, 30 for opinion; a bonus, a veto and a quota of a third. */
const scheme = {
  schemeId: 's',
  name: '方案',
  unitGroupId: 'g',
  effectiveFrom: '2025',
  version: 1,
  shareKind: 'SHARE_KIND_FULL_MARKS',
  totalCap: '105',
  nodes: [
    {
      nodeId: 'on-time',
      name: '按时办结',
      share: '60',
      indicatorId: 'on-time-rate',
      time: 'TIME_AGGREGATION_POOLED_RATIO',
      missing: 'MISSING_RULE_ZERO',
      linear: { unacceptable: '0', satisfactory: '100' },
    },
    {
      nodeId: 'growth',
      name: '增长',
      share: '10',
      indicatorId: 'closed',
      missing: 'MISSING_RULE_ZERO',
      valueRule: { growth: 'GROWTH_RELATIVE' },
      linear: { unacceptable: '-50', satisfactory: '50' },
    },
    {
      nodeId: 'opinion',
      name: '民主测评',
      share: '30',
      missing: 'MISSING_RULE_EXCLUDE',
      opinion: {
        scale: [
          { option: '好', value: '100' },
          { option: '差', value: '0' },
        ],
      },
      raters: { minimum: 2 },
    },
  ],
  adjustments: [
    {
      adjustmentId: 'bonus',
      name: '加分',
      cap: '5',
      leaves: [
        {
          nodeId: 'commendation',
          name: '表彰',
          share: '5',
          eventCount: { items: [{ itemId: 'province', name: '省级表彰', points: '3' }], needsDocument: true },
        },
      ],
    },
  ],
  vetoes: [{ vetoId: 'accident', name: '较大事故', basis: '安委会办法', effect: 'VETO_EFFECT_NOT_BEST' }],
  grades: [
    { gradeId: 'best', name: '优秀', minScore: '60', quota: { share: '0.34' } },
    { gradeId: 'good', name: '良好', minScore: '50' },
    { gradeId: 'rest', name: '一般', minScore: '0' },
  ],
};

const filing = (more: object): Filing => Filing.fromJSON({ cycleId: 'y2025', name: '年终报送', ...more });
const put = (filingId: string, more: object, etag = '') =>
  as(() => filings.put({ filingId, etag, filing: filing(more) }));
const event = (eventId: string, unitId: string, itemId: string, more: object = {}) => ({
  eventId,
  unitId,
  itemId,
  count: '1',
  date: '2025-06-30',
  document: '冀政字〔2025〕1号',
  ...more,
});
const ballot = (unitId: string, raterId: string, option: string) => ({
  nodeId: 'opinion',
  unitId,
  raterId,
  option,
});

async function score(scoringRunId: string, cycleId = 'y2025') {
  await as(() => runs.start({ cycleId, scoringRunId }));
  for (let i = 0; i < 200; i++) {
    const run = await as(() => runs.get(scoringRunId));
    if (run.finishedAt) return run;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('The run did not finish within 5 s.');
}

const changes = { shares: [], values: [], targets: [], unitIds: [], scheme: undefined };

beforeAll(async () => {
  db = await testDatabase(database);
  worker = new ScoringWorker(db.app, db.worker);
  cycles = new CyclesService(db.app);
  runs = new ScoringRunsService(db.app, worker);
  filings = new FilingsService(db.app);
  results = new ResultsService(db.app);
  simulations = new SimulationsService(db.app);
  explain = new ExplainService(db.app, { fill: async () => undefined } as never);
  await hear('indicators.unit-group-changed.v1', {
    unitGroup: { unitGroupId: 'g', name: 'g', unitIds: ['a', 'b', 'c'] },
  });
  await indicator('closed', { changesSign: false });
  await indicator('on-time');
  await indicator('on-time-rate', {
    unitOfMeasure: '%',
    formula: 'on_time / closed * 100',
    measureIds: ['on-time', 'closed'],
  });
  await hear('indicators.scheme-published.v1', { scheme });
  await hear('connectors.observations-published.v1', {
    observations: [
      ...Object.entries({ a: '90', b: '80', c: '70' }).map(([u, v]) => observation('on-time', u, '2025', v)),
      ...['a', 'b', 'c'].map((u) => observation('closed', u, '2025', '100')),
      ...Object.entries({ a: '80', b: '100', c: '125' }).map(([u, v]) => observation('closed', u, '2024', v)),
    ],
  });
  worker.start();
  await as(() =>
    cycles.put({
      cycleId: 'y2025',
      etag: '',
      cycle: { name: '2025', nameEn: '', schemeId: 's', period: '2025', publicityDays: 0 },
    }),
  );
});
afterAll(async () => {
  await worker.stop();
  await db.stop();
});

it.each([
  {
    why: 'an event of another unit and an unknown item',
    filed: { events: [event('e', 'z', 'nothing', { date: '2025-02-31x', count: '0' })] },
    fields: ['events[0].unitId', 'events[0].itemId', 'events[0].count', 'events[0].date'],
  },
  {
    why: 'one event twice',
    filed: { events: [event('e', 'a', 'province'), event('e', 'b', 'province')] },
    fields: ['events[1].eventId'],
  },
  {
    why: 'a ballot for a leaf without ballots and one with an unknown option',
    filed: { ballots: [{ ...ballot('a', '1', '好'), nodeId: 'growth' }, ballot('a', '1', '很好')] },
    fields: ['ballots[0].nodeId', 'ballots[1].option'],
  },
  {
    why: 'a rater who votes twice on one unit',
    filed: { ballots: [ballot('a', '1', '好'), ballot('b', '1', '好'), ballot('a', '1', '差')] },
    fields: ['ballots[2].raterId'],
  },
  {
    why: 'a declaration without reason and value',
    filed: { declarations: [{ nodeId: 'x', unitId: 'a', state: 'DECLARED_STATE_IMPUTED', value: 'NaN' }] },
    fields: ['declarations[0].nodeId', 'declarations[0].reason', 'declarations[0].value'],
  },
  {
    why: 'a judgement of an item that is not judged',
    filed: {
      declarations: [
        {
          nodeId: 'growth',
          unitId: 'a',
          state: 'DECLARED_STATE_JUDGED',
          value: '8',
          reason: 'r',
          bandId: 'achieved',
        },
      ],
    },
    fields: ['declarations[0].state'],
  },
  {
    why: 'two statements about one unit on one leaf, and two promotions of a unit',
    filed: {
      declarations: ['DECLARED_STATE_PENDING', 'DECLARED_STATE_NOT_APPLICABLE'].map((state) => ({
        nodeId: 'growth',
        unitId: 'a',
        state,
        reason: 'r',
      })),
      promotions: ['best', 'good'].map((gradeId) => ({ unitId: 'a', gradeId, document: '纪要1号' })),
    },
    fields: ['declarations[1].unitId', 'promotions[1].unitId'],
  },
  {
    why: 'a promotion to a grade that is not there',
    filed: { promotions: [{ unitId: 'a', gradeId: 'top' }] },
    fields: ['promotions[0].gradeId', 'promotions[0].document'],
  },
])('refuses $why', async ({ filed, fields }) => {
  await expect(put('faulty', filed)).rejects.toMatchObject({
    reason: 'FILING_INVALID',
    fields: fields.map((field) => expect.objectContaining({ field: `filing.${field}` })),
  });
  await expect(as(() => filings.get('faulty'))).rejects.toMatchObject({ reason: 'FILING_NOT_FOUND' });
});

it('scores formulas, growth, ballots, bonus, veto and quota, and explains each', async () => {
  const filed = {
    events: [
      event('e1', 'b', 'province'),
      event('e2', 'b', 'province', { document: '' }),
      event('e3', 'a', 'accident'),
    ],
    ballots: [
      ballot('a', '1', '好'),
      ballot('a', '2', '好'),
      ballot('b', '1', '好'),
      ballot('b', '2', '差'),
      ballot('c', '1', '好'),
    ],
  };
  const first = await put('year-end', filed);
  expect(await put('year-end', filed)).toEqual(first);
  expect((await as(() => filings.list({ cycleId: '', pageSize: 0, pageToken: '' }))).filings).toEqual([
    expect.objectContaining({ filingId: 'year-end', ballots: [], ballotCount: 5 }),
  ]);

  await score('run-1');
  const { results: list } = await as(() =>
    results.list({ cycleId: 'y2025', scoringRunId: '', pageSize: 0, pageToken: '' }),
  );
  // a: 54 + 7.5 + 30; b: 48 + 5 + 15 + 3; c: (42 + 3) × 100 ÷ 70, for one ballot is too few. One place in 优秀, which the
  // veto keeps from a.
  expect(list.map(({ unitId, total, rank, gradeId }) => [unitId, total, rank, gradeId])).toEqual([
    ['a', '91.50', 1, 'good'],
    ['b', '71.00', 2, 'best'],
    ['c', '64.29', 3, 'good'],
  ]);

  const receipt = await as(() =>
    explain.explain({ cycleId: 'y2025', unitId: 'b', nodeId: '', scoringRunId: '' }),
  );
  const leaf = (nodeId: string) => receipt.receipt?.children.find((each) => each.nodeId === nodeId);
  expect(leaf('on-time')?.computed).toEqual([{ period: '2025', worked: '80 ÷ 100 × 100' }]);
  expect(leaf('growth')?.valueSteps).toMatchObject([
    { kind: 'GROWTH', worked: '(100 − 100) ÷ 100 × 100', result: '0' },
  ]);
  // Of two ballots each would be seen through.
  expect(leaf('opinion')).toMatchObject({ ballots: 2, worked: '15' });
  expect(receipt.receipt?.adjustments).toMatchObject([
    { nodeId: 'bonus', score: '3', children: [{ nodeId: 'commendation', score: '3.00' }] },
  ]);
  const vetoed = await as(() =>
    explain.explain({ cycleId: 'y2025', unitId: 'a', nodeId: '', scoringRunId: '' }),
  );
  expect(vetoed.receipt?.gradeReasons.map(({ rule, gradeId }) => [rule, gradeId])).toEqual([
    ['THRESHOLD', 'best'],
    ['VETO', 'good'],
  ]);
});

it('takes no second ballot of a rater about a unit in another filing', async () => {
  await expect(
    put('more', { ballots: [ballot('a', '3', '好'), ballot('a', '2', '差')] }),
  ).rejects.toMatchObject({
    reason: 'FILING_INVALID',
    fields: [expect.objectContaining({ field: 'filing.ballots[1].raterId', reason: 'BALLOT_DUPLICATE' })],
  });
});

/** As a person gets it: page by page, as JSON. */
async function packageOf(cycleId: string) {
  const parts: PackagePart[] = [];
  const hashes = { input: '', result: '' };
  let pageToken = '';
  do {
    const page = await as(() => simulations.package({ cycleId, scoringRunId: '', pageToken }));
    parts.push(JSON.parse(JSON.stringify(page.part)) as PackagePart);
    pageToken = page.nextPageToken;
    hashes.input = page.inputHash;
    hashes.result = page.resultHash;
  } while (pageToken);
  return { parts: parts.length, of: joinPackage(parts), hashes };
}

it('gives a package from which the same standings come', async () => {
  const { parts, of, hashes } = await packageOf('y2025');
  expect(parts).toBe(5);
  const { standings } = evaluate(of);
  expect(standings.map(({ unitId, total }) => [unitId, total])).toEqual([
    ['a', '91.50'],
    ['b', '71.00'],
    ['c', '64.29'],
  ]);
  expect(hashes).toEqual({ input: inputHash(of), result: resultHash(standings) });
});

it('simulates changes without touching the record', async () => {
  const answer = await as(() =>
    simulations.simulate({
      ...changes,
      cycleId: 'y2025',
      values: [{ indicatorId: 'on-time-rate', unitId: 'c', period: '2025', value: '100' }],
      shares: [
        { nodeId: 'on-time', share: '90' },
        { nodeId: 'growth', share: '10' },
        { nodeId: 'opinion', share: '0' },
      ],
    }),
  );
  expect(
    answer.results.map(({ unitId, totalBefore, totalAfter }) => [unitId, totalBefore, totalAfter]),
  ).toEqual([
    ['c', '64.29', '93.00'],
    ['a', '91.50', '88.50'],
    ['b', '71.00', '80.00'],
  ]);
  const { results: list } = await as(() =>
    results.list({ cycleId: 'y2025', scoringRunId: '', pageSize: 0, pageToken: '' }),
  );
  expect(list[0]).toMatchObject({ unitId: 'a', total: '91.50' });
});

it.each([
  {
    why: 'shares that do not sum',
    more: { shares: [{ nodeId: 'growth', share: '11' }] },
    field: 'scheme.nodes',
  },
  { why: 'an unknown node', more: { shares: [{ nodeId: 'x', share: '11' }] }, field: 'shares[0].nodeId' },
  {
    why: 'another unit',
    more: { targets: [{ indicatorId: 'closed', unitId: 'z', period: '2025', value: '1' }] },
    field: 'targets[0].unitId',
  },
])('does not simulate $why', async ({ more, field }) => {
  await expect(
    as(() => simulations.simulate({ ...changes, cycleId: 'y2025', ...more })),
  ).rejects.toMatchObject({
    reason: 'CHANGE_INVALID',
    fields: [expect.objectContaining({ field })],
  });
});

it('takes no filing once the cycle is public', async () => {
  await as(() => cycles.publish({ cycleId: 'y2025', scoringRunId: 'run-1' }));
  await expect(put('late', { events: [event('late', 'a', 'province')] })).rejects.toMatchObject({
    reason: 'CYCLE_NOT_OPEN',
  });
  await expect(as(() => filings.get('late'))).rejects.toMatchObject({ reason: 'FILING_NOT_FOUND' });
});

describe('judged items and task loads', () => {
  const cycleId = 'judged';
  const judgedBy = (version: number, partly: string) => ({
    scheme: {
      schemeId: 'j',
      name: '重点工作',
      unitGroupId: 'g',
      effectiveFrom: '2025',
      version,
      nodes: [
        {
          nodeId: 'key-work',
          name: '年度重点工作',
          share: '100',
          judged: {
            judgedBy: '考核组',
            bands: [
              { bandId: 'achieved', name: '完成', from: '0.8', to: '1' },
              { bandId: partly, name: '部分完成', from: '0.5', to: '0.8' },
            ],
          },
        },
      ],
      taskLoads: [
        { unitId: 'a', load: '24' },
        { unitId: 'b', load: '46' },
      ],
    },
  });
  const stated = (unitId: string, bandId: string, value: string) => ({
    nodeId: 'key-work',
    unitId,
    state: 'DECLARED_STATE_JUDGED',
    bandId,
    value,
    reason: '考核组评定',
    approvedBy: '考核组',
  });

  beforeAll(async () => {
    await hear('indicators.scheme-published.v1', judgedBy(1, 'partly'));
    await as(() =>
      cycles.put({
        cycleId,
        etag: '',
        cycle: { name: '2025', nameEn: '', schemeId: 'j', period: '2025', publicityDays: 0 },
      }),
    );
    const declarations = [
      stated('a', 'achieved', '80'),
      stated('b', 'partly', '80'),
      stated('c', 'achieved', '92.5'),
    ];
    await put('judgements', { cycleId, declarations });
    await score('run-judged', cycleId);
  });

  it('are scored: of two with the same total the heavier load stands first', async () => {
    const { results: list } = await as(() =>
      results.list({ cycleId, scoringRunId: '', pageSize: 0, pageToken: '' }),
    );
    expect(list.map(({ unitId, total, rank }) => [unitId, total, rank])).toEqual([
      ['c', '92.50', 1],
      ['b', '80.00', 2],
      ['a', '80.00', 3],
    ]);
  });

  it('are explained, with band and who judged', async () => {
    const { receipt } = await as(() =>
      explain.explain({ cycleId, unitId: 'b', nodeId: 'key-work', scoringRunId: '' }),
    );
    expect(receipt).toMatchObject({
      score: '80.00',
      worked: 'clip(80, 50, 80)',
      declared: { bandId: 'partly', value: '80', approvedBy: '考核组' },
    });
  });

  it('are in the package, from which the same standings come', async () => {
    const { of, hashes } = await packageOf(cycleId);
    const { standings } = evaluate(of);
    expect(hashes).toEqual({ input: inputHash(of), result: resultHash(standings) });
    expect(standings.map(({ unitId, total, rank }) => [unitId, total, rank])).toEqual([
      ['c', '92.50', 1],
      ['b', '80.00', 2],
      ['a', '80.00', 3],
    ]);
  });

  it('are not stated again in another filing', async () => {
    await expect(
      put('again', { cycleId, declarations: [stated('a', 'achieved', '95')] }),
    ).rejects.toMatchObject({
      reason: 'FILING_INVALID',
      fields: [
        expect.objectContaining({ field: 'filing.declarations[0].unitId', reason: 'DECLARATION_DUPLICATE' }),
      ],
    });
  });

  it('that a newer scheme does not know any more are not scored past without a word', async () => {
    await hear('indicators.scheme-published.v1', judgedBy(2, 'half'));
    const { status, error } = await score('run-outdated', cycleId);
    expect([status, error]).toEqual([
      'SCORING_RUN_STATUS_FAILED',
      expect.stringMatching(/报送件 judgements .*Filing judgements .*declarations\[1\]\.bandId/s),
    ]);
  });
});
