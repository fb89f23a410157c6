import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import type { CycleStatus } from '@fuxing/contracts/evaluation/v1/cycles';

const pk = { primaryKeyConstraintName: 'cycle_pk' };

/** A month, quarter or year under evaluation. */
@Entity('cycle')
@Check('cycle_tenant', `tenant_id <> ''`)
export class CycleRow {
  @PrimaryColumn('text', pk) tenantId!: string;
  @PrimaryColumn('text', pk) cycleId!: string;
  @Column('text') name!: string;
  @Column('text') nameEn!: string;
  @Column('text') schemeId!: string;
  @Column('text') period!: string;
  /** Working days. */
  @Column('integer') publicityDays!: number;
  @Column('text') status!: CycleStatus;
  /** Of the publicised or final results; empty while open. */
  @Column('text') scoringRunId!: string;
  /** Local date, empty while open. */
  @Column('text') publicityEndsOn!: string;
  /** Of what the caller may set. */
  @Column('text') etag!: string;
}
