import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

const pk = { primaryKeyConstraintName: 'progress_report_pk' };

/** What a unit said in one week; never changed, never taken away. */
@Entity('progress_report')
@Check('progress_report_tenant', `tenant_id <> ''`)
@Index('progress_report_by_time', ['tenantId', 'taskId', 'reportedAt'])
export class ProgressReportRow {
  @PrimaryColumn('text', pk) tenantId!: string;
  @PrimaryColumn('text', pk) taskId!: string;
  /** Chosen by the caller, unique in the task. */
  @PrimaryColumn('text', pk) reportId!: string;
  /** ISO week, `2026-W37`. */
  @Column('text') week!: string;
  /** Percent, 0 to 100. */
  @Column('numeric') progress!: string;
  @Column('text') note!: string;
  /** Subject of the caller. */
  @Column('text') reportedBy!: string;
  @Column('timestamptz') reportedAt!: Date;
}
