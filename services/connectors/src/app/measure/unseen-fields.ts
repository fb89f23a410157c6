import type { Measure, MeasureWarning } from '@fuxing/contracts/connectors/v1/measures';
import type { EntityManager } from 'typeorm';
import { changesOf, newestSchema } from '../../db/collect/schemas';
import { fieldsOf } from '../../domain/measure/judge';
import { splitFields } from '../../domain/measure/lookup';

/** Fields that a sentence names. */
const MOST = 30;

/**
 * Fields that a measure reads and no record of their source had: a typo, or a field that is still to come, so it is no
 * refusal. Of a source without records nothing is said.
 */
export async function unseenFields(tx: EntityManager, measure: Measure): Promise<MeasureWarning[]> {
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
    const names = [...seen].sort().slice(0, MOST);
    for (const field of fields.filter((name) => !seen.has(name)))
      found.push({
        code: 'FIELD_NOT_SEEN',
        field: `measure.${placeOf(measure, prefix + field)}`,
        en: `No record of ${sourceId} has had "${field}" yet; there are: ${names.join(', ')}.`,
        zh: `${sourceId} 的记录中尚未出现字段“${field}”，现有字段：${names.join('、')}。`,
      });
  }
  return found;
}

/** Names in the accepted schema, and those that came since. */
async function seenOf(tx: EntityManager, sourceId: string): Promise<Set<string> | undefined> {
  const schema = await newestSchema(tx, sourceId);
  if (!schema) return undefined;
  const changes = await changesOf(tx, sourceId, schema.version);
  return new Set([
    ...schema.fields.map(({ name }) => name),
    ...changes.flatMap(({ kind, field, newName = '' }) =>
      kind === 'ADDED' ? [field] : kind === 'RENAMED' ? [newName] : [],
    ),
  ]);
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
