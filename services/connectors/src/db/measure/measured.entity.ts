import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

// TypeORM writes the type into the options it is given, so each column has its own.
const placePk = () => ({ primaryKeyConstraintName: 'measured_place_pk' });
const valuePk = () => ({ primaryKeyConstraintName: 'measured_value_pk' });

/** How far the measures of a source have come. */
@Entity('measured_source')
@Check('measured_source_tenant', `tenant_id <> ''`)
export class MeasuredSource {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'measured_source_pk' }) tenantId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'measured_source_pk' }) sourceId!: string;
  /** Of the last pull that is in it. */
  @Column('bigint') position!: string;
  /** When that was measured, milliseconds since 1970 UTC. */
  @Column('bigint') now!: string;
  /** Of all definitions; another one computes everything again. */
  @Column('text') fingerprint!: string;
}

/** Which records fall on a unit and period, whatever the filters: a thousand keys a row. */
@Entity('measured_place')
@Check('measured_place_tenant', `tenant_id <> ''`)
export class MeasuredPlace {
  @PrimaryColumn('text', placePk()) tenantId!: string;
  @PrimaryColumn('text', placePk()) sourceId!: string;
  /** What tells unit and period of a record: hash of the fields and mapping. */
  @PrimaryColumn('text', placePk()) placingId!: string;
  /** `<unit>~<period>`. */
  @PrimaryColumn('text', placePk()) place!: string;
  @PrimaryColumn('integer', placePk()) part!: number;
  @Column('text', { array: true }) recordKeys!: string[];
}

/** What a measure computed for a unit and period. */
@Entity('measured_value')
@Check('measured_value_tenant', `tenant_id <> ''`)
export class MeasuredValue {
  @PrimaryColumn('text', valuePk()) tenantId!: string;
  @PrimaryColumn('text', valuePk()) measureId!: string;
  /** `<unit>~<period>`. */
  @PrimaryColumn('text', valuePk()) place!: string;
  @Column('jsonb') result!: object;
}
