import fc from 'fast-check';
import { UnitRows } from './unit-rows';

const UNITS = ['a', 'b', 'c', 'd'];
const items = fc
  .array(fc.record({ key: fc.constantFrom('x', 'y', 'z'), unitId: fc.constantFrom(...UNITS, 'elsewhere') }))
  .map((list) => list.map((each, n) => ({ ...each, n })));

it('finds the items of a unit under a key in their order, however they come, and leaves those of others out', () => {
  fc.assert(
    fc.property(items, (list) => {
      const before = structuredClone(list);
      const rows = new UnitRows(UNITS.map((unitId) => ({ unitId })));
      const grouped = rows.group(list, ({ key }) => key);
      for (const key of ['x', 'y', 'z', 'none'])
        for (const [row, unitId] of UNITS.entries()) {
          const wanted = list.filter((item) => item.key === key && item.unitId === unitId);
          expect(grouped(key)(row) ?? []).toEqual(wanted);
        }
      expect(list).toEqual(before);
    }),
  );
});

it('knows the row of every unit, asked for in any order', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...UNITS, 'elsewhere')), (asked) => {
      const rows = new UnitRows(UNITS.map((unitId) => ({ unitId })));
      expect(asked.map((unitId) => rows.of(unitId) ?? -1)).toEqual(
        asked.map((unitId) => UNITS.indexOf(unitId)),
      );
    }),
  );
});

it('knows no row where there are no units', () => {
  expect(new UnitRows([]).of('a')).toBeUndefined();
});
