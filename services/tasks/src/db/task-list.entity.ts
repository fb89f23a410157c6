import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

const pk = { primaryKeyConstraintName: 'task_list_pk' };

/** That the list of a unit for a month was drafted, be it empty. */
@Entity('task_list')
@Check('task_list_tenant', `tenant_id <> ''`)
export class TaskListRow {
  @PrimaryColumn('text', pk) tenantId!: string;
  @PrimaryColumn('text', pk) unitId!: string;
  @PrimaryColumn('text', pk) month!: string;
  @Column('timestamptz', { default: () => 'now()' }) draftedAt!: Date;
}
