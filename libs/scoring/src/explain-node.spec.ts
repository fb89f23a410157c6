import { createHash } from 'node:crypto';
import { Inputs, scoreLeaves, treeOf } from './evaluate';
import { explainNode } from './explain-node';
import { PACKAGE_FORMAT, ScoringPackage } from './package';
import { canonicalJson, resultHash } from './result-hash';
import { invalid, ScoringError } from './scoring-error';

const leaf = (nodeId: string, share: string) => ({ nodeId, share, indicatorId: nodeId, points: {} });
const explained = (
  more: object,
  nodeId?: string,
  values: Record<string, string> = { a: '60', b: '80', c: '3' },
) => {
  const of = ScoringPackage.parse({
    format: PACKAGE_FORMAT,
    cyclePeriod: '2026',
    scheme: {
      schemeId: 's',
      nodes: [{ nodeId: 'p', share: '100', children: [leaf('a', '50'), leaf('b', '50')], ...more }],
      adjustments: [{ adjustmentId: 'plus', cap: '2', leaves: [leaf('c', '5')] }],
    },
    indicators: ['a', 'b', 'c'].map((indicatorId) => ({ indicatorId })),
    units: [{ unitId: 'u' }],
    observations: Object.entries(values).map(([indicatorId, value]) => ({
      indicatorId,
      unitId: 'u',
      period: '2026',
      value,
    })),
  });
  const inputs = new Inputs(of);
  return explainNode(treeOf(inputs, scoreLeaves(inputs).table, 'u'), nodeId);
};

it('a node is explained from its children', () => {
  expect(explained({}, 'p')).toEqual({
    nodeId: 'p',
    state: 'SCORED',
    outOf: '100',
    mean: 'MEAN_ARITHMETIC',
    children: [
      { nodeId: 'a', state: 'SCORED', counted: true, share: '50', outOf: '100', score: '60' },
      { nodeId: 'b', state: 'SCORED', counted: true, share: '50', outOf: '100', score: '80' },
    ],
    adjustments: [],
    availability: { scored: 2, of: 2, least: '0' },
    obstacles: [],
    formula: expect.any(String),
    worked: expect.stringContaining('60'),
    before: '70',
    rounding: { digits: 2, mode: 'ROUNDING_MODE_HALF_UP' },
    after: '70.00',
  });
});

it('the total shows what was added and how much of it its cap let through', () => {
  const total = explained({});
  expect(total).toMatchObject({
    nodeId: '',
    state: 'SCORED',
    availability: { scored: 1, of: 1, least: '0' },
    adjustments: [
      {
        adjustmentId: 'plus',
        kind: 'ADJUSTMENT_KIND_BONUS',
        cap: '2',
        leaves: [{ nodeId: 'c', score: '3' }],
        points: '2',
      },
    ],
    before: '72',
    after: '72.00',
  });
  expect(total.worked).toContain('70');
});

it('a generalised mean shows its exponent, another mean none', () => {
  expect(explained({ mean: 'MEAN_POWER', meanPower: '2' }, 'p')).toMatchObject({
    mean: 'MEAN_POWER',
    meanPower: '2',
    after: '70.71',
  });
  expect(Object.keys(explained({}, 'p'))).not.toContain('meanPower');
});

it('a missing child stops the node and the total, and says where', () => {
  const obstacles = [{ nodeId: 'b', state: 'MISSING' }];
  const stopped = { state: 'BLOCKED', obstacles, formula: '', worked: '' };
  expect(explained({}, 'p', { a: '60' })).toMatchObject(stopped);
  expect(Object.keys(explained({}, 'p', { a: '60' }))).not.toContain('after');
  const total = explained({}, '', { a: '60', c: '1' });
  expect(total).toMatchObject(stopped);
  expect(Object.keys(total)).not.toContain('before');
});

it('a node that the scheme has not is refused by name', () => {
  expect(() => explained({}, 'x')).toThrow(
    expect.objectContaining({
      code: 'NOT_FOUND',
      reason: 'NODE_NOT_IN_SCHEME',
      text: { en: 'Scheme s has no node x.', zh: '方案 s 中没有节点 x。' },
      fields: [],
      metadata: { nodeId: 'x' },
    }),
  );
});

it('a wrong field is told with its path, reason and both languages', () => {
  const fault = invalid('units[0].name', 'NAME_EMPTY', 'A unit has a name.', '单位应有名称。');
  expect(fault).toBeInstanceOf(ScoringError);
  expect({ ...fault, message: fault.message }).toEqual({
    code: 'INVALID_ARGUMENT',
    reason: 'NAME_EMPTY',
    text: { en: 'A unit has a name.', zh: '单位应有名称。' },
    fields: [
      { field: 'units[0].name', reason: 'NAME_EMPTY', en: 'A unit has a name.', zh: '单位应有名称。' },
    ],
    metadata: {},
    message: 'A unit has a name.',
    name: 'ScoringError',
  });
});

it('equal content has equal bytes, and a result is known by the SHA-256 of its standings', () => {
  expect(canonicalJson({ b: [1, '二'], a: { d: null, c: true } })).toBe(
    '{"a":{"c":true,"d":null},"b":[1,"二"]}',
  );
  expect(resultHash([])).toBe('4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945');
  const standing = { unitId: 'u', rank: 1, total: '72.00', gradeId: 'A', steps: [], undecided: false };
  const bytes = '[{"gradeId":"A","rank":1,"steps":[],"total":"72.00","undecided":false,"unitId":"u"}]';
  expect(resultHash([standing])).toBe(createHash('sha256').update(bytes).digest('hex'));
});
