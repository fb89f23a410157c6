import { DataSource, type EntitySchema, type MigrationInterface } from 'typeorm';
import { SnakeNames } from './naming';

type Class<T = object> = new () => T;

/** What a service keeps in PostgreSQL: its schema, tables and how they came to be. */
export interface Database {
  /** Schema name, the same as the service's. */
  schema: string;
  entities: (Class | EntitySchema)[];
  migrations: Class<MigrationInterface>[];
}

/**
 * Opens a pool on a service's own schema.
 *
 * @param url a role of the service; see roles.ts
 * @param connections upper bound of the pool
 */
export async function connect(database: Database, url: string, connections = 10): Promise<DataSource> {
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
    extra: { options: `-c search_path=${database.schema} -c timezone=UTC`, connectionTimeoutMillis: 10_000 },
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
