import { createHash } from 'node:crypto';
import { lastDay } from '@fuxing/calendar';
import type { ManualField } from '@fuxing/contracts/connectors/v1/burden';
import type { ManualEntry, ManualValue } from '@fuxing/contracts/connectors/v1/manual_values';
import { ObservationStatus } from '@fuxing/contracts/connectors/v1/observations';
import { Documents, inTenant } from '@fuxing/db';
import { DomainError, invalid } from '@fuxing/errors';
import { caller, page, pageKey, slice } from '@fuxing/service';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { z } from 'zod';
import { type AskedValue, askedValues, entriesOf } from '../../db/collect/manual-values';
import { findPull } from '../../db/collect/pulls';
import { lockSource } from '../../db/collect/records';
import { type Clock, clockOf } from '../../db/zone';
import { asksIn, entryKey, type EntryRecord, isOpen, plain } from '../../domain/collect/manual-value';
import { daysLate } from '../../domain/verify/deadline';
import { Bell } from './bell';
import {
  assertFits,
  deadlineOf,
  type EnteredField,
  enteredFields,
  periodsOf,
  recentPeriods,
  toManualField,
} from './entered-fields';
import { assertRight, placeOf, supplied } from './entry-faults';
import type { EnterManualValues, ListManualValues } from './manual-values.request';
import { pushRecords } from './push-records';

const MOST_FIELDS = 10_000;

type Enter = z.infer<typeof EnterManualValues>;

/** What units enter by hand: raw records of a source of their own, from which values come about as from any other. */
@Injectable()
export class ManualValuesService {
  private readonly manualFields = new Documents('manual_field');

  constructor(
    private readonly db: DataSource,
    private readonly bell: Bell,
  ) {}

  async enter(request: Enter): Promise<ManualValue[]> {
    const { unitId, entries } = request;
    assertOwn(unitId);
    const values = await inTenant(this.db, caller().tenantId, async (tx) => {
      const clock = await clockOf(tx);
      const known = await this.fields(tx, [...new Set(entries.map((one) => one.manualFieldId))]);
      const entered = await enteredFields(tx, [...known.values()]);
      const bySource = entriesBySource(entries, entered);
      for (const sourceId of [...bySource.keys()].sort()) await lockSource(tx, sourceId);
      if (!(await isRepeated(tx, request, bySource))) {
        const asked = await askedOf(tx, clock, entered, request);
        await assertRight(tx, entries, { unitId, today: clock.today, known, entered, asked });
        entered.forEach(assertFits);
        for (const [sourceId, { source, of }] of bySource) {
          const records = of.map(({ entry, field }) => recordOf(entry, field, request, clock));
          await pushRecords(tx, pullOf(request, sourceId), source, records);
        }
      }
      const now = await askedOf(tx, clock, entered, request);
      return entries.map((one) => {
        const row = now.get(keyOf(one, unitId));
        // A request made again, of what a source has begun to supply since.
        if (!row) throw noLongerAsked(one, unitId);
        return valueOf(row, entered, clock);
      });
    });
    this.bell.ring();
    return values;
  }

  list(request: z.infer<typeof ListManualValues>) {
    const { unitId, manualFieldId, missing } = request;
    const { text } = pageKey;
    const filter = { unitId, manualFieldId, missing: String(missing) };
    const asked = page(request, filter, [text, text, text, text]);
    return inTenant(
      this.db,
      caller().tenantId,
      async (tx) => {
        const clock = await clockOf(tx);
        const known = await this.fields(tx, manualFieldId === '' ? undefined : [manualFieldId]);
        const entered = await enteredFields(tx, [...known.values()]);
        const looked = [...entered.values()].map((one) => periodsOf(one, recentPeriods(one, clock.today)));
        const wanted = { unitId, missing };
        const found = await askedValues(tx, clock.zone, looked, wanted, asked.after, asked.size + 1);
        const key = (one: AskedValue): string[] => [one.dueOn, one.fieldId, one.unitId, one.period];
        const { rows, nextPageToken } = slice(found, asked, key);
        return { values: rows.map((row) => valueOf(row, entered, clock)), nextPageToken };
      },
      'REPEATABLE READ',
    );
  }

  /** @param ids undefined: all */
  private async fields(tx: EntityManager, ids: string[] | undefined): Promise<Map<string, ManualField>> {
    const stored = ids
      ? [...(await this.manualFields.getMany(tx, ids)).values()]
      : await this.manualFields.list(tx, undefined, MOST_FIELDS);
    return new Map(stored.map((one) => [one.id, toManualField(one)]));
  }
}

/** What a request says to one source. */
interface Share {
  source: EnteredField['source'];
  of: { entry: ManualEntry; field: ManualField }[];
}

function entriesBySource(
  entries: ManualEntry[],
  entered: ReadonlyMap<string, EnteredField>,
): Map<string, Share> {
  const found = new Map<string, Share>();
  for (const entry of entries) {
    const to = entered.get(entry.manualFieldId);
    if (!to) continue;
    const share = found.get(to.source.sourceId) ?? { source: to.source, of: [] };
    found.set(to.source.sourceId, share);
    share.of.push({ entry, field: to.field });
  }
  return found;
}

/** Where the entries of a request stand, by key; without those that a source supplies or nobody asks for yet. */
async function askedOf(
  tx: EntityManager,
  { zone, today }: Clock,
  entered: ReadonlyMap<string, EnteredField>,
  { entries, unitId }: Enter,
): Promise<Map<string, AskedValue>> {
  const looked = [...entered].map(([id, one]) => {
    const of = entries.filter(
      ({ manualFieldId, period }) =>
        manualFieldId === id && asksIn(one.field, period) && lastDay(period) < today,
    );
    return periodsOf(
      one,
      of.map(({ period }) => period),
    );
  });
  const found = await askedValues(tx, zone, looked, { unitId, missing: false }, undefined, entries.length);
  return new Map(found.map((one) => [entryKey(one.fieldId, one.unitId, one.period), one]));
}

/** Whether the request was made before; it says all or nothing of what it said then. */
async function isRepeated(
  tx: EntityManager,
  request: Enter,
  bySource: ReadonlyMap<string, Share>,
): Promise<boolean> {
  const { unitId, requestId } = request;
  let repeated = 0;
  for (const [sourceId, { of }] of bySource) {
    const pull = await findPull(tx, pullOf(request, sourceId));
    if (!pull) continue;
    const keys = of.map(({ entry }) => keyOf(entry, unitId));
    const stored = await entriesOf(tx, sourceId, pull.pullId, keys);
    const before = new Map(stored.map((one) => [one.entry, told(one)]));
    const isSame = ({ entry }: { entry: ManualEntry }): boolean =>
      before.get(keyOf(entry, unitId)) === told({ ...said(entry), entered_by: caller().subject });
    if (pull.read !== of.length || !of.every(isSame)) throw belongsToAnother(requestId);
    repeated++;
  }
  if (repeated !== 0 && repeated !== bySource.size) throw belongsToAnother(requestId);
  return repeated > 0;
}

function recordOf(
  entry: ManualEntry,
  field: ManualField,
  { unitId, requestId }: Enter,
  { now, zone }: Clock,
): EntryRecord {
  const { manualFieldId, period } = entry;
  const dueOn = deadlineOf(field, period);
  return {
    entry: keyOf(entry, unitId),
    manual_field: manualFieldId,
    field_version: field.version,
    unit: unitId,
    period,
    day: lastDay(period),
    ...said(entry),
    entered_by: caller().subject,
    entered_at: now.toISOString(),
    due_on: dueOn,
    late_days: daysLate(dueOn, now, zone),
    request_id: requestId,
  };
}

function valueOf(
  row: AskedValue,
  entered: ReadonlyMap<string, EnteredField>,
  { now, zone, today }: Clock,
): ManualValue {
  const { fieldId, unitId, period, dueOn, entry, version, pullId, observationId, observationStatus } = row;
  return {
    manualFieldId: fieldId,
    unitId,
    period,
    dueOn,
    lateDays: entry ? entry.late_days : daysLate(dueOn, now, zone),
    open: isOpen(placeOf(row), today),
    value: entry?.value ?? '',
    unitOfMeasure: entry?.unit_of_measure ?? entered.get(fieldId)?.field.unitOfMeasure ?? '',
    note: entry?.note ?? '',
    evidenceIds: entry?.evidence_ids ?? [],
    enteredBy: entry?.entered_by ?? '',
    enteredAt: entry ? new Date(entry.entered_at) : undefined,
    version,
    pullId,
    observationId,
    observationStatus: observationStatus ?? ObservationStatus.OBSERVATION_STATUS_UNSPECIFIED,
  };
}

type Said = Pick<EntryRecord, 'value' | 'unit_of_measure' | 'note' | 'evidence_ids'>;

function said({ value, unitOfMeasure, note, evidenceIds }: ManualEntry): Said {
  return { value: plain(value), unit_of_measure: unitOfMeasure, note, evidence_ids: evidenceIds };
}

const told = (one: Said & Pick<EntryRecord, 'entered_by'>): string =>
  JSON.stringify([one.value, one.unit_of_measure, one.note, one.evidence_ids, one.entered_by]);

const keyOf = ({ manualFieldId, period }: ManualEntry, unitId: string): string =>
  entryKey(manualFieldId, unitId, period);

/** A pull is of one source; the same request names the same ones. */
function pullOf({ requestId }: Enter, sourceId: string): string {
  const digest = createHash('sha256').update(`${requestId}/${sourceId}`).digest('hex');
  return `entry-${digest.slice(0, 32)}`;
}

/** The gateway lets only reporters of the unit in. */
function assertOwn(unitId: string): void {
  const own = caller().unitId;
  if (own === unitId) return;
  throw new DomainError('PERMISSION_DENIED', 'UNIT_FORBIDDEN', {
    en: `${unitId} enters its values itself; you are of ${own || 'no unit'}.`,
    zh: `${unitId} 的数值应由该单位自行填报；本人${own === '' ? '不属于任何单位' : `属于 ${own}`}。`,
  });
}

function noLongerAsked(entry: ManualEntry, unitId: string): DomainError {
  const { field, reason, en, zh } = supplied(entry, unitId);
  return invalid(field, reason, en, zh);
}

function belongsToAnother(requestId: string): DomainError {
  return invalid(
    'requestId',
    'INVALID_REQUEST',
    `requestId ${requestId} belongs to other entries.`,
    `requestId ${requestId} 属于另一次填报。`,
  );
}
