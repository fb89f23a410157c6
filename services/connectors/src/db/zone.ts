import type { EntityManager } from 'typeorm';

const DEFAULT_ZONE = 'Asia/Shanghai';

/** The zone of the tenant, an IANA name. */
export async function zoneOf(tx: EntityManager): Promise<string> {
  const [tenant]: { zone: string }[] = await tx.query(`SELECT time_zone AS zone FROM tenant`);
  return tenant?.zone ?? DEFAULT_ZONE;
}
