import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evaluate, inputHash, joinPackage, resultHash } from '@fuxing/scoring';
import { GatewayDouble } from './gateway-double';
import { run } from './program';

const gateway = new GatewayDouble();
const home = mkdtempSync(join(tmpdir(), 'cli-package-'));

beforeAll(() => gateway.start());
afterAll(async () => {
  await gateway.stop();
  rmSync(home, { recursive: true });
});
beforeEach(() => gateway.reset());

async function fuxing(args: string[], language = 'en') {
  let text = '';
  const collect = (more: string): void => {
    text += more;
  };
  const code = await run(['--lang', language, '--gateway', gateway.url, ...args], {
    env: { XDG_CONFIG_HOME: home, FUXING_TOKEN: 'given' },
    out: collect,
    err: collect,
    isTerminal: false,
  });
  return { code, text };
}

const rules = {
  format: 'fuxing.scoring/v1',
  scheme: {
    schemeId: 's',
    nodes: [{ nodeId: 'n', name: '办结率', share: '100', indicatorId: 'i', ratioToTarget: { cap: '1' } }],
  },
  indicators: [{ indicatorId: 'i', direction: 'DIRECTION_HIGHER_IS_BETTER' }],
  cyclePeriod: '2026',
  units: [{ unitId: 'u', name: '百家村街道', nameEn: 'Baijiacun' }],
};
const leaf = {
  observations: [{ indicatorId: 'i', unitId: 'u', observationId: 'o', period: '2026', value: '80' }],
  targets: [{ indicatorId: 'i', unitId: 'u', period: '2026', value: '100' }],
};
const whole = joinPackage([rules, leaf]);
const hash = resultHash(evaluate(whole).standings);

function serve(resultHash: string, input?: string): void {
  const hashes = { resultHash, ...(input && { inputHash: input }) };
  gateway.on('GET /v1/cycles/c/package', ({ path }) => ({
    body: path.includes('pageToken=next')
      ? { part: leaf, ...hashes }
      : { part: rules, nextPageToken: 'next', ...hashes },
  }));
}

it('joins the parts of a package in a file that comes to the stored result', async () => {
  serve(hash, inputHash(whole));
  const to = join(home, 'package.json');
  const { code, text } = await fuxing(['package', 'c', '--to', to]);
  expect([code, text]).toEqual([
    0,
    expect.stringContaining(`input sha256 ${inputHash(whole)}, result sha256 ${hash}`),
  ]);
  expect(JSON.parse(readFileSync(to, 'utf8'))).toEqual(JSON.parse(JSON.stringify(whole)));
});

it.each(['package', 'receipt'])('writes no %s that comes to another result', async (command) => {
  serve('ab'.repeat(32));
  const to = join(home, `other-${command}.json`);
  const { code, text } = await fuxing([command, 'c', ...(command === 'receipt' ? ['u'] : []), '--to', to]);
  expect(code).toBe(1);
  expect(text).toContain(`the platform has stored ${'ab'.repeat(32)}`);
  expect(existsSync(to)).toBe(false);
});

it('writes no package of other input than was scored, though it comes to the same result', async () => {
  serve(hash, 'cd'.repeat(32));
  const to = join(home, 'altered.json');
  const { code, text } = await fuxing(['package', 'c', '--to', to]);
  expect([code, text]).toEqual([1, expect.stringContaining(`when it was scored it had ${'cd'.repeat(32)}`)]);
  expect(existsSync(to)).toBe(false);
});

it('prints the receipt of a unit as text, a page or JSON', async () => {
  serve(hash);
  const shown = await fuxing(['receipt', 'c', 'u'], 'zh-CN');
  expect(shown).toEqual({ code: 0, text: expect.stringMatching(/得分明细单 – 百家村街道[^]*80\.00/) });
  const written: Record<string, string> = {};
  for (const ending of ['html', 'txt', 'json']) {
    const to = join(home, `u.${ending}`);
    expect((await fuxing(['receipt', 'c', 'u', '--to', to])).code).toBe(0);
    written[ending] = readFileSync(to, 'utf8');
  }
  expect(written['html']).toMatch(/^<!doctype html>\n<html lang="en">/);
  expect(written['txt']).toContain('Baijiacun');
  expect(JSON.parse(written['json'] ?? '')).toMatchObject({ total: { after: '80.00' } });
});

it('compares units item by item', async () => {
  const part = joinPackage([
    { ...rules, units: [...rules.units, { unitId: 'v' }] },
    leaf,
    {
      observations: leaf.observations.map((each) => ({ ...each, unitId: 'v', value: '90' })),
      targets: leaf.targets.map((each) => ({ ...each, unitId: 'v' })),
    },
  ]);
  const body = { part, resultHash: resultHash(evaluate(part).standings) };
  gateway.on('GET /v1/cycles/c/package', () => ({ body }));
  const { code, text } = await fuxing(['compare', 'c', 'u', 'v', '-o', 'csv'], 'zh-CN');
  expect(code).toBe(0);
  expect(text).toBe(
    '项目,份额,u,v\r\n办结率,100,80.00,90.00\r\n总分,,80.00,90.00\r\n名次,,2,1\r\n等级,,,\r\n',
  );
});

it('compares nobody who is not there', async () => {
  serve(hash);
  expect(await fuxing(['compare', 'c', 'u', 'moon'])).toEqual({
    code: 1,
    text: expect.stringContaining('the cycle has no unit moon'),
  });
});

it.each([
  { args: ['moon'], code: 1, says: 'the cycle has no unit moon' },
  { args: ['u', '--to', 'u.pdf'], code: 2, says: 'u.pdf: the name must end in .html, .txt or .json' },
])('refuses a receipt of $args', async ({ args, code, says }) => {
  serve(hash);
  expect(await fuxing(['receipt', 'c', ...args])).toEqual({ code, text: expect.stringContaining(says) });
});
