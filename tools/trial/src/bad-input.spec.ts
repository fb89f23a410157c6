import { readFileSync } from 'node:fs';
import { signIn } from '@fuxing/identity';
import { CLI_CLIENT, DEMO_PASSWORD } from './accounts';
import { type RunningTrial, runTrial, temporaryFolder } from './testbed';
import { collection } from './bad-input/collection';
import { consequences } from './bad-input/consequences';
import { setUp, systemToken } from './bad-input/district';
import { door } from './bad-input/door';
import { etags } from './bad-input/etags';
import { quiet } from './bad-input/fingerprint';
import { peakMemory, flood } from './bad-input/flood';
import { indicators } from './bad-input/indicators';
import { token, lists, reads } from './bad-input/lists';
import { manualValues } from './bad-input/manual-values';
import { observations } from './bad-input/observations';
import { units } from './bad-input/organisation';
import { tenants, simulation } from './bad-input/other-districts';
import { schemes } from './bad-input/schemes';
import { sources } from './bad-input/sources';
import { verification } from './bad-input/verification';
import { type Json, PEOPLE, type Who, type Wrong } from './bad-input/wrong';

interface Problem {
  status: number;
  reason: string;
  title: string;
  detail?: string;
  instance: string;
  traceId: string;
  errors?: { field: string; reason: string; detail: string }[];
}

const all = {
  units,
  indicators,
  schemes,
  sources,
  collection,
  observations,
  verification,
  manualValues,
  consequences,
  etags,
  lists,
  reads,
  tenants,
  simulation,
  door,
};

describe('wrong requests', () => {
  const folder = temporaryFolder();
  let trial: RunningTrial;
  let before: Record<string, string>;
  const tokens = new Map<Who, string>([['garbage', 'abc.def.ghi']]);

  beforeAll(async () => {
    trial = await runTrial(['--empty'], folder.path);
    const secret = (JSON.parse(readFileSync(`${folder.path}/secrets.json`, 'utf8')) as { role: string }).role;
    await setUp(trial, secret);
    for (const username of PEOPLE) {
      tokens.set(
        username,
        (await signIn(trial.issuer, CLI_CLIENT, { username, password: DEMO_PASSWORD })).accessToken,
      );
    }
    tokens.set('system', await systemToken(trial.issuer, secret));
    before = await quiet(folder.path);
  }, 60_000);
  afterAll(async () => {
    await trial?.stop();
    folder.remove();
  });

  async function send(
    { who, line, body, headers }: Wrong,
    language: string,
  ): Promise<[Response, Problem, string]> {
    const [method = '', path = ''] = line.split(' ');
    const bearer = tokens.get(who);
    const response = await fetch(`${trial.url}${path}`, {
      method,
      headers: {
        'accept-language': language,
        ...(bearer ? { authorization: `Bearer ${bearer}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return [response, JSON.parse(text) as Problem, text];
  }

  describe.each(Object.entries(all))('%s', (_, cases) => {
    it.each(cases)('$name: $line → $status $reason', async (each) => {
      for (const language of ['zh-CN', 'en']) {
        const [response, problem, text] = await send(each, language);
        const fields = problem.errors?.map(({ field }) => field) ?? [];
        expect({ status: response.status, reason: problem.reason, errors: problem.errors }).toMatchObject({
          status: each.status,
          reason: each.reason,
        });
        if (each.field !== undefined) expect(fields).toContain(each.field);
        expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
        expect(response.headers.get('content-language')).toBe(language);
        expect(problem).toMatchObject({ status: each.status, traceId: expect.stringMatching(/./) });
        const chinese = /[\u4e00-\u9fff]/;
        expect([problem.title, problem.detail].map((said) => chinese.test(said ?? ''))).toEqual(
          language === 'en' ? [false, false] : [true, true],
        );
        expect(problem.detail).toMatch(/./);
        for (const error of problem.errors ?? [])
          expect([error.detail, chinese.test(error.detail)]).toEqual([error.detail, language !== 'en']);
        expect(text).not.toMatch(/\\n\s+at |node_modules|\.[jt]s:\d|SELECT |pg_|stack/);
      }
    });
  });

  it('are told apart by stable reasons, each written once', () => {
    const names = Object.values(all).flatMap((cases) => cases.map(({ name, line }) => `${name} ${line}`));
    expect(names.length).toBeGreaterThan(60);
    expect(new Set(names).size).toBe(names.length);
  });

  it('page tokens belong to the filters that they were made for', async () => {
    const ask = async (query: string): Promise<[number, Json]> => {
      const response = await fetch(`${trial.url}/v1/targets?pageSize=1${query}`, {
        headers: { authorization: `Bearer ${tokens.get('kaohe')}` },
      });
      return [response.status, (await response.json()) as Json];
    };
    const [, first] = await ask('&indicatorId=calls');
    const next = String(first['nextPageToken']);
    expect((await ask(`&indicatorId=calls&pageToken=${next}`))[0]).toBe(200);
    expect(await ask(`&indicatorId=goal&pageToken=${next}`)).toMatchObject([
      400,
      { reason: 'PAGE_TOKEN_INVALID' },
    ]);
    expect(await ask(`&pageToken=${next}`)).toMatchObject([400, { reason: 'PAGE_TOKEN_INVALID' }]);
    const [mark] = JSON.parse(Buffer.from(next, 'base64url').toString()) as string[];
    expect(await ask(`&indicatorId=calls&pageToken=${token(mark, 'one')}`)).toMatchObject([
      400,
      { reason: 'PAGE_TOKEN_INVALID' },
    ]);
  });

  it.each([true, false])(
    'a body of 100 MB is refused without being kept (length announced: %s)',
    async (announced) => {
      const peak = peakMemory(trial.process.pid);
      const status = await flood(`${trial.url}/v1/units/new`, tokens.get('guanli') ?? '', 100, announced);
      expect(status).toBe(413);
      expect(peakMemory(trial.process.pid) - peak).toBeLessThan(64 * 1024);
      expect((await fetch(`${trial.url}/readyz`)).status).toBe(200);
    },
  );

  it('have changed nothing at all', async () => {
    expect(await quiet(folder.path)).toEqual(before);
    expect(trial.output()).not.toMatch(/"level":50/);
  });
});
