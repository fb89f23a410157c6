import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** A file behind what somebody said; its bytes are in the evidence storage. The app role can add it and never change it. */
@Entity('evidence')
@Check('evidence_tenant', `tenant_id <> ''`)
export class EvidenceRow {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'evidence_pk' }) tenantId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'evidence_pk' }) evidenceId!: string;
  @Column('text') name!: string;
  /** By its content. */
  @Column('text') mediaType!: string;
  @Column('bigint') size!: string;
  /** Hex. */
  @Column('text') sha256!: string;
  @Column('text') unitId!: string;
  @Column('text') uploadedBy!: string;
  @Column('timestamptz', { default: () => 'now()' }) uploadedAt!: Date;
}
