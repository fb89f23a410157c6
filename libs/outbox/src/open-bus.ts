import type { EventBus } from './event-bus';
import { KafkaBus } from './kafka-bus';
import { PostgresBus } from './postgres-bus';
import type { Retention } from './retention';

/**
 * Opens the bus that a URL names: `kafka://host:9092,host:9092` for clusters, `postgres://…` for the one-command trial.
 *
 * @param clientId shown in the broker's and the database's lists of clients
 * @param retention of the bus on PostgreSQL; a Kafka broker has its own
 */
export async function openBus(url: string, clientId = 'fuxing', retention?: Retention): Promise<EventBus> {
  if (url.startsWith('kafka://')) return KafkaBus.open(url.slice('kafka://'.length).split(','), clientId);
  if (url.startsWith('postgres://') || url.startsWith('postgresql://'))
    return PostgresBus.open(url, clientId, retention);
  throw new Error(`BUS_URL must begin with kafka:// or postgres://, got ${url.split(':')[0]}:`);
}
