import type { Measure } from '@fuxing/contracts/connectors/v1/measures';
import { SchemaPolicy, type Source } from '@fuxing/contracts/connectors/v1/sources';
import { Documents } from '@fuxing/db';
import type { EntityManager } from 'typeorm';
import type { StoredPull } from '../db/pulls';
import { addChanges, addSchema, changesOf, type MetChange, newestSchema } from '../db/schemas';
import { fieldsOf } from '../domain/judge';
import { splitFields } from '../domain/lookup';
import { type SchemaChange, schemaChanges, schemaOf } from '../domain/schema';
import { cursorFieldOf } from '../sources/index';
import { SourceError } from '../sources/source-error';
import { toMeasure } from './measures.service';

const measures = new Documents('measure');
const MOST_MEASURES = 1000;
const MOST_NAMED = 5;

/**
 * Learns the schema of a source from its first records, and keeps how the rows of a pull differ from it.
 *
 * @returns why nothing may be measured, where the policy of the source says so
 */
export async function watchSchema(
  tx: EntityManager,
  pull: StoredPull,
  source: Source,
): Promise<SourceError | undefined> {
  const { seenFields, sourceId, pullId } = pull;
  const schema = await newestSchema(tx, sourceId);
  if (!schema) {
    if (seenFields && seenFields.rows > 0)
      await addSchema(tx, sourceId, {
        version: 1,
        fields: schemaOf(seenFields),
        acceptedBy: 'pull',
        reason: '',
      });
    return undefined;
  }
  const changes = seenFields ? schemaChanges(schema.fields, seenFields) : [];
  if (changes.length > 0) {
    const readers = await readersOf(tx, source);
    const met = changes.map((change) => {
      const usedBy = readers.get(change.field) ?? [];
      return { ...change, usedBy, isStop: stops(source.schemaPolicy, change, usedBy), pullId };
    });
    await addChanges(tx, sourceId, schema.version, met);
  }
  const stopping = (await changesOf(tx, sourceId, schema.version)).filter(({ isStop }) => isStop);
  return stopping.length > 0 ? stopped(stopping) : undefined;
}

function stops(policy: SchemaPolicy, { kind }: SchemaChange, usedBy: string[]): boolean {
  if (policy === SchemaPolicy.SCHEMA_POLICY_SHOW) return false;
  return policy === SchemaPolicy.SCHEMA_POLICY_STOP || (kind !== 'ADDED' && usedBy.length > 0);
}

/** Who reads which field: the source itself, and its measures by id. */
async function readersOf(tx: EntityManager, source: Source): Promise<Map<string, string[]>> {
  const readers = new Map<string, string[]>();
  const reads = (field: string, who: string): void => {
    if (field !== '') readers.set(field, [...(readers.get(field) ?? []), who]);
  };
  reads(source.keyField, 'key_field');
  reads(cursorFieldOf(source), 'cursor_field');
  reads(source.deletes?.mark?.field ?? '', 'deletes');
  const stored = await measures.list(tx, undefined, MOST_MEASURES, { sourceId: source.sourceId });
  for (const measure of stored.map(toMeasure))
    for (const field of ownFields(measure)) reads(field, measure.measureId);
  return readers;
}

function ownFields(measure: Measure): Set<string> {
  return new Set(splitFields(measure, fieldsOf(measure)).own);
}

function stopped(changes: MetChange[]): SourceError {
  const told = changes.slice(0, MOST_NAMED).map(sentenceOf);
  const more = changes.length - told.length;
  return new SourceError(
    {
      en: `The records are stored and not measured, because the fields of the source changed: ${told.map(({ en }) => en).join(' ')}${more > 0 ? ` (${more} more)` : ''} Mend the source or its measures, or accept the schema.`,
      zh: `记录已存储但未计算，因为来源字段发生变化：${told.map(({ zh }) => zh).join('')}${more > 0 ? `（另有 ${more} 处）` : ''}请修正来源或度量，或确认新的字段结构。`,
    },
    false,
  );
}

const typeNames = {
  TEXT: ['text', '文本'],
  NUMBER: ['number', '数字'],
  TIMESTAMP: ['timestamp', '时间'],
  BOOLEAN: ['boolean', '是否'],
  STRUCTURE: ['structure', '结构'],
} as const;

/** A change in both languages, with who reads the field. */
export function sentenceOf(change: SchemaChange & { usedBy: string[] }): { en: string; zh: string } {
  const { kind, field, newName = '', typeBefore = 'TEXT', typeNow = 'TEXT', usedBy } = change;
  const readers = usedBy.join(', ');
  const by = readers === '' ? ['', ''] : [` It is read by ${readers}.`, `使用者：${readers}。`];
  const [en, zh] = {
    ADDED: [`"${field}" is new.`, `新增字段“${field}”。`],
    REMOVED: [`"${field}" is gone.`, `字段“${field}”已不存在。`],
    RENAMED: [
      `"${field}" is gone; "${newName}" is new and may be it.`,
      `字段“${field}”已不存在；新增的“${newName}”可能是其新名称。`,
    ],
    RETYPED: [
      `"${field}" was ${typeNames[typeBefore][0]} and is ${typeNames[typeNow][0]}.`,
      `字段“${field}”由${typeNames[typeBefore][1]}变为${typeNames[typeNow][1]}。`,
    ],
  }[kind] as [string, string];
  return { en: en + by[0], zh: zh + by[1] };
}
