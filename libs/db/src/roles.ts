import { Client, escapeIdentifier, escapeLiteral } from 'pg';

/** The three roles of a service. None is a superuser, none bypasses row-level security. */
export interface ServiceRoles {
  /** Owns the schema and migrates; used by nothing that serves requests. */
  owner: string;
  /** Serves requests, always inside one tenant. */
  app: string;
  /** Sees the outbox and the job queues of all tenants, and nothing else of them. */
  worker: string;
}

/** Role names of a service. */
export function serviceRoles(schema: string): ServiceRoles {
  return { owner: `fuxing_${schema}_owner`, app: `fuxing_${schema}`, worker: `fuxing_${schema}_worker` };
}

/**
 * Creates the schema and roles of a service, or brings their passwords up to date. For whoever installs the database; a
 * service itself never has these rights.
 *
 * @param adminUrl a role that may create roles
 * @returns connection URLs of the three roles
 */
export async function provision(
  adminUrl: string,
  schema: string,
  passwords: Record<keyof ServiceRoles, string>,
): Promise<Record<keyof ServiceRoles, string>> {
  const roles = serviceRoles(schema);
  const admin = new Client(adminUrl);
  await admin.connect();
  try {
    for (const part of ['owner', 'app', 'worker'] as const) await role(admin, roles[part], passwords[part]);
    const [owner, name] = [escapeIdentifier(roles.owner), escapeIdentifier(schema)];
    await admin.query(`CREATE SCHEMA IF NOT EXISTS ${name} AUTHORIZATION ${owner}`);
    await admin.query(`GRANT USAGE ON SCHEMA ${name} TO ${roles.app}, ${roles.worker}`);
    await admin.query(
      `ALTER DEFAULT PRIVILEGES FOR ROLE ${owner} IN SCHEMA ${name} GRANT USAGE ON SEQUENCES TO ${roles.app}`,
    );
  } finally {
    await admin.end();
  }
  const url = (part: keyof ServiceRoles): string => withRole(adminUrl, roles[part], passwords[part]);
  return { owner: url('owner'), app: url('app'), worker: url('worker') };
}

/** Creates a login role or sets its password. Two installers may run at once. */
export async function role(admin: Client, name: string, password: string): Promise<void> {
  const identifier = escapeIdentifier(name);
  await admin.query(`
    DO $$ BEGIN CREATE ROLE ${identifier}; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`);
  await admin.query(
    `ALTER ROLE ${identifier} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE PASSWORD ${escapeLiteral(password)}`,
  );
}

/** The same server and database as another role. */
export function withRole(url: string, name: string, password: string): string {
  const changed = new URL(url);
  changed.username = name;
  changed.password = encodeURIComponent(password);
  return changed.toString();
}
