import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GatewayDouble } from './gateway-double';
import { run } from './program';

const gateway = new GatewayDouble();
const home = mkdtempSync(join(tmpdir(), 'cli-scheme-'));
const file = join(home, 'document.yaml');

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

const indicator = `apiVersion: fuxing/v1
kind: Indicator
metadata: { name: growth }
spec: { name: 增幅, direction: DIRECTION_HIGHER_IS_BETTER, changesSign: true }
---
`;
const scheme = (nodes: string, more = ''): string => `apiVersion: fuxing/v1
kind: Scheme
metadata: { name: s }
spec:
  name: 方案
  unitGroupId: g
  effectiveFrom: '2026'
${more}  nodes:
${nodes}
`;

it.each(['fuxing', 'boston311'])('finds nothing wrong with the %s pack', async (pack) => {
  const answer = await fuxing(['scheme', 'check', join(__dirname, '../../../deploy/districts', pack)]);
  expect(answer.text).toMatch(/^\d+ schemes checked, 0 faults\n$/);
  expect(answer.code).toBe(0);
});

it.each([
  {
    why: 'a ratio of what may be negative',
    nodes: `    - { nodeId: a, share: '100', indicatorId: growth, ratioToTarget: {} }`,
    reason: 'METHOD_NOT_FOR_SIGN_CHANGE',
    at: 'document.yaml:14',
    en: /use linear or deduction/,
    zh: /不能用比率法/,
  },
  {
    why: 'weights that do not sum',
    nodes: `    - { nodeId: a, share: '99', indicatorId: growth, linear: { unacceptable: '0', satisfactory: '1' } }`,
    reason: 'SHARES_DO_NOT_SUM',
    at: 'document.yaml:14',
    en: /sum to 99, but must sum to 100/,
    zh: /份额之和为 99，应为 100/,
  },
  {
    why: 'bands that do not fall',
    nodes: `    - nodeId: a
      share: '100'
      indicatorId: growth
      bands: { bands: [{ value: '1', coefficient: '0.8' }, { value: '2', coefficient: '0.6' }] }`,
    reason: 'BANDS_NOT_IN_ORDER',
    at: 'document.yaml:17',
    en: /from best to worst/,
    zh: /由优到劣/,
  },
  {
    why: 'a number for a decimal',
    nodes: `    - { nodeId: a, share: 100, indicatorId: growth, allOrNothing: {} }`,
    reason: 'SHAPE_INVALID',
    at: 'document.yaml:14',
    en: /Must be text, in quotes: "100"/,
    zh: /应为文本，请加引号："100"/,
  },
  {
    why: 'a misspelt field',
    nodes: `    - { nodeId: a, share: '100', indicatorId: growth, deduction: { perstep: '1', perStep: '1' } }`,
    reason: 'FIELD_UNKNOWN',
    at: 'document.yaml:14',
    en: /nodes\[0\]\.deduction\.perstep: There is no field "perstep"\. Perhaps: perStep/,
    zh: /没有“perstep”这个字段。是否为 perStep？/,
  },
  {
    why: 'a misspelt method',
    nodes: `    - { nodeId: a, share: '100', indicatorId: growth, allOrNothin: {} }`,
    reason: 'FIELD_UNKNOWN',
    at: 'document.yaml:14',
    en: /Perhaps: allOrNothing/,
    zh: /是否为 allOrNothing？/,
  },
  {
    why: 'a misspelt choice',
    nodes: `    - { nodeId: a, share: '100', time: TIME_AGGREGATION_POOLED, indicatorId: growth, allOrNothing: {} }`,
    reason: 'SHAPE_INVALID',
    at: 'document.yaml:14',
    en: /TIME_AGGREGATION_WORST; got "TIME_AGGREGATION_POOLED"\./,
    zh: /应为 TIME_AGGREGATION_MEAN_OF_VALUES、/,
  },
])('explains $why in both languages', async ({ nodes, reason, at, en, zh }) => {
  writeFileSync(file, indicator + scheme(nodes));
  const english = await fuxing(['scheme', 'check', file]);
  expect(english).toMatchObject({ code: 1, text: expect.stringContaining(reason) });
  expect(english.text).toContain(at);
  expect(english.text).toMatch(en);
  expect((await fuxing(['scheme', 'check', file], 'zh-CN')).text).toMatch(zh);
});

it('asks of a scheme what the platform asks', async () => {
  const nodes = `    - { nodeId: a, share: '100', indicatorId: growth, allOrNothing: {} }`;
  writeFileSync(
    file,
    (indicator + scheme(nodes)).replace('unitGroupId: g', "etag: 'x'").replace("'2026'", 'next year'),
  );
  const { code, text } = await fuxing(['scheme', 'check', file, '-o', 'json']);
  expect(code).toBe(1);
  expect(
    (JSON.parse(text.slice(0, text.lastIndexOf(']') + 1)) as { reason: string }[]).map(
      ({ reason }) => reason,
    ),
  ).toEqual(['UNIT_GROUP_MISSING', 'PERIOD_INVALID']);
});

it('asks the platform for indicators that are not in the documents', async () => {
  gateway.on('GET /v1/indicators/known', () => ({
    body: { indicator: { indicatorId: 'known', direction: 'DIRECTION_TARGET_BAND' } },
  }));
  writeFileSync(
    file,
    scheme(`    - { nodeId: a, share: '50', indicatorId: known, moderate: { optimum: '5', tolerance: '2' } }
    - { nodeId: b, share: '50', indicatorId: unknown, points: {} }`),
  );
  const { code, text } = await fuxing(['scheme', 'check', file, '-o', 'json']);
  expect(code).toBe(1);
  expect(text).toContain('INDICATOR_UNKNOWN');
  expect(text).not.toContain('METHOD_');
});

it('asks the platform for units that are not in the documents', async () => {
  gateway.on('GET /v1/units', () => ({ body: { units: [{ unitId: 'known' }] } }));
  const nodes = `    - { nodeId: a, share: '100', indicatorId: growth, allOrNothing: {} }`;
  writeFileSync(file, indicator + scheme(nodes, '  horsConcoursUnitIds: [known, nobody]\n'));
  const { code, text } = await fuxing(['scheme', 'check', file]);
  expect(code).toBe(1);
  expect(text).toContain('horsConcoursUnitIds[1]: There is no unit "nobody". (UNIT_UNKNOWN)');
  expect(text).not.toContain('"known"');
});

it('sends what to try and shows who gains and loses', async () => {
  const result = { unitId: 'u', totalBefore: '80.00', totalAfter: '82.50', rankBefore: 2, rankAfter: 1 };
  gateway.on('POST /v1/cycles/c:simulate', () => ({ body: { results: [result] } }));
  writeFileSync(
    file,
    `shares: { a: 60, b: '40' }\nvalues: [{ indicatorId: i, unitId: u, period: 2026, value: 99.5 }]\n`,
  );
  const { code, text } = await fuxing(['score', 'c', '--what-if', file]);
  expect(code).toBe(0);
  expect(text).toMatch(/u\s+80\.00\s+82\.50\s+2\s+1/);
  expect(gateway.asked.at(-1)?.body).toEqual({
    shares: [
      { nodeId: 'a', share: '60' },
      { nodeId: 'b', share: '40' },
    ],
    values: [{ indicatorId: 'i', unitId: 'u', period: '2026', value: '99.5' }],
    targets: [],
  });
});

it.each([
  { yaml: 'share: {}', says: /Unrecognized key/ },
  { yaml: 'values: [{ indicatorId: i }]', says: /values\.0\.unitId/ },
  { yaml: 'shares: { a: [1] }', says: /must be a number/ },
])('refuses changes that it cannot read: $yaml', async ({ yaml, says }) => {
  writeFileSync(file, yaml);
  const { code, text } = await fuxing(['score', 'c', '--what-if', file]);
  expect(code).toBe(2);
  expect(text).toMatch(says);
  expect(gateway.asked).toEqual([]);
});
