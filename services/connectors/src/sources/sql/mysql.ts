import { Socket } from 'node:net';
import { type Connection, createConnection } from 'mysql2/promise';
import { SourceError } from '../source-error';
import { counted } from './counted';
import { codeOf, failed } from './failed';
import { CONNECT_TIMEOUT_MS, type Opener, type Query } from './query';

/** Faults of the server that pass: too many connections, locks, shutting down. */
const PASSING = /^ER_(CON_COUNT|LOCK|SERVER_SHUTDOWN|QUERY_TIMEOUT|QUERY_INTERRUPTED|TOO_MANY)/;

/** MySQL and MariaDB. Values stay as the server writes them, so no digit is lost. */
export const openMysql: Opener = async ({ table, at, port, user, password, intake }) => {
  const failure = (error: unknown) => {
    const code = codeOf(error);
    return failed(table, error, code.startsWith('ER_') && !PASSING.test(code));
  };
  const host = table.host.replace(/^\[|\]$/g, '');
  // The driver gives TLS no address to compare a certificate with, and TLS then takes it from the socket, else `localhost`.
  const socket = Object.assign(new Socket(), { _host: host });
  let connection: Connection;
  try {
    connection = await createConnection({
      host,
      port,
      user,
      password,
      database: table.database,
      // To the address that was checked; the name is only what a certificate must be for.
      stream: () => socket.connect({ host: at, port }),
      ...(!table.plaintext && {
        ssl: { verifyIdentity: true, ...(table.caCertificate && { ca: table.caCertificate }) },
      }),
      connectTimeout: CONNECT_TIMEOUT_MS,
      charset: 'utf8mb4',
      // A server may ask its client for files; this client has none.
      flags: ['-LOCAL_FILES'],
      multipleStatements: false,
      typeCast: (field: {
        type: string;
        string: (encoding?: string) => string | null;
        buffer: () => Buffer | null;
      }) => {
        if (/BLOB|BIT|GEOMETRY/.test(field.type) && field.type !== 'BLOB')
          return field.buffer()?.toString('hex') ?? null;
        return field.string('utf8');
      },
    } as never);
  } catch (error) {
    throw failure(error);
  }
  // One that nobody hears would end the process; whoever asks next meets it.
  connection.on('error', () => undefined);
  const close = async (): Promise<void> => connection.destroy();
  try {
    // Values are written into statements with backslashes, which a mode of the server could take literally.
    for (const statement of [
      `SET SESSION sql_mode = 'TRADITIONAL'`,
      `SET SESSION time_zone = '+00:00'`,
      // At any other level the server lets the snapshot be, and says so by a warning only.
      'SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY',
      'START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY',
    ])
      await counted(socket, intake, () => connection.query(statement));
  } catch (error) {
    await close();
    throw error instanceof SourceError ? error : failure(error);
  }
  const query = async ({ text, values }: Query): Promise<Record<string, string | null>[]> => {
    const [rows] = await counted(socket, intake, () => connection.query({ sql: text, values }));
    return (rows as Record<string, string | null>[]).map((row) => ({ ...row }));
  };
  return {
    dialect: { quote: (name) => `\`${name.replaceAll('`', '``')}\``, place: () => '?' },
    query,
    withoutSnapshot: async () => {
      const [name = '', schema = table.database] = table.table.split('.').toReversed();
      const [found] = await query({
        text: `SELECT t.engine AS engine FROM information_schema.tables AS t JOIN information_schema.engines AS e
               ON e.engine = t.engine WHERE t.table_schema = ? AND t.table_name = ? AND coalesce(e.transactions, 'NO') <> 'YES'`,
        values: [schema, name],
      });
      return found?.['engine'] ?? undefined;
    },
    failure,
    close,
  };
};
