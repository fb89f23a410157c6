import type { SqlSource } from '@fuxing/contracts/connectors/v1/source_kinds';
import type { Source } from '@fuxing/contracts/connectors/v1/sources';
import type { Intake } from '../intake';
import type { ReadState } from '../reader';
import type { SourceError } from '../source-error';

export interface Query {
  text: string;
  values: string[];
}

/** How an engine writes what differs. */
export interface Dialect {
  quote: (name: string) => string;
  /** The place of a value, numbered from 1. */
  place: (n: number) => string;
}

export interface SqlConnection {
  dialect: Dialect;
  /** Rows whose values are text or null. */
  query: (query: Query) => Promise<Record<string, string | null>[]>;
  failure: (error: unknown) => SourceError;
  /** What keeps the table, where that knows no transactions and so shows no one moment; absent: every table does. */
  withoutSnapshot?: () => Promise<string | undefined>;
  /** At once, whatever is going on; again does nothing. */
  close: () => Promise<void>;
}

export interface Login {
  table: SqlSource;
  /** The checked address of the host. */
  at: string;
  port: number;
  user: string;
  password: string;
  intake: Intake;
}

/** Connects, and begins a read-only transaction that sees one moment. */
export type Opener = (login: Login) => Promise<SqlConnection>;

/** No statement takes longer. */
export const STATEMENT_TIMEOUT_MS = 120_000;
export const CONNECT_TIMEOUT_MS = 10_000;

function from({ table, columns, cursorColumn }: SqlSource, keyField: string, { quote }: Dialect): string {
  const wanted =
    columns.length === 0 ? [] : [...new Set([...columns, keyField, ...(cursorColumn ? [cursorColumn] : [])])];
  const what = wanted.length === 0 ? '*' : wanted.map(quote).join(', ');
  return `SELECT ${what} FROM ${table.split('.').map(quote).join('.')}`;
}

/** The next rows by `(cursor, key)`, those without cursor by key; without a cursor column all by key. */
export function pageQuery(
  { keyField, sql }: Source,
  state: ReadState,
  dialect: Dialect,
  usualSize: number,
  upTo: string | undefined,
): Query {
  const table = sql as SqlSource;
  const values: string[] = [];
  const value = (text: string): string => dialect.place(values.push(text));
  const key = dialect.quote(keyField);
  const conditions: string[] = [];
  let order = key;
  if (!table.cursorColumn || state.uncursored) {
    if (table.cursorColumn) conditions.push(`${dialect.quote(table.cursorColumn)} IS NULL`);
    if (state.key !== undefined) conditions.push(`${key} > ${value(state.key)}`);
  } else {
    const cursor = dialect.quote(table.cursorColumn);
    order = `${cursor}, ${key}`;
    conditions.push(`${cursor} IS NOT NULL`);
    if (upTo !== undefined) conditions.push(`${cursor} <= ${value(upTo)}`);
    if (state.cursor !== undefined && state.key === undefined)
      conditions.push(`${cursor} >= ${value(state.cursor)}`);
    if (state.cursor !== undefined && state.key !== undefined)
      conditions.push(
        `(${cursor} > ${value(state.cursor)} OR (${cursor} = ${value(state.cursor)} AND ${key} > ${value(state.key)}))`,
      );
  }
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  const text = `${from(table, keyField, dialect)}${where} ORDER BY ${order} LIMIT ${table.pageSize || usualSize}`;
  return { text, values };
}

/** The highest cursor that there is. */
export function highestQuery(table: SqlSource, dialect: Dialect): Query {
  const cursor = dialect.quote(table.cursorColumn);
  const text = `${from({ ...table, columns: [table.cursorColumn] }, table.cursorColumn, dialect)} WHERE ${cursor} IS NOT NULL ORDER BY ${cursor} DESC LIMIT 1`;
  return { text, values: [] };
}
