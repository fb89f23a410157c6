import { type EntityManager, EntitySchema } from 'typeorm';
import { decidePut, etagOf } from './put';
import { serviceRoles } from './roles';
import { isolateByTenant } from './tenant';

/** One frozen version of a thing that people declare: a unit, an indicator, a source. */
export interface Document {
  id: string;
  /** 1, 2, 3 … */
  version: number;
  /** Proto JSON, without what the service sets itself. */
  content: object;
  etag: string;
  publishedAt: Date;
}

/**
 * SQL of a table of documents: every change adds a version, nothing is overwritten. Grants the app role what it needs
 * and no more: it cannot change or delete a version.
 */
export function documentTable(schema: string, ...tables: string[]): string {
  return tables
    .map(
      (table) => `
        CREATE TABLE ${table} (
          tenant_id    text NOT NULL,
          ${table}_id  text NOT NULL,
          version      integer NOT NULL,
          content      jsonb NOT NULL,
          etag         text NOT NULL,
          published_at timestamptz NOT NULL DEFAULT now(),
          CONSTRAINT ${table}_pk PRIMARY KEY (tenant_id, ${table}_id, version)
        );
        ${isolateByTenant(table)}
        GRANT SELECT, INSERT ON ${table} TO ${serviceRoles(schema).app};`,
    )
    .join('\n');
}

/** The TypeORM entity of such a table, so that drift between code and database is seen. */
export function documentEntity(table: string): EntitySchema {
  return new EntitySchema({
    name: table,
    tableName: table,
    columns: {
      tenantId: { type: 'text', primary: true, primaryKeyConstraintName: `${table}_pk` },
      documentId: {
        type: 'text',
        primary: true,
        name: `${table}_id`,
        primaryKeyConstraintName: `${table}_pk`,
      },
      version: { type: 'integer', primary: true, primaryKeyConstraintName: `${table}_pk` },
      content: { type: 'jsonb' },
      etag: { type: 'text' },
      publishedAt: { type: 'timestamptz', default: () => 'now()' },
    },
    checks: [{ name: `${table}_tenant`, expression: `tenant_id <> ''` }],
  });
}

/** Reads and writes the documents of one table; always inside a tenant's transaction. */
export class Documents {
  constructor(private readonly table: string) {}

  /**
   * Stores the wished content as the next version, or finds that it is there already. Holds the document until the
   * transaction ends, so that its events keep their order.
   *
   * @param seen etag that the caller sent, empty when none
   * @returns `changed` is false when the content was there already
   * @throws DomainError ETAG_REQUIRED, ETAG_MISMATCH
   */
  async put(
    tx: EntityManager,
    id: string,
    content: object,
    seen: string,
  ): Promise<Document & { changed: boolean }> {
    await tx.query(
      `SELECT pg_advisory_xact_lock(hashtextextended($1 || current_setting('fuxing.tenant_id') || $2, 0))`,
      [`${this.table}/`, `/${id}`],
    );
    const stored = await this.get(tx, id);
    const etag = etagOf(content);
    const decision = decidePut(stored?.etag, seen, etag);
    if (decision === 'unchanged' && stored) return { ...stored, changed: false };
    const version = (stored?.version ?? 0) + 1;
    const [{ published_at: publishedAt }] = await tx.query(
      `INSERT INTO ${this.table} (tenant_id, ${this.table}_id, version, content, etag)
       VALUES (current_setting('fuxing.tenant_id'), $1, $2, $3::jsonb, $4) RETURNING published_at`,
      [id, version, JSON.stringify(content), etag],
    );
    return { id, version, content, etag, publishedAt, changed: true };
  }

  /** The current version. */
  async get(tx: EntityManager, id: string): Promise<Document | undefined> {
    const [row] = await tx.query(
      `${this.select()} WHERE ${this.table}_id = $1 ORDER BY version DESC LIMIT 1`,
      [id],
    );
    return row;
  }

  /** Current versions of those ids that exist, in one query. */
  async getMany(tx: EntityManager, ids: string[]): Promise<Map<string, Document>> {
    const rows: Document[] = await tx.query(
      `${this.select(`DISTINCT ON (${this.table}_id)`)} WHERE ${this.table}_id = ANY($1) ORDER BY ${this.table}_id, version DESC`,
      [ids],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** Current versions in order of id, after `after`, whose content contains `matching`. */
  async list(
    tx: EntityManager,
    after: string | undefined,
    limit: number,
    matching: object = {},
  ): Promise<Document[]> {
    return tx.query(
      `SELECT * FROM (
         ${this.select(`DISTINCT ON (${this.table}_id)`)} WHERE ${this.table}_id > $1 ORDER BY ${this.table}_id, version DESC
       ) AS current WHERE content @> $3::jsonb ORDER BY id LIMIT $2`,
      [after ?? '', limit, JSON.stringify(matching)],
    );
  }

  /** All versions of one document, newest first, older than `before`. */
  async versions(
    tx: EntityManager,
    id: string,
    before: number | undefined,
    limit: number,
  ): Promise<Document[]> {
    return tx.query(
      `${this.select()} WHERE ${this.table}_id = $1 AND version < $2 ORDER BY version DESC LIMIT $3`,
      [id, before ?? 2 ** 31 - 1, limit],
    );
  }

  private select(distinct = ''): string {
    return `SELECT ${distinct} ${this.table}_id AS id, version, content, etag, published_at AS "publishedAt" FROM ${this.table}`;
  }
}
