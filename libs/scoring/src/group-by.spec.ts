import fc from 'fast-check';
import { groupBy, groupTwice } from './group-by';

interface Item {
  outer: string;
  inner: string;
  n: number;
}

const items = fc
  .array(fc.record({ outer: fc.constantFrom('a', 'b', 'c'), inner: fc.constantFrom('x', 'y') }))
  .map((list) => list.map((each, n): Item => ({ ...each, n })));

it('groups by two keys as by one after the other, in order, and changes nothing', () => {
  fc.assert(
    fc.property(items, (list) => {
      const before = structuredClone(list);
      const twice = groupTwice(
        list,
        ({ outer }) => outer,
        ({ inner }) => inner,
      );
      const once = groupBy(list, ({ outer }) => outer);
      expect([...twice.keys()]).toEqual([...once.keys()]);
      for (const [outer, own] of once) {
        expect([...(twice.get(outer) ?? [])]).toEqual([...groupBy(own, ({ inner }) => inner)]);
      }
      expect(list).toEqual(before);
    }),
  );
});

it('groups nothing', () => {
  expect(
    groupTwice<Item>(
      [],
      ({ outer }) => outer,
      ({ inner }) => inner,
    ).size,
  ).toBe(0);
});
