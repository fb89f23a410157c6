import type { ManualField } from '@fuxing/contracts/connectors/v1/burden';
import type { ManualEntry } from '@fuxing/contracts/connectors/v1/manual_values';
import { ObservationStatus } from '@fuxing/contracts/connectors/v1/observations';
import { DomainError, type FieldViolation } from '@fuxing/errors';
import type { EntityManager } from 'typeorm';
import type { AskedValue } from '../../db/collect/manual-values';
import { evidenceById } from '../../db/verify/evidence';
import { entryKey, faultOf, isOpen, type Place } from '../../domain/collect/manual-value';
import type { EnteredField } from './entered-fields';

/** What entries are held against. */
export interface Ground {
  unitId: string;
  /** Local day. */
  today: string;
  /** By id. */
  known: ReadonlyMap<string, ManualField>;
  entered: ReadonlyMap<string, EnteredField>;
  /** What is asked of the unit, by key of the entry. */
  asked: ReadonlyMap<string, AskedValue>;
}

/** @throws DomainError with every entry that must not be stored, and why */
export async function assertRight(tx: EntityManager, entries: ManualEntry[], ground: Ground): Promise<void> {
  const files = await evidenceById(tx, [...new Set(entries.flatMap((one) => one.evidenceIds))]);
  const own = new Set(
    files.filter(({ unitId }) => unitId === ground.unitId).map(({ evidenceId }) => evidenceId),
  );
  const faults = entries.flatMap((entry, n) => {
    const fault = faultAt(entry, ground, own);
    return fault ? [{ ...fault, field: `entries[${n}].${fault.field}` }] : [];
  });
  const [first] = faults;
  if (!first) return;
  const more = faults.length - 1;
  throw new DomainError(
    'INVALID_ARGUMENT',
    first.reason,
    {
      en: `${first.field}: ${first.en}${more > 0 ? ` And ${more} more.` : ''}`,
      zh: `${first.field}：${first.zh}${more > 0 ? `另有 ${more} 处。` : ''}`,
    },
    faults,
  );
}

function faultAt(
  entry: ManualEntry,
  { unitId, today, known, entered, asked }: Ground,
  own: ReadonlySet<string>,
): FieldViolation | undefined {
  const { manualFieldId: id, period, evidenceIds } = entry;
  const kind = entered.get(id)?.kind ?? '';
  const fault = faultOf(entry, { field: known.get(id), unitId, kind, today });
  if (fault) return fault;
  const lacking = evidenceIds.findIndex((one) => !own.has(one));
  if (lacking >= 0)
    return {
      field: `evidenceIds[${lacking}]`,
      reason: 'EVIDENCE_NOT_FOUND',
      en: `Your unit brought no evidence ${evidenceIds[lacking]}; put it first.`,
      zh: `本单位没有上传佐证材料 ${evidenceIds[lacking]}，请先上传。`,
    };
  const place = asked.get(entryKey(id, unitId, period));
  if (!place) return supplied(entry, unitId);
  if (isOpen(placeOf(place), today)) return undefined;
  const { dueOn, entry: before } = place;
  return {
    field: 'period',
    reason: 'ENTRY_CLOSED',
    en: `${id} of ${period} was entered (${before?.value}) and could be corrected until ${dueOn}; ask the verifiers to correct it.`,
    zh: `${id} ${period} 已填报（${before?.value}），更正期限为 ${dueOn}；请联系校验人员更正。`,
  };
}

/** Of an entry that is not asked any more. */
export function supplied({ manualFieldId: id, period }: ManualEntry, unitId: string): FieldViolation {
  return {
    field: 'manualFieldId',
    reason: 'FIELD_IS_SUPPLIED',
    en: `A source supplies ${id} for ${unitId} in ${period}; it is not asked by hand.`,
    zh: `${period} 已有数据来源为 ${unitId} 提供 ${id}，不再手工填报。`,
  };
}

export function placeOf({ dueOn, entry, observationStatus }: AskedValue): Place {
  const isRejected = observationStatus === ObservationStatus.OBSERVATION_STATUS_REJECTED;
  return { dueOn, isEntered: entry !== null, isRejected };
}
