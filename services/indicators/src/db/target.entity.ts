import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

const pk = { primaryKeyConstraintName: 'target_pk' };

/** What a unit is asked to reach; the latest wish, its history is in the events. */
@Entity('target')
@Check('target_tenant', `tenant_id <> ''`)
export class Target {
  @PrimaryColumn('text', pk) tenantId!: string;
  @PrimaryColumn('text', pk) indicatorId!: string;
  @PrimaryColumn('text', pk) unitId!: string;
  /** `2026`, `2026-Q3` or `2026-09`. */
  @PrimaryColumn('text', pk) period!: string;
  /** Decimal, in the indicator's unit of measure. */
  @Column('numeric') value!: string;
}
