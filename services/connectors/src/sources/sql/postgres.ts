import { isIP, Socket } from 'node:net';
import { Client, escapeIdentifier } from 'pg';
import { counted } from './counted';
import { codeOf, failed } from './failed';
import { CONNECT_TIMEOUT_MS, type Opener, STATEMENT_TIMEOUT_MS } from './query';

const BOOLEAN = 16;
/** Of SQLSTATE: what only a change on one of the two sides will mend (wrong login, no such table, no right). */
const FINAL = /^(0A|22|28|3D|3F|42)/;

/** PostgreSQL. Values stay as the server writes them, so no digit is lost. */
export const openPostgres: Opener = async ({ table, at, port, user, password, intake }) => {
  const host = table.host.replace(/^\[|\]$/g, '');
  const socket = new Socket();
  const client = new Client({
    stream: () => socket,
    host: at,
    port,
    user,
    password,
    database: table.database,
    ssl: table.plaintext
      ? false
      : {
          host,
          ...(isIP(host) === 0 && { servername: host }),
          ...(table.caCertificate && { ca: table.caCertificate }),
        },
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: STATEMENT_TIMEOUT_MS,
    application_name: 'fuxing-connectors',
    types: { getTypeParser: (type: number) => (type === BOOLEAN ? yesOrNo : asItIs) },
  });
  // One that nobody hears would end the process; whoever asks next meets it.
  client.on('error', () => undefined);
  const failure = (error: unknown) => failed(table, error, FINAL.test(codeOf(error)));
  // What was read is read: a connection that cannot say goodbye is gone all the same.
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => (closing ??= client.end().catch(() => undefined));
  try {
    await client.connect();
    // By itself, for what is sent together with BEGIN is undone with it.
    await client.query(
      `SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY; SET statement_timeout = ${STATEMENT_TIMEOUT_MS};
       SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'iso_8601'; SET extra_float_digits = 1`,
    );
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  } catch (error) {
    await close();
    throw failure(error);
  }
  return {
    dialect: { quote: escapeIdentifier, place: (n) => `$${n}` },
    query: async (query) =>
      (await counted(socket, intake, () => client.query<Record<string, string | null>>(query))).rows,
    failure,
    close,
  };
};

const asItIs = (text: string): string => text;
const yesOrNo = (text: string): string => (text === 't' ? 'true' : 'false');
