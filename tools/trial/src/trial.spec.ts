import { createHash } from 'node:crypto';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { evaluate, joinPackage, type PackagePart, receiptOf, renderReceiptText } from '@fuxing/scoring';
import { People } from './people';
import { results, type ResultSeen } from './steps';
import { asRole, postmaster } from './superuser';
import { type RunningTrial, runTrial, temporaryFolder } from './testbed';

interface Input {
  observationId: string;
  value: string;
  numerator: string;
  denominator: string;
  pullId: string;
  sourceId: string;
  measure: string;
  verificationAct: string;
  verifiedBy: string;
  recordCount: string;
  recordsHash: string;
  recordKeys: string[];
  recordKeysState: string;
}
interface Step {
  nodeId: string;
  state: string;
  score: string;
  formula: string;
  worked: string;
  inputs: Input[];
  ballots: number;
  declared?: { state: string; value: string; bandId: string; reason: string; approvedBy: string };
  children: Step[];
  adjustments: Step[];
  gradeReasons: { rule: string; gradeId: string; zh: string }[];
}
interface Explanation {
  result: { total: string };
  scoringRun: { inputHash: string; resultHash: string };
  receipt: Step;
}
interface Outcome {
  outcomeId: string;
  kind: string;
  unitId: string;
  cycleId: string;
  zh: string;
  en: string;
  evidence: { cycleId: string; period: string; rank: number; rankedUnits: number; total: string }[];
}

/** What the invented figures of the sample come to; the same on every machine. */
const STREETS = [
  ['bjc', '83.12', 1, 'excellent'],
  ['slq', '69.22', 2, 'qualified'],
  ['tldy', '57.80', 3, 'unqualified'],
];
const BUREAUX = [
  ['xzsp', '93.11', 1, 'excellent'],
  ['sthj', '86.15', 2, 'good'],
  // A tie, which the heavier task load decides.
  ['scjg', '84.62', 3, 'good'],
  ['zscj', '84.62', 4, 'good'],
  ['csgl', '64.81', 5, 'qualified'],
];

const STACK = /^\s+at .+[:(]/m;
const rowsOf = (found: ResultSeen[]) =>
  found.map(({ unitId, total, rank, gradeId }) => [unitId, total, rank, gradeId]);
const tablesIn = (output: string): string =>
  output.slice(output.indexOf('\nstreets-2025'), output.indexOf('\nReady after'));
const leavesOf = (step: Step): Step[] =>
  step.children.length > 0 ? step.children.flatMap(leavesOf) : [step];

/** One that ended and whose parent has not looked yet (a zombie) does not run. */
function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const stat = `/proc/${pid}/stat`;
  return !existsSync(stat) || !/\) Z /.test(readFileSync(stat, 'utf8'));
}

/** How a start that must not succeed ends. */
async function refused(dataDir: string, environment: Record<string, string> = {}): Promise<string> {
  const error = await runTrial([], dataDir, environment).then(
    async (trial) => {
      await trial.stop();
      return new Error('It started.');
    },
    (error: Error) => error,
  );
  expect(error.message).toMatch(/^The trial ended with 1:/);
  expect(error.message).not.toMatch(STACK);
  return error.message;
}

describe('a newcomer starts the sample district', () => {
  const folder = temporaryFolder();
  let trial: RunningTrial;
  let people: People;
  const office = () => people.as('kaohe');

  beforeAll(async () => {
    trial = await runTrial([], folder.path);
    people = new People(trial.url, trial.issuer);
  }, 120_000);
  afterAll(async () => {
    await trial?.stop();
    folder.remove();
  }, 30_000);

  it('is told the results, the addresses and who may sign in', async () => {
    const printed = trial.output();
    expect(printed).toContain('streets-2025（虚构数据 invented data）');
    expect(printed).toMatch(/百家村街道 +83\.12 +优秀/);
    expect(printed).toMatch(/行政审批局 +93\.11 +优秀/);
    for (const name of ['guanli', 'kaohe', 'heyan', 'lingdao', 'shenji', 'shichang', 'linqu']) {
      expect(printed).toMatch(new RegExp(`^  ${name} `, 'm'));
    }
    expect(printed).not.toMatch(STACK);
    const [docs, openapi, ready] = await Promise.all(
      ['/docs', '/openapi.json', '/readyz'].map((path) => fetch(`${trial.url}${path}`)),
    );
    expect(docs?.status).toBe(200);
    expect(await openapi?.json()).toMatchObject({ openapi: expect.stringMatching(/^3\.1/) });
    expect(ready?.status).toBe(200);
  });

  it('finds the same results on every machine', async () => {
    expect(rowsOf(await results(office(), 'streets-2025'))).toEqual(STREETS);
    expect(rowsOf(await results(office(), 'bureaux-2025'))).toEqual(BUREAUX);
  });

  it('can follow every total down to verified values', async () => {
    for (const [cycle, rows] of [
      ['streets-2025', STREETS],
      ['bureaux-2025', BUREAUX],
    ] as const) {
      for (const [unit, total] of rows) {
        const { body } = await office().get<Explanation>(`/v1/cycles/${cycle}/results/${unit}/explanation`);
        expect([unit, body.receipt.score, body.result.total]).toEqual([unit, total, total]);
        expect(body.scoringRun.inputHash).toMatch(/^[0-9a-f]{64}$/);
        expect(body.scoringRun.resultHash).toMatch(/^[0-9a-f]{64}$/);
        for (const leaf of leavesOf(body.receipt)) {
          if (leaf.state !== 'SCORED') expect([leaf.state, leaf.score]).toEqual(['MISSING', '']);
          else
            expect([
              unit,
              leaf.nodeId,
              leaf.inputs.length > 0 || leaf.ballots > 2 || leaf.declared?.approvedBy === '区考核办考核组',
            ]).toEqual([unit, leaf.nodeId, true]);
          expect(
            leaf.inputs.filter(({ verificationAct }) => !/^(AUTO|ACCEPT)$/.test(verificationAct)),
          ).toEqual([]);
          for (const { recordKeysState, recordKeys, recordCount } of leaf.inputs) {
            const all = Number(recordCount) <= 100;
            expect(recordKeysState).toBe(`RECORD_KEYS_STATE_${all ? 'ALL' : 'FIRST'}`);
            expect(recordKeys).toHaveLength(Math.min(Number(recordCount), 100));
          }
        }
      }
    }
  }, 120_000);

  it('can follow what a unit entered by hand to who said it, and finds that somebody else verified it', async () => {
    const id = 'food-safety-talks~scjg~2025-12~1';
    const { body } = await office().get<{ observation: object }>(`/v1/observations/${id}`);
    expect(body.observation).toMatchObject({ value: '4', verification: { verifiedBy: 'heyan' } });
    const { body: behind } = await office().get<{ records: object[] }>(`/v1/observations/${id}/records`);
    expect(behind.records).toMatchObject([
      { content: { value: '4', entered_by: 'shichang', evidence_ids: [] } },
    ]);
    const due = people
      .as('shichang')
      .list<{ period: string }>('/v1/manual-values', 'values', { missing: 'true' });
    expect((await Array.fromAsync(due)).map(({ period }) => period)).not.toContain('2025-12');
  });

  it('can follow a score to the raw records, whose hash anybody can recompute', async () => {
    const { body } = await office().get<Explanation>(
      '/v1/cycles/streets-2025/results/bjc/explanation?nodeId=closure',
    );
    expect(body.receipt).toMatchObject({ nodeId: 'closure', formula: expect.stringContaining('÷') });
    expect(body.receipt.inputs).toHaveLength(12);
    for (const input of body.receipt.inputs) {
      expect(input).toMatchObject({
        pullId: 'tickets-first',
        sourceId: 'tickets',
        measure: 'closure-by-street@1',
        verificationAct: 'AUTO',
        verifiedBy: 'policy',
      });
      const records: { recordKey: string; contentHash: string; content: Record<string, unknown> }[] = [];
      const path = `/v1/observations/${encodeURIComponent(input.observationId)}/records`;
      for await (const record of office().list<(typeof records)[number]>(path, 'records'))
        records.push(record);
      expect(records).toHaveLength(Number(input.recordCount));
      const lines = records.map(({ recordKey, contentHash }) => `${recordKey}:${contentHash}\n`).join('');
      expect(createHash('sha256').update(lines).digest('hex')).toBe(input.recordsHash);
      expect(input.recordKeys).toEqual(records.slice(0, 100).map(({ recordKey }) => recordKey));
      const inTime = records.filter(
        ({ content }) => content['closed_at'] && `${content['closed_at']}` <= `${content['due_at']}`,
      );
      expect([inTime.length, records.length]).toEqual([Number(input.numerator), Number(input.denominator)]);
    }
  }, 120_000);

  it('sees who decided on values that the rules did not let pass', async () => {
    const { body } = await office().get<Explanation>(
      '/v1/cycles/bureaux-2025/results/scjg/explanation?nodeId=annual-reports',
    );
    expect(body.receipt.inputs).toMatchObject([
      {
        verificationAct: 'ACCEPT',
        verifiedBy: expect.stringMatching(/./),
        verificationReason: '抽查原始记录后确认（演示）',
      },
    ]);
    const [input] = body.receipt.inputs;
    const { body: first } = await office().get<{ records: { recordKey: string }[] }>(
      `/v1/observations/${input?.observationId}/records`,
    );
    expect(first.records).toHaveLength(100);
    expect(input?.recordKeys).toEqual(first.records.map(({ recordKey }) => recordKey));
  });

  it('sees bonus, quota and veto with their documents', async () => {
    const explain = async (cycle: string, unit: string) =>
      (await office().get<Explanation>(`/v1/cycles/${cycle}/results/${unit}/explanation`)).body.receipt;
    const first = await explain('streets-2025', 'bjc');
    // Two commendations for one matter: the provincial one counts.
    expect(first.adjustments.map(({ nodeId, score }) => [nodeId, score])).toEqual([
      ['commendations', '2'],
      ['criticism', '0'],
    ]);
    const barred = await explain('streets-2025', 'slq');
    expect(barred.gradeReasons.at(-1)).toMatchObject({ rule: 'VETO', zh: expect.stringContaining('冀安办') });
    const beyond = await explain('bureaux-2025', 'sthj');
    expect(beyond.gradeReasons.map(({ rule, gradeId }) => [rule, gradeId])).toEqual([
      ['THRESHOLD', 'excellent'],
      ['QUOTA', 'good'],
    ]);
  });

  it('sees who judged the key work of a bureau, in which band, and what a tie was decided by', async () => {
    const { body } = await office().get<Explanation>(
      '/v1/cycles/bureaux-2025/results/csgl/explanation?nodeId=key-work',
    );
    expect(body.receipt).toMatchObject({
      nodeId: 'key-work',
      score: '62.00',
      worked: 'clip(62, 50, 80)',
      declared: {
        state: 'DECLARED_STATE_JUDGED',
        bandId: 'partly',
        reason: '五项重点工作完成三项',
        approvedBy: '区考核办考核组',
      },
    });
    const of = joinPackage(await packageOf(office(), 'bureaux-2025'));
    const printed = renderReceiptText(receiptOf(of, 'zscj'), 'zh-CN');
    expect(printed).toMatch(/市场监督管理局 +84\.62 +46/);
    expect(printed).toMatch(/招商促进中心 +84\.62 +24/);
  });

  it('scores again from the exported package and gets the same standings', async () => {
    const again = evaluate(joinPackage(await packageOf(office(), 'bureaux-2025'))).standings;
    expect(again.map(({ unitId, total, rank, gradeId }) => [unitId, total, rank, gradeId])).toEqual(BUREAUX);
  });

  it('tries a changed weight without touching the record', async () => {
    const { body } = await office().post('/v1/cycles/bureaux-2025:simulate', {
      shares: [
        { nodeId: 'bureau-closure', share: '50' },
        { nodeId: 'bureau-satisfaction', share: '50' },
      ],
    });
    const { results: tried } = body as {
      results: { unitId: string; totalBefore: string; totalAfter: string }[];
    };
    expect(tried).toHaveLength(5);
    expect(tried.some(({ totalBefore, totalAfter }) => totalBefore !== totalAfter)).toBe(true);
    expect(rowsOf(await results(office(), 'bureaux-2025'))).toEqual(BUREAUX);
  });

  it('shows a leader which ranks are firm', async () => {
    const { body } = await people.as('lingdao').get<{
      ranks: { unitId: string; rank: number; isFirm: boolean }[];
      weights: { nodeId: string; low: string; share: string; high: string; basis: string }[];
    }>('/v1/cycles/bureaux-2025/sensitivity?draws=200&weights=0.2');
    expect(body.ranks.map(({ unitId, rank }) => [unitId, rank])).toEqual(
      BUREAUX.map(([unitId, , rank]) => [unitId, rank]),
    );
    expect(body.ranks[0]).toMatchObject({ unitId: 'xzsp', isFirm: true });
    expect(body.weights.find(({ nodeId }) => nodeId === 'duties')).toMatchObject({
      share: '40',
      low: '0',
      high: '40.116123',
      lowUnitIds: [],
      highUnitIds: ['scjg', 'zscj'],
      basis: 'INTERVAL_BASIS_EXACT',
    });
  });

  it('shows an auditor what ballots look like, and a leader nothing of them', async () => {
    const path = '/v1/cycles/streets-2025/ballot-review';
    const { body } = await people.as('shenji').get<{ reviews: object[] }>(path);
    expect(body.reviews).toMatchObject([
      { nodeId: 'leaders', withheld: true, raters: 0, groups: [] },
      { nodeId: 'public', withheld: false, raters: 5, flat: 3, pairs: [] },
    ]);
    await expect(people.as('lingdao').get(path)).rejects.toMatchObject({ status: 403 });
  });

  it('sees what follows from two years in a row, with the reasons', async () => {
    const outcomes = await Array.fromAsync(office().list<Outcome>('/v1/outcomes', 'outcomes'));
    const of = (kind: string) =>
      outcomes
        .filter((each) => each.kind === `OUTCOME_KIND_${kind}`)
        .map(({ cycleId, unitId }) => `${cycleId} ${unitId}`)
        .sort();
    expect(of('RESERVE_POOL')).toEqual(['bureaux-2025 xzsp']);
    expect(of('ACCOUNTABILITY')).toEqual(['bureaux-2025 csgl', 'streets-2025 tldy']);
    expect(of('STAR')).toEqual([
      'bureaux-2024 xzsp',
      'bureaux-2025 xzsp',
      'streets-2024 slq',
      'streets-2025 bjc',
    ]);
    expect(of('BUDGET_PRIORITY')).toHaveLength(16);
    const twoYears = outcomes.filter(({ kind }) => /RESERVE_POOL|ACCOUNTABILITY/.test(kind));
    for (const { evidence, zh, en, cycleId, unitId } of twoYears) {
      expect(evidence.map(({ period }) => period)).toEqual(['2025', '2024']);
      for (const { period, rank } of evidence) {
        expect(zh).toContain(`${period} 年`);
        expect(zh).toContain(`第 ${rank}`);
        expect(en).toContain(`${period}: rank ${rank}`);
      }
      const standing = (await results(office(), cycleId)).find((each) => each.unitId === unitId);
      expect([evidence[0]?.rank, evidence[0]?.total]).toEqual([standing?.rank, standing?.total]);
    }
  });

  it('cannot start a second one on the same folder', async () => {
    expect(await refused(folder.path)).toContain(
      `Another trial (process ${trial.process.pid}) uses ${folder.path}.`,
    );
    expect((await fetch(`${trial.url}/readyz`)).status).toBe(200);
  });

  it('stops it with Ctrl-C, which leaves no process, and finds everything again within seconds', async () => {
    const before = tablesIn(trial.output());
    const { pid } = postmaster(folder.path);
    const rows = await countRows(folder.path);
    expect(await trial.stop()).toBe(0);
    expect(runs(pid)).toBe(false);
    expect(trial.output()).not.toMatch(STACK);

    const seconds = (): number => Number(/Ready after ([\d.]+) s/.exec(trial.output())?.[1]);
    const first = seconds();
    trial = await runTrial([], folder.path);
    people = new People(trial.url, trial.issuer);
    // 10 s on an idle machine, where the first start takes 15.
    expect(seconds()).toBeLessThan((first * 2) / 3);
    expect(tablesIn(trial.output())).toBe(before);
    expect(rowsOf(await results(office(), 'streets-2025'))).toEqual(STREETS);
    expect(await countRows(folder.path)).toEqual(rows);
  }, 60_000);

  it('finds everything again after its process was killed, whose database server lives on', async () => {
    const before = tablesIn(trial.output());
    const { pid } = postmaster(folder.path);
    trial.process.kill('SIGKILL');
    await ended(trial.process);
    expect(runs(pid)).toBe(true);

    trial = await runTrial([], folder.path);
    expect(runs(pid)).toBe(false);
    expect(tablesIn(trial.output())).toBe(before);
  }, 60_000);
});

describe('a newcomer in a hurry', () => {
  it('kills the first start half-way and gets the same district from the second', async () => {
    const folder = temporaryFolder();
    try {
      const killed = await startAndKill(folder.path, 'pulled tickets');
      expect(killed).not.toMatch(STACK);
      const trial = await runTrial([], folder.path);
      try {
        const office = new People(trial.url, trial.issuer).as('kaohe');
        expect(rowsOf(await results(office, 'streets-2025'))).toEqual(STREETS);
        expect(rowsOf(await results(office, 'bureaux-2025'))).toEqual(BUREAUX);
      } finally {
        expect(await trial.stop()).toBe(0);
      }
    } finally {
      folder.remove();
    }
  }, 120_000);
});

describe('a start that cannot succeed says why in one sentence', () => {
  const folder = temporaryFolder();
  afterAll(() => folder.remove());

  it('a port that is taken', async () => {
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as { port: number };
    try {
      const said = await refused(join(folder.path, 'port'), { PORT: String(port) });
      expect(said).toContain(`Port ${port} is taken. Set PORT to another one.`);
    } finally {
      server.close();
    }
  });

  it.each(['eighty', '-1', '70000', '80.5'])('PORT %s', async (port) => {
    const said = await refused(join(folder.path, 'port'), { PORT: port });
    expect(said).toContain(`PORT must be 0 to 65532, got ${port}.`);
  });

  it('a data folder that is a file', async () => {
    const path = join(folder.path, 'file');
    writeFileSync(path, 'letters');
    expect(await refused(path)).toContain(`DATA_DIR ${path} cannot be made`);
  });

  it('a folder with half a database', async () => {
    const path = join(folder.path, 'half');
    mkdirSync(join(path, 'postgres', 'base'), { recursive: true });
    expect(await refused(path)).toContain(`${join(path, 'postgres')} is there but holds no whole database.`);
  });

  it('a folder with a database that was not finished', async () => {
    const path = join(folder.path, 'unfinished');
    mkdirSync(join(path, 'postgres'), { recursive: true });
    writeFileSync(join(path, 'postgres', 'PG_VERSION'), '18\n');
    expect(await refused(path)).toContain('no secrets.json');
    writeFileSync(join(path, 'secrets.json'), JSON.stringify({ superuser: 'a', role: 'b', signingKey: {} }));
    expect(await refused(path)).toContain(`PostgreSQL did not start in ${join(path, 'postgres')}`);
  });

  it('secrets that are damaged', async () => {
    const path = join(folder.path, 'damaged');
    mkdirSync(path);
    writeFileSync(join(path, 'secrets.json'), '{"superuser":');
    expect(await refused(path)).toContain(`${join(path, 'secrets.json')} is damaged.`);
  });

  it('an option that is not there', async () => {
    const path = join(folder.path, 'option');
    await expect(runTrial(['--fast'], path)).rejects.toThrow(/^The trial ended with 1:[^]*--fast/);
  });
});

async function packageOf(office: ReturnType<People['as']>, cycle: string): Promise<PackagePart[]> {
  const parts: PackagePart[] = [];
  let pageToken = '';
  do {
    const { body } = await office.get<{ part: PackagePart; nextPageToken?: string }>(
      `/v1/cycles/${cycle}/package?pageToken=${encodeURIComponent(pageToken)}`,
    );
    parts.push(body.part);
    pageToken = body.nextPageToken ?? '';
  } while (pageToken);
  return parts;
}

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('exit', () => resolve());
  });

/** Starts the trial and kills it when it says `word`; returns what it printed. */
async function startAndKill(dataDir: string, word: string): Promise<string> {
  const child = spawn(process.execPath, [join(__dirname, '../dist/main.js')], {
    env: { ...process.env, PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
    if (printed.includes(word)) child.kill('SIGKILL');
  });
  await ended(child);
  return printed;
}

/** Rows that hold what people and systems did, by table. */
function countRows(dataDir: string): Promise<Record<string, number>> {
  return asRole(dataDir, 'postgres', async (client) => {
    const counts: Record<string, number> = {};
    for (const table of [
      'indicators.unit',
      'indicators.indicator',
      'indicators.target',
      'connectors.record',
      'connectors.observation',
      'connectors.verification',
      'evaluation.score',
      'evaluation.result',
      'tasks.task',
      'incentives.outcome',
    ]) {
      const { rows } = await client.query<{ count: number }>(
        `SELECT count(*)::integer AS count FROM ${table}`,
      );
      counts[table] = rows[0]?.count ?? 0;
    }
    return counts;
  });
}
