import { Scheme } from '../scheme';
import { admit } from './admit';
import { countBallots } from './ballot-count';

const SCALE = [
  { option: 'good', value: '100' },
  { option: 'fair', value: '80' },
  { option: 'poor', value: '60' },
];

/** `1 a good` is a ballot of rater 1 about unit a; `1@b a good` of a rater who belongs to b. */
function counted(raters: object, ...written: string[]) {
  const scheme = Scheme.parse({ nodes: [{ nodeId: 'n', share: '100', opinion: { scale: SCALE }, raters }] });
  const ballots = written.map((each) => {
    const [rater = '', unitId = '', option = ''] = each.split(' ');
    const [raterId = '', raterUnitId = ''] = rater.split('@');
    return { nodeId: 'n', unitId, raterId, raterUnitId, option };
  });
  return countBallots(admit(scheme.nodes[0]!, ballots)('a'));
}

const five = ['1 a poor', '2 a good', '3 a fair', '4 a good', '5 a fair'];

it('counts by option, in order of their text', () => {
  expect(counted({}, ...five)).toEqual({
    cast: 5,
    valid: 5,
    counted: 5,
    steps: [],
    options: [
      { option: 'fair', count: 2 },
      { option: 'good', count: 2 },
      { option: 'poor', count: 1 },
    ],
    withheld: false,
  });
});

it('keeps the options of four back', () => {
  expect(counted({}, ...five.slice(1))).toMatchObject({ cast: 4, valid: 4, options: [], withheld: true });
});

it.each<[raters: object, ballots: string[], en: string, zh: string]>([
  [
    {},
    ['1@a a good', '2 a fair'],
    '1 of raters about their own unit: invalid.',
    '评分人对本单位的票 1 张，无效。',
  ],
  [
    { refuseUniform: true },
    ['1 a good', '1 b good', '2 a fair'],
    '1 of raters who gave all units the same option: invalid.',
    '对各单位全部评为同一等次的评分人的票 1 张，无效。',
  ],
  [
    { quotas: [{ option: 'good', share: '0.4' }] },
    ['1 a good', '1 b fair', '2 a fair'],
    '1 of raters who gave an option more often than its quota: invalid.',
    '超出等次比例的评分人的票 1 张，无效。',
  ],
  [
    { leastSpread: '30' },
    ['1 a good', '1 b fair', '2 a fair'],
    '1 of raters who did not tell the units apart: invalid.',
    '未拉开档次的评分人的票 1 张，无效。',
  ],
  [
    { minimum: 3 },
    ['1 a good', '2 a fair'],
    '2 valid, at least 3 are needed: no score.',
    '有效票 2 张，少于 3 张，不计分。',
  ],
  [{ trimAbove: 4 }, five, 'The highest and the lowest of 5 dropped.', '5 张中去掉最高、最低各 1 张。'],
])('says in both languages what %j did', (raters, ballots, en, zh) => {
  const { steps, counted: left, valid } = counted(raters, ...ballots);
  expect(steps.map((step) => [step.en, step.zh])).toEqual([[en, zh]]);
  expect(valid - left).toBe('trimAbove' in raters ? 2 : 0);
});

it('trims only above the limit', () => {
  expect(counted({ trimAbove: 5 }, ...five)).toMatchObject({ counted: 5, steps: [] });
  expect(counted({ trimAbove: 4 }, ...five).options).toEqual([
    { option: 'fair', count: 2 },
    { option: 'good', count: 1 },
  ]);
});

const level = ['1 a good', '1 b fair', '2 a fair', '2 b poor'];

it.each([
  { levelling: 'LEVELLING_MIN_MAX', formula: 'l + (h − l) × (x − l_r) ÷ (h_r − l_r)' },
  { levelling: 'LEVELLING_Z_SCORE', formula: 'clip(m + s × (x − m_r) ÷ s_r, 0, V)' },
])('tells the formula of $levelling, its numbers from five ballots on', ({ levelling, formula }) => {
  const few = counted({ levelling }, ...level).steps[0];
  expect(few).toMatchObject({ rule: 'LEVELLING', ballots: 4 });
  expect(few?.en).toContain(`one level: x′ = ${formula}, over all 4`);
  const more = counted({ levelling }, ...level, '3 a good').steps[0];
  expect(more?.en).toMatch(/, [lm] = [\d.]+, [hs] = [\d.]+(?:, V = 100)?, over all 5/);
  expect(more?.zh).toMatch(/[lm] = [\d.]+, [hs] = [\d.]+(?:, V = 100)?，取自本项全部 5 张有效票/);
});

it('says nothing of levelling where there are no ballots about the unit', () => {
  expect(counted({ levelling: 'LEVELLING_MIN_MAX', minimum: 0 }, '1 b good').steps).toEqual([]);
});
