import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { SchemaChange, SchemaField } from '../../domain/collect/schema';

/** A key that a running pull of everything met. */
@Entity('met_key')
@Check('met_key_tenant', `tenant_id <> ''`)
export class MetKey {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'met_key_pk' }) tenantId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'met_key_pk' }) sourceId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'met_key_pk' }) pullId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'met_key_pk', collation: 'C' }) recordKey!: string;
}

/** When a source is pulled by itself; no row: never. */
@Entity('source_schedule')
@Index('source_schedule_next', ['nextAt'])
@Check('source_schedule_tenant', `tenant_id <> ''`)
export class SourceSchedule {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'source_schedule_pk' }) tenantId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'source_schedule_pk' }) sourceId!: string;
  @Column('text') cron!: string;
  @Column('boolean') workingDays!: boolean;
  @Column('timestamptz') nextAt!: Date;
}

/** A schema of the records of a source, as it was learned or accepted; never changed. */
@Entity('source_schema')
@Check('source_schema_tenant', `tenant_id <> ''`)
export class SourceSchemaRow {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'source_schema_pk' }) tenantId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'source_schema_pk' }) sourceId!: string;
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'source_schema_pk' }) version!: number;
  @Column('jsonb') fields!: SchemaField[];
  /** `pull` where it was learned. */
  @Column('text') acceptedBy!: string;
  @Column('text') reason!: string;
  @Column('timestamptz', { default: () => 'now()' }) acceptedAt!: Date;
}

/** A difference from that version which a pull met first. */
@Entity('schema_change')
@Check('schema_change_tenant', `tenant_id <> ''`)
export class SchemaChangeRow {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'schema_change_pk' }) tenantId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'schema_change_pk' }) sourceId!: string;
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'schema_change_pk' }) version!: number;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'schema_change_pk' }) kind!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'schema_change_pk' }) field!: string;
  @Column('jsonb') change!: SchemaChange;
  @Column('text') pullId!: string;
}
