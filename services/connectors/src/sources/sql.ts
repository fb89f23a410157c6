import { isIPv6 } from 'node:net';
import { SqlEngine, SqlSource } from '@fuxing/contracts/connectors/v1/source_kinds';
import { type Source } from '@fuxing/contracts/connectors/v1/sources';
import { etagOf } from '@fuxing/db';
import { bilingual } from '@fuxing/errors';
import { z } from 'zod';
import { textOf } from './json-page';
import { readByKeyset } from './keyset';
import {
  type ReadContext,
  type ReadState,
  resume,
  type SourceKind,
  type SourcePage,
  type Warning,
} from './reader';
import { resolve } from './resolve';
import { DEFAULT_PAGE_SIZE, host } from './settings';
import { SourceError } from './source-error';
import { openMysql } from './sql/mysql';
import { openPostgres } from './sql/postgres';
import { type Opener, pageQuery, highestQuery, type SqlConnection } from './sql/query';

const engines: Record<string, { open: Opener; protocol: string; port: number }> = {
  [SqlEngine.SQL_ENGINE_POSTGRESQL]: { open: openPostgres, protocol: 'postgresql', port: 5432 },
  [SqlEngine.SQL_ENGINE_MYSQL]: { open: openMysql, protocol: 'mysql', port: 3306 },
};

/** Reads a table by keyset in one read-only snapshot; with a cursor column by `(cursor, key)`, else by key, everything. */
async function* readSql(
  source: Source,
  start: ReadState | undefined,
  context: ReadContext,
): AsyncGenerator<SourcePage> {
  const table = source.sql ?? SqlSource.fromJSON({});
  const { credential, stopped, upTo } = context;
  if (credential?.kind !== 'sql')
    throw new SourceError(
      {
        en: `${table.host} is a database, which needs a credential of kind sql.`,
        zh: `${table.host} 是数据库，需要 sql 类凭据。`,
      },
      false,
    );
  const engine = engineOf(table);
  const port = table.port || engine.port;
  const { caCertificate: _ca, ...place } = table;
  const of = etagOf({ keyField: source.keyField, sql: SqlSource.toJSON({ ...place, caCertificate: '' }) });
  const at = await resolve(context.addresses, table.host, port);
  const connection = await engine.open({
    table,
    at,
    port,
    user: credential.user,
    password: credential.password,
    intake: context.intake,
  });
  const leave = (): void => void connection.close();
  stopped.addEventListener('abort', leave, { once: true });
  try {
    if (context.isTried) yield { rows: [], warnings: await warningsOf(table, connection) };
    yield* readByKeyset(
      {
        cursorField: table.cursorColumn,
        page: (state) =>
          connection.query(pageQuery(source, state, connection.dialect, DEFAULT_PAGE_SIZE, upTo)),
        behind: (state, rows) => behind(source, state, rows.at(-1)),
        highest: async () =>
          textOf((await connection.query(highestQuery(table, connection.dialect)))[0], table.cursorColumn),
        stuck: () => withoutKey(table, source.keyField),
      },
      resume(start, of),
      context,
    );
  } catch (error) {
    stopped.throwIfAborted();
    throw error instanceof SourceError ? error : connection.failure(error);
  } finally {
    stopped.removeEventListener('abort', leave);
    await connection.close();
  }
}

async function warningsOf({ table }: SqlSource, connection: SqlConnection): Promise<Warning[]> {
  const engine = await connection.withoutSnapshot?.();
  if (engine === undefined) return [];
  return [
    {
      code: 'NO_SNAPSHOT',
      field: 'sql.table',
      en: `${table} is kept by ${engine}, which knows no transactions: it is not read as of one moment, so that rows which change while a pull reads may be of different moments, and a row that is deleted meanwhile may be missed. Have it kept by InnoDB, or pull when nobody writes.`,
      zh: `${table} 的存储引擎为 ${engine}，不支持事务：读取时没有一致性快照，采集期间变化的行可能属于不同时刻，其间被删除的行可能读不到。请改用 InnoDB，或在无人写入时采集。`,
    },
  ];
}

/** The last row of a page says where it ended; one without key would hide those behind it. */
function behind({ keyField, sql: table }: Source, state: ReadState, last: unknown): ReadState | undefined {
  const key = textOf(last, keyField);
  const cursor = textOf(last, table?.cursorColumn ?? '');
  if (key === undefined) return undefined;
  return { ...state, key, ...(cursor !== undefined && !state.uncursored && { cursor }) };
}

function engineOf({ engine }: SqlSource) {
  const found = engines[engine];
  if (!found) throw new Error(`No engine ${engine}.`);
  return found;
}

const withoutKey = ({ table }: SqlSource, keyField: string): SourceError =>
  new SourceError(
    {
      en: `${table} has rows whose ${keyField} is null or the same as of another; a table is read by a column that names each row.`,
      zh: `${table} 中有 ${keyField} 为空或与他行相同的行；应按能唯一标识每行的列读取。`,
    },
    false,
  );

const identifier = z
  .string()
  .regex(/^[^\0]{1,128}$/su, bilingual('must be the name of a column', '应为列名'));

/** A table of a front-end database. Fields only: whoever writes a source writes no SQL and no connection options. */
export const sql = {
  settings: z.object({
    engine: z.enum([SqlEngine.SQL_ENGINE_POSTGRESQL, SqlEngine.SQL_ENGINE_MYSQL]),
    host,
    port: z.number().int().min(0).max(65_535).default(0),
    database: z
      .string()
      .regex(/^[^\0/]{1,128}$/su, bilingual('must be the name of a database', '应为数据库名')),
    table: z
      .string()
      .regex(
        /^[^\0.]{1,128}(?:\.[^\0.]{1,128})?$/su,
        bilingual('must be table or schema.table', '应为 table 或 schema.table'),
      ),
    columns: z.array(identifier).max(1000).default([]),
    cursorColumn: identifier.or(z.literal('')).default(''),
    pageSize: z.number().int().min(0).max(50_000).default(0),
    plaintext: z.boolean().default(false),
    caCertificate: z.string().max(100_000).default(''),
  }),
  address: ({ sql: table }) => {
    if (!table) return undefined;
    const { protocol, port } = engineOf(table);
    const host = isIPv6(table.host) ? `[${table.host}]` : table.host;
    return `${protocol}://${host}:${table.port || port}`;
  },
  cursorField: ({ sql: table }) => table?.cursorColumn,
  read: readSql,
  tellsAbsence: () => true,
} satisfies SourceKind;
