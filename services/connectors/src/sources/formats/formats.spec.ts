import { readFileSync } from 'node:fs';
import { FileEncoding, FileFormat, FileSource } from '@fuxing/contracts/connectors/v1/source_kinds';
import { published } from '@fuxing/testing';
import { formatOf } from './index';
import { columnOf, dateText, isDateFormat, numberText } from './xlsx-cells';

const messages = published('cn_messages');
const licences = published('socrata_licences');

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let n = 0; n < bytes.length; n += size) yield bytes.subarray(n, n + size);
}

async function read(name: string, content: string | Buffer, settings: object = {}, size = 7) {
  const of = { ...FileSource.fromJSON(settings), ...settings };
  const reader = formatOf(of.format, name);
  if (!reader) throw new Error(`no format of ${name}`);
  return Array.fromAsync(reader(pieces(Buffer.from(content as string), size), name, of));
}

it.each<[string, string, object, unknown[]]>([
  ['a.csv', '\uFEFFid,名\n1,"a,\n""b"\n', {}, [{ id: '1', 名: 'a,\n"b' }]],
  ['a.tsv', 'id\tv\n1\t"x\n', {}, [{ id: '1', v: '"x' }]],
  ['a.csv', '标题\n\nid,v\n1,2\n', { headerRow: 3 }, [{ id: '1', v: '2' }]],
  ['a.csv', 'id,v\n', { keyField: 'id' }, []],
  ['a.csv', '编号,v\n1,2\n', { columns: { 编号: 'id' } }, [{ id: '1', v: '2' }]],
  ['a.jsonl', '{"id":1}\n\n{"id":12345678901234567890}', {}, [{ id: 1 }, { id: '12345678901234567890' }]],
  ['a.json', '{"d":[{"id":1}]}', { recordsPath: '/d', columns: { id: 'k' } }, [{ k: 1 }]],
])('reads %s in pieces', async (name, content, settings, rows) =>
  expect(await read(name, content, settings)).toEqual(rows),
);

it.each<[string, string | Buffer, object, RegExp]>([
  ['a.csv', '', {}, /is empty/],
  ['a.csv', 'a,a\n1,2\n', {}, /two columns "a"/],
  ['a.csv', 'a,b\n1\n', {}, /not valid/],
  ['a.csv', 'a,b\n', { columns: { c: 'd' } }, /no column "c"/],
  ['a.csv', '<html>maintenance</html>', { keyField: 'id' }, /no rows and no column "id"/],
  ['a.csv', 'a,\n1,2\n', {}, /line 2, column 2, which has no name/],
  [
    'a.csv',
    Buffer.from([0xc4, 0xe3, 0x0a]),
    { encoding: FileEncoding.FILE_ENCODING_UTF_8 },
    /not written in UTF-8/,
  ],
  ['a.jsonl', '{"id":1}\n{', {}, /line 2 is no JSON/],
  ['a.json', '{"d":{}}', { recordsPath: '/d' }, /no array at "\/d"/],
  ['a.xlsx', Buffer.from('d0cf11e0a1b11ae1', 'hex'), {}, /Excel 97–2003/],
  ['a.xlsx', 'PK no archive', {}, /no valid workbook/],
])('refuses what %s is not', async (name, content, settings, said) =>
  expect(read(name, content, settings)).rejects.toThrow(said),
);

messages.it('finds out UTF-8 and GB18030 and reads the same rows of a real file', async () => {
  const utf8 = await read('a.csv', readFileSync(messages.path('2011-2017.utf8.csv')), {}, 65_536);
  const gb = await read('a.csv', readFileSync(messages.path('2011-2017.gb18030.csv')), {}, 65_536);
  expect(gb).toEqual(utf8);
  expect(utf8.length).toBeGreaterThan(1_000);
});

messages.it('reads a real workbook', async () => {
  const rows = await read('a.xlsx', readFileSync(messages.path('categories.xlsx')), {}, 65_536);
  expect(rows.length).toBeGreaterThan(0);
  expect(Object.keys(rows[0] as object).every((field) => field !== '')).toBe(true);
  await expect(
    read('a.xlsx', readFileSync(messages.path('categories.xlsx')), { sheet: '没有' }, 65_536),
  ).rejects.toThrow(/no sheet "没有" but:/);
});

const SOCRATA = { format: 'FILE_FORMAT_SOCRATA_ROWS' };
licences.it('reads a real rows.json of Socrata, the parts of a location by name', async () => {
  const content = readFileSync(licences.path('rows.json'));
  const { data } = JSON.parse(content.toString()) as { data: unknown[] };
  const rows = await read('rows.json', content, SOCRATA, 65_536);
  expect(rows).toHaveLength(data.length);
  expect(rows[0]).toMatchObject({
    ':id': '847FAF84-4886-4FE0-9439-66193AE015B0',
    ':updated_at': 1457552503,
    licensee_name: "DEL FRISCO'S GRILLE",
    zip: '20852',
    location: {
      human_address: expect.stringContaining('11800 GRAND PARK AVENUE'),
      latitude: null,
      needs_recoding: false,
    },
  });
  const [renamed] = await read('x', content, { ...SOCRATA, columns: { ':id': 'id' } }, 65_536);
  expect(renamed).toHaveProperty('id', '847FAF84-4886-4FE0-9439-66193AE015B0');
});

it('gives a row of Socrata that fits no columns as it is, and refuses what has none', async () => {
  const meta = { view: { columns: [{ fieldName: 'a' }, { fieldName: 'b' }] } };
  const content = JSON.stringify({ meta, data: [[1, 2], [3]] });
  expect(await read('x', content, SOCRATA)).toEqual([{ a: 1, b: 2 }, [3]]);
  await expect(read('x', '{"meta": {}, "data": []}', SOCRATA)).rejects.toThrow(/see "meta\.view"/);
  await expect(read('x', content, { ...SOCRATA, columns: { a: 'b' } })).rejects.toThrow(/two columns "b"/);
});

it('tells formats by the end of the name, or as declared', () => {
  expect(formatOf(FileFormat.FILE_FORMAT_UNSPECIFIED, 'x.txt')).toBeUndefined();
  expect(formatOf(FileFormat.FILE_FORMAT_CSV, 'x.txt')).toBeDefined();
});

it.each([
  [45_000, false, '2023-03-15'],
  [45_000.5, false, '2023-03-15T12:00:00'],
  [1, false, '1900-01-01'],
  [59, false, '1900-02-28'],
  [61, false, '1900-03-01'],
  [0.75, false, '18:00:00'],
  [0, true, '1904-01-01'],
  [43_538, true, '2023-03-15'],
  [45_000.999_999_9, false, '2023-03-16'],
])('day %d of a workbook (1904: %p) is %s', (serial, since1904, text) =>
  expect(dateText(serial, since1904)).toBe(text),
);

it.each([
  [14, undefined, true],
  [0, undefined, false],
  [31, undefined, true],
  [164, 'yyyy"年"m"月"d"日"', true],
  [165, '0.00', false],
  [166, '[Red]0.00" days"', false],
  [167, '[h]:mm', true],
  [168, 'General', false],
  [169, '[$-804]aaaa', false],
])('number format %d %s shows a date: %p', (id, code, is) => expect(isDateFormat(id, code)).toBe(is));

it.each([
  ['0.1', '0.1'],
  ['1.1000000000000001', '1.1'],
  ['1.3040420250101E+17', '130404202501010000'],
  ['abc', 'abc'],
])('number %s of a workbook is %s', (given, text) => expect(numberText(given)).toBe(text));

it.each([
  ['A1', 0],
  ['AB12', 27],
  ['XFD9', 16_383],
  ['', undefined],
])('cell %s is in column %p', (reference, column) => expect(columnOf(reference)).toBe(column));
