import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';

/** Something that services must wait for, so that a test finds them at a chosen step. */
export interface Held {
  /** Resolves when a service waits in a statement like this. */
  reached(statement: RegExp): Promise<void>;
  /** Lets them go on. */
  release(): Promise<void>;
}

/**
 * Holds what the statement locks.
 *
 * @param url of the superuser
 */
export async function hold(url: string, statement: string): Promise<Held> {
  const client = new Client(url);
  await client.connect();
  await client.query(`BEGIN; ${statement}`);
  const waiting = async (): Promise<string[]> => {
    await client.query('SELECT pg_stat_clear_snapshot()');
    const { rows } = await client.query<{ query: string }>(
      `SELECT query FROM pg_stat_activity
       WHERE wait_event_type = 'Lock' AND datname = current_database() AND application_name LIKE 'fuxing-%'`,
    );
    return rows.map(({ query }) => query);
  };
  return {
    reached: async (wanted) => {
      for (let i = 0; i < 1_000; i++) {
        if ((await waiting()).some((query) => wanted.test(query))) return;
        await sleep(10);
      }
      throw new Error(
        `Nobody came to ${wanted.source}; waiting are: ${(await waiting()).join('; ') || 'none'}`,
      );
    },
    release: async () => {
      await client.query('COMMIT');
      await client.end();
    },
  };
}

/**
 * SQL after which transactions that did `event` on `table` wait in their COMMIT while a test holds the gate:
 * `hold(url, holdGate(gate))`.
 *
 * @param event INSERT or UPDATE
 * @param when of the new row, `NEW.status = …`
 */
export function commitGate(gate: number, table: string, event: string, when = 'true'): string {
  return `
    CREATE OR REPLACE FUNCTION public.gate() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN PERFORM pg_advisory_xact_lock_shared(TG_ARGV[0]::bigint); RETURN NULL; END $$;
    CREATE CONSTRAINT TRIGGER gate_${gate} AFTER ${event} ON ${table} DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW WHEN (${when}) EXECUTE FUNCTION public.gate(${gate});`;
}

/** The statement that holds that gate. */
export const holdGate = (gate: number): string => `SELECT pg_advisory_xact_lock(${gate})`;
