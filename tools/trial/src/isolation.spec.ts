import { asRole } from './superuser';
import { type RunningTrial, runTrial, temporaryFolder } from './testbed';

const SERVICES = ['indicators', 'connectors', 'evaluation', 'tasks', 'incentives'];
/** Holds no tenant data: which migrations ran. */
const SHARED = 'schema_migration';

interface Table {
  schema: string;
  name: string;
  kind: string;
  owner: string;
  forced: boolean;
  policies: string[];
  hasTenant: boolean;
}

describe('tenants are kept apart by the database', () => {
  const folder = temporaryFolder();
  let trial: RunningTrial;
  let tables: Table[];
  const query = <T>(sql: string, role = 'postgres', parameters: unknown[] = []): Promise<T[]> =>
    asRole(folder.path, role, async (client) => (await client.query(sql, parameters)).rows as T[]);

  beforeAll(async () => {
    trial = await runTrial(['--empty'], folder.path);
    tables = await query<Table>(
      `SELECT n.nspname AS schema, c.relname AS name, c.relkind AS kind, pg_get_userbyid(c.relowner) AS owner,
              c.relrowsecurity AND c.relforcerowsecurity AS forced,
              ARRAY(SELECT p.polname || CASE WHEN p.polpermissive THEN '' ELSE ' restrictive' END
                           || ' for ' || CASE WHEN p.polroles = '{0}' THEN 'all' ELSE
                              (SELECT string_agg(pg_get_userbyid(r), ',') FROM unnest(p.polroles) r) END
                           || CASE WHEN p.polcmd = 'r' THEN ' to read' ELSE '' END
                           || ' where ' || pg_get_expr(p.polqual, c.oid)
                           || coalesce(' check ' || pg_get_expr(p.polwithcheck, c.oid), '')
                    FROM pg_policy p WHERE p.polrelid = c.oid ORDER BY 1) AS policies,
              EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND a.attnotnull)
                AS "hasTenant"
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname = ANY ($1) ORDER BY 1, 2`,
      'postgres',
      [SERVICES],
    );
  }, 60_000);
  afterAll(async () => {
    await trial?.stop();
    folder.remove();
  });

  it('every service has tables, and nothing but tables, since views and foreign tables pass by policies', () => {
    expect([...new Set(tables.map(({ schema }) => schema))].sort()).toEqual([...SERVICES].sort());
    expect(tables.filter(({ kind }) => kind !== 'r')).toEqual([]);
  });

  it('every table with tenant data forces row-level security on reading and on writing', () => {
    const same = `(tenant_id = current_setting('fuxing.tenant_id'::text))`;
    const open = tables.filter(
      ({ name, forced, policies, hasTenant }) =>
        name !== SHARED &&
        !(forced && hasTenant && policies.includes(`by_tenant for all where ${same} check ${same}`)),
    );
    expect(open).toEqual([]);
    expect(tables.filter(({ name, hasTenant }) => name === SHARED && hasTenant)).toEqual([]);
  });

  it('what goes by tenants is open to the workers of the service only, by name', () => {
    const wider = tables.flatMap(({ schema, name, policies }) =>
      policies
        .filter((policy) => !policy.startsWith('by_tenant for all '))
        .map((policy) => ({ table: `${schema}.${name}`, policy, worker: `fuxing_${schema}_worker` })),
    );
    expect(wider.length).toBeGreaterThan(0);
    expect(wider.filter(({ policy, worker }) => !policy.includes(` for ${worker} `))).toEqual([]);
    expect([...new Set(wider.map(({ table }) => table.split('.')[1]))].sort()).toEqual([
      'dead_letter',
      'outbox',
      'queued_pull',
      'scoring_run',
      'source_schedule',
      'task',
      'verification_item',
    ]);
  });

  it('an id of another tenant can be taken again: the tenant leads every key', async () => {
    const keys = await query<{ key: string; first: string }>(
      `SELECT i.indexrelid::regclass::text AS key, a.attname AS first FROM pg_index i
       JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
       JOIN pg_attribute t ON t.attrelid = c.oid AND t.attname = 'tenant_id'
       WHERE i.indisunique AND n.nspname = ANY ($1)
         AND NOT EXISTS (SELECT FROM unnest(i.indkey) k WHERE k = t.attnum)
         AND pg_get_expr(i.indexprs, i.indrelid) IS NULL
         AND NOT (i.indnatts = 1 AND (a.attidentity <> '' OR format_type(a.atttypid, -1) = 'uuid'))`,
      'postgres',
      [SERVICES],
    );
    expect(keys).toEqual([]);
  });

  it('no role of a service is more than it must be', async () => {
    const roles = await query<{ name: string; much: boolean; member: string[] }>(
      `SELECT r.rolname AS name,
              r.rolsuper OR r.rolbypassrls OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication AS much,
              ARRAY(SELECT pg_get_userbyid(m.roleid)::text FROM pg_auth_members m WHERE m.member = r.oid) AS member
       FROM pg_roles r WHERE r.rolname LIKE 'fuxing\\_%' ORDER BY 1`,
    );
    const expected = SERVICES.flatMap((name) =>
      ['', '_owner', '_worker'].map((part) => `fuxing_${name}${part}`),
    );
    expect(roles.map(({ name }) => name)).toEqual(['fuxing_bus', ...expected].sort());
    expect(roles.filter(({ much, member }) => much || member.length > 0)).toEqual([]);
  });

  it('the roles that serve own nothing, create nothing, truncate nothing and reach no other service', async () => {
    expect(tables.filter(({ schema, owner }) => owner !== `fuxing_${schema}_owner`)).toEqual([]);
    const excess = await query<{ excess: string }>(
      `WITH role AS (SELECT rolname AS name, oid, split_part(rolname, '_', 2) AS service FROM pg_roles
                     WHERE rolname LIKE 'fuxing\\_%' AND rolname NOT LIKE '%\\_owner' AND rolname <> 'fuxing_bus'),
            relation AS (SELECT c.oid, c.relname, n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                         WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema')
       SELECT role.name || ' may ' || right_ || ' on ' || nspname || '.' || relname AS excess
         FROM role, relation, unnest(ARRAY['TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN']) AS right_
         WHERE (SELECT relkind FROM pg_class WHERE oid = relation.oid) <> 'S'
           AND has_table_privilege(role.oid, relation.oid, right_)
       UNION ALL
       SELECT role.name || ' reaches ' || nspname || '.' || relname FROM role, relation
         WHERE nspname <> role.service AND (SELECT relkind FROM pg_class WHERE oid = relation.oid) <> 'S'
           AND has_table_privilege(role.oid, relation.oid, 'SELECT, INSERT, UPDATE, DELETE')
       UNION ALL
       SELECT role.name || ' creates in ' || nspname FROM role, pg_namespace
         WHERE nspname NOT LIKE 'pg\\_%' AND has_schema_privilege(role.oid, pg_namespace.oid, 'CREATE')
       UNION ALL
       SELECT role.name || ' owns ' || classid::regclass || ' ' || objid FROM role JOIN pg_shdepend d
         ON d.refobjid = role.oid AND d.deptype = 'o'`,
    );
    expect(excess).toEqual([]);
  });

  it.each(SERVICES)('%s sees and writes nothing without a tenant, nor with an empty one', async (service) => {
    const own = tables.filter(({ schema, name }) => schema === service && name !== SHARED);
    await asRole(folder.path, `fuxing_${service}`, async (client) => {
      for (const { schema, name } of own) {
        const count = client.query(`SELECT count(*)::integer AS count FROM ${schema}.${name}`);
        await expect(count).rejects.toThrow(/unrecognized configuration parameter|permission denied/);
      }
      await client.query(`SET fuxing.tenant_id = ''`);
      for (const { schema, name } of own) {
        const rows = client.query(`SELECT FROM ${schema}.${name}`).catch((error: Error) => {
          expect(error.message).toMatch(/permission denied/);
          return { rowCount: 0 };
        });
        expect((await rows).rowCount).toBe(0);
      }
    });
  });

  it('a row cannot be written into, or moved to, another tenant', async () => {
    await asRole(folder.path, 'fuxing_indicators', async (client) => {
      await client.query(`SET fuxing.tenant_id = '130404'`);
      const target = (tenant: string) =>
        client.query(
          `INSERT INTO indicators.target (tenant_id, indicator_id, unit_id, period, value) VALUES ($1, 'calls', 'roads', '2025', 1)`,
          [tenant],
        );
      await expect(target('310101')).rejects.toThrow(/row-level security/);
      await client.query('BEGIN');
      await target('130404');
      await client.query('SAVEPOINT there');
      await expect(client.query(`UPDATE indicators.target SET tenant_id = '310101'`)).rejects.toThrow(
        /row-level security|permission denied/,
      );
      await client.query('ROLLBACK TO there');
      await client.query(`SET LOCAL fuxing.tenant_id = '310101'`);
      expect((await client.query('SELECT FROM indicators.target')).rowCount).toBe(0);
      await client.query('ROLLBACK');
    });
  });
});
