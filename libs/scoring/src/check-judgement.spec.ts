import { checkJudgement } from './check-judgement';
import { Scheme } from './scheme';
import type { Declaration } from './assess';
import { Violations } from './violations';

/** Out of 20: band a is 16 to 20, b is 10 to 15.8, and 15.9 is in none. */
const judged = {
  judgedBy: '考核组',
  bands: [
    { bandId: 'a', from: '0.8', to: '1' },
    { bandId: 'b', from: '0.5', to: '0.79' },
  ],
};
const scheme = (bands = judged.bands) =>
  Scheme.parse({
    shareKind: 'SHARE_KIND_FULL_MARKS',
    nodes: [
      { nodeId: 'j', share: '20', judged: { ...judged, bands } },
      { nodeId: 'v', share: '80', indicatorId: 'x', points: {} },
    ],
  });
const stated = (more: Partial<Declaration>): Declaration => ({
  state: 'JUDGED',
  value: '18',
  reason: '',
  approvedBy: '张三',
  bandId: 'a',
  ...more,
});
const check = (at: 0 | 1, more: Partial<Declaration>, of = scheme()) => {
  const faults = new Violations();
  checkJudgement(faults, 'd', { scheme: of, node: of.nodes[at]!, unitId: 'u' }, stated(more));
  return faults.list;
};

it.each<[why: string, at: 0 | 1, more: Partial<Declaration>, ...told: string[]]>([
  ['a mark inside its band', 0, {}],
  ['the lower end of the band', 0, { value: '16' }],
  ['the upper end of the band', 0, { value: '20' }],
  ['just below the band', 0, { value: '15.99' }, 'd.value MARK_OUTSIDE_BAND'],
  ['just above the band', 0, { value: '20.01' }, 'd.value MARK_OUTSIDE_BAND'],
  ['a mark of another band', 0, { bandId: 'b', value: '16' }, 'd.value MARK_OUTSIDE_BAND'],
  ['the other band', 0, { bandId: 'b', value: '10' }],
  ['no number', 0, { value: 'good' }, 'd.value MARK_OUTSIDE_BAND'],
  ['no band', 0, { bandId: undefined }, 'd.bandId BAND_UNKNOWN'],
  ['nobody who judged', 0, { approvedBy: '' }, 'd.approvedBy JUDGE_MISSING'],
  [
    'nobody who judged and a mark outside',
    0,
    { approvedBy: '', value: '0' },
    'd.approvedBy JUDGE_MISSING',
    'd.value MARK_OUTSIDE_BAND',
  ],
  ['another value instead of a mark', 0, { state: 'IMPUTED' }, 'd.state JUDGED_WITHOUT_BAND'],
  ['a judged item that is not reported yet', 0, { state: 'PENDING', approvedBy: '', bandId: undefined }],
  ['a mark for a measured item', 1, {}, 'd.state NODE_NOT_JUDGED'],
  ['another value for a measured item', 1, { state: 'IMPUTED', approvedBy: '' }],
])('%s', (_, at, more, ...told) => {
  expect(check(at, more).map(({ field, reason }) => `${field} ${reason}`)).toEqual(told);
});

it.each([
  {
    more: { value: '15' },
    en: 'A mark in band a is a decimal number from 16 to 20, got "15".',
    zh: '档次 a 的得分应在 16 至 20 之间，收到的是“15”。',
  },
  {
    more: { bandId: 'c' },
    en: '"c" is not a band of j; use a, b.',
    zh: '“c”不是 j 的档次，应为：a、b。',
  },
])('the way out is told: $en', ({ more, en, zh }) => {
  expect(check(0, more)).toEqual([expect.objectContaining({ en, zh })]);
});

it.each([
  { from: 'x', to: '1' },
  { from: '0.8', to: 'x' },
])('a band of $from to $to is a fault of the scheme, not of the mark', (ends) => {
  expect(check(0, { value: '0' }, scheme([{ bandId: 'a', ...ends }]))).toEqual([]);
});
