import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

const pk = { primaryKeyConstraintName: 'target_pk' };

/** What a unit is asked to reach, as it was last told by indicators. */
@Entity('target')
@Check('target_tenant', `tenant_id <> ''`)
@Index('target_by_unit', ['tenantId', 'unitId', 'period'])
export class TargetRow {
  @PrimaryColumn('text', pk) tenantId!: string;
  @PrimaryColumn('text', pk) indicatorId!: string;
  @PrimaryColumn('text', pk) unitId!: string;
  /** `2026`, `2026-Q3` or `2026-09`. */
  @PrimaryColumn('text', pk) period!: string;
  /** Decimal, in the indicator's unit of measure. */
  @Column('numeric') value!: string;
}
