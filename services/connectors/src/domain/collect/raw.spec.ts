import { canonicalJson } from '@fuxing/db';
import fc from 'fast-check';
import { rawRow } from './raw';

const recordOf = (row: unknown, keyField = 'id') => rawRow(row, keyField, canonicalJson);

const key = fc.oneof(fc.string(), fc.constantFrom('id', '10', '9', '-1', '__proto__', 'a\0b', 'ä', '中'));
/** As a source sends it: parsed, so that keys are own whatever they are called. */
const rows = fc
  .array(fc.tuple(key, fc.oneof(fc.jsonValue(), fc.string(), fc.double({ noNaN: true }))))
  .map((fields) => {
    const text = fields.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
    return JSON.parse(`{${text.join(',')}}`) as object;
  });

it('is canonical JSON (RFC 8785) whatever the order, names and values of the fields', () => {
  fc.assert(
    fc.property(fc.array(rows), (list) => {
      for (const row of list) {
        const wanted = canonicalJson(row);
        fc.pre(!/\\u(0000|[dD][89a-fA-F])/.test(wanted));
        const record = recordOf({ ...row, id: 'k' });
        const plain = canonicalJson({ ...row, id: 'k' });
        expect(record).toMatchObject({ key: 'k', content: plain });
      }
    }),
  );
});

it('has the same content and hash for the same fields in another order', () => {
  const record = recordOf({ id: '1', b: 2, a: null });
  expect(record).toEqual(recordOf({ a: null, b: 2, id: '1' }));
  expect(record).toMatchObject({ content: '{"a":null,"b":2,"id":"1"}' });
});

it.each([
  ['a text', { id: 'x' }, 'x'],
  ['a number', { id: 12 }, '12'],
])('takes %s as key', (_, row, wanted) => {
  expect(recordOf(row)).toMatchObject({ key: wanted });
});

it.each([
  ['absent', {}],
  ['blank', { id: ' ' }],
  ['null', { id: null }],
  ['an object', { id: { a: 1 } }],
  ['longer than 500 characters', { id: 'x'.repeat(501) }],
])('refuses a row whose key is %s, with what was met', (_, row) => {
  expect(recordOf(row)).toEqual({ reason: 'NO_KEY', detail: canonicalJson(row) });
});

it.each([['text'], [1], [null], [[1]]])('refuses %j, which is no object', (row) => {
  expect(recordOf(row)).toEqual({ reason: 'NOT_AN_OBJECT', detail: JSON.stringify(row) });
});

it('tells rows apart whose names differ only in where they end', () => {
  const rowsOf = [
    { 'a\0b': 1, c: 2 },
    { a: 1, 'b\0c': 2 },
  ];
  const contents = rowsOf.map((row) => recordOf({ id: 'k', ...row }));
  expect(contents).toMatchObject([
    { content: '{"a\uFFFDb":1,"c":2,"id":"k"}' },
    { content: '{"a":1,"b\uFFFDc":2,"id":"k"}' },
  ]);
});

it('replaces what PostgreSQL cannot hold, in values and names', () => {
  expect(recordOf({ id: 'a\0', 'n\0': '\uD800x', deep: ['\0'] })).toMatchObject({
    key: 'a\uFFFD',
    content: '{"deep":["\uFFFD"],"id":"a\uFFFD","n\uFFFD":"\uFFFDx"}',
  });
});
