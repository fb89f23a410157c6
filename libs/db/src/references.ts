import { type EntityManager, EntitySchema } from 'typeorm';
import { serviceRoles } from './roles';
import { isolateByTenant } from './tenant';

/** A copy of a document that another service owns, fed by its events. */
export interface Reference<T = unknown> {
  id: string;
  /** 0 where the owner does not number its versions. */
  version: number;
  content: T;
}

/** SQL of the table of copies; every version that was heard is kept. */
export function referenceTable(schema: string): string {
  return `
    CREATE TABLE reference (
      tenant_id text NOT NULL,
      kind      text NOT NULL,
      id        text NOT NULL,
      version   integer NOT NULL,
      content   jsonb NOT NULL,
      CONSTRAINT reference_pk PRIMARY KEY (tenant_id, kind, id, version)
    );
    ${isolateByTenant('reference')}
    GRANT SELECT, INSERT, UPDATE ON reference TO ${serviceRoles(schema).app};`;
}

/** The TypeORM entity of that table. */
export const referenceEntity = new EntitySchema({
  name: 'reference',
  tableName: 'reference',
  columns: {
    tenantId: { type: 'text', primary: true, primaryKeyConstraintName: 'reference_pk' },
    kind: { type: 'text', primary: true, primaryKeyConstraintName: 'reference_pk' },
    id: { type: 'text', primary: true, primaryKeyConstraintName: 'reference_pk' },
    version: { type: 'integer', primary: true, primaryKeyConstraintName: 'reference_pk' },
    content: { type: 'jsonb' },
  },
  checks: [{ name: 'reference_tenant', expression: `tenant_id <> ''` }],
});

/** Copies of one kind; always inside a tenant's transaction. */
export class References<T> {
  constructor(private readonly kind: string) {}

  /** Keeps a copy; the same version again replaces it, so redelivery is harmless. */
  async keep(tx: EntityManager, id: string, version: number, content: unknown): Promise<void> {
    await tx.query(
      `INSERT INTO reference (tenant_id, kind, id, version, content)
       VALUES (current_setting('fuxing.tenant_id'), $1, $2, $3, $4::jsonb)
       ON CONFLICT ON CONSTRAINT reference_pk DO UPDATE SET content = excluded.content`,
      [this.kind, id, version, JSON.stringify(content)],
    );
  }

  /** Newest versions of those ids that were heard of, in one query. */
  async newest(tx: EntityManager, ids: string[]): Promise<Map<string, Reference<T>>> {
    const rows: Reference<T>[] = await tx.query(
      `SELECT DISTINCT ON (id) id, version, content FROM reference
       WHERE kind = $1 AND id = ANY($2) ORDER BY id, version DESC`,
      [this.kind, ids],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }
}
