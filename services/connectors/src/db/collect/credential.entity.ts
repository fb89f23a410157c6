import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import type { Algorithm } from '../../domain/collect/credentials/ciphers';

/** What sources are reached with, sealed; see domain/credentials. */
@Entity('credential')
@Check('credential_tenant', `tenant_id <> ''`)
export class CredentialRow {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'credential_pk' }) tenantId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'credential_pk' }) credentialId!: string;
  @Column('text') kind!: string;
  /** Where the secret may be sent; altered here, it does not open. */
  @Column('text', { array: true }) hosts!: string[];
  @Column('text') algorithm!: Algorithm;
  /** Of the key that wraps the data key. */
  @Column('integer') keyVersion!: number;
  @Column('bytea') wrappedKey!: Buffer;
  @Column('bytea') sealed!: Buffer;
  @Column('timestamptz', { default: () => 'now()' }) updatedAt!: Date;
}
