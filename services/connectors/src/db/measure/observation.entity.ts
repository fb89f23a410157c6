import type { Flag } from '@fuxing/contracts/connectors/v1/observations';
import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';

/** One revision of the value of an indicator for a unit and period. */
@Entity('observation')
@Index('observation_revision', ['tenantId', 'indicatorId', 'unitId', 'period', 'revision'], { unique: true })
@Index('observation_by_status', ['tenantId', 'status', 'observationId'])
@Check('observation_tenant', `tenant_id <> ''`)
export class ObservationRow {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'observation_pk' }) tenantId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'observation_pk' }) observationId!: string;
  @Column('text') indicatorId!: string;
  @Column('text') unitId!: string;
  @Column('text') period!: string;
  @Column('integer') revision!: number;
  /** What counts once published; another than `collectedValue` after a correction. */
  @Column('numeric') value!: string;
  @Column('numeric') collectedValue!: string;
  @Column('numeric', { nullable: true }) numerator!: string | null;
  @Column('numeric', { nullable: true }) denominator!: string | null;
  @Column('numeric', { nullable: true }) factor!: string | null;
  @Column('text') status!: string;
  @Column('jsonb') flags!: Flag[];
  @Column('text') sourceId!: string;
  @Column('text') measureId!: string;
  @Column('integer') measureVersion!: number;
  @Column('integer') mappingVersion!: number;
  @Column('text') pullId!: string;
  /** Of that pull: which record versions it saw. */
  @Column('bigint') position!: string;
  @Column('bigint') recordCount!: string;
  @Column('text') recordsHash!: string;
  @Column('bigint') censoredCount!: string;
  @Column('timestamptz', { default: () => 'now()' }) computedAt!: Date;
}

/** Which records an observation rests on: a thousand keys a row, in order, the first in part 0. */
@Entity('observation_record_keys')
@Check('observation_record_keys_tenant', `tenant_id <> ''`)
export class ObservationRecordKeys {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'observation_record_keys_pk' }) tenantId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'observation_record_keys_pk' }) observationId!: string;
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'observation_record_keys_pk' }) part!: number;
  @Column('text', { array: true }) recordKeys!: string[];
}

/** The one decision on an observation; the app role can add it and never change it. */
@Entity('verification')
@Index('verification_by_id', ['tenantId', 'verificationId'])
@Index('verification_of_people', ['tenantId', 'verifiedAt'], { where: `act <> 'VERIFICATION_ACT_AUTO'` })
@Check('verification_tenant', `tenant_id <> ''`)
export class VerificationRow {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'verification_pk' }) tenantId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'verification_pk' }) observationId!: string;
  @Column('text') verificationId!: string;
  @Column('text') act!: string;
  @Column('text') verifiedBy!: string;
  @Column('timestamptz', { default: () => 'now()' }) verifiedAt!: Date;
  @Column('text') reason!: string;
  @Column('numeric') collectedValue!: string;
  @Column('numeric', { nullable: true }) verifiedValue!: string | null;
  /** Of what was published; see @fuxing/contracts/recheck. */
  @Column('text', { default: '' }) bindingHash!: string;
  @Column('text', { default: '' }) proposedBy!: string;
  @Column('text', { array: true, default: () => `'{}'` }) evidenceIds!: string[];
  @ManyToOne(() => ObservationRow)
  @JoinColumn([
    {
      name: 'tenant_id',
      referencedColumnName: 'tenantId',
      foreignKeyConstraintName: 'verification_observation',
    },
    {
      name: 'observation_id',
      referencedColumnName: 'observationId',
      foreignKeyConstraintName: 'verification_observation',
    },
  ])
  observation!: ObservationRow;
}
