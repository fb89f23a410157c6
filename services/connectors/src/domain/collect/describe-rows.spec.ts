import { describeRows, problemsOf } from './describe-rows';

it('tells types, blanks, examples, keys and cursors of rows', () => {
  const seen = describeRows([
    { id: 1, at: '2026-01-02T03:04:05Z', unit: 'A', n: '1.50', open: true, more: { a: 1 }, none: null },
    { id: 2, at: '2026-01-03', unit: 'A', n: 2e3, open: false, more: [], none: ' ', late: 'x' },
  ]);
  expect(seen).toEqual({
    rows: 2,
    fields: [
      { name: 'id', type: 'NUMBER', blanks: 0, distinct: 2, example: '1' },
      { name: 'at', type: 'TIMESTAMP', blanks: 0, distinct: 2, example: '2026-01-02T03:04:05Z' },
      { name: 'unit', type: 'TEXT', blanks: 0, distinct: 1, example: 'A' },
      { name: 'n', type: 'NUMBER', blanks: 0, distinct: 2, example: '1.50' },
      { name: 'open', type: 'BOOLEAN', blanks: 0, distinct: 2, example: 'true' },
      { name: 'more', type: 'STRUCTURE', blanks: 0, distinct: 2, example: '{"a":1}' },
      { name: 'none', blanks: 2, distinct: 0, example: '' },
      { name: 'late', type: 'TEXT', blanks: 1, distinct: 1, example: 'x' },
    ],
    keyCandidates: ['id', 'n'],
    cursorCandidates: ['at'],
  });
});

it('takes mixed types for text and cuts examples between characters', () => {
  const [field] = describeRows([{ a: '键'.repeat(79) + '😀尾' }, { a: 1 }]).fields;
  expect(field).toMatchObject({ type: 'TEXT', example: '键'.repeat(79) + '😀' });
});

it('finds nothing in nothing, and leaves out what is no object', () => {
  expect(describeRows([])).toEqual({ rows: 0, fields: [], keyCandidates: [], cursorCandidates: [] });
  expect(describeRows([1, null, [2]])).toMatchObject({ rows: 3, fields: [] });
});

it.each<[string, unknown[], string[]]>([
  [
    'rows that fit',
    [
      { id: 'a', at: '1' },
      { id: 'b', at: '1' },
    ],
    [],
  ],
  ['no rows', [], ['NO_ROWS']],
  ['rows that are not objects', [{ id: 'a', at: '1' }, 'b'], ['NOT_AN_OBJECT']],
  ['no key', [{ id: 'a', at: '1' }, { id: '', at: '1' }, { at: '1' }], ['KEY_MISSING keyField']],
  [
    'a key twice',
    [
      { id: 'a', at: '1' },
      { id: 'a', at: '2' },
    ],
    ['KEY_REPEATED keyField'],
  ],
  ['no cursor', [{ id: 'a', at: null }], ['CURSOR_MISSING cursorField']],
])('says what is wrong with %s', (_, rows, problems) => {
  const found = problemsOf(rows, 'id', 'at');
  expect(found.map(({ code, field }) => `${code} ${field}`.trim())).toEqual(problems);
  for (const { en, zh } of found)
    expect([en, zh]).toEqual([expect.stringMatching(/\.$/), expect.stringMatching(/。$/)]);
});

it('counts in its sentences', () => {
  const [problem] = problemsOf([{ id: 'a' }, {}, {}], 'id', '');
  expect(problem).toMatchObject({ en: expect.stringContaining('2 of 3 rows have no "id"') });
  expect(problem?.en).not.toContain('there are');
});

it('says which fields there are instead of a key or cursor that no row has', () => {
  const found = problemsOf([{ 编号: 'a' }, { 编号: 'b', 时间: '1' }], 'id', 'at');
  for (const { en, zh } of found) {
    expect(en).toMatch(/; there are: 编号, 时间\.$/);
    expect(zh).toMatch(/；现有字段：编号、时间。$/);
  }
  expect(found).toHaveLength(2);
});
