import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seedCommitment } from '@fuxing/contracts/recheck';
import { type RunningIdentityProvider, startIdentityProvider } from '@fuxing/identity';
import { Browser } from '../../identity/src/sign-in';
import { parseEvents } from './events.command';
import { GatewayDouble, problem } from './gateway-double';
import { run } from './program';
import { idFor } from './pull.command';

const gateway = new GatewayDouble();
const home = mkdtempSync(join(tmpdir(), 'cli-'));
const credentialsFile = join(home, 'fuxing', 'credentials.json');
const secret = 's'.repeat(40);
let provider: RunningIdentityProvider;

beforeAll(async () => {
  await gateway.start();
  provider = await startIdentityProvider({
    dataDir: undefined,
    audience: 'fuxing',
    accounts: [
      { username: 'wang', password: 'correct horse', name: '王芳', tenant: '130404', roles: ['office'] },
    ],
    clients: [
      { clientId: 'fuxing-cli', name: 'fuxing', redirectUris: ['http://127.0.0.1/callback'], device: true },
      { clientId: 'city-12345', name: '12345', secret, tenant: '130404', roles: ['system'] },
    ],
  });
  gateway.issuer = provider.issuer;
});
afterAll(async () => {
  await gateway.stop();
  await provider.stop();
  rmSync(home, { recursive: true });
});
beforeEach(() => gateway.reset());

/** Runs a command line in English with a token, unless told otherwise. */
async function fuxing(
  args: string[],
  env: NodeJS.ProcessEnv = { FUXING_TOKEN: 'given' },
  onErr?: (text: string) => void,
) {
  let out = '';
  let err = '';
  const code = await run(['--lang', 'en', '--gateway', gateway.url, ...args], {
    env: { XDG_CONFIG_HOME: home, ...env },
    out: (text) => (out += text),
    err: (text) => {
      err += text;
      onErr?.(err);
    },
    isTerminal: false,
  });
  return { code, out, err };
}

describe('apply', () => {
  const file = join(home, 'pack.yaml');
  const pack = (name: string) =>
    `apiVersion: fuxing/v1\nkind: Unit\nmetadata: { name: water }\nspec:\n  name: ${name}\n  kind: UNIT_KIND_BUREAU\n` +
    `---\napiVersion: fuxing/v1\nkind: Measure\nmetadata: { name: m }\nspec: { indicatorId: i }\n`;
  const apply = (...more: string[]) => fuxing(['apply', '-f', file, ...more]);
  const puts = () => gateway.asked.filter(({ method }) => method === 'PUT');

  it('creates, leaves alone, and changes under If-Match', async () => {
    writeFileSync(file, pack('水利局'));
    expect(await apply()).toEqual({
      code: 0,
      err: '',
      out: 'created  Unit/water\ncreated  Measure/m\n2 created, 0 changed, 0 unchanged\n',
    });
    expect(puts()[0]).toMatchObject({
      path: '/v1/units/water',
      body: { name: '水利局', kind: 'UNIT_KIND_BUREAU' },
    });
    expect(puts()[0]?.headers).toMatchObject({ authorization: 'Bearer given', 'accept-language': 'en' });
    expect(puts()[0]?.headers['if-match']).toBeUndefined();

    gateway.asked.length = 0;
    expect((await apply()).out).toBe('0 created, 0 changed, 2 unchanged\n');
    expect(puts()).toEqual([]);

    writeFileSync(file, pack('${NAME}'));
    expect((await apply('--set', 'NAME=水务局')).out).toBe(
      'changed  Unit/water\n    name: "水利局" → "水务局"\n0 created, 1 changed, 1 unchanged\n',
    );
    expect(puts()[0]?.headers['if-match']).toBe('"1"');
  });

  it('changes nothing in a dry run', async () => {
    writeFileSync(file, pack('水利局'));
    const { out, code } = await apply('--dry-run');
    expect(out).toContain('2 created, 0 changed, 0 unchanged\n(dry run: nothing was changed)');
    expect([code, puts()]).toEqual([0, []]);
  });

  it('takes a default that the platform filled in for no change', async () => {
    writeFileSync(file, pack('水利局'));
    gateway.on('GET /v1/measures/m', () => ({
      body: { measure: { indicatorId: 'i', factor: '1' } },
      headers: { etag: '"7"' },
    }));
    gateway.on('PUT /v1/measures/m', () => ({ headers: { etag: '"7"' } }));
    expect((await apply()).out).toContain('1 created, 0 changed, 1 unchanged');
  });

  it('shows of a change what the platform made of it, and no default for one', async () => {
    writeFileSync(file, pack('水利局'));
    const before = { indicatorId: 'i', policy: 'ALWAYS', digits: 1 };
    const measure = { indicatorId: 'i', policy: 'ALWAYS', digits: 2 };
    const warnings = [
      { code: 'FIELD_NOT_SEEN', field: 'measure.indicatorId', zh: '没见过。', en: 'Not seen.' },
    ];
    gateway.on('GET /v1/measures/m', () => ({ body: { measure: before }, headers: { etag: '"7"' } }));
    gateway.on('PUT /v1/measures/m', () => ({ body: { measure, warnings }, headers: { etag: '"8"' } }));
    const { out, err } = await apply();
    expect(err).toMatch(/pack\.yaml:\d+: FIELD_NOT_SEEN: Not seen\.\n/);
    expect(out).toContain('changed  Measure/m\n    digits: 1 → 2\n1 created, 1 changed');
  });

  it('names file, line, field and reason of a refusal, and stops', async () => {
    writeFileSync(file, pack('水利局'));
    const errors = [{ field: 'unit.kind', reason: 'UNKNOWN_ENUM_VALUE', detail: 'There is no such value.' }];
    gateway.on('PUT /v1/units/water', () => problem(400, 'INVALID_REQUEST', 'Malformed.', errors));
    const { code, out, err } = await apply('--verbose');
    expect(code).toBe(1);
    expect(err).toBe(
      `${file}:6: unit.kind: There is no such value. (UNKNOWN_ENUM_VALUE)\ntrace trace-1\nThe remaining 1 were not applied.\n`,
    );
    expect(out).toBe('0 created, 0 changed, 0 unchanged\n');
    expect(gateway.stored.size).toBe(0);
  });

  it('tries again while a reference is not known yet', async () => {
    writeFileSync(file, pack('水利局'));
    let early = 2;
    gateway.on('PUT /v1/measures/m', () =>
      early-- > 0 ? problem(400, 'INDICATOR_NOT_FOUND', 'No indicator i.') : undefined,
    );
    expect((await apply()).code).toBe(0);
    expect(puts().filter(({ path }) => path === '/v1/measures/m')).toHaveLength(3);
  });

  it('waits when it is too fast', async () => {
    writeFileSync(file, pack('水利局'));
    let early = 1;
    gateway.on('PUT /v1/units/water', () =>
      early-- > 0
        ? { ...problem(429, 'RATE_LIMITED', 'Slow down.'), headers: { 'retry-after': '1' } }
        : undefined,
    );
    expect((await apply()).code).toBe(0);
  });

  it('waits for a service that is starting again', async () => {
    writeFileSync(file, pack('水利局'));
    let away = 2;
    gateway.on('PUT /v1/units/water', () =>
      away-- > 0
        ? { ...problem(503, 'SERVICE_UNAVAILABLE', 'Away.'), headers: { 'retry-after': '1' } }
        : undefined,
    );
    expect((await apply()).code).toBe(0);
  });

  it('takes 95.0 and 95 for the same target', async () => {
    const target = (value: string) => ({ unitId: 'water', period: '2026', value });
    const text = (value: string) =>
      `apiVersion: fuxing/v1\nkind: Targets\nmetadata: { name: i }\nspec: { targets: [{ unitId: water, period: "2026", value: "${value}" }] }\n`;
    gateway.on('GET /v1/targets', () => ({ body: { targets: [target('95.0')], nextPageToken: '' } }));
    gateway.on('PUT /v1/indicators/i/targets', () => ({ body: { changed: 1 } }));
    writeFileSync(file, text('95'));
    expect((await apply()).out).toBe('0 created, 0 changed, 1 unchanged\n');
    writeFileSync(file, text('96'));
    expect((await apply()).out).toContain('water/2026: 95.0 → 96');
  });
});

describe('exit codes', () => {
  it.each([
    { status: 400, code: 1 },
    { status: 404, code: 1 },
    { status: 409, code: 1 },
    { status: 412, code: 1 },
    { status: 401, code: 4 },
    { status: 403, code: 4 },
    { status: 500, code: 3 },
    { status: 503, code: 3 },
  ])('$code for HTTP $status', async ({ status, code }) => {
    gateway.on('GET /v1/units', () => problem(status, 'SOME_REASON', 'Because.'));
    const answer = await fuxing(['get', 'units', '--verbose']);
    expect(answer).toEqual({ code, out: '', err: 'Because. (SOME_REASON)\ntrace trace-1\n' });
  });

  it.each([
    { why: 'no command', args: [] },
    { why: 'unknown command', args: ['gett'], says: 'there is no command gett' },
    { why: 'unknown option', args: ['get', 'units', '--all'], says: 'there is no option --all' },
    { why: 'missing argument', args: ['pull'], says: 'missing argument source' },
    { why: 'missing option', args: ['verify', 'accept', 'x'], says: 'missing option --reason' },
    { why: 'unknown kind', args: ['get', 'unicorns'], says: 'There is no kind unicorns' },
    { why: 'unknown format', args: ['get', 'units', '-o', 'xml'], says: 'table, json, csv' },
    {
      why: 'ids and all',
      args: ['verify', 'accept', 'x', '--all', '--reason', 'y'],
      says: 'Give ids, or --all',
    },
    { why: 'neither', args: ['verify', 'accept', '--reason', 'y'], says: 'Give ids, or --all' },
    { why: 'no file', args: ['apply', '-f', '/nowhere'], says: '/nowhere: is not there.' },
    { why: 'bad --set', args: ['apply', '-f', 'x', '--set', 'a b'], says: '--set wants NAME=VALUE' },
    {
      why: 'bad gateway',
      args: ['--gateway', 'ftp://x', 'get', 'units'],
      says: 'ftp://x is not an http(s) address',
    },
    { why: 'secret without client', args: ['login', '--client-secret-file', 'x'], says: '--client-id' },
    { why: 'unknown help', args: ['help', 'nothing'], says: 'there is no command nothing' },
  ])('2 for $why', async ({ args, says = '' }) => {
    const { code, out, err } = await fuxing(args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(says);
    expect(err).not.toMatch(/\n\s+at /);
  });

  it('3 when nothing listens, and when it is no gateway', async () => {
    const { code, err } = await fuxing(['--gateway', 'http://127.0.0.1:9', 'get', 'units']);
    expect([code, err]).toEqual([3, expect.stringContaining('Cannot reach http://127.0.0.1:9')]);
    gateway.on('GET /v1/units', () => ({ body: '<html>' }));
    expect((await fuxing(['get', 'units'])).code).toBe(3);
  });

  it('4 when nobody is signed in', async () => {
    const { code, err } = await fuxing(['get', 'units'], {});
    expect([code, err]).toEqual([4, `Not signed in to ${gateway.url}; run fuxing login first.\n`]);
    expect(gateway.asked).toEqual([]);
  });

  it('are told by help, in both languages', async () => {
    expect((await fuxing(['help', 'exit-codes'])).out).toContain('3  the gateway cannot be reached');
    expect((await fuxing(['--lang', 'zh-CN', 'help', 'exit-codes'])).out).toContain('Exit codes');
    expect((await fuxing(['help', 'verify', 'accept'])).out).toContain('Example:\n  fuxing verify accept');
  });
});

describe('commands', () => {
  it('say once what is wrong with one field', async () => {
    const errors = [{ field: 'lastDay', reason: 'INVALID_REQUEST', detail: 'lastDay is too early.' }];
    gateway.on('POST /v1/delegations', () =>
      problem(400, 'INVALID_REQUEST', 'lastDay is too early.', errors),
    );
    const days = ['--from', '2026-12-29', '--until', '2026-12-01', '--reason', 'leave'];
    expect(await fuxing(['delegate', 'fuhe', ...days])).toMatchObject({
      err: 'lastDay: lastDay is too early. (INVALID_REQUEST)\n',
    });
  });

  it('say once what the sentence says with its field', async () => {
    const errors = [{ field: 'entries[0].value', reason: 'VALUE_OUT_OF_RANGE', detail: 'must be 0 to 60.' }];
    const path = 'POST /v1/units/u/manual-values';
    gateway.on(path, () => problem(400, 'VALUE_OUT_OF_RANGE', 'entries[0].value: must be 0 to 60.', errors));
    expect(await fuxing(['enter', 'u', 'f', '2026-09', '400', '次'])).toMatchObject({
      err: 'entries[0].value: must be 0 to 60. (VALUE_OUT_OF_RANGE)\n',
    });
  });

  it('show what was entered without the status of what it takes the place of', async () => {
    const values = [{ manualFieldId: 'f', value: '3', observationStatus: 'OBSERVATION_STATUS_REJECTED' }];
    gateway.on('POST /v1/units/u/manual-values', () => ({ body: { values } }));
    const { out } = await fuxing(['enter', 'u', 'f', '2026-09', '3', '次']);
    expect(out).toMatch(/^Field .*\nf +3/);
    expect(out).not.toContain('REJECTED');
  });

  it('say that a seed was checked, and how often a value of the queue was escalated', async () => {
    const seed = 'ab'.repeat(32);
    const sampling = { pullId: 'p', seed, commitment: seedCommitment('p', seed) };
    gateway.on('GET /v1/pulls/p/sampling', () => ({ body: { sampling } }));
    expect((await fuxing(['sampling', 'p'])).out).toMatch(
      /\nthe seed is the one whose hash was told before\n$/,
    );
    const items = [{ observation: { observationId: 'i~u~2026~1' }, level: 2 }];
    gateway.on('GET /v1/verification-queue', () => ({ body: { items } }));
    expect((await fuxing(['queue', '-o', 'csv'])).out).toMatch(/Escalations.*\r\ni~u~2026~1,.*,2,,\r\n/);
  });

  it('reads all pages, in every format', async () => {
    const page = (unitId: string, nextPageToken: string) => ({
      body: { units: [{ unitId, name: '=水' }], nextPageToken },
    });
    gateway.on('GET /v1/units', ({ path }) =>
      path.includes('pageToken=p2') ? page('b', '') : page('a', 'p2'),
    );
    expect((await fuxing(['get', 'units'])).out).toBe('Unit  Name  Kind  Parent\na     =水\nb     =水\n');
    expect((await fuxing(['get', 'Unit', '-o', 'csv'])).out).toBe(
      "Unit,Name,Kind,Parent\r\na,'=水,,\r\nb,'=水,,\r\n",
    );
    expect(JSON.parse((await fuxing(['-o', 'json', 'get', 'units'])).out)).toHaveLength(2);
  });

  it('shows one resource as the document that makes it', async () => {
    gateway.stored.set('/v1/units/water', {
      resource: { unitId: 'water', name: '水利局', parentUnitId: '' },
      etag: 1,
    });
    expect((await fuxing(['get', 'unit', 'water'])).out).toBe(
      'apiVersion: fuxing/v1\nkind: Unit\nmetadata:\n  name: water\nspec:\n  name: 水利局\n',
    );
  });

  it('follows a pull to its end, and fails with it', async () => {
    const pull = (status: string) => ({
      body: { pull: { pullId: 'p1', status: `PULL_STATUS_${status}`, error: 'no route' } },
    });
    gateway.on('POST /v1/sources/hotline/pulls', () => pull('QUEUED'));
    gateway.on('GET /v1/pulls/p1', () => pull('FAILED'));
    const { code, err, out } = await fuxing(['pull', 'hotline', '--watch', '--full', '--id', 'p1']);
    expect([code, err]).toEqual([1, 'failed: no route\n']);
    expect(out).toContain('FAILED');
    expect(gateway.asked[0]?.body).toEqual({ pullId: 'p1', full: true });
  });

  it('makes ids that the platform takes', () => {
    expect(idFor('hotline', new Date(0))).toBe('hotline-19700101T000000000');
    expect(idFor('x'.repeat(64))).toMatch(/^[\w.-]{1,64}$/);
  });

  it('accepts all that waits in batches of 1000', async () => {
    const rows = (count: number) =>
      Array.from({ length: count }, (_, n) => ({ observationId: `i~u~2026-09~${n}` }));
    gateway.on('GET /v1/observations', ({ path }) => ({
      body: { observations: rows(path.includes('FLAGGED') ? 1500 : 3), nextPageToken: '' },
    }));
    gateway.on('POST /v1/observations:accept', ({ body }) => ({
      body: {
        observations: (body['observationIds'] as string[]).map((observationId) => ({ observationId })),
      },
    }));
    const { out } = await fuxing(['verify', 'accept', '--all', '--unit', 'u', '--reason', 'checked']);
    expect(out).toBe('1503 values accepted.\n');
    const posts = gateway.asked.filter(({ method }) => method === 'POST');
    expect(posts.map(({ body }) => (body['observationIds'] as string[]).length)).toEqual([1000, 503]);
    expect(new Set(posts.map(({ body }) => body['verificationId'])).size).toBe(2);
    expect(gateway.asked[0]?.path).toContain('unitId=u');
  });

  it('publishes the latest run that succeeded', async () => {
    const run = (scoringRunId: string, status: string) => ({
      scoringRunId,
      status: `SCORING_RUN_STATUS_${status}`,
    });
    gateway.on('GET /v1/cycles/c/scoring-runs', () => ({
      body: { scoringRuns: [run('r3', 'FAILED'), run('r2', 'SUCCEEDED'), run('r1', 'SUCCEEDED')] },
    }));
    gateway.on('POST /v1/cycles/c:publish', ({ body }) => ({ body: { cycle: { cycleId: 'c', ...body } } }));
    expect((await fuxing(['publish', 'c'])).out).toContain('r2');
    gateway.on('GET /v1/cycles/c/scoring-runs', () => ({ body: { scoringRuns: [] } }));
    expect(await fuxing(['publish', 'c'])).toMatchObject({
      code: 1,
      err: 'Cycle c has no succeeded scoring run.\n',
    });
  });

  it('explains a score down to the raw records', async () => {
    const input = {
      observationId: 'i~u~2026-09~1',
      value: '95',
      numerator: '19',
      denominator: '20',
      pullId: 'p1',
      sourceId: 'hotline',
      measure: 'm@1',
      verificationAct: 'CORRECT',
      verifiedBy: 'heyan',
      verificationReason: 'twice',
      collectedValue: '94',
      recordCount: '20',
      recordsHash: 'abc',
      recordKeys: ['k1', 'k2', 'k3', 'k4', 'k5', 'k6'],
      recordKeysState: 'RECORD_KEYS_STATE_FIRST',
    };
    const leaf = {
      nodeId: 'leaf',
      name: '办结率',
      state: 'SCORED',
      method: 'RATIO_TO_TARGET',
      formula: 'F·v/t',
      worked: '100·95/98',
      parameters: { cap: '1.1', anchors: [{ value: '0', share: '0' }], outOf: '100' },
      unrounded: '96.9387',
      digits: 2,
      roundingMode: 'ROUNDING_MODE_HALF_UP',
      score: '96.94',
      value: '95',
      target: '98',
      indicator: 'i@1',
      inputs: [input],
    };
    const root = { nodeId: 'total', name: '总分', method: 'WEIGHTED_MEAN', score: '96.94', children: [leaf] };
    const body = {
      result: { cycleId: 'c', unitId: 'u', total: '96.94', rank: 1, gradeId: 'A' },
      scoringRun: { scoringRunId: 'r1' },
      receipt: root,
    };
    gateway.on('GET /v1/cycles/c/results/u/explanation', () => ({ body }));
    const { out } = await fuxing(['explain', 'c', 'u']);
    for (const line of [
      'c · u: total 96.94, rank 1, grade A\n',
      '\n总分 [total] 96.94 (Weighted mean)\n',
      '\n  办结率 [leaf] 96.94 (Ratio to target)\n',
      '\n    rounding: 96.9387 → 96.94 (2 digits, half up)\n',
      '\n    target: 98\n    • i~u~2026-09~1: 95 = 19 ÷ 20\n      pull: hotline · p1 · m@1\n',
      '\n      verification: CORRECT · heyan · twice · collected 94\n      records: 20, SHA-256 abc\n      keys: k1 k2 k3 k4 k5 … of 20\n',
    ]) {
      expect(out).toContain(line);
    }
    expect(out).toContain(
      '\n    parameters: c Greatest ratio 1.1 · Full mark 100 · Anchors (Value, Share) 0, 0\n',
    );
    let chinese = '';
    await run(['--lang', 'zh-CN', '--gateway', gateway.url, 'explain', 'c', 'u'], {
      env: { XDG_CONFIG_HOME: home, FUXING_TOKEN: 'given' },
      out: (text) => (chinese += text),
      err: () => undefined,
      isTerminal: false,
    });
    expect(chinese).not.toMatch(/WEIGHTED_MEAN|RATIO_TO_TARGET|ROUNDING_MODE|outOf|CORRECT/);
    expect(chinese).toContain('\n  办结率 [leaf] 96.94 (完成率法)\n');
    expect(JSON.parse((await fuxing(['explain', 'c', 'u', 'leaf', '-o', 'json'])).out)).toEqual(body);
    expect(gateway.asked.at(-1)?.path).toContain('nodeId=leaf');

    const without = { ...input, recordKeys: [], recordKeysState: 'RECORD_KEYS_STATE_UNAVAILABLE' };
    gateway.on('GET /v1/cycles/c/results/u/explanation', () => ({
      body: { ...body, receipt: { ...leaf, inputs: [without] } },
    }));
    expect((await fuxing(['explain', 'c', 'u', 'leaf'])).out).toContain(
      '\n    records: 20, SHA-256 abc\n    keys: not to be had now, ask again;',
    );
  });

  it('reports progress with an id of its own', async () => {
    gateway.on('POST /v1/tasks/i~u~2026-09/reports', ({ body }) => ({
      body: { task: { taskId: 't', reports: [body] } },
    }));
    await fuxing([
      'tasks',
      'report',
      'i~u~2026-09',
      '--week',
      '2026-W37',
      '--progress',
      '60',
      '--note',
      '好',
    ]);
    expect(gateway.asked[0]?.body).toEqual({
      reportId: expect.stringMatching(/^[\w-]{36}$/),
      week: '2026-W37',
      progress: '60',
      note: '好',
    });
  });

  it('reads events however they are cut', async () => {
    async function* pieces() {
      yield 'retry: 3000\n\n: hi\n\nid: 1\nevent: a.v1\nda';
      yield 'ta: {"x":1}\n\nid: 2\nevent: b.v1\ndata: {}\n';
      yield '\n';
    }
    expect(await Array.fromAsync(parseEvents(pieces()))).toEqual([
      { id: '1', event: 'a.v1', data: '{"x":1}' },
      { id: '2', event: 'b.v1', data: '{}' },
    ]);
  });
});

describe('signing in at the real provider', () => {
  it('signs a person in by device code, renews, and forgets', async () => {
    let confirmed: Promise<void> | undefined;
    const { code, err } = await fuxing(['login'], {}, (text) => {
      const [, address, userCode] = /open (\S+) in a browser\nand enter the code (\S+)/i.exec(text) ?? [];
      if (address && userCode) confirmed ??= confirm(address, userCode);
    });
    await confirmed;
    expect([code, err]).toEqual([0, expect.stringContaining('Signed in as 王芳.')]);
    expect(statSync(credentialsFile).mode & 0o777).toBe(0o600);

    const me = JSON.parse((await fuxing(['whoami', '-o', 'json'], {})).out);
    expect(me).toMatchObject({ gateway: gateway.url, subject: 'wang', tenant: '130404', roles: ['office'] });

    const before = JSON.parse(readFileSync(credentialsFile, 'utf8'));
    before[gateway.url].expiresAt = 0;
    writeFileSync(credentialsFile, JSON.stringify(before));
    gateway.on('GET /v1/units', () => ({ body: { units: [] } }));
    const both = await Promise.all([fuxing(['get', 'units'], {}), fuxing(['get', 'units'], {})]);
    expect(both.map((each) => each.code)).toEqual([0, 0]);
    const after = JSON.parse(readFileSync(credentialsFile, 'utf8'))[gateway.url];
    expect(after.accessToken).not.toBe(before[gateway.url].accessToken);
    const sent = gateway.asked.filter(({ path }) => path.startsWith('/v1/units'));
    expect(new Set(sent.map(({ headers }) => headers.authorization))).toEqual(
      new Set([`Bearer ${after.accessToken}`]),
    );

    expect((await fuxing(['logout'], {})).code).toBe(0);
    expect((await fuxing(['whoami'], {})).code).toBe(4);
    const revoked = await fetch(`${provider.issuer}/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        client_id: 'fuxing-cli',
        refresh_token: after.refreshToken,
      }),
    });
    expect(revoked.status).toBe(400);
  });

  it('signs a system in by its secret, keeps only where that stands, and renews', async () => {
    const file = join(home, 'secret');
    writeFileSync(file, `${secret}\n`);
    const login = ['login', '--client-id', 'city-12345', '--client-secret-file', file];
    expect(await fuxing(login, {})).toMatchObject({ code: 0, err: 'Signed in as 12345.\n' });
    const stored = readFileSync(credentialsFile, 'utf8');
    expect(stored).not.toContain(secret);

    const expired = JSON.parse(stored);
    expired[gateway.url].expiresAt = 0;
    writeFileSync(credentialsFile, JSON.stringify(expired));
    expect((await fuxing(['whoami'], {})).out).toContain('system');
    expect(JSON.parse(readFileSync(credentialsFile, 'utf8'))[gateway.url].expiresAt).toBeGreaterThan(
      Date.now(),
    );

    writeFileSync(file, 'x'.repeat(40));
    const refused = await fuxing(login, {});
    expect([refused.code, refused.err]).toEqual([4, expect.stringContaining('Sign-in was refused')]);
  });

  it('tells who cannot be reached, and takes no plain http from afar', async () => {
    expect((await fuxing(['login', '--issuer', 'http://127.0.0.1:9'], {})).code).toBe(3);
    const far = await fuxing(['login', '--issuer', 'http://login.example'], {});
    expect([far.code, far.err]).toEqual([2, expect.stringContaining('is not https')]);
  });
});

/** As a person would, on another device. */
async function confirm(address: string, user_code: string): Promise<void> {
  const browser = new Browser();
  const hidden = (html: string) =>
    Object.fromEntries(
      [...html.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)].map((m) => [m[1], m[2]]),
    );
  const url = new URL(address);
  const entry = await (await browser.open(url)).text();
  const confirmation = await (await browser.open(url, { ...hidden(entry), user_code })).text();
  const form = await browser.redirect(url, hidden(confirmation));
  await browser.open(await browser.redirect(form, { username: 'wang', password: 'correct horse' }));
}
