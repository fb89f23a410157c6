import { DataSource, type EntitySchema, type MigrationInterface } from 'typeorm';
import { SnakeNames } from './naming';

/** See Database.standsStillMs; also of the worker's pool, where a relay waits for the bus within a transaction. */
const STANDS_STILL_MS = 60_000;
/** Waiting for a lock ends with a failure so much later than whoever stands still has lost it. */
const LONGER_MS = 5_000;

type Class<T = object> = new () => T;

/** What a service keeps in PostgreSQL: its schema, tables and how they came to be. */
export interface Database {
  /** Schema name, the same as the service's. */
  schema: string;
  entities: (Class | EntitySchema)[];
  migrations: Class<MigrationInterface>[];
  /**
   * A transaction of the app role that stands still so long between two statements is ended by the server, with its locks: its
   * process is frozen, or cut off. Above what the service ever computes within one; default 60,000.
   */
  standsStillMs?: number;
}

/**
 * Opens a pool on a service's own schema.
 *
 * @param url a role of the service; see roles.ts
 * @param connections upper bound of the pool
 * @param standsStillMs see Database
 */
export async function connect(
  database: Database,
  url: string,
  connections = 10,
  standsStillMs = STANDS_STILL_MS,
): Promise<DataSource> {
  const bounds = `-c idle_in_transaction_session_timeout=${standsStillMs} -c lock_timeout=${standsStillMs + LONGER_MS}`;
  return new DataSource({
    type: 'postgres',
    url,
    schema: database.schema,
    entities: database.entities,
    migrations: database.migrations,
    migrationsTableName: 'schema_migration',
    migrationsTransactionMode: 'each',
    namingStrategy: new SnakeNames(),
    synchronize: false,
    poolSize: connections,
    applicationName: `fuxing-${database.schema}`,
    // Unqualified names in SQL mean the service's own schema; there is no other on the path.
    extra: {
      // As a default it costs no round trip per transaction.
      options: `-c search_path=${database.schema} -c timezone=UTC -c default_transaction_isolation=read\\ committed ${bounds}`,
      connectionTimeoutMillis: 10_000,
    },
  }).initialize();
}

/** Applies the migrations that are missing. Run by the owner role, before new code starts. */
export async function migrate(database: Database, ownerUrl: string): Promise<string[]> {
  const db = await connect(database, ownerUrl, 1);
  try {
    return (await db.runMigrations()).map((migration) => migration.name);
  } finally {
    await db.destroy();
  }
}
