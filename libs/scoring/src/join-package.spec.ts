import { joinPackage } from './join-package';
import { PACKAGE_FORMAT } from './package';

const scheme = { nodes: [{ nodeId: 'n', share: '100', indicatorId: 'i', points: {} }] };
const value = { indicatorId: 'i', unitId: 'u', period: '2026', value: '1' };
const head = { format: PACKAGE_FORMAT, scheme, cyclePeriod: '2026' };

it('lists of all parts belong together, in their order', () => {
  const joined = joinPackage([
    { ...head, units: [{ unitId: 'b' }] },
    { units: [{ unitId: 'a' }, { unitId: 'c' }] },
    { units: [] },
  ]);
  expect(joined.units.map(({ unitId }) => unitId)).toEqual(['b', 'a', 'c']);
  expect(joined.cyclePeriod).toBe('2026');
});

it('two leaves may bring the same rows of one indicator', () => {
  const rows = { observations: [value], before: [value], targets: [value], leads: [value] };
  const other = { ...value, unitId: 'v' };
  const joined = joinPackage([
    { ...head, ...rows },
    { ...rows, observations: [value, other] },
  ]);
  expect(joined.observations.map(({ unitId }) => unitId)).toEqual(['u', 'v']);
  expect([joined.before, joined.targets, joined.leads].map(({ length }) => length)).toEqual([1, 1, 1]);
});

it('an event that is brought twice stays twice, for the check to refuse', () => {
  const event = { eventId: 'e', unitId: 'u', itemId: 'x' };
  expect(joinPackage([{ ...head, events: [event] }, { events: [event] }]).events).toHaveLength(2);
});

it('a row that differs in its value is another one', () => {
  const joined = joinPackage([
    { ...head, observations: [value] },
    { observations: [{ ...value, value: '2' }] },
  ]);
  expect(joined.observations).toHaveLength(2);
});

it('parts that make no package are refused', () => {
  expect(() => joinPackage([{ units: [{ unitId: 'u' }] }])).toThrow('format');
});
