import { evaluate, type Evaluation } from '../evaluate';
import { PACKAGE_FORMAT, ScoringPackage } from '../package';
import type { AdjustmentStep, LeafStep, NodeStep } from './receipt';
import { receiptOf } from './receipt-of';
import { renderReceipt } from './render';

const points = (nodeId: string, share: string, more: object = {}) => ({
  nodeId,
  share,
  indicatorId: nodeId,
  time: 'TIME_AGGREGATION_LAST',
  points: {},
  ...more,
});
const counted = (nodeId: string, more: object = {}) => ({
  nodeId,
  share: '5',
  eventCount: { items: [{ itemId: nodeId, points: '2' }] },
  ...more,
});
const IDS = ['a', 'b', 'c', 'late'];

/** Two headings out of 60 and 40, a bonus and a deduction; vetoes z of heading y, and w of the bonus leaf w. */
function packageOf(more: object = {}, rest: object = {}): ScoringPackage {
  return ScoringPackage.parse({
    format: PACKAGE_FORMAT,
    cyclePeriod: '2026',
    scheme: {
      shareKind: 'SHARE_KIND_FULL_MARKS',
      nodes: [
        { nodeId: 'x', share: '60', children: [points('a', '40'), points('b', '20')] },
        { nodeId: 'y', share: '40', children: [points('c', '40')] },
      ],
      adjustments: [
        {
          adjustmentId: 'minus',
          kind: 'ADJUSTMENT_KIND_DEDUCTION',
          cap: '5',
          leaves: [counted('v'), points('late', '5', { missing: 'MISSING_RULE_EXCLUDE' })],
        },
        { adjustmentId: 'plus', kind: 'ADJUSTMENT_KIND_BONUS', cap: '5', leaves: [counted('w')] },
      ],
      vetoes: [
        { vetoId: 'z', effect: 'VETO_EFFECT_ZERO_NODE', nodeId: 'y' },
        { vetoId: 'zw', effect: 'VETO_EFFECT_ZERO_NODE', nodeId: 'w' },
      ],
      ...more,
    },
    indicators: IDS.map((indicatorId) => ({ indicatorId })),
    units: [{ unitId: 't' }, { unitId: 'u' }],
    observations: ['t', 'u'].flatMap((unitId) =>
      Object.entries({ a: '30', b: '15', c: '20' }).map(([indicatorId, value]) => ({
        indicatorId,
        unitId,
        period: '2026',
        value,
      })),
    ),
    events: [{ eventId: 'e', unitId: 'u', itemId: 'w' }],
    ...rest,
  });
}

const nodeOf = (of: ScoringPackage, at: number) => receiptOf(of, 'u').total.steps[at] as NodeStep;
const adjustmentOf = (of: ScoringPackage, id: string) =>
  receiptOf(of, 'u').total.steps.find(
    (step): step is AdjustmentStep => step.kind === 'ADJUSTMENT' && step.adjustmentId === id,
  );

it('has an exponent where the mean is generalised, and none elsewhere', () => {
  const plain = packageOf();
  expect(receiptOf(plain, 'u').total.parameters).toEqual({ totalFloor: '0', totalCap: '' });
  expect(nodeOf(plain, 0).parameters).toEqual({ availability: '0', missing: 'MISSING_RULE_BLOCK' });
  const power = { mean: 'MEAN_POWER', meanPower: '2' };
  const of = packageOf({ ...power, nodes: packageOf().scheme.nodes.map((node) => ({ ...node, ...power })) });
  expect(receiptOf(of, 'u').total).toMatchObject({ method: 'MEAN_POWER', parameters: { meanPower: '2' } });
  expect(nodeOf(of, 0)).toMatchObject({ method: 'MEAN_POWER', parameters: { meanPower: '2' } });
});

it('a heading that a veto sets to 0 says so, with the veto, and only that one', () => {
  const event = { eventId: 'f', unitId: 'u', itemId: 'z', document: 'd', date: '2026-02-03' };
  const of = packageOf({}, { events: [event] });
  expect(nodeOf(of, 1)).toMatchObject({
    nodeId: 'y',
    state: 'ZEROED',
    formula: '0',
    worked: '0',
    vetoes: [{ vetoId: 'z', eventId: 'f', document: 'd', date: '2026-02-03' }],
  });
  expect(nodeOf(of, 0)).toMatchObject({ state: 'SCORED', worked: '(30 + 15) × 60 ÷ (40 + 20)', vetoes: [] });
  expect(receiptOf(of, 't').total.steps[1]).toMatchObject({ state: 'SCORED', vetoes: [] });
});

it.each<[rule: string, grade: string, zh: string, en: string]>([
  ['CUMULATIVE', 'D', '累计：按方案所列次序', 'cumulative: in the order of the scheme'],
  ['HEAVIEST', 'C', '从重：只计降得最多的一项', 'the heaviest only'],
])('tells and prints how many grades each downgrade takes, and by which rule: %s', (rule, grade, zh, en) => {
  const grades = ['A', 'B', 'C', 'D'].map((gradeId, i) => ({ gradeId, minScore: String(60 - 20 * i) }));
  const down = (vetoId: string, levels: number) => ({
    vetoId,
    levels,
    effect: 'VETO_EFFECT_DOWNGRADE',
    basis: '办法',
  });
  const downgradeRule = `DOWNGRADE_RULE_${rule}`;
  const of = packageOf(
    { grades, vetoes: [down('one', 1), down('two', 2)], downgradeRule },
    { events: ['one', 'two'].map((itemId) => ({ eventId: itemId, unitId: 'u', itemId })) },
  );
  const receipt = receiptOf(of, 'u');
  expect(receipt.standing).toMatchObject({
    gradeId: grade,
    downgradeRule,
    vetoes: [
      { vetoId: 'one', levels: 1 },
      { vetoId: 'two', levels: 2 },
    ],
  });
  const [chinese, english] = [renderReceipt(receipt, 'zh-CN'), renderReceipt(receipt, 'en')];
  expect(chinese).toContain('降低等次 – 2 档');
  expect(chinese).toContain(zh);
  expect(english).toContain('lowers the grade – 2 down');
  expect(english).toContain(en);
  expect(receiptOf(of, 't').standing).not.toHaveProperty('downgradeRule');
});

it('the leaves of adjustments say what became of them', () => {
  const effects = (of: ScoringPackage, id: string) =>
    adjustmentOf(of, id)?.steps.map(({ nodeId, effect }) => `${nodeId} ${effect}`);
  const of = packageOf();
  expect(effects(of, 'minus')).toEqual(['v SCORED', 'late EXCLUDED']);
  expect(adjustmentOf(of, 'minus')).toMatchObject({
    method: 'ADJUSTMENT_KIND_DEDUCTION',
    worked: 'clip(0, 0, 5)',
    before: '0',
  });
  expect(adjustmentOf(of, 'plus')).toMatchObject({ worked: 'clip(2, 0, 5)', before: '2' });
  const vetoed = packageOf(
    {},
    {
      events: [
        { eventId: 'e', unitId: 'u', itemId: 'w' },
        { eventId: 'f', unitId: 'u', itemId: 'zw' },
      ],
    },
  );
  expect(effects(vetoed, 'plus')).toEqual(['w ZEROED']);
  expect(adjustmentOf(vetoed, 'plus')).toMatchObject({ before: '0' });
  const faulty = packageOf(
    {
      adjustments: [
        {
          adjustmentId: 'minus',
          kind: 'ADJUSTMENT_KIND_DEDUCTION',
          cap: '5',
          leaves: [counted('v'), { ...points('late', '5'), points: undefined, ratioToTarget: {} }],
        },
      ],
    },
    {
      observations: [{ indicatorId: 'late', unitId: 'u', period: '2026', value: '1' }],
      targets: [{ indicatorId: 'late', unitId: 'u', period: '2026', value: '0' }],
    },
  );
  expect(effects(faulty, 'minus')).toEqual(['v SCORED', 'late BLOCKED']);
});

it('a rate tells its factor, and nothing is worked out over no cases', () => {
  const rate = (denominator: string) =>
    packageOf(
      {
        nodes: [
          { ...points('a', '100', { missing: 'MISSING_RULE_ZERO' }), time: 'TIME_AGGREGATION_POOLED_RATIO' },
        ],
        adjustments: [],
        vetoes: [],
      },
      {
        observations: [
          {
            indicatorId: 'a',
            unitId: 'u',
            period: '2026',
            value: '30',
            numerator: '3',
            denominator,
            factor: '10',
          },
        ],
        events: [],
      },
    );
  const timeOf = (of: ScoringPackage) => (receiptOf(of, 'u').total.steps[0] as LeafStep).steps[0];
  expect(timeOf(rate('2'))).toMatchObject({
    observations: [{ period: '2026', value: '30', numerator: '3', denominator: '2', factor: '10' }],
    worked: '(3 × 10) ÷ (2)',
    before: '15',
  });
  expect(timeOf(rate('0'))).toMatchObject({ worked: '' });
  expect(timeOf(rate('0'))).not.toHaveProperty('before');
  expect(
    Object.keys(timeOf(packageOf({ nodes: [points('a', '100')], adjustments: [], vetoes: [] })) ?? {}),
  ).toContain('before');
});

it.each<[why: string, change: (of: Evaluation) => Partial<Evaluation>]>([
  ['the score of a heading', (of) => nodesWith(of, 'x', { score: '44.99' })],
  ['the state of a heading', (of) => nodesWith(of, 'x', { state: 'EXCLUDED' })],
  ['the score of a leaf in its tree', (of) => nodesWith(of, 'a', { score: '29.99' })],
  [
    'the state of a leaf',
    (of) => ({
      leaves: of.leaves.map((leaf) => (leaf.nodeId === 'a' ? { ...leaf, state: 'MISSING' } : leaf)),
    }),
  ],
  [
    'a bonus',
    (of) => ({
      results: of.results.map((result) => ({
        ...result,
        adjustments: [{ adjustmentId: 'plus', points: '1' }],
      })),
    }),
  ],
  [
    'an unknown bonus',
    (of) => ({
      results: of.results.map((result) => ({ ...result, adjustments: [{ adjustmentId: 'x', points: '1' }] })),
    }),
  ],
])('an evaluation that says otherwise of %s is an error', (_, change) => {
  const of = packageOf();
  const evaluation = evaluate(of);
  expect(() => receiptOf(of, 'u', { ...evaluation, ...change(evaluation) })).toThrow(/^The receipt of /);
  expect(() => receiptOf(of, 'u', evaluation)).not.toThrow();
});

it('a package that says otherwise than the evaluated one is an error, an equal one is not', () => {
  const of = packageOf();
  const evaluation = evaluate(of);
  const changed = { ...of, observations: of.observations.map((each) => ({ ...each, value: '1' })) };
  expect(() => receiptOf(changed, 'u', evaluation)).toThrow(/^The receipt of /);
  expect(receiptOf(structuredClone(of), 'u', evaluation)).toEqual(receiptOf(of, 'u', evaluation));
});

function nodesWith(of: Evaluation, nodeId: string, change: object): Partial<Evaluation> {
  return {
    results: of.results.map((result) => ({
      ...result,
      nodes: result.nodes.map((node) => (node.nodeId === nodeId ? { ...node, ...change } : node)),
    })),
  };
}

it('refuses a unit that is not there in both languages', () => {
  expect(() => receiptOf(packageOf(), 'w')).toThrow(
    expect.objectContaining({
      reason: 'UNIT_NOT_IN_PACKAGE',
      text: { en: 'The package has no unit "w".', zh: '数据包中没有单位“w”。' },
      metadata: { unitId: 'w' },
      fields: [],
    }),
  );
});
