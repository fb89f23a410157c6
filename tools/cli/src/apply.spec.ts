import { differences, sameDecimal } from './apply';

it.each([
  {
    why: 'the same',
    a: { name: 'x', list: [1, { b: '2' }] },
    b: { name: 'x', list: [1, { b: '2' }] },
    is: [],
  },
  { why: 'other text', a: { name: 'x' }, b: { name: 'y' }, is: ['name: "x" → "y"'] },
  { why: 'new field', a: {}, b: { name: 'y' }, is: ['name: none → "y"'] },
  { why: 'field taken away', a: { name: 'x' }, b: {}, is: ['name: "x" → none'] },
  { why: 'inside', a: { a: { b: { c: 1 } } }, b: { a: { b: { c: 2 } } }, is: ['a.b.c: 1 → 2'] },
  { why: 'inside a list', a: { l: [{ w: '1' }] }, b: { l: [{ w: '2' }] }, is: ['l[0].w: "1" → "2"'] },
  { why: 'list of other length', a: { l: ['a'] }, b: { l: ['a', 'b'] }, is: ['l: ["a"] → ["a","b"]'] },
  {
    why: 'list in other order',
    a: { l: ['a', 'b'] },
    b: { l: ['b', 'a'] },
    is: ['l[0]: "a" → "b"', 'l[1]: "b" → "a"'],
  },
  { why: 'empty text', a: { name: '' }, b: {}, is: [] },
  { why: 'zero', a: { digits: 0 }, b: {}, is: [] },
  { why: 'empty list', a: { l: [] }, b: {}, is: [] },
  { why: 'false', a: {}, b: { full: false }, is: [] },
  { why: 'null', a: { x: null }, b: {}, is: [] },
  { why: 'enum without value', a: { policy: 'VERIFICATION_POLICY_UNSPECIFIED' }, b: {}, is: [] },
  { why: 'empty map', a: { budget: { coefficients: {} } }, b: { budget: {} }, is: [] },
  { why: 'empty message chooses a oneof', a: {}, b: { push: {} }, is: ['push: none → {}'] },
  { why: 'message that is no longer wished', a: { push: {} }, b: {}, is: ['push: {} → none'] },
  { why: 'int64 comes as text', a: { limit: '500' }, b: { limit: 500 }, is: [] },
  {
    why: 'map entry',
    a: { units: { A: 'x' } },
    b: { units: { A: 'y', B: 'z' } },
    is: ['units.A: "x" → "y"', 'units.B: none → "z"'],
  },
  { why: 'long value', a: {}, b: { d: 'x'.repeat(99) }, is: [`d: none → "${'x'.repeat(76)}…`] },
])('$why', ({ a, b, is }) => {
  expect(differences(a, b)).toEqual(is);
});

it.each([
  ['12.50', '12.5', true],
  ['012', '12', true],
  ['-0', '0', true],
  ['.5', '0.50', true],
  ['+1', '1', true],
  ['-1', '1', false],
  ['9007199254740993', '9007199254740992', false],
  ['0.1', '0.10000000000000001', false],
  ['x', 'x', true],
  ['x', '0', false],
])('%s and %s are one number: %s', (a, b, is) => {
  expect(sameDecimal(a, b)).toBe(is);
});
