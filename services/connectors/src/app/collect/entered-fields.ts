import { lastDay, type PeriodKind, periodOfLocalDate, previousPeriod } from '@fuxing/calendar';
import { ManualField } from '@fuxing/contracts/connectors/v1/burden';
import type { Measure } from '@fuxing/contracts/connectors/v1/measures';
import type { Source } from '@fuxing/contracts/connectors/v1/sources';
import type { UnitMapping } from '@fuxing/contracts/connectors/v1/unit_mappings';
import { type Document, Documents } from '@fuxing/db';
import { invalid } from '@fuxing/errors';
import type { EntityManager } from 'typeorm';
import type { FieldPeriods } from '../../db/collect/manual-values';
import { assertFit } from '../../domain/collect/fit-measure';
import { asksIn, lastMonth } from '../../domain/collect/manual-value';
import { dueAfter } from '../../domain/verify/deadline';
import { periodKindsOf } from '../measure/definitions';
import { toMeasure } from '../measure/measures.service';
import { toMapping, toSource } from './sources.service';

const DEFAULT_DAYS = 5;
/** Older periods are not listed. */
const MONTHS = 24;

const measures = new Documents('measure');
const sources = new Documents('source');
const mappings = new Documents('unit_mapping');

/** A field that values can be entered for, and what becomes of them. */
export interface EnteredField {
  field: ManualField;
  /** Of its indicator. */
  kind: PeriodKind;
  measure: Measure;
  source: Source;
  mapping: UnitMapping;
}

export const toManualField = (stored: Document): ManualField =>
  ManualField.fromJSON({ ...stored.content, version: stored.version, etag: stored.etag });

/** Those of the fields that name a measure that is there, by id. */
export async function enteredFields(
  tx: EntityManager,
  fields: ManualField[],
): Promise<Map<string, EnteredField>> {
  const able = fields.filter(({ measureId }) => measureId !== '');
  const kinds = await periodKindsOf(
    tx,
    able.map(({ indicatorId }) => indicatorId),
  );
  const of = await measures.getMany(
    tx,
    able.map(({ measureId }) => measureId),
  );
  const known = new Map([...of].map(([id, stored]) => [id, toMeasure(stored)]));
  const by = [...known.values()];
  const from = await sources.getMany(
    tx,
    by.map(({ sourceId }) => sourceId),
  );
  const through = await mappings.getMany(
    tx,
    by.map(({ unitMappingId }) => unitMappingId),
  );
  const found = new Map<string, EnteredField>();
  for (const field of able) {
    const measure = known.get(field.measureId);
    const source = from.get(measure?.sourceId ?? '');
    const mapping = through.get(measure?.unitMappingId ?? '');
    if (!measure || !source || !mapping) continue;
    found.set(field.manualFieldId, {
      field,
      kind: kinds.get(field.indicatorId) ?? 'MONTH',
      measure,
      source: toSource(source),
      mapping: toMapping(mapping),
    });
  }
  return found;
}

/** @throws DomainError MEASURE_NOT_FOUND, MEASURE_UNFIT where what is entered for a field would not become its value */
export async function assertEnterable(tx: EntityManager, field: ManualField): Promise<void> {
  const { measureId, manualFieldId } = field;
  if (measureId === '') return;
  const found = (await enteredFields(tx, [field])).get(manualFieldId);
  if (found) return assertFits(found);
  throw invalid(
    'manualField.measureId',
    'MEASURE_NOT_FOUND',
    `No measure ${measureId}.`,
    `没有计算口径 ${measureId}。`,
  );
}

/** @throws DomainError MEASURE_UNFIT */
export function assertFits({ field, measure, source, mapping }: EnteredField): void {
  assertFit(field, measure, source, mapping);
}

/** Last local day to enter and correct the value of a period. */
export function deadlineOf({ withinDays }: ManualField, period: string): string {
  return dueAfter(lastDay(period), withinDays || DEFAULT_DAYS);
}

export function periodsOf({ field, source }: EnteredField, periods: string[]): FieldPeriods {
  const { manualFieldId: fieldId, indicatorId, unitIds } = field;
  return {
    fieldId,
    indicatorId,
    sourceId: source.sourceId,
    unitIds,
    periods: periods.map((period) => ({
      period,
      month: lastMonth(period),
      dueOn: deadlineOf(field, period),
    })),
  };
}

/** Over, asked, and of the last months; newest first. */
export function recentPeriods({ field, kind }: EnteredField, today: string): string[] {
  const found: string[] = [];
  for (
    let period = previousPeriod(periodOfLocalDate(today, kind));
    monthsBetween(lastMonth(period), today) <= MONTHS;
    period = previousPeriod(period)
  )
    if (asksIn(field, period)) found.push(period);
  return found;
}

function monthsBetween(from: string, to: string): number {
  const months = (day: string): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7));
  return months(to) - months(from);
}
