import type { EntityManager } from 'typeorm';
import type { SchemaChange, SchemaField } from '../../domain/collect/schema';

export interface StoredSchema {
  version: number;
  fields: SchemaField[];
  acceptedBy: string;
  reason: string;
  acceptedAt: Date;
}

/** A change, with the pull that met it first. */
export interface MetChange extends SchemaChange {
  pullId: string;
}

/** The newest schema of a source; undefined before its first record. */
export async function newestSchema(tx: EntityManager, sourceId: string): Promise<StoredSchema | undefined> {
  const [row]: StoredSchema[] = await tx.query(
    `SELECT version, fields, accepted_by AS "acceptedBy", reason, accepted_at AS "acceptedAt"
     FROM source_schema WHERE source_id = $1 ORDER BY version DESC LIMIT 1`,
    [sourceId],
  );
  return row;
}

export async function addSchema(
  tx: EntityManager,
  sourceId: string,
  { version, fields, acceptedBy, reason }: Omit<StoredSchema, 'acceptedAt'>,
): Promise<void> {
  await tx.query(
    `INSERT INTO source_schema (tenant_id, source_id, version, fields, accepted_by, reason)
     VALUES (current_setting('fuxing.tenant_id'), $1, $2, $3::jsonb, $4, $5)`,
    [sourceId, version, JSON.stringify(fields), acceptedBy, reason],
  );
}

/** What differs from a version, in order of field. */
export async function changesOf(tx: EntityManager, sourceId: string, version: number): Promise<MetChange[]> {
  const rows: { change: SchemaChange; pullId: string }[] = await tx.query(
    `SELECT change, pull_id AS "pullId" FROM schema_change
     WHERE source_id = $1 AND version = $2 ORDER BY field, kind`,
    [sourceId, version],
  );
  return rows.map(({ change, pullId }) => ({ ...change, pullId }));
}

/** Keeps what a pull met; what an earlier one met already stays as it is. */
export async function addChanges(
  tx: EntityManager,
  sourceId: string,
  version: number,
  changes: MetChange[],
): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map(({ pullId, ...change }) => ({
    kind: change.kind,
    field: change.field,
    change,
    pullId,
  }));
  await tx.query(
    `INSERT INTO schema_change (tenant_id, source_id, version, kind, field, change, pull_id)
     SELECT current_setting('fuxing.tenant_id'), $1, $2, kind, field, change, "pullId"
     FROM jsonb_to_recordset($3::jsonb) AS x (kind text, field text, change jsonb, "pullId" text)
     ON CONFLICT ON CONSTRAINT schema_change_pk DO NOTHING`,
    [sourceId, version, JSON.stringify(rows)],
  );
}

/** Forgets changes that are none any more. */
export async function dropChanges(
  tx: EntityManager,
  sourceId: string,
  version: number,
  changes: SchemaChange[],
): Promise<void> {
  if (changes.length === 0) return;
  await tx.query(
    `DELETE FROM schema_change USING unnest($3::text[], $4::text[]) AS x (kind, field)
     WHERE source_id = $1 AND version = $2 AND schema_change.kind = x.kind AND schema_change.field = x.field`,
    [sourceId, version, changes.map(({ kind }) => kind), changes.map(({ field }) => field)],
  );
}
