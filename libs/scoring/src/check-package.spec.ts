import { checkPackage } from './check-package';
import { PACKAGE_FORMAT, ScoringPackage } from './package';
import { receiptOf } from './receipt/receipt-of';
import { renderReceiptText } from './receipt/render';
import type { FieldViolation } from './scoring-error';

const of = (more: object = {}): ScoringPackage =>
  ScoringPackage.parse({
    format: PACKAGE_FORMAT,
    cyclePeriod: '2026',
    scheme: {
      nodes: [
        {
          nodeId: 'n',
          share: '100',
          indicatorId: 'i',
          time: 'TIME_AGGREGATION_LAST',
          linear: { unacceptable: '0', satisfactory: '10' },
          valueRule: { growth: 'GROWTH_RELATIVE' },
        },
      ],
    },
    indicators: [{ indicatorId: 'i', unitOfMeasure: '亿元', priceBasis: 'PRICE_BASIS_CONSTANT' }],
    units: [{ unitId: 'u' }],
    observations: [{ indicatorId: 'i', unitId: 'u', period: '2026', value: '105' }],
    before: [{ indicatorId: 'i', unitId: 'u', period: '2025', value: '100' }],
    ...more,
  });

it.each<[string, object, string?]>([
  ['nothing wrong', {}],
  [
    'the lead of an indicator twice',
    {
      leads: [
        { indicatorId: 'i', unitId: 'u', value: '1' },
        { indicatorId: 'i', unitId: 'u', value: '2' },
      ],
    },
    'leads[1] DUPLICATE',
  ],
  [
    'a stated value that is no number',
    { declarations: [{ nodeId: 'n', unitId: 'u', state: 'IMPUTED', value: 'about 5' }] },
    'declarations[0].value DECIMAL_INVALID',
  ],
  ['a state without a value', { declarations: [{ nodeId: 'n', unitId: 'u', state: 'PENDING' }] }],
])('sees %s', (_, more, ...told) => {
  expect(checkPackage(of(more)).map(({ field, reason }) => `${field} ${reason}`)).toEqual(told);
});

it('reads only prices that there are', () => {
  expect(() => of({ indicators: [{ indicatorId: 'i', priceBasis: 'PRICES_OF_2020' }] })).toThrow();
});

it.each([
  { language: 'zh-CN', told: '不变价', worked: '(105 − 100) ÷ 100 × 100' },
  { language: 'en', told: 'constant prices', worked: '(105 − 100) ÷ 100 × 100' },
] as const)('a receipt says at which prices growth was found, in $language', ({ language, told, worked }) => {
  const receipt = receiptOf(of(), 'u');
  expect(receipt.total.after).toBe('50.00');
  const printed = renderReceiptText(receipt, language);
  expect(printed).toContain(told);
  expect(printed).toContain(worked);
});

const value = { indicatorId: 'x', unitId: 'u', period: '2026', value: '1' };
const rows = {
  observations: [value, { ...value, unitId: 'v' }, { ...value, period: '2025' }],
  before: [value],
  targets: [value, { ...value, unitId: 'v' }, { ...value, period: '2025' }],
  leads: [value, { ...value, unitId: 'v' }, { ...value, indicatorId: 'elsewhere' }],
  events: [
    { eventId: 'e', unitId: 'u', itemId: 'v' },
    { eventId: 'f', unitId: 'u', itemId: 'v' },
  ],
  ballots: [
    { nodeId: 'n', unitId: 'u', raterId: 'r' },
    { nodeId: 'n', unitId: 'u', raterId: 's' },
    { nodeId: 'n', unitId: 'v', raterId: 'r' },
    { nodeId: 'm', unitId: 'u', raterId: 'r' },
  ],
  declarations: [
    { nodeId: 'n', unitId: 'u', state: 'PENDING' },
    { nodeId: 'n', unitId: 'v', state: 'IMPUTED', value: '1' },
    { nodeId: 'm', unitId: 'u', state: 'PENDING' },
  ],
  previousTotals: [
    { unitId: 'u', total: '1' },
    { unitId: 'v', total: '1' },
  ],
  promotions: [
    { unitId: 'u', gradeId: 'A' },
    { unitId: 'v', gradeId: 'B' },
  ],
};
const packaged = (more: object): FieldViolation[] =>
  checkPackage(
    ScoringPackage.parse({
      format: PACKAGE_FORMAT,
      cyclePeriod: '2026',
      scheme: {
        vetoes: [{ vetoId: 'v', basis: 'b' }],
        nodes: ['m', 'n'].map((nodeId) => ({ nodeId, share: '50', indicatorId: 'x', points: {} })),
        grades: [{ gradeId: 'A', minScore: '90' }, { gradeId: 'B' }],
      },
      indicators: [{ indicatorId: 'x' }],
      units: [{ unitId: 'u' }, { unitId: 'v' }],
      ...more,
    }),
  );

it('rows that differ in one of their ids are rows of their own', () => {
  expect(packaged(rows)).toEqual([]);
});

it.each(Object.entries(rows))('the same row twice in %s is refused', (list, [first, ...rest]) => {
  const twice = packaged({ ...rows, [list]: [first, ...rest, first] });
  expect(twice.map(({ field, reason }) => `${field} ${reason}`)).toEqual([
    `${list}[${rest.length + 1}] DUPLICATE`,
  ]);
});

it.each<[data: object, en: string, zh: string]>([
  [{ targets: [{ ...value, unitId: 'w' }] }, 'The package has no unit "w".', '数据包中没有编号为“w”的单位。'],
  [
    { observations: [{ ...value, indicatorId: 'y' }] },
    'The package has no indicator "y".',
    '数据包中没有编号为“y”的指标。',
  ],
  [
    { declarations: [{ nodeId: 'o', unitId: 'u', state: 'PENDING' }] },
    'The package has no node "o".',
    '数据包中没有编号为“o”的末级节点。',
  ],
  [
    { declarations: [{ nodeId: 'o', unitId: 'u', state: 'IMPUTED', value: '1' }] },
    'The package has no node "o".',
    '数据包中没有编号为“o”的末级节点。',
  ],
  [
    { promotions: [{ unitId: 'u', gradeId: 'Z' }] },
    'The package has no grade "Z".',
    '数据包中没有编号为“Z”的等次。',
  ],
])('%j names what is not there', (data, en, zh) => {
  expect(packaged(data).map((fault) => [fault.en, fault.zh])).toEqual([[en, zh]]);
});
