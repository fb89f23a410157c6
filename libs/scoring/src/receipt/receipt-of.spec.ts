import { evaluate } from '../evaluate';
import { ScoringPackage } from '../package';
import type { LeafStep, NodeStep } from './receipt';
import { receiptOf } from './receipt-of';

/** Every kind of leaf, a bonus and a veto; u has all of it, v lacks most. */
const of = ScoringPackage.parse({
  format: 'fuxing.scoring/v1',
  cyclePeriod: '2026',
  scheme: {
    schemeId: 's',
    name: '年度考核',
    nameEn: 'Annual',
    version: 3,
    effectiveFrom: '2026',
    shareKind: 'SHARE_KIND_FULL_MARKS',
    totalCap: '105',
    nodes: [
      {
        nodeId: 'duties',
        name: '职能',
        share: '70',
        children: [
          {
            nodeId: 'closure',
            name: '办结',
            nameEn: 'Closure',
            share: '40',
            indicatorId: 'closure',
            time: 'TIME_AGGREGATION_POOLED_RATIO',
            ratioToTarget: {},
          },
          {
            nodeId: 'growth',
            share: '10',
            indicatorId: 'gdp',
            time: 'TIME_AGGREGATION_LAST',
            valueRule: { growth: 'GROWTH_RELATIVE' },
            rankPoints: { form: 'RANK_FORM_LINEAR' },
          },
          {
            nodeId: 'monthly',
            share: '20',
            indicatorId: 'visits',
            time: 'TIME_AGGREGATION_MEAN_OF_SCORES',
            missing: 'MISSING_RULE_EXCLUDE',
            ladder: {
              rungs: [
                { bound: '10', points: '20' },
                { bound: '5', points: '10' },
              ],
            },
          },
        ],
      },
      {
        nodeId: 'work',
        share: '20',
        judged: { judgedBy: '考核组', bands: [{ bandId: 'a', name: '完成', from: '0.5', to: '1' }] },
      },
      {
        nodeId: 'opinion',
        share: '10',
        missing: 'MISSING_RULE_EXCLUDE',
        opinion: {
          scale: [
            { option: '好', value: '100' },
            { option: '差', value: '0' },
          ],
        },
      },
    ],
    adjustments: [
      {
        adjustmentId: 'bonus',
        name: '加分',
        kind: 'ADJUSTMENT_KIND_BONUS',
        cap: '3',
        leaves: [
          {
            nodeId: 'praise',
            share: '3',
            eventCount: { items: [{ itemId: 'p', points: '2' }], needsDocument: true },
          },
        ],
      },
    ],
    vetoes: [
      { vetoId: 'fake', name: '数据造假', effect: 'VETO_EFFECT_ZERO_NODE', nodeId: 'growth', basis: '办法' },
    ],
    grades: [
      { gradeId: 'A', name: '优秀', minScore: '80' },
      { gradeId: 'B', name: '合格' },
    ],
  },
  indicators: [
    { indicatorId: 'closure', unitOfMeasure: '%', version: 2 },
    { indicatorId: 'gdp', priceBasis: 'PRICE_BASIS_CONSTANT' },
    { indicatorId: 'visits' },
  ],
  units: [
    { unitId: 'u', name: '甲' },
    { unitId: 'v', name: '乙' },
  ],
  observations: [
    {
      indicatorId: 'closure',
      unitId: 'u',
      period: '2026-01',
      value: '80',
      numerator: '8',
      denominator: '10',
      observationId: 'o1',
    },
    {
      indicatorId: 'closure',
      unitId: 'u',
      period: '2026-02',
      value: '90',
      numerator: '27',
      denominator: '30',
    },
    { indicatorId: 'closure', unitId: 'v', period: '2026-01', value: '50', numerator: '1', denominator: '2' },
    { indicatorId: 'gdp', unitId: 'u', period: '2026', value: '110' },
    { indicatorId: 'gdp', unitId: 'v', period: '2026', value: '105' },
    { indicatorId: 'visits', unitId: 'u', period: '2026-01', value: '12' },
    { indicatorId: 'visits', unitId: 'u', period: '2026-02', value: '5' },
  ],
  before: ['u', 'v'].map((unitId) => ({ indicatorId: 'gdp', unitId, period: '2025', value: '100' })),
  targets: ['u', 'v'].map((unitId) => ({ indicatorId: 'closure', unitId, period: '2026', value: '100' })),
  events: [
    { eventId: 'e1', unitId: 'u', itemId: 'p', document: '文1' },
    { eventId: 'e2', unitId: 'u', itemId: 'p' },
    { eventId: 'e3', unitId: 'v', itemId: 'fake', document: '通报', date: '2026-05-01' },
  ],
  ballots: [1, 2, 3, 4, 5].map((n) => ({
    nodeId: 'opinion',
    unitId: 'u',
    raterId: 'r' + n,
    option: n === 5 ? '差' : '好',
  })),
  declarations: [
    {
      nodeId: 'work',
      unitId: 'u',
      state: 'JUDGED',
      bandId: 'a',
      value: '15',
      reason: '完成三项',
      approvedBy: '张',
    },
    { nodeId: 'work', unitId: 'v', state: 'NOT_REPORTED', reason: '未报', approvedBy: '李' },
    { nodeId: 'monthly', unitId: 'v', state: 'NOT_APPLICABLE', reason: '无' },
  ],
});

const receipts = () => ({ u: receiptOf(of, 'u'), v: receiptOf(of, 'v') });
const leavesOf = (unitId: 'u' | 'v'): Record<string, LeafStep> => {
  const { steps } = receipts()[unitId].total;
  const leaves = steps.flatMap((step) => (step.kind === 'LEAF' ? [step] : step.steps)) as LeafStep[];
  return Object.fromEntries(leaves.map((leaf) => [leaf.nodeId, leaf]));
};

it('has the scheme, the unit, the place and the grade', () => {
  const { total, standing, ...rest } = receipts().u;
  expect(rest).toEqual({
    format: 'fuxing.receipt/v1',
    scheme: {
      schemeId: 's',
      name: '年度考核',
      nameEn: 'Annual',
      version: 3,
      effectiveFrom: '2026',
      shareKind: 'SHARE_KIND_FULL_MARKS',
      fullMark: '100',
    },
    cyclePeriod: '2026',
    unit: { unitId: 'u', name: '甲', nameEn: '' },
  });
  expect([total.after, standing.rank, standing.gradeId, standing.gradeName]).toEqual([
    '85.00',
    1,
    'A',
    '优秀',
  ]);
  expect(standing.steps).toEqual([
    {
      rule: 'THRESHOLD',
      gradeId: 'A',
      gradeName: '优秀',
      en: '85.00 reaches 80: 优秀.',
      zh: '得分 85.00 达到 80 分：优秀。',
    },
  ]);
  expect(standing.comparison.units).toEqual([
    { unitId: 'u', name: '甲', nameEn: '', rank: 1, keys: ['85.00'] },
    { unitId: 'v', name: '乙', nameEn: '', rank: 2, keys: ['31.11'] },
  ]);
  expect([receipts().v.standing.gradeName, receipts().v.standing.vetoes]).toEqual([
    '合格',
    [
      expect.objectContaining({
        vetoId: 'fake',
        eventId: 'e3',
        document: '通报',
        date: '2026-05-01',
        basis: '办法',
      }),
    ],
  ]);
});

it('has the total with its parts, and what a missing rule or a veto did to them', () => {
  expect(receipts().u.total).toMatchObject({
    kind: 'TOTAL',
    state: 'SCORED',
    parameters: { totalFloor: '0', totalCap: '105' },
    worked: 'clip((60 + 15 + 8) × 100 ÷ (70 + 20 + 10) + 2, 0, 105)',
    before: '85',
  });
  const { total } = receipts().v;
  expect(total).toMatchObject({
    worked: 'clip((28 + 0) × 100 ÷ (70 + 20) + 0, 0, 105)',
    before: '31.111111111111111111',
    children: [
      { nodeId: 'duties', state: 'SCORED', counted: true, score: '28' },
      { nodeId: 'work', state: 'ZEROED', counted: true, score: '0' },
      { nodeId: 'opinion', state: 'EXCLUDED', counted: false },
    ],
  });
  expect(total.steps[0] as NodeStep).toMatchObject({
    kind: 'NODE',
    nodeId: 'duties',
    name: '职能',
    share: '70',
    vetoes: [],
    parameters: { availability: '0', missing: 'MISSING_RULE_BLOCK' },
    availability: { scored: 2, of: 3, least: '0' },
    worked: '(20 + 0) × 70 ÷ (40 + 10)',
    after: '28.00',
  });
});

it.each<[unit: 'u' | 'v', nodeId: string, leaf: object]>([
  [
    'u',
    'closure',
    {
      kind: 'LEAF',
      name: '办结',
      nameEn: 'Closure',
      share: '40',
      effect: 'SCORED',
      indicator: {
        indicatorId: 'closure',
        version: 2,
        direction: 'DIRECTION_HIGHER_IS_BETTER',
        unitOfMeasure: '%',
      },
      method: 'RATIO_TO_TARGET',
      value: '87.5',
      target: '100',
      worked: '40 × clip(87.5 ÷ 100, 0, 1)',
      before: '35',
      rounding: { digits: 2, mode: 'ROUNDING_MODE_HALF_UP' },
      after: '35.00',
      steps: [
        {
          kind: 'TIME',
          method: 'TIME_AGGREGATION_POOLED_RATIO',
          parameters: {},
          observations: [
            { observationId: 'o1', period: '2026-01', value: '80', numerator: '8', denominator: '10' },
            { observationId: '', period: '2026-02', value: '90', numerator: '27', denominator: '30' },
          ],
          formula: 'Σ(a × k) ÷ Σb',
          worked: '(8 × 100 + 27 × 100) ÷ (10 + 30)',
          before: '87.5',
        },
      ],
    },
  ],
  [
    'u',
    'growth',
    {
      indicator: expect.objectContaining({ priceBasis: 'PRICE_BASIS_CONSTANT' }),
      value: '10',
      rank: 1,
      count: 2,
      group: ['10', '5'],
      worked: '10 − (1 − 1) × (10 − 0) ÷ (2 − 1)',
      steps: [
        expect.objectContaining({ kind: 'TIME', worked: '110' }),
        {
          kind: 'VALUE',
          method: 'GROWTH',
          parameters: {},
          formula: '(x − b) ÷ |b| × 100',
          worked: '(110 − 100) ÷ 100 × 100',
          before: '10',
        },
      ],
    },
  ],
  [
    'u',
    'monthly',
    {
      formula: 'Σs ÷ n',
      worked: '(20 + 10) ÷ 2',
      before: '15',
      steps: [
        expect.objectContaining({
          kind: 'PERIOD',
          period: '2026-01',
          method: 'LADDER',
          value: '12',
          worked: '20',
          before: '20',
        }),
        expect.objectContaining({
          kind: 'PERIOD',
          period: '2026-02',
          formula: 'p (x ≥ 5)',
          value: '5',
          before: '10',
        }),
      ],
    },
  ],
  [
    'u',
    'work',
    {
      declared: { state: 'JUDGED', value: '15', reason: '完成三项', approvedBy: '张', bandId: 'a' },
      method: 'JUDGED',
      formula: 'clip(x, W × b₁, W × b₂)',
      worked: 'clip(15, 10, 20)',
      steps: [],
    },
  ],
  [
    'u',
    'opinion',
    {
      ballots: {
        cast: 5,
        valid: 5,
        counted: 5,
        steps: [],
        options: [
          { option: '好', count: 4 },
          { option: '差', count: 1 },
        ],
        withheld: false,
      },
      worked: '10 × (4 × 100 + 1 × 0) ÷ 5 ÷ 100',
      events: [],
      steps: [],
    },
  ],
  [
    'u',
    'praise',
    {
      share: '3',
      effect: 'SCORED',
      events: [
        expect.objectContaining({ eventId: 'e1', itemId: 'p', document: '文1', points: '2', refusal: '' }),
        expect.objectContaining({ eventId: 'e2', points: '0', refusal: 'WITHOUT_DOCUMENT' }),
      ],
      worked: 'clip(0 + 2, 0, 3)',
    },
  ],
  [
    'v',
    'growth',
    {
      effect: 'ZEROED',
      state: 'SCORED',
      rank: 2,
      vetoes: [
        {
          vetoId: 'fake',
          name: '数据造假',
          nameEn: '',
          effect: 'VETO_EFFECT_ZERO_NODE',
          basis: '办法',
          decidedBy: '',
          eventId: 'e3',
          document: '通报',
          date: '2026-05-01',
        },
      ],
    },
  ],
  [
    'v',
    'monthly',
    {
      effect: 'EXCLUDED',
      state: 'NOT_APPLICABLE',
      worked: '',
      reason: { en: 'The unit has no such task.', zh: '该单位无此项任务。' },
      steps: [],
    },
  ],
  ['v', 'work', { effect: 'ZEROED', state: 'NOT_REPORTED', formula: '', worked: '' }],
  ['v', 'opinion', { effect: 'EXCLUDED', state: 'BALLOTS_TOO_FEW' }],
])('tells of %s on %s', (unitId, nodeId, leaf) => {
  expect(leavesOf(unitId)[nodeId]).toMatchObject(leaf);
});

it('has no figures where there are none', () => {
  const { monthly, work, closure } = leavesOf('v');
  for (const leaf of [monthly, work]) {
    expect(leaf).not.toHaveProperty('before');
    expect(leaf).not.toHaveProperty('after');
    expect(leaf).not.toHaveProperty('value');
  }
  expect(closure).not.toHaveProperty('rank');
  expect(closure).not.toHaveProperty('declared');
  expect(closure).not.toHaveProperty('ballots');
  expect(closure?.indicator).not.toHaveProperty('priceBasis');
  expect(leavesOf('u')['work']).not.toHaveProperty('indicator');
});

it('tells of a bonus', () => {
  expect(receipts().u.total.steps.at(-1)).toMatchObject({
    kind: 'ADJUSTMENT',
    adjustmentId: 'bonus',
    name: '加分',
    method: 'ADJUSTMENT_KIND_BONUS',
    parameters: { cap: '3' },
    formula: 'clip(Σs, 0, c)',
    worked: 'clip(2, 0, 3)',
    before: '2',
  });
});

it('refuses a unit that is not there, and an evaluation that says something else', () => {
  expect(() => receiptOf(of, 'w')).toThrow(expect.objectContaining({ reason: 'UNIT_NOT_IN_PACKAGE' }));
  const evaluation = evaluate(of);
  for (const change of [
    { total: '84.99' },
    { state: 'MISSING' as const },
    { adjustments: [{ adjustmentId: 'bonus', points: '3' }] },
  ]) {
    const results = evaluation.results.map((result) => ({ ...result, ...change }));
    expect(() => receiptOf(of, 'u', { ...evaluation, results })).toThrow(
      /^The receipt of .* says .*, the evaluation /,
    );
  }
  const leaves = evaluation.leaves.map((leaf) =>
    leaf.nodeId === 'work' ? { ...leaf, score: '14.00' } : leaf,
  );
  expect(() => receiptOf(of, 'u', { ...evaluation, leaves })).toThrow(
    /work says 15.00, the evaluation 14.00/,
  );
});
