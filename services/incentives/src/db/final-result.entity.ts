import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

const pk = { primaryKeyConstraintName: 'final_result_pk' };

/** A unit's final result as evaluation told it; never changed. */
@Entity('final_result')
@Check('final_result_tenant', `tenant_id <> ''`)
@Index('final_result_by_group', ['tenantId', 'unitGroupId', 'period'])
export class FinalResultRow {
  @PrimaryColumn('text', pk) tenantId!: string;
  @PrimaryColumn('text', pk) cycleId!: string;
  @PrimaryColumn('text', pk) unitId!: string;
  @Column('text') unitGroupId!: string;
  /** `2026`, `2026-Q3` or `2026-09`. */
  @Column('text') period!: string;
  /** 1 is best; 0 is not ranked. */
  @Column('integer') rank!: number;
  /** Decimal; null without a total. */
  @Column('numeric', { nullable: true }) total!: string | null;
  /** Empty when not ranked. */
  @Column('text') gradeId!: string;
  /** Units of the cycle that have a rank. */
  @Column('integer') rankedUnits!: number;
  @Column('timestamptz', { default: () => 'now()' }) keptAt!: Date;
}
