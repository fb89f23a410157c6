import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { SeenFields } from '../../domain/collect/schema';
import type { ReadState } from '../../sources/reader';

/** One run of a source and how far it came. */
@Entity('pull')
@Index('pull_in_order', ['tenantId', 'position'])
@Index('pull_of_source', ['tenantId', 'sourceId', 'position'])
@Index('pull_deleted', ['tenantId', 'sourceId'], { where: 'deleted > 0' })
@Check('pull_tenant', `tenant_id <> ''`)
export class PullRow {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pull_pk' }) tenantId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pull_pk' }) pullId!: string;
  /** Pulls of one source run in this order; records say by it when they came and went. */
  @Column('bigint') position!: string;
  @Column('text') sourceId!: string;
  @Column('text') status!: string;
  /** Proto name of the PullMode. */
  @Column('text', { default: 'PULL_MODE_CHANGES' }) mode!: string;
  /** It began at the beginning, so what it does not meet is not there. */
  @Column('boolean', { default: false }) isWhole!: boolean;
  /** Ends of a back-fill, empty otherwise. */
  @Column('text', { default: '' }) fromCursor!: string;
  @Column('text', { default: '' }) toCursor!: string;
  /** Also the fence: whoever stores a page says which one, and is refused when somebody else did. */
  @Column('integer', { default: 0 }) pages!: number;
  @Column('bigint', { default: 0 }) read!: string;
  @Column('bigint', { default: 0 }) added!: string;
  @Column('bigint', { default: 0 }) changed!: string;
  @Column('bigint', { default: 0 }) rejected!: string;
  @Column('bigint', { default: 0 }) deleted!: string;
  /** Unpacked. */
  @Column('bigint', { default: 0 }) bytes!: string;
  /** It failed because of its source, not of what came from it. */
  @Column('boolean', { default: false }) failedReading!: boolean;
  /** What its rows look like so far. */
  @Column('jsonb', { nullable: true }) seenFields!: SeenFields | null;
  /** Where reading goes on. */
  @Column('jsonb', { nullable: true }) state!: ReadState | null;
  @Column('text', { default: '' }) error!: string;
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Date;
  @Column('timestamptz', { nullable: true }) finishedAt!: Date | null;
}

/** A pull that is not finished: all that the worker role sees of the tenants. */
@Entity('queued_pull')
@Check('queued_pull_tenant', `tenant_id <> ''`)
export class QueuedPull {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'queued_pull_pk' }) tenantId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'queued_pull_pk' }) pullId!: string;
  @Column('text') sourceId!: string;
  @Column('bigint') position!: string;
}
