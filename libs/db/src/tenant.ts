import { DomainError } from '@fuxing/errors';
import type { DataSource, EntityManager } from 'typeorm';

const committed = new WeakMap<DataSource, Set<() => void>>();

/**
 * Runs `work` in one transaction that sees and writes the rows of one tenant only (row-level security). The setting ends
 * with the transaction, so pooled connections carry nothing over.
 *
 * @param isolation REPEATABLE READ where several reads must see one moment
 * @throws DomainError TENANT_MISSING when the tenant is empty
 */
export async function inTenant<T>(
  db: DataSource,
  tenantId: string,
  work: (tx: EntityManager) => Promise<T>,
  isolation?: 'REPEATABLE READ',
): Promise<T> {
  if (!tenantId) {
    throw new DomainError('PERMISSION_DENIED', 'TENANT_MISSING', {
      en: 'The caller belongs to no tenant.',
      zh: '调用者不属于任何地区。',
    });
  }
  const inside = async (tx: EntityManager): Promise<T> => {
    await tx.query(`SELECT set_config('fuxing.tenant_id', $1, true)`, [tenantId]);
    return work(tx);
  };
  const result = await (isolation ? db.transaction(isolation, inside) : db.transaction(inside));
  for (const listener of committed.get(db) ?? []) listener();
  return result;
}

/** Calls `listener` after every committed transaction of inTenant on this pool; returns how to stop. */
export function onCommitted(db: DataSource, listener: () => void): () => void {
  const listeners = committed.get(db) ?? new Set();
  committed.set(db, listeners.add(listener));
  return () => listeners.delete(listener);
}

/**
 * SQL that puts a table under row-level security by tenant. FORCE binds the owner too; a tenant that is not set is an
 * error, not an empty answer, so that a forgotten inTenant is found at once.
 */
export function isolateByTenant(...tables: string[]): string {
  return tables
    .map(
      (table) => `
        ALTER TABLE ${table} ADD CONSTRAINT ${table}_tenant CHECK (tenant_id <> '');
        ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY by_tenant ON ${table}
          USING (tenant_id = current_setting('fuxing.tenant_id'))
          WITH CHECK (tenant_id = current_setting('fuxing.tenant_id'));`,
    )
    .join('\n');
}
