import type { Evidence, OutcomeKind } from '@fuxing/contracts/incentives/v1/incentives';
import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

const pk = { primaryKeyConstraintName: 'outcome_pk' };

/** What followed for one unit; never changed, never taken away. */
@Entity('outcome')
@Check('outcome_tenant', `tenant_id <> ''`)
@Index('outcome_by_unit', ['tenantId', 'unitId', 'outcomeId'])
@Index('outcome_by_cycle', ['tenantId', 'cycleId', 'outcomeId'])
export class OutcomeRow {
  @PrimaryColumn('text', pk) tenantId!: string;
  /** `<policy>~<kind>~<cycle>~<unit>`. */
  @PrimaryColumn('text', pk) outcomeId!: string;
  @Column('text') policyId!: string;
  @Column('text') kind!: OutcomeKind;
  @Column('text') unitId!: string;
  @Column('text') cycleId!: string;
  /** 0 when the kind has none. */
  @Column('integer') place!: number;
  /** Decimal; empty when the kind has none. */
  @Column('text') coefficient!: string;
  @Column('text') zh!: string;
  @Column('text') en!: string;
  @Column('jsonb') evidence!: Evidence[];
  @Column('timestamptz') decidedAt!: Date;
}
