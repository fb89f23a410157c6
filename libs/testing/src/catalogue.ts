import { connect, type Database } from '@fuxing/db';
import type { TestDatabase } from './database';

/** What TypeORM would change to make the database match the entities; empty when they agree. */
export async function drift({ urls }: TestDatabase, database: Database): Promise<string[]> {
  const db = await connect(database, urls.owner, 1);
  try {
    return (await db.driver.createSchemaBuilder().log()).upQueries.map(({ query }) => query);
  } finally {
    await db.destroy();
  }
}

/** Tables of a schema that hold tenant data without forced row-level security, and views that would see past it. */
export async function notIsolated({ query }: TestDatabase, schema: string): Promise<string[]> {
  const rows = await query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = $1 AND (
       (c.relkind IN ('r', 'p') AND c.relname <> 'schema_migration' AND (
          NOT c.relrowsecurity OR NOT c.relforcerowsecurity
          OR NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'by_tenant' AND p.polwithcheck IS NOT NULL)
          OR NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND a.attnotnull)))
       OR (c.relkind = 'v' AND NOT coalesce(c.reloptions::text LIKE '%security_invoker=true%', false))
       OR c.relkind = 'm')`,
    [schema],
  );
  return rows.map(({ name }) => name);
}

/** Rights of the app role that it must not have: owning tables, TRUNCATE, passing row-level security. */
export async function excessRights({ query }: TestDatabase, schema: string): Promise<string[]> {
  const rows = await query<{ excess: string }>(
    `SELECT 'owns ' || c.relname AS excess FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = $1 AND pg_get_userbyid(c.relowner) = $2
     UNION ALL
     SELECT 'may truncate ' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = $1 AND c.relkind = 'r' AND has_table_privilege($2, c.oid, 'TRUNCATE')
     UNION ALL
     SELECT rolname || ' bypasses row-level security' FROM pg_roles
       WHERE rolname LIKE 'fuxing\\_' || $1 || '%' AND (rolbypassrls OR rolsuper)`,
    [schema, `fuxing_${schema}`],
  );
  return rows.map(({ excess }) => excess);
}
