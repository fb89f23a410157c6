import { cell } from './columns';
import { csv, table, width } from './table';

it.each([
  ['abc', 3],
  ['水利局', 6],
  ['水a局', 5],
  ['（）', 4],
  ['é', 1],
  ['e\u0301', 1],
  ['😀', 2],
  ['𠮷', 2],
  ['ｱ', 1],
  ['✅', 2],
  ['☎', 1],
  ['🇨🇳', 2],
  ['〇—…·', 5],
  ['︵𗀀', 4],
  ['', 0],
])('%s takes %d columns', (text, is) => {
  expect(width(text)).toBe(is);
});

it('aligns Chinese, and numbers to the right', () => {
  expect(
    table([
      ['名称', 'Score', 'x'],
      ['水利局', '9.5', 'a'],
      ['scjg', '100', ''],
    ]),
  ).toBe('名称    Score  x\n水利局    9.5  a\nscjg      100');
});

it('lets no stored text move the cursor', () => {
  expect(table([['a'], ['x\u001b[2Jy\nz\u202e']])).toBe('a\nx [2Jy z'.trimEnd());
});

it.each([
  { why: 'plain', cell: '水利局', is: '水利局' },
  { why: 'comma', cell: 'a,b', is: '"a,b"' },
  { why: 'quote', cell: 'say "x"', is: '"say ""x"""' },
  { why: 'line break', cell: 'a\nb', is: '"a\nb"' },
  { why: 'formula', cell: '=1+1', is: "'=1+1" },
  { why: 'formula with a quote', cell: '=HYPERLINK("x")', is: '"\'=HYPERLINK(""x"")"' },
  { why: 'plus', cell: '+cmd', is: "'+cmd" },
  { why: 'minus', cell: '-cmd', is: "'-cmd" },
  { why: 'at', cell: '@SUM(A1)', is: "'@SUM(A1)" },
  { why: 'tab', cell: '\t=1', is: "'\t=1" },
  { why: 'negative number', cell: '-12.50', is: '-12.50' },
  { why: 'positive number', cell: '+3', is: '+3' },
  { why: 'exponent', cell: '-1e5', is: '-1e5' },
  { why: 'number and more', cell: '-1+2', is: "'-1+2" },
])('csv: $why', ({ cell, is }) => {
  expect(csv([[cell, 'z']])).toBe(`${is},z\r\n`);
});

it.each([
  { field: 'name', row: { name: '水利局', nameEn: 'Water' }, zh: '水利局', en: 'Water' },
  { field: 'name', row: { name: '水利局', nameEn: '' }, zh: '水利局', en: '水利局' },
  { field: 'status', row: { status: 'TASK_STATUS_OVERDUE' }, zh: '逾期', en: 'OVERDUE' },
  { field: 'function', row: { function: 'MEASURE_FUNCTION_MEDIAN' }, zh: '中位数', en: 'MEDIAN' },
  { field: 'rank', row: { rank: 0 }, zh: '', en: '' },
  {
    field: 'flags',
    row: { flags: [{ code: 'JUMP' }, { code: 'OUT_OF_RANGE' }] },
    zh: '突变 超出范围',
    en: 'JUMP OUT_OF_RANGE',
  },
  {
    field: 'nodes',
    row: {
      nodes: [
        { nodeId: 'a', score: '9' },
        { nodeId: 'b', state: 'MISSING' },
      ],
    },
    zh: 'a=9 b=缺值',
    en: 'a=9 b=MISSING',
  },
  { field: 'error', row: {}, zh: '', en: '' },
  { field: 'content', row: { content: { a: 1 } }, zh: '{"a":1}', en: '{"a":1}' },
])('shows $field of $row', ({ field, row, zh, en }) => {
  expect([cell(row, field, 'zh-CN'), cell(row, field, 'en')]).toEqual([zh, en]);
});
