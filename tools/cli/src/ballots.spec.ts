import { GatewayDouble } from './gateway-double';
import { run } from './program';

const gateway = new GatewayDouble();
beforeAll(() => gateway.start());
afterAll(() => gateway.stop());
beforeEach(() => gateway.reset());

async function fuxing(args: string[], language = 'en') {
  let text = '';
  const code = await run(['--lang', language, '--gateway', gateway.url, ...args], {
    env: { FUXING_TOKEN: 'given' },
    out: (more) => (text += more),
    err: (more) => (text += more),
    isTerminal: false,
  });
  return { code, text };
}

const reviews = [
  {
    nodeId: 'opinion',
    name: '民主测评',
    nameEn: 'Opinion',
    raters: 30,
    flat: 6,
    groups: [{ raterUnitId: 'a', raters: 5, flat: 5, leniency: '32.2222', finding: 'LENIENCY_LENIENT' }],
    pairs: [{ unitIds: ['a', 'b'], favours: ['20.0000', '15.0000'] }],
    withheldGroups: 2,
    withheldPairs: 1,
  },
  { nodeId: 'public', withheld: true },
];

it.each([
  {
    language: 'zh-CN',
    says: [
      'opinion 民主测评：评分人 30 名，其中对各单位全部评为同一等次的 6 名',
      /a\s+5\s+5\s+32.2222\s+偏宽/,
      '互评偏高：a 与 b，高出其他评分人 20.0000 和 15.0000 分',
      '另有 2 个单位、1 对单位因票数不足 5 张不予显示。',
      'public ：评分人不足 5 名，不予显示',
    ],
  },
  {
    language: 'en',
    says: ['opinion Opinion: 30 raters, 6 of them', /LENIENT/, 'Mutual favour: a and b, by 20.0000'],
  },
])('shows what ballots look like, in $language', async ({ language, says }) => {
  gateway.on('GET /v1/cycles/c/ballot-review', () => ({ body: { reviews } }));
  const { code, text } = await fuxing(['ballots', 'c'], language);
  expect(code).toBe(0);
  for (const each of says) expect(text).toMatch(each);
});

it('says that there are none, and gives the answer itself as JSON', async () => {
  gateway.on('GET /v1/cycles/c/ballot-review', () => ({ body: {} }));
  expect((await fuxing(['ballots', 'c'])).text).toBe('Cycle c has no ballots.\n');
  gateway.on('GET /v1/cycles/c/ballot-review', () => ({ body: { reviews } }));
  expect(JSON.parse((await fuxing(['ballots', 'c', '-o', 'json'])).text)).toEqual({ reviews });
});
