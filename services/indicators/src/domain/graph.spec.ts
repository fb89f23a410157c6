import { findCycle } from './graph';

it.each([
  { why: 'a chain has none', edges: { a: ['b'], b: ['c'] }, is: undefined },
  { why: 'a diamond has none', edges: { a: ['b', 'c'], b: ['d'], c: ['d'] }, is: undefined },
  { why: 'pointing at itself', edges: { a: ['a'] }, is: ['a', 'a'] },
  { why: 'over two steps', edges: { a: ['b'], b: ['c'], c: ['b'] }, is: ['b', 'c', 'b'] },
])('$why', ({ edges, is }) => {
  expect(findCycle('a', (id) => (edges as Record<string, string[]>)[id] ?? [])).toEqual(is);
});
