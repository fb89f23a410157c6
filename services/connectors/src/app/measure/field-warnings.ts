import type { Measure, MeasureWarning } from '@fuxing/contracts/connectors/v1/measures';
import { DateStyle } from '@fuxing/contracts/connectors/v1/measure_records';
import type { EntityManager } from 'typeorm';
import { changesOf, newestSchema } from '../../db/collect/schemas';
import type { FieldType } from '../../domain/collect/describe-rows';
import { fieldsOf } from '../../domain/measure/judge';
import { splitFields } from '../../domain/measure/lookup';

/** Fields that a sentence names. */
const MOST = 30;

/**
 * Fields that a measure reads and no record of their source had, and times that the source writes in another style than
 * year first. The first may be a field that is still to come, so it is no refusal. Of a source without records nothing is
 * said.
 */
export async function fieldWarnings(tx: EntityManager, measure: Measure): Promise<MeasureWarning[]> {
  const { own, of } = splitFields(measure, fieldsOf(measure));
  const read: [sourceId: string, fields: string[], prefix: string][] = [
    [measure.sourceId, own, ''],
    ...measure.lookups.map(({ name, sourceId }): [string, string[], string] => [
      sourceId,
      of.get(name) ?? [],
      `${name}.`,
    ]),
  ];
  const found: MeasureWarning[] = [];
  for (const [sourceId, fields, prefix] of read) {
    const seen = await seenOf(tx, sourceId);
    if (!seen) continue;
    const names = [...seen.keys()].sort().slice(0, MOST);
    for (const field of fields.filter((name) => !seen.has(name)))
      found.push({
        code: 'FIELD_NOT_SEEN',
        field: `measure.${placeOf(measure, prefix + field)}`,
        en: `No record of ${sourceId} has had "${field}" yet; there are: ${names.join(', ')}.`,
        zh: `${sourceId} 的记录中尚未出现字段“${field}”，现有字段：${names.join('、')}。`,
      });
    if (prefix === '') found.push(...unreadableTimes(measure, seen));
  }
  return found;
}

/** Of a measure that declares no style; types are told by year-first times. */
function unreadableTimes(measure: Measure, seen: Map<string, FieldType | undefined>): MeasureWarning[] {
  const { dateStyle, periodField, duration, sourceId } = measure;
  if (![DateStyle.DATE_STYLE_UNSPECIFIED, DateStyle.DATE_STYLE_YEAR_FIRST].includes(dateStyle)) return [];
  return [periodField, duration?.startField, duration?.endField]
    .filter((field): field is string => field !== undefined && seen.get(field) === 'TEXT')
    .map((field) => ({
      code: 'FIELD_NOT_A_TIME',
      field: `measure.${placeOf(measure, field)}`,
      en: `Some values of "${field}" of ${sourceId} are no times like 2026-09-30 14:05; see dateStyle, DATE_STYLE_MONTH_FIRST or DATE_STYLE_DAY_FIRST.`,
      zh: `${sourceId} 的字段“${field}”有的取值不是 2026-09-30 14:05 这样的时间；请核对 dateStyle（DATE_STYLE_MONTH_FIRST 或 DATE_STYLE_DAY_FIRST）。`,
    }));
}

/** Names and types in the accepted schema, and those that came since. */
async function seenOf(
  tx: EntityManager,
  sourceId: string,
): Promise<Map<string, FieldType | undefined> | undefined> {
  const schema = await newestSchema(tx, sourceId);
  if (!schema) return undefined;
  const changes = await changesOf(tx, sourceId, schema.version);
  const added = changes.flatMap(
    ({ kind, field, newName = '', typeNow }): [string, FieldType | undefined][] =>
      kind === 'ADDED' ? [[field, typeNow]] : kind === 'RENAMED' ? [[newName, typeNow]] : [],
  );
  return new Map([...schema.fields.map(({ name, type }) => [name, type] as const), ...added]);
}

/** Where in the measure a field of records is named; empty: in a lookup. */
function placeOf({ filters, numerator, duration, lookups, ...measure }: Measure, name: string): string {
  const places: [string, unknown][] = [
    ...Object.entries(measure),
    ...Object.entries(duration ?? {}).map(([key, value]): [string, unknown] => [`duration.${key}`, value]),
    ...filters.map(({ field }, n): [string, unknown] => [`filters[${n}].field`, field]),
    ...numerator.map(({ field }, n): [string, unknown] => [`numerator[${n}].field`, field]),
    ...filters.map(({ values }, n): [string, unknown] => [`filters[${n}].values`, values[0]]),
    ...numerator.map(({ values }, n): [string, unknown] => [`numerator[${n}].values`, values[0]]),
    ...lookups.map(({ field }, n): [string, unknown] => [`lookups[${n}].field`, field]),
  ];
  return places.find(([, value]) => value === name)?.[0] ?? 'lookups';
}
