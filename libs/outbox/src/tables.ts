import { isolateByTenant, serviceRoles } from '@fuxing/db';

/**
 * SQL of the three tables by which a service talks to the others; part of its first migration.
 *
 * The app role writes its own tenant's rows; the worker role, and only it, sees the outbox of all tenants.
 */
export function outboxTables(schema: string): string {
  const { app, worker } = serviceRoles(schema);
  return `
    CREATE TABLE outbox (
      position    bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT outbox_pk PRIMARY KEY,
      event_id    uuid NOT NULL DEFAULT gen_random_uuid(),
      tenant_id   text NOT NULL,
      topic       text NOT NULL,
      key         text NOT NULL,
      type        text NOT NULL,
      occurred_at timestamptz NOT NULL DEFAULT now(),
      traceparent text,
      payload     jsonb NOT NULL
    );
    CREATE TABLE inbox (
      tenant_id   text NOT NULL,
      event_id    text NOT NULL,
      handled_at  timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT inbox_pk PRIMARY KEY (tenant_id, event_id)
    );
    CREATE TABLE dead_letter (
      tenant_id   text NOT NULL,
      event_id    text NOT NULL,
      topic       text NOT NULL,
      key         text NOT NULL,
      type        text NOT NULL,
      occurred_at timestamptz NOT NULL,
      traceparent text,
      payload     jsonb NOT NULL,
      error       text NOT NULL,
      attempts    integer NOT NULL,
      failed_at   timestamptz NOT NULL DEFAULT now(),
      replay      boolean NOT NULL DEFAULT false,
      CONSTRAINT dead_letter_pk PRIMARY KEY (tenant_id, event_id)
    );
    ${isolateByTenant('outbox', 'inbox', 'dead_letter')}
    GRANT INSERT ON outbox TO ${app};
    GRANT SELECT, INSERT, DELETE ON inbox TO ${app};
    GRANT SELECT, INSERT, UPDATE, DELETE ON dead_letter TO ${app};
    GRANT SELECT, DELETE ON outbox TO ${worker};
    GRANT SELECT, INSERT, UPDATE ON dead_letter TO ${worker};
    CREATE POLICY carrier ON outbox TO ${worker} USING (true);
    CREATE POLICY carrier ON dead_letter TO ${worker} USING (true) WITH CHECK (true);`;
}
