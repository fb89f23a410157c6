import { PullMode } from '@fuxing/contracts/connectors/v1/pulls';
import type { Source } from '@fuxing/contracts/connectors/v1/sources';
import type { EntityManager } from 'typeorm';
import { addPage, findPull, type StoredPull } from '../../db/collect/pulls';
import { seenFields } from '../../domain/collect/schema';
import { queuePull } from './queue-pull';
import { sift, storeRows } from './store-rows';

/** Stores records that came by themselves as a pull that only has to be measured. Hold the source's lock. */
export async function pushRecords(
  tx: EntityManager,
  pullId: string,
  { sourceId, keyField, deletes }: Source,
  records: object[],
): Promise<StoredPull> {
  const queued = await queuePull(tx, { pullId, sourceId, mode: PullMode.PULL_MODE_CHANGES });
  const stored = await storeRows(tx, queued, sift(records, keyField, deletes?.mark));
  await addPage(tx, queued, { ...stored, state: undefined, seenFields: seenFields(records), bytes: 0 });
  return (await findPull(tx, pullId)) ?? queued;
}
