import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ScoringRunStatus } from '@fuxing/contracts/evaluation/v1/cycles';

const pk = { primaryKeyConstraintName: 'scoring_run_pk' };

/** One reproducible calculation. */
@Entity('scoring_run')
@Check('scoring_run_tenant', `tenant_id <> ''`)
@Index('scoring_run_by_cycle', ['tenantId', 'cycleId', 'createdAt'])
export class ScoringRunRow {
  @PrimaryColumn('text', pk) tenantId!: string;
  @PrimaryColumn('text', pk) scoringRunId!: string;
  @Column('text') cycleId!: string;
  @Column('text') status!: ScoringRunStatus;
  @Column('integer') schemeVersion!: number;
  @Column('text') inputHash!: string;
  @Column('text') resultHash!: string;
  @Column('integer') units!: number;
  @Column('integer') leavesDone!: number;
  @Column('integer') leavesTotal!: number;
  @Column('integer') unitsWithoutTotal!: number;
  @Column('text') error!: string;
  /** The scheme and the indicator versions that were used; see app/frozen.ts. */
  @Column('jsonb', { nullable: true }) frozen!: object | null;
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Date;
  @Column('timestamptz', { nullable: true }) finishedAt!: Date | null;
}
