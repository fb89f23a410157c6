import { localDateAt } from '@fuxing/calendar';
import type { EntityManager } from 'typeorm';

const DEFAULT_ZONE = 'Asia/Shanghai';

/** The zone of the tenant, an IANA name. */
export async function zoneOf(tx: EntityManager): Promise<string> {
  const [tenant]: { zone: string }[] = await tx.query(`SELECT time_zone AS zone FROM tenant`);
  return tenant?.zone ?? DEFAULT_ZONE;
}

/** What time it is for a tenant, by the clock of the database: those of processes may differ. */
export interface Clock {
  now: Date;
  zone: string;
  /** Local day. */
  today: string;
}

export async function clockOf(tx: EntityManager): Promise<Clock> {
  const [{ now, zone }]: [{ now: Date; zone: string }] = await tx.query(
    `SELECT clock_timestamp() AS now, coalesce((SELECT time_zone FROM tenant), '${DEFAULT_ZONE}') AS zone`,
  );
  return { now, zone, today: localDateAt(now, zone) };
}
