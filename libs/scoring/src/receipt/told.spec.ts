import { PACKAGE_FORMAT, ScoringPackage } from '../package';
import { receiptOf } from './receipt-of';
import { renderReceiptText } from './render';

const leaf = (nodeId: string, name: string, share: string) => ({
  nodeId,
  name,
  share,
  missing: 'MISSING_RULE_EXCLUDE',
  indicatorId: 'i',
  points: {},
});
const units = ['a', 'b', 'c', 'd', 'e'];

/** Five units with 90 and less; heading 治理 needs half of its items. */
const text = (unitId: string, more: object = {}, language: 'zh-CN' | 'en' = 'zh-CN') =>
  renderReceiptText(
    receiptOf(
      ScoringPackage.parse({
        format: PACKAGE_FORMAT,
        cyclePeriod: '2026',
        scheme: {
          nodes: [
            {
              nodeId: 'p',
              name: '治理',
              share: '100',
              availability: '0.5',
              children: [leaf('n', '办结', '60'), { ...leaf('m', '满意', '40'), indicatorId: 'j', ...more }],
            },
          ],
          adjustments: [
            {
              adjustmentId: 'plus',
              cap: '3',
              leaves: [
                {
                  nodeId: 'x',
                  share: '3',
                  eventCount: { items: [{ itemId: 'praise', name: '市级表彰', points: '1' }] },
                },
              ],
            },
          ],
          grades: [
            {
              gradeId: 'A',
              name: '优秀',
              minScore: '80',
              quota: { share: '0.3', rounding: 'QUOTA_ROUNDING_UP', border: 'BORDER_EXCLUDE_ALL' },
            },
            { gradeId: 'B', name: '良好', minScore: '0' },
          ],
        },
        indicators: [{ indicatorId: 'i' }, { indicatorId: 'j' }],
        units: units.map((id) => ({ unitId: id })),
        observations: units.map((id, i) => ({
          indicatorId: 'i',
          unitId: id,
          period: '2026',
          value: String(90 - i),
        })),
        events: [{ eventId: 'e1', unitId: 'a', itemId: 'praise', document: '邯政字〔2026〕1号' }],
      }),
      unitId,
    ),
    language,
  );

it('tells how the places of a grade are worked out: 0.3 × 5 = 1.5, rounded up 2', () => {
  expect(text('a')).toMatch(/优秀 +80 +0\.3 × 5 个单位，进一：2 个 +并列者均不入围\n +良好 +0\n/);
  expect(text('c', {}, 'en')).toMatch(/优秀 +80 +0\.3 × 5 units, rounded up: 2 +none of them gets in/);
});

it('tells how many items of a heading have a score, and calls events and obstacles by their names', () => {
  expect(text('a')).toContain('有得分的下级项目 1 个，共 2 个；占比须不低于 0.5。');
  expect(text('a')).toMatch(/市级表彰 +邯政字〔2026〕1号/);
  expect(text('a', { missing: 'MISSING_RULE_BLOCK' })).toContain('原因 – 满意: 考核周期内没有数据。');
});

it.each(['zh-CN', 'en'] as const)('explains the symbols of its rules in %s', (language) => {
  expect(text('a', {}, language)).toMatch(/W_child[：:]/);
});

it('a value of 0 where less is better is compared as a ratio beyond all others', () => {
  // Target 2: 2 ÷ 0, 2 ÷ 1 and 2 ÷ 4; one unit of three may get more than the full mark.
  const rule = { cap: '1.2', bonusUnitShare: '0.4' };
  const of = ScoringPackage.parse({
    format: PACKAGE_FORMAT,
    cyclePeriod: '2026',
    scheme: { nodes: [{ nodeId: 'n', share: '100', indicatorId: 'i', ratioToTarget: rule }] },
    indicators: [{ indicatorId: 'i', direction: 'DIRECTION_LOWER_IS_BETTER' }],
    units: ['a', 'b', 'c'].map((unitId) => ({ unitId })),
    observations: ['0', '1', '4'].map((value, n) => ({
      indicatorId: 'i',
      unitId: 'abc'[n],
      period: '2026',
      value,
    })),
    targets: ['a', 'b', 'c'].map((unitId) => ({ indicatorId: 'i', unitId, period: '2026', value: '2' })),
  });
  for (const [unitId, total] of [
    ['a', '120.00'],
    ['b', '100.00'],
    ['c', '50.00'],
  ] as const) {
    const shown = receiptOf(of, unitId);
    expect(shown.total.after).toBe(total);
    expect(renderReceiptText(shown, 'zh-CN')).toContain('∞, 2, 0.5');
  }
});
