import { publish } from '@fuxing/outbox';
import type { EntityManager } from 'typeorm';
import { insertPull, type StoredPull, type WantedPull } from '../../db/collect/pulls';
import { samplingOf } from '../../db/verify/sampling';
import { samplingCommitted } from '../../events/published';

/** Queues a pull and says to what its sample is committed. Hold the source's lock. */
export async function queuePull(tx: EntityManager, wanted: WantedPull): Promise<StoredPull> {
  const pull = await insertPull(tx, wanted);
  const sampling = await samplingOf(tx, pull.pullId);
  if (!sampling) throw new Error(`Pull ${pull.pullId} was queued without a seed.`);
  await publish(tx, samplingCommitted(pull, sampling));
  return pull;
}
