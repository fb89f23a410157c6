import fc from 'fast-check';
import {
  type SchemaChange,
  schemaChanges,
  schemaOf,
  seenFields,
  stands,
  together,
  withChanges,
} from './schema';

const rows = (n: number, more: (k: number) => object = () => ({})) =>
  Array.from({ length: n }, (_, k) => ({ id: k, at: '2026-01-02', note: 'x', ...more(k) }));
const without = ({ note: _, ...row }: { note: unknown }): object => row;
const accepted = schemaOf(seenFields(rows(50, (k) => (k % 2 ? { closed: '2026-01-03' } : {}))));
const changed = (now: object[]) => schemaChanges(accepted, seenFields(now));

it('learns names, types and how often a field is there', () => {
  expect(accepted).toEqual([
    { name: 'at', type: 'TIMESTAMP', presentShare: '1' },
    { name: 'closed', type: 'TIMESTAMP', presentShare: '0.5' },
    { name: 'id', type: 'NUMBER', presentShare: '1' },
    { name: 'note', type: 'TEXT', presentShare: '1' },
  ]);
});

it.each([
  { why: 'nothing differs', now: rows(3, () => ({ closed: '2026-02-01' })), is: [] },
  { why: 'no rows say nothing', now: [], is: [] },
  { why: 'what some rows lack may be missing by chance', now: rows(5), is: [] },
  {
    why: 'and not by chance',
    now: rows(40),
    is: [{ kind: 'REMOVED', field: 'closed', typeBefore: 'TIMESTAMP' }],
  },
  {
    why: 'what all rows had is soon gone',
    now: rows(5).map(without),
    is: [{ kind: 'REMOVED', field: 'note', typeBefore: 'TEXT' }],
  },
  {
    why: 'a new field',
    now: rows(1, () => ({ unit: 'A' })),
    is: [{ kind: 'ADDED', field: 'unit', typeNow: 'TEXT', shareNow: '1' }],
  },
  {
    why: 'one gone and one new of the same type',
    now: rows(5, () => ({ remark: 'x' })).map(without),
    is: [{ kind: 'RENAMED', field: 'note', newName: 'remark', typeBefore: 'TEXT', shareNow: '1' }],
  },
  {
    why: 'two new ones are no rename',
    now: rows(5, () => ({ remark: 'x', text: 'y' })).map(without),
    is: [
      { kind: 'REMOVED', field: 'note', typeBefore: 'TEXT' },
      { kind: 'ADDED', field: 'remark', typeNow: 'TEXT', shareNow: '1' },
      { kind: 'ADDED', field: 'text', typeNow: 'TEXT', shareNow: '1' },
    ],
  },
  {
    why: 'numbers where timestamps were',
    now: rows(6, (k) => ({ at: k < 2 ? '2026-01-02' : 1767312000 })),
    is: [{ kind: 'RETYPED', field: 'at', typeBefore: 'TIMESTAMP', typeNow: 'TEXT' }],
  },
  { why: 'a text takes numbers', now: rows(2, () => ({ note: 5 })), is: [] },
  {
    why: 'a text takes no objects',
    now: rows(5, () => ({ note: { zh: 'x' } })),
    is: [{ kind: 'RETYPED', field: 'note', typeBefore: 'TEXT', typeNow: 'STRUCTURE' }],
  },
  { why: 'a bad row is no change', now: rows(4).map(without), is: [] },
  { why: 'a bad value is no change', now: rows(6, (k) => (k < 3 ? { at: 'soon' } : {})), is: [] },
  { why: 'nor are a few of a few', now: rows(4, () => ({ at: 'soon' })), is: [] },
  { why: 'blanks have no type', now: rows(2, () => ({ at: '' })), is: [] },
])('$why', ({ now, is }) => expect(changed(now)).toEqual(is));

const [gone] = changed(rows(40));
const late = schemaChanges(accepted, seenFields(rows(6, () => ({ at: 1767312000 }))));
it.each([
  { why: 'gone, and gone again', change: gone, now: rows(40), is: true },
  { why: 'gone, and too few rows to tell', change: gone, now: rows(2), is: true },
  { why: 'gone, and there again', change: gone, now: rows(1, () => ({ closed: '' })), is: false },
  { why: 'retyped, and too few values to tell', change: late[0], now: rows(2), is: true },
  { why: 'retyped, and right again', change: late[0], now: rows(9), is: false },
])('a change stands or not: $why', ({ change, now, is }) => {
  const seen = seenFields(now);
  expect(stands(change as SchemaChange, schemaChanges(accepted, seen), seen)).toBe(is);
});

it('keeps no more names than a schema may have', () => {
  const many = (k: number) =>
    seenFields([Object.fromEntries(Array.from({ length: 1_500 }, (_, n) => [`f${k}${n}`, 1]))]);
  expect(together(many(1), many(2)).fields).toHaveLength(2_000);
});

const row = fc.dictionary(
  fc.constantFrom('a', 'b', 'c', 'constructor', '__proto__'),
  fc.oneof(fc.constant(null), fc.integer(), fc.constantFrom('x', '2026-01-01', ''), fc.constant([1])),
);

it('is itself without change, in parts as in one, and with accepted changes without change', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 20 }), fc.array(row, { maxLength: 20 }), (one, other) => {
      const seen = together(seenFields(one), seenFields(other));
      expect(schemaOf(seen)).toEqual(schemaOf(seenFields([...one, ...other])));
      expect(schemaChanges(schemaOf(seen), seen)).toEqual([]);
      const before = schemaOf(seenFields(one));
      const now = seenFields(other);
      expect(schemaChanges(withChanges(before, schemaChanges(before, now)), now)).toEqual([]);
    }),
  );
});
