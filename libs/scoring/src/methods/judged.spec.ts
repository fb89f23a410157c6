import { checkPackage } from '../check-package';
import { checkScheme } from '../check-scheme';
import { evaluate } from '../evaluate';
import { PACKAGE_FORMAT, ScoringPackage } from '../package';
import { receiptOf } from '../receipt/receipt-of';
import { renderReceiptText } from '../receipt/render';

const judged = {
  judgedBy: '考核组',
  bands: [
    { bandId: 'achieved', name: '达成', from: '0.8', to: '1' },
    { bandId: 'partly', name: '部分达成', from: '0.5', to: '0.8' },
    { bandId: 'not', name: '未达成', from: '0', to: '0.5' },
  ],
};

/** An item of 20 marks (30 for the class of u2) and what was filed about it. */
function packageWith(...declarations: object[]): ScoringPackage {
  return ScoringPackage.parse({
    format: PACKAGE_FORMAT,
    cyclePeriod: '2026',
    scheme: {
      shareKind: 'SHARE_KIND_FULL_MARKS',
      fullMark: '20',
      unitClasses: [{ classId: 'c', unitIds: ['u2'] }],
      nodes: [{ nodeId: 'n', share: '20', classShares: [{ classId: 'c', share: '30' }], judged }],
    },
    units: [{ unitId: 'u1' }, { unitId: 'u2' }],
    declarations: declarations.map((each) => ({
      nodeId: 'n',
      unitId: 'u1',
      state: 'JUDGED',
      approvedBy: '考核组',
      ...each,
    })),
  });
}

const leafOf = (of: ScoringPackage) => evaluate(of).leaves[0];

it.each([
  { why: 'at the upper end of achieved', bandId: 'achieved', value: '20', score: '20.00' },
  { why: 'at the lower end of achieved', bandId: 'achieved', value: '16', score: '16.00' },
  { why: 'on the border, judged partly', bandId: 'partly', value: '16', score: '16.00' },
  { why: 'inside partly', bandId: 'partly', value: '12.345', score: '12.35' },
  { why: 'not achieved, nothing', bandId: 'not', value: '0', score: '0.00' },
])('$why', ({ bandId, value, score }) => {
  const of = packageWith({ bandId, value });
  expect(checkPackage(of)).toEqual([]);
  expect(leafOf(of)).toEqual({ unitId: 'u1', nodeId: 'n', state: 'SCORED', score });
});

it.each([
  { why: 'above its band', bandId: 'partly', value: '16.01' },
  { why: 'below its band', bandId: 'partly', value: '9.99' },
  { why: 'in a band that there is not', bandId: 'well', value: '16' },
])('a mark $why has no score, and stops the total', ({ bandId, value }) => {
  const of = packageWith({ bandId, value });
  expect(leafOf(of)).toMatchObject({ state: 'MARK_OUTSIDE_BAND' });
  expect(evaluate(of).results[0]).toMatchObject({ state: 'BLOCKED' });
});

it('without a judgement the missing rule decides', () => {
  expect(leafOf(packageWith())).toMatchObject({ state: 'MISSING' });
  expect(leafOf(packageWith({ state: 'NOT_APPLICABLE' }))).toMatchObject({ state: 'NOT_APPLICABLE' });
});

it.each<[string, object, string, string]>([
  ['above its band', { bandId: 'partly', value: '16.01' }, 'value', 'MARK_OUTSIDE_BAND'],
  ['below its band', { bandId: 'achieved', value: '15.99' }, 'value', 'MARK_OUTSIDE_BAND'],
  ['that is no number', { bandId: 'partly', value: '12,5' }, 'value', 'MARK_OUTSIDE_BAND'],
  ['for another full mark', { bandId: 'achieved', value: '20', unitId: 'u2' }, 'value', 'MARK_OUTSIDE_BAND'],
  ['in an unknown band', { bandId: 'well', value: '16' }, 'bandId', 'BAND_UNKNOWN'],
  ['by nobody', { bandId: 'partly', value: '12', approvedBy: '' }, 'approvedBy', 'JUDGE_MISSING'],
  ['that stands in', { state: 'IMPUTED', value: '12' }, 'state', 'JUDGED_WITHOUT_BAND'],
])('a mark %s is refused', (_, declaration, field, reason) => {
  expect(checkPackage(packageWith(declaration))).toEqual([
    expect.objectContaining({ field: `declarations[0].${field}`, reason }),
  ]);
});

it.each([
  {
    why: 'an end of a band',
    change: { judged: { ...judged, bands: [{ bandId: 'partly', name: '', from: 'half', to: '1' }] } },
  },
  { why: 'the full mark', change: { share: 'twenty' } },
])('what is no number in $why is a fault of the scheme and stops no check', ({ change }) => {
  const of = packageWith({ bandId: 'partly', value: '12' });
  Object.assign(of.scheme.nodes[0]!, change);
  expect(checkPackage(of)).toEqual([]);
  expect(checkScheme(of.scheme, new Map())).not.toEqual([]);
});

it('only a judged item is judged', () => {
  const of = packageWith({ bandId: 'partly', value: '12' });
  const [node] = of.scheme.nodes;
  Object.assign(node!, { judged: undefined, eventCount: { items: [] } });
  expect(checkPackage(of)).toEqual([
    expect.objectContaining({ field: 'declarations[0].state', reason: 'NODE_NOT_JUDGED' }),
  ]);
});

it('the receipt says who judged, which band, and how the mark became the score', () => {
  const of = packageWith({ bandId: 'partly', value: '12.5', reason: '三项任务完成两项' });
  const receipt = receiptOf(of, 'u1');
  const printed = renderReceiptText(receipt, 'zh-CN');
  for (const word of [
    '定性分档评定法',
    '考核组',
    '定性评定, 12.5, 部分达成,',
    '三项任务完成两项',
    'clip(12.5, 10, 16)',
  ])
    expect(printed).toContain(word);
});
