import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import type { Risk } from '../../domain/verify/risk';
import { ObservationRow } from '../measure/observation.entity';

/** The seed of a pull's sample. */
@Entity('pull_seed')
@Check('pull_seed_tenant', `tenant_id <> ''`)
export class PullSeed {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pull_seed_pk' }) tenantId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pull_seed_pk' }) pullId!: string;
  /** 32 bytes, hex; told to nobody before the pull has ended. */
  @Column('text') seed!: string;
  @Column('text') commitment!: string;
  @Column('timestamptz', { default: () => 'now()' }) committedAt!: Date;
}

/** How much of a scheme an indicator is. */
@Entity('scheme_weight')
@Index('scheme_weight_by_indicator', ['tenantId', 'indicatorId'])
@Check('scheme_weight_tenant', `tenant_id <> ''`)
export class SchemeWeight {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'scheme_weight_pk' }) tenantId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'scheme_weight_pk' }) schemeId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'scheme_weight_pk' }) indicatorId!: string;
  @Column('integer') version!: number;
  /** Of the whole scheme, 0 to 1. */
  @Column('numeric') share!: string;
}

/** A value that waits for a person, or waited. */
@Entity('verification_item')
@Index('verification_item_queue', ['tenantId', 'queueRank', 'observationId'], { where: 'open' })
@Index('verification_item_of_assignee', ['tenantId', 'assignee', 'queueRank', 'observationId'], {
  where: 'open',
})
@Index('verification_item_of_unit', ['tenantId', 'unitId', 'queueRank', 'observationId'], { where: 'open' })
@Index('verification_item_of_indicator', ['tenantId', 'indicatorId', 'queueRank', 'observationId'], {
  where: 'open',
})
@Index('verification_item_asked', ['tenantId', 'answerDueOn', 'observationId'], {
  where: `open AND question_id <> ''`,
})
@Index('verification_item_due', ['tenantId', 'dueOn'], { where: 'open' })
@Check('verification_item_tenant', `tenant_id <> ''`)
export class VerificationItem {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'verification_item_pk' }) tenantId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'verification_item_pk' }) observationId!: string;
  @Column('text') indicatorId!: string;
  @Column('text') unitId!: string;
  @Column('text') sourceId!: string;
  @Column('boolean', { default: true }) open!: boolean;
  /** See domain/risk.ts; as it was when the value was computed. */
  @Column('numeric') risk!: string;
  @Column('numeric') effect!: string;
  @Column('numeric') priority!: string;
  /** Priority in millionths, by which the queue is in order. */
  @Column('bigint') queueRank!: string;
  @Column('jsonb') points!: Partial<Risk>;
  /** Empty: whoever comes first. */
  @Column('text', { default: '' }) assignee!: string;
  @Column('timestamptz', { default: () => 'now()' }) queuedAt!: Date;
  /** Local day. */
  @Column('text') dueOn!: string;
  /** How often it was escalated. */
  @Column('integer', { default: 0 }) level!: number;
  /** The act that proposes another value; empty: none is open. */
  @Column('text', { default: '' }) proposalId!: string;
  /** Who made it, and for whom: none of them can confirm it. */
  @Column('text', { array: true, default: () => `'{}'` }) proposedBy!: string[];
  @Column('numeric', { nullable: true }) proposedValue!: string | null;
  /** The act that asks the unit; empty: nothing is open. */
  @Column('text', { default: '' }) questionId!: string;
  @Column('text', { default: '' }) answerDueOn!: string;
  @ManyToOne(() => ObservationRow)
  @JoinColumn([
    {
      name: 'tenant_id',
      referencedColumnName: 'tenantId',
      foreignKeyConstraintName: 'verification_item_observation',
    },
    {
      name: 'observation_id',
      referencedColumnName: 'observationId',
      foreignKeyConstraintName: 'verification_item_observation',
    },
  ])
  observation!: ObservationRow;
}

/** One act about one value; the app role can add it and never change it. */
@Entity('verification_act')
@Index('verification_act_by_request', ['tenantId', 'requestId'])
@Check('verification_act_tenant', `tenant_id <> ''`)
export class VerificationActRow {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'verification_act_pk' }) tenantId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'verification_act_pk' }) observationId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'verification_act_pk' }) requestId!: string;
  @Column('bigint') position!: string;
  @Column('text') kind!: string;
  @Column('text') actedBy!: string;
  /** Who delegated it; empty: acted for himself. */
  @Column('text') onBehalfOf!: string;
  @Column('timestamptz') actedAt!: Date;
  @Column('text') reason!: string;
  @Column('numeric', { nullable: true }) oldValue!: string | null;
  @Column('numeric', { nullable: true }) newValue!: string | null;
  @Column('text', { array: true }) evidenceIds!: string[];
  @Column('text') assignee!: string;
  @Column('text') dueOn!: string;
  @Column('integer') lateDays!: number;
  @Column('text') zh!: string;
  @Column('text') en!: string;
  /** Of all that was asked, and by whom; empty: by nobody. */
  @Column('text') requestHash!: string;
}

/** Somebody acts for somebody else for a time. */
@Entity('delegation')
@Index('delegation_by_receiver', ['tenantId', 'toSubject', 'lastDay'])
@Index('delegation_by_sender', ['tenantId', 'fromSubject', 'lastDay'])
@Check('delegation_tenant', `tenant_id <> ''`)
export class DelegationRow {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'delegation_pk' }) tenantId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'delegation_pk' }) delegationId!: string;
  @Column('text') fromSubject!: string;
  /** The unit whose figures the receiver cannot verify for him either. */
  @Column('text') fromUnitId!: string;
  @Column('text') toSubject!: string;
  @Column('text') firstDay!: string;
  @Column('text') lastDay!: string;
  @Column('text') reason!: string;
  @Column('text') madeBy!: string;
  @Column('timestamptz', { default: () => 'now()' }) madeAt!: Date;
}

/** Of which unit a verifier is, as his token last said. */
@Entity('verifier_unit')
@Check('verifier_unit_tenant', `tenant_id <> ''`)
export class VerifierUnit {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'verifier_unit_pk' }) tenantId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'verifier_unit_pk' }) subject!: string;
  /** Empty: of none. */
  @Column('text') unitId!: string;
  @Column('timestamptz', { default: () => 'now()' }) seenAt!: Date;
}
