import type { EntityManager } from 'typeorm';
import { currentTraceparent } from './telemetry';

/** What a service says; the rest of the envelope is added where it is stored. */
export interface OutboxEvent {
  topic: string;
  /** The aggregate, whose events keep their order. The caller must hold that aggregate's row lock, or have just created it. */
  key: string;
  /** Full name of the proto message. */
  type: string;
  /** Proto JSON. */
  payload: unknown;
}

/** Queues events in the caller's transaction: they are sent if, and only if, it commits. */
export async function publish(tx: EntityManager, ...events: OutboxEvent[]): Promise<void> {
  if (events.length === 0) return;
  await tx.query(
    `INSERT INTO outbox (tenant_id, topic, key, type, traceparent, payload)
     SELECT current_setting('fuxing.tenant_id'), topic, key, type, $5, payload
     FROM unnest($1::text[], $2::text[], $3::text[], $4::jsonb[]) WITH ORDINALITY AS e (topic, key, type, payload, n)
     ORDER BY n`,
    [
      events.map((e) => e.topic),
      events.map((e) => e.key),
      events.map((e) => e.type),
      events.map((e) => JSON.stringify(e.payload)),
      currentTraceparent() ?? null,
    ],
  );
}
