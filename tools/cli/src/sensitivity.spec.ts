import { GatewayDouble } from './gateway-double';
import { run } from './program';

const gateway = new GatewayDouble();
beforeAll(() => gateway.start());
afterAll(() => gateway.stop());
beforeEach(() => gateway.reset());

async function fuxing(args: string[], language = 'en') {
  let [text, err] = ['', ''];
  const code = await run(['--lang', language, '--gateway', gateway.url, ...args], {
    env: { FUXING_TOKEN: 'given' },
    out: (more) => (text += more),
    err: (more) => (err += more),
    isTerminal: false,
  });
  return { code, text, err };
}

const body = {
  ranks: [
    {
      unitId: 'a',
      rank: 1,
      best: 1,
      worst: 1,
      median: 1,
      stays: '1.0000',
      isFirm: true,
      gradeChanges: '0.0000',
    },
    {
      unitId: 'b',
      rank: 2,
      best: 2,
      worst: 4,
      median: 3,
      stays: '0.4350',
      isFirm: false,
      gradeChanges: '0.1250',
    },
  ],
  weights: [
    {
      nodeId: 'n',
      name: '办结',
      nameEn: 'Closure',
      share: '50',
      most: '100',
      low: '0',
      high: '60.5',
      lowUnitIds: [],
      highUnitIds: ['a', 'b'],
      basis: 'INTERVAL_BASIS_EXACT',
    },
  ],
  seed: 'run-1',
  draws: 1000,
};

it.each([
  {
    language: 'zh-CN',
    lines: [
      /权重 ±10%、数值 ±1% 内随机变动 1000 次（种子 run-1）/,
      /1\s+a\s+稳固\s+1\s+1\s+1\s+100%\s+0%/,
      /2\s+b\s+可能变动\s+3\s+2\s+4\s+43.5%\s+12.5%/,
      /n\s+办结\s+50\s+0\s+60.5\s+> a=b\s+精确/,
    ],
  },
  {
    language: 'en',
    lines: [/1\s+a\s+firm\s/, /2\s+b\s+may move\s/, /n\s+Closure\s+50\s+0\s+60.5\s+> a=b\s+EXACT/],
  },
])('tells a leader which ranks are firm, in $language', async ({ language, lines }) => {
  gateway.on('GET /v1/cycles/c/sensitivity', () => ({ body }));
  const { code, text } = await fuxing(['sensitivity', 'c'], language);
  expect(code).toBe(0);
  for (const line of lines) expect(text).toMatch(line);
  expect(gateway.asked.at(-1)?.path).toBe('/v1/cycles/c/sensitivity?weights=0.1&values=0.01&draws=1000');
});

it.each([['--json'], ['-o', 'json']])('gives the answer itself with %s', async (...options) => {
  gateway.on('GET /v1/cycles/c/sensitivity', () => ({ body }));
  const { text } = await fuxing(['sensitivity', 'c', '--seed', 's', '--unit', 'b', ...options]);
  expect(JSON.parse(text)).toEqual(body);
  expect(gateway.asked.at(-1)?.path).toContain('&seed=s&unitId=b');
});

it('moves values by their last digit', async () => {
  gateway.on('GET /v1/cycles/c/sensitivity', () => ({ body }));
  const { text } = await fuxing([
    'sensitivity',
    'c',
    '--weights',
    '0',
    '--last-digit',
    '0.5',
    '--draws',
    '50',
  ]);
  expect(text).toContain('values within ±0.5 of the last digit');
  expect(gateway.asked.at(-1)?.path).toMatch(
    /weights=0&values=0.5&valueSpread=VALUE_SPREAD_LAST_DIGIT&draws=50$/,
  );
});

it.each(['110%', '-1%', 'ten', '1.5', ''])('refuses %j as a spread', async (weights) => {
  const { code, err } = await fuxing(['sensitivity', 'c', `--weights=${weights}`]);
  expect(code).toBe(2);
  expect(err).toContain('--weights is a percentage from 0% to 100%');
  expect(gateway.asked).toEqual([]);
});

it.each([
  { language: 'zh-CN', lines: [/未做满 1000 次/, /以下 2 项未求区间：m, o/] },
  { language: 'en', lines: [/no time for all 1000/, /No time for the intervals of 2: m, o/] },
])('says in $language what there was no time for', async ({ language, lines }) => {
  gateway.on('GET /v1/cycles/c/sensitivity', () => ({
    body: { ...body, draws: 312, weightsLeftOut: ['m', 'o'] },
  }));
  const { text } = await fuxing(['sensitivity', 'c'], language);
  for (const line of lines) expect(text).toMatch(line);
});

it('says nothing of time where there was enough', async () => {
  gateway.on('GET /v1/cycles/c/sensitivity', () => ({ body }));
  expect((await fuxing(['sensitivity', 'c'])).text).not.toMatch(/no time/i);
});
