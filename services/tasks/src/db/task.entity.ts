import type { TaskStatus } from '@fuxing/contracts/tasks/v1/tasks';
import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

const pk = { primaryKeyConstraintName: 'task_pk' };

/** One indicator that a unit works on in one month; all but status and closedAt stays as it was drafted. */
@Entity('task')
@Check('task_tenant', `tenant_id <> ''`)
@Index('task_by_list', ['tenantId', 'unitId', 'month'])
@Index('task_due', ['dueOn'], { where: `status = 'TASK_STATUS_PUBLISHED'` })
export class TaskRow {
  @PrimaryColumn('text', pk) tenantId!: string;
  /** `<indicator>~<unit>~<month>`. */
  @PrimaryColumn('text', pk) taskId!: string;
  @Column('text') unitId!: string;
  @Column('text') indicatorId!: string;
  @Column('integer') indicatorVersion!: number;
  /** `2026-09`. */
  @Column('text') month!: string;
  /** Decimal, in the indicator's unit of measure. */
  @Column('numeric') target!: string;
  /** Local date. */
  @Column('text') dueOn!: string;
  @Column('text') status!: TaskStatus;
  @Column('timestamptz', { nullable: true }) closedAt!: Date | null;
}
