import type { EntityManager } from 'typeorm';
import type { Envelope } from '../../domain/collect/credentials/envelope';

export interface SealedCredential extends Envelope {
  credentialId: string;
  kind: string;
  hosts: string[];
  updatedAt: Date;
}

const COLUMNS = `credential_id AS "credentialId", kind, hosts, algorithm, key_version AS "keyVersion",
  wrapped_key AS "wrappedKey", sealed, updated_at AS "updatedAt"`;

export async function putCredential(
  tx: EntityManager,
  { credentialId, kind, hosts }: Pick<SealedCredential, 'credentialId' | 'kind' | 'hosts'>,
  { algorithm, keyVersion, wrappedKey, sealed }: Envelope,
): Promise<SealedCredential> {
  const [row]: SealedCredential[] = await tx.query(
    `INSERT INTO credential (tenant_id, credential_id, kind, algorithm, key_version, wrapped_key, sealed, hosts)
     VALUES (current_setting('fuxing.tenant_id'), $1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (tenant_id, credential_id) DO UPDATE SET kind = $2, algorithm = $3, key_version = $4,
       wrapped_key = $5, sealed = $6, hosts = $7, updated_at = now()
     RETURNING ${COLUMNS}`,
    [credentialId, kind, algorithm, keyVersion, wrappedKey, sealed, hosts],
  );
  if (!row) throw new Error('Nothing was stored.');
  return row;
}

export async function findCredential(
  tx: EntityManager,
  credentialId: string,
): Promise<SealedCredential | undefined> {
  const [row]: SealedCredential[] = await tx.query(
    `SELECT ${COLUMNS} FROM credential WHERE credential_id = $1`,
    [credentialId],
  );
  return row;
}

export function listCredentials(
  tx: EntityManager,
  after: string | undefined,
  limit: number,
): Promise<SealedCredential[]> {
  return tx.query(
    `SELECT ${COLUMNS} FROM credential WHERE $1::text IS NULL OR credential_id > $1 ORDER BY credential_id LIMIT $2`,
    [after ?? null, limit],
  );
}

export async function deleteCredential(tx: EntityManager, credentialId: string): Promise<void> {
  await tx.query(`DELETE FROM credential WHERE credential_id = $1`, [credentialId]);
}

/** Those under another key than this one, locked until the transaction ends. */
export function underOtherKeys(
  tx: EntityManager,
  keyVersion: number,
  limit: number,
): Promise<SealedCredential[]> {
  return tx.query(
    `SELECT ${COLUMNS} FROM credential WHERE key_version <> $1 ORDER BY credential_id LIMIT $2 FOR UPDATE`,
    [keyVersion, limit],
  );
}

/** Puts data keys under another key; the sealed secrets stay. */
export async function changeKeys(tx: EntityManager, rewrapped: SealedCredential[]): Promise<void> {
  await tx.query(
    `UPDATE credential SET key_version = changed.version, wrapped_key = changed.wrapped
     FROM unnest($1::text[], $2::integer[], $3::bytea[]) AS changed (id, version, wrapped)
     WHERE credential_id = changed.id`,
    [
      rewrapped.map(({ credentialId }) => credentialId),
      rewrapped.map(({ keyVersion }) => keyVersion),
      rewrapped.map(({ wrappedKey }) => wrappedKey),
    ],
  );
}
