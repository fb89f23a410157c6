import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

// TypeORM writes the type into the options it is given, so each column has its own.
const pk = () => ({ primaryKeyConstraintName: 'record_pk' });
const unusablePk = () => ({ primaryKeyConstraintName: 'unusable_record_pk' });

/**
 * One version of a raw record; never overwritten. It held from pull position `since` until before `until`.
 *
 * No index but those of the key begins with tenant and source: of a source that is new the planner knows nothing, and would read
 * all of it for each page that is stored.
 */
@Entity('record')
@Index('record_current', ['tenantId', 'sourceId', 'recordKey'], { unique: true, where: 'until IS NULL' })
@Index('record_since', ['since', 'tenantId', 'sourceId'])
@Index('record_until', ['until', 'tenantId', 'sourceId'], { where: 'until IS NOT NULL' })
@Check('record_tenant', `tenant_id <> ''`)
export class RecordRow {
  @PrimaryColumn('text', pk()) tenantId!: string;
  @PrimaryColumn('text', pk()) sourceId!: string;
  /** Ordered by its bytes. */
  @PrimaryColumn('text', { ...pk(), collation: 'C' }) recordKey!: string;
  @PrimaryColumn('integer', pk()) version!: number;
  @Column('jsonb') content!: object;
  /** SHA-256 of the canonical JSON. */
  @Column('bytea') contentHash!: Buffer;
  @Column('text') pullId!: string;
  @Column('bigint') since!: string;
  @Column('bigint', { nullable: true }) until!: string | null;
}

/** A raw row that could not be stored as a record, or a record that a measure could not use. */
@Entity('unusable_record')
@Check('unusable_record_tenant', `tenant_id <> ''`)
export class UnusableRow {
  @PrimaryColumn('text', unusablePk()) tenantId!: string;
  @PrimaryColumn('text', unusablePk()) sourceId!: string;
  /** Empty when the row was refused before measuring. */
  @PrimaryColumn('text', unusablePk()) measureId!: string;
  @PrimaryColumn('text', { ...unusablePk(), collation: 'C' }) recordKey!: string;
  /** Tells refused rows apart: SHA-256 of the row. Empty when it has a key. */
  @PrimaryColumn('text', unusablePk()) place!: string;
  @Column('text') reason!: string;
  @Column('text') detail!: string;
  @Column('text') pullId!: string;
  /** Position of the pull that last met it. */
  @Column('bigint') seen!: string;
}
