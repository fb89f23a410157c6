import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** The tenant's time zone, as service indicators last said. */
@Entity('tenant')
@Check('tenant_tenant', `tenant_id <> ''`)
export class TenantCopy {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'tenant_pk' }) tenantId!: string;
  /** IANA name. */
  @Column('text') timeZone!: string;
  @Column('timestamptz') changedAt!: Date;
}

/** Units that service indicators knows, as it last said. */
@Entity('unit')
@Check('unit_tenant', `tenant_id <> ''`)
export class UnitCopy {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'unit_pk' }) tenantId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'unit_pk' }) unitId!: string;
  /** Proto name of the enum value. */
  @Column('text', { default: '' }) kind!: string;
  /** Empty: a root. */
  @Column('text', { default: '' }) parentUnitId!: string;
  @Column('timestamptz', { default: () => `'-infinity'` }) changedAt!: Date;
}

/** The newest version of an indicator that was heard of. */
@Entity('indicator')
@Check('indicator_tenant', `tenant_id <> ''`)
export class IndicatorCopy {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'indicator_pk' }) tenantId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'indicator_pk' }) indicatorId!: string;
  @Column('integer') version!: number;
  /** Proto name of the enum value. */
  @Column('text') periodKind!: string;
  @Column('integer') digits!: number;
  @Column('text') direction!: string;
}
