import { parseTimestamp } from '../measure/timestamp';

export type FieldType = 'TEXT' | 'NUMBER' | 'TIMESTAMP' | 'BOOLEAN' | 'STRUCTURE';

/** A field over all rows of a sample. */
export interface FieldSeen {
  name: string;
  /** Of all values that are not blank; absent when every one is. */
  type?: FieldType;
  /** Rows where it is absent, null or blank. */
  blanks: number;
  /** Different values that are not blank. */
  distinct: number;
  /** The first value that is not blank, cut to {@link EXAMPLE} characters. */
  example: string;
}

export interface RowsSeen {
  rows: number;
  /** In the order of the rows. */
  fields: FieldSeen[];
  /** Fields with another value in every row. */
  keyCandidates: string[];
  /** Timestamps in every row. */
  cursorCandidates: string[];
}

/** What would go wrong with rows. */
export interface RowProblem {
  code: 'NO_ROWS' | 'NOT_AN_OBJECT' | 'KEY_MISSING' | 'KEY_REPEATED' | 'CURSOR_MISSING';
  field: 'keyField' | 'cursorField' | '';
  en: string;
  zh: string;
}

const EXAMPLE = 80;
/** Fields that a sentence names. */
const NAMES = 30;
const NUMBER = /^[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?$/;

/** What the fields of rows look like. Rows that are not objects are left out. */
export function describeRows(rows: readonly unknown[]): RowsSeen {
  const objects = rows.filter(isRow);
  const names = new Set(objects.flatMap((row) => Object.keys(row)));
  const fields = [...names].map((name) => describe(name, objects));
  const whole = fields.filter(({ blanks }) => blanks === 0);
  return {
    rows: rows.length,
    fields,
    keyCandidates: whole
      .filter(({ distinct, type }) => distinct === objects.length && (type === 'TEXT' || type === 'NUMBER'))
      .map(({ name }) => name),
    cursorCandidates: whole.filter(({ type }) => type === 'TIMESTAMP').map(({ name }) => name),
  };
}

function describe(name: string, rows: readonly Row[]): FieldSeen {
  const values = rows
    .map((row) => (Object.hasOwn(row, name) ? row[name] : undefined))
    .filter((value) => !isBlank(value));
  const texts = values.map(written);
  const types = new Set(values.map(typeOf));
  const [type] = types;
  return {
    name,
    ...(type && { type: types.size === 1 ? type : ('TEXT' as const) }),
    blanks: rows.length - values.length,
    distinct: new Set(texts).size,
    example: [...(texts[0] ?? '')].slice(0, EXAMPLE).join(''),
  };
}

/** What would go wrong if these were the rows of a source; empty when nothing would. */
export function problemsOf(rows: readonly unknown[], keyField: string, cursorField: string): RowProblem[] {
  if (rows.length === 0) {
    return [
      {
        code: 'NO_ROWS',
        field: '',
        en: 'The first page has no rows.',
        zh: '第一页没有数据行。',
      },
    ];
  }
  const problems: RowProblem[] = [];
  const objects = rows.filter(isRow);
  const n = rows.length;
  const add = (code: RowProblem['code'], field: RowProblem['field'], en: string, zh: string): void => {
    problems.push({ code, field, en, zh });
  };
  const other = n - objects.length;
  if (other > 0)
    add(
      'NOT_AN_OBJECT',
      '',
      `${other} of ${n} rows are not objects; they cannot become records.`,
      `${n} 行中有 ${other} 行不是对象，不能成为记录。`,
    );
  const keys = objects.map((row) => row[keyField]).filter((key) => !isBlank(key));
  const keyless = objects.length - keys.length;
  const there = thereIs(objects, keyField);
  if (keyless > 0)
    add(
      'KEY_MISSING',
      'keyField',
      `${keyless} of ${n} rows have no "${keyField}", which should name a record for ever${there.en}.`,
      `${n} 行中有 ${keyless} 行没有主键“${keyField}”${there.zh}。`,
    );
  const repeated = keys.length - new Set(keys.map(written)).size;
  if (repeated > 0)
    add(
      'KEY_REPEATED',
      'keyField',
      `${repeated} of ${n} rows repeat the "${keyField}" of another; each would count as a change of one record.`,
      `${n} 行中有 ${repeated} 行的“${keyField}”与其他行相同，会被当作同一记录的变更。`,
    );
  const uncursored = objects.filter((row) => cursorField !== '' && isBlank(row[cursorField])).length;
  if (uncursored > 0) {
    const others = thereIs(objects, cursorField);
    add(
      'CURSOR_MISSING',
      'cursorField',
      `${uncursored} of ${n} rows have no "${cursorField}", by which only what changed is asked for${others.en}.`,
      `${n} 行中有 ${uncursored} 行没有游标“${cursorField}”，无法只取有变化的记录${others.zh}。`,
    );
  }
  return problems;
}

/** The fields that there are instead of one that no row has. */
function thereIs(rows: readonly Row[], lacking: string): { en: string; zh: string } {
  if (rows.some((row) => Object.hasOwn(row, lacking))) return { en: '', zh: '' };
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))].slice(0, NAMES);
  return { en: `; there are: ${names.join(', ')}`, zh: `；现有字段：${names.join('、')}` };
}

type Row = Record<string, unknown>;

function isRow(row: unknown): row is Row {
  return typeof row === 'object' && row !== null && !Array.isArray(row);
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}

function written(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Of a value that is not blank. */
export function typeOf(value: unknown): FieldType {
  if (typeof value === 'boolean') return 'BOOLEAN';
  if (typeof value === 'number') return 'NUMBER';
  if (typeof value !== 'string') return 'STRUCTURE';
  if (NUMBER.test(value)) return 'NUMBER';
  return parseTimestamp(value) ? 'TIMESTAMP' : 'TEXT';
}
