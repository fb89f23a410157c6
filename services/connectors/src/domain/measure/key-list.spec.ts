import fc from 'fast-check';
import { KeyList } from './key-list';

it('gives back the keys as they came', () =>
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 500 })), (keys) => {
      const stored = keys.map((key) => key.toWellFormed().slice(0, 500).toWellFormed());
      const list = new KeyList();
      for (const key of stored) list.push(key);
      expect([...list]).toEqual(stored);
      expect([...list]).toEqual(stored);
    }),
  ));

it('keeps neighbours apart that begin alike, also within a surrogate pair', () => {
  const alike = fc.string({ unit: fc.constantFrom('😀', '😁', 'k', '键', '0'.repeat(200)), maxLength: 8 });
  fc.assert(
    fc.property(fc.array(alike, { size: 'large' }), (keys) => {
      const stored = keys.map((key) => key.slice(0, 500).toWellFormed()).sort();
      const list = new KeyList();
      for (const key of stored) list.push(key);
      expect([...list]).toEqual(stored);
    }),
  );
});

it('holds a key of the greatest length', () => {
  const list = new KeyList();
  const key = '键'.repeat(500);
  list.push(key);
  list.push('');
  list.push(key);
  expect([...list]).toEqual([key, '', key]);
  expect(JSON.stringify({ list })).toBe(JSON.stringify({ list: [key, '', key] }));
});
