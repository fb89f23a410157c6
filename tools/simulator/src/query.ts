import { type Cells, type Dataset, toRecord } from './dataset';
import { type Condition, MalformedQuery, type Operator, parseWhere } from './where';

/** SODA 2.1's own figures. */
const defaultLimit = 1000;
const greatestLimit = 50_000;

const parameters = ['$limit', '$offset', '$order', '$where', '$select'];

/**
 * Answers the part of a SODA 2.1 query this simulator knows.
 *
 * @throws MalformedQuery for everything it does not, rather than ignoring it
 */
export function query(dataset: Dataset, search: URLSearchParams): Record<string, string>[] {
  for (const name of search.keys()) {
    if (!parameters.includes(name)) throw new MalformedQuery(`Unknown parameter ${name}.`);
  }
  const matches = matching(dataset, search.get('$order') ?? ':id', search.get('$where') ?? '');
  const select = search.get('$select') ?? '*';
  if (/^\s*count\(\*\)\s*$/i.test(select)) return [{ count: String(matches.length) }];
  if (select.trim() !== '*') throw new MalformedQuery(`Cannot select ${select}; only * and count(*).`);
  const offset = whole(search, '$offset', 0, Number.MAX_SAFE_INTEGER);
  const limit = whole(search, '$limit', defaultLimit, greatestLimit);
  return [...matches.subarray(offset, offset + limit)].map((row) =>
    toRecord(dataset.fields, dataset.rows[row]!),
  );
}

function whole(search: URLSearchParams, name: string, otherwise: number, greatest: number): number {
  const text = search.get(name);
  if (text === null) return otherwise;
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!(value <= greatest))
    throw new MalformedQuery(`${name} must be a whole number from 0 to ${greatest}, got ${text}.`);
  return value;
}

interface Answers {
  length: number;
  orders: Map<string, Uint32Array>;
  /** By order and condition, newest last; paging asks the same question again and again. */
  matches: Map<string, Uint32Array>;
}
const answers = new WeakMap<readonly Cells[], Answers>();
const rememberedMatches = 32;

function matching(dataset: Dataset, order: string, where: string): Uint32Array {
  const { rows } = dataset;
  let known = answers.get(rows);
  if (!known || known.length !== rows.length) {
    known = { length: rows.length, orders: new Map(), matches: new Map() };
    answers.set(rows, known);
  }
  let sorted = known.orders.get(order);
  if (!sorted) known.orders.set(order, (sorted = sort(dataset, order)));
  if (where.trim() === '') return sorted;
  const question = `${order}\n${where}`;
  let matches = known.matches.get(question);
  if (!matches) {
    const test = predicate(dataset, parseWhere(where));
    matches = sorted.filter((row) => test(rows[row]!));
    known.matches.set(question, matches);
    if (known.matches.size > rememberedMatches) known.matches.delete(known.matches.keys().next().value!);
  }
  return matches;
}

/** Rows in the wanted order; equal ones stay in their own, so pages never overlap. Nulls come last, descending first. */
function sort(dataset: Dataset, order: string): Uint32Array {
  const { rows } = dataset;
  const keys = order
    .split(',')
    .map((part) => part.trim())
    .map((part) => {
      const match = /^(:id|[a-z_][a-z0-9_]*)(?:\s+(asc|desc))?$/i.exec(part);
      if (!match) throw new MalformedQuery(`Cannot order by ${part}.`);
      const sign = match[2]?.toLowerCase() === 'desc' ? -1 : 1;
      const name = match[1]!.toLowerCase();
      if (name === ':id') return (a: number, b: number) => sign * (a - b);
      const at = column(dataset, name);
      const compare = comparer(dataset, name);
      return (a: number, b: number) => {
        const [x, y] = [rows[a]![at], rows[b]![at]];
        if (x === y) return 0;
        if (x === undefined || y === undefined) return sign * (x === undefined ? 1 : -1);
        return sign * compare(x, y);
      };
    });
  return Uint32Array.from(rows.keys()).sort((a, b) => {
    for (const key of keys) {
      const difference = key(a, b);
      if (difference !== 0) return difference;
    }
    return a - b;
  });
}

function column(dataset: Dataset, name: string): number {
  const at = dataset.fields.indexOf(name);
  if (at < 0) throw new MalformedQuery(`No such column: ${name}.`);
  return at;
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byNumber = (a: string, b: string): number => Number(a) - Number(b);

function comparer(dataset: Dataset, name: string): (a: string, b: string) => number {
  return dataset.numbers?.includes(name) ? byNumber : byText;
}

const holds: Record<Operator, (difference: number) => boolean> = {
  '=': (d) => d === 0,
  '!=': (d) => d !== 0,
  '>': (d) => d > 0,
  '>=': (d) => d >= 0,
  '<': (d) => d < 0,
  '<=': (d) => d <= 0,
};

/** As in SQL, a comparison with a null is never true. */
function predicate(dataset: Dataset, condition: Condition): (cells: Cells) => boolean {
  if (condition.kind === 'and' || condition.kind === 'or') {
    const left = predicate(dataset, condition.left);
    const right = predicate(dataset, condition.right);
    return condition.kind === 'and' ? (row) => left(row) && right(row) : (row) => left(row) || right(row);
  }
  const at = column(dataset, condition.field);
  if (condition.kind === 'null') return (row) => (row[at] === undefined) === condition.isNull;
  const { field, operator, literal } = condition;
  const compare = typeof literal === 'number' ? byNumber : comparer(dataset, field);
  const wanted = dataset.timestamps?.includes(field) ? fullTimestamp(String(literal)) : String(literal);
  return ({ [at]: cell }) => {
    if (cell === undefined) return false;
    const difference = compare(cell, wanted);
    return !Number.isNaN(difference) && holds[operator](difference);
  };
}

/** SODA reads `2015-01-01` and `2015-01-01T00:00:00` as the same instant it writes with milliseconds. */
function fullTimestamp(text: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return `${text}T00:00:00.000`;
  return /T\d\d:\d\d:\d\d$/.test(text) ? `${text}.000` : text;
}
