import type { Source } from '@fuxing/contracts/connectors/v1/sources';
import { Decimal } from 'decimal.js';
import type { EntityManager } from 'typeorm';
import { countUnmet, deleteUnmet } from '../../db/collect/deletes';
import { addDeleted, type StoredPull } from '../../db/collect/pulls';
import { SourceError } from '../../sources/source-error';

const DEFAULT_SHARE = '0.1';
/** So many records may go whatever their share is, unless they are all. */
const FEW = 10;

/**
 * Ends the records that a pull of everything did not meet, where the source declares so.
 *
 * @throws SourceError when so many are missing that the source may have given only a part
 */
export async function endRecords(tx: EntityManager, pull: StoredPull, source: Source): Promise<void> {
  const rule = source.deletes?.absent;
  if (!rule || !pull.isWhole) return;
  const { all, unmet } = await countUnmet(tx, pull);
  if (unmet === 0) return;
  const most = new Decimal(rule.maxShare || DEFAULT_SHARE).times(all);
  if (most.lt(unmet) && (unmet > FEW || unmet === all)) throw tooMany(unmet, all);
  await addDeleted(tx, pull.pullId, await deleteUnmet(tx, pull));
}

function tooMany(unmet: number, all: number): SourceError {
  return new SourceError(
    {
      en: `${unmet} of ${all} records are missing from the source, more than deletes.absent.maxShare allows; none was deleted and nothing measured. Pull again when the source is whole, or raise the share.`,
      zh: `来源中缺少 ${all} 条记录中的 ${unmet} 条，超过 deletes.absent.maxShare 的上限；未删除任何记录，也未计算。请在来源完整后重新采集，或调高该比例。`,
    },
    false,
  );
}
