import { formulaName, nearest } from './names';

it.each([
  ['cases', 'cases'],
  ['on-time', 'on_time'],
  ['办件.量', '____'],
  ['12345-rate', '_12345_rate'],
  ['_kept', '_kept'],
  ['Rate', 'Rate'],
  ['in', '_in'],
  ['return', '_return'],
  ['inner', 'inner'],
])('the measure %s is written %s', (id, name) => {
  expect(formulaName(id)).toBe(name);
});

// One edit per three letters, at least one; a swap of neighbours is one edit.
it.each<[unknown: string, known: string[], is: string | undefined]>([
  ['cases', ['cases'], 'cases'],
  ['case', ['cases'], 'cases'],
  ['casess', ['cases'], 'cases'],
  ['cazes', ['cases'], 'cases'],
  ['Cases', ['cases'], 'cases'],
  ['csaes', ['cases'], 'cases'],
  ['acses', ['cases'], 'cases'],
  ['caess', ['cases'], 'cases'],
  ['csase', ['cases'], undefined],
  ['czzes', ['cases'], undefined],
  ['cas', ['cases'], undefined],
  ['on_tmie', ['on_time'], 'on_time'],
  ['no_tmie', ['on_time'], 'on_time'],
  ['no_tmei', ['on_time'], undefined],
  ['on_t', ['on_time'], undefined],
  ['ontime', ['on_time'], 'on_time'],
  ['zs', ['as'], 'as'],
  ['sa', ['as'], 'as'],
  ['z', ['a'], 'a'],
  ['zz', ['as'], undefined],
  ['abcabc', ['bcabca'], 'bcabca'],
  ['abab', ['baab', 'abba'], 'baab'],
  ['ratte', ['cases', 'rates', 'rate'], 'rate'],
  ['ratte', ['rate', 'ratta'], 'rate'],
  ['rate', ['hate', 'rat', 'rate'], 'rate'],
  ['cases', [], undefined],
  ['x'.repeat(64), ['x'.repeat(63)], 'x'.repeat(63)],
  ['x'.repeat(65), ['x'.repeat(64)], undefined],
])('%s among %j most likely means %s', (unknown, known, is) => {
  expect(nearest(unknown, known)).toBe(is);
});
