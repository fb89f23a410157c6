import type { Measure } from '@fuxing/contracts/connectors/v1/measures';
import { SchemaPolicy } from '@fuxing/contracts/connectors/v1/source_schemas';
import { type Source } from '@fuxing/contracts/connectors/v1/sources';
import { Documents } from '@fuxing/db';
import type { EntityManager } from 'typeorm';
import type { StoredPull } from '../../db/collect/pulls';
import {
  addChanges,
  addSchema,
  changesOf,
  dropChanges,
  type MetChange,
  newestSchema,
} from '../../db/collect/schemas';
import { fieldsOf } from '../../domain/measure/judge';
import { splitFields } from '../../domain/measure/lookup';
import {
  type SchemaChange,
  schemaChanges,
  schemaOf,
  stands,
  stopsMeasuring,
  type Strictness,
} from '../../domain/collect/schema';
import { cursorFieldOf } from '../../sources/index';
import { SourceError } from '../../sources/source-error';
import { toMeasure } from '../measure/measures.service';
import { toSource } from './sources.service';

const measures = new Documents('measure');
const sources = new Documents('source');
const MOST_MEASURES = 1000;
const MOST_NAMED = 5;

const strictness: Partial<Record<SchemaPolicy, Strictness>> = {
  [SchemaPolicy.SCHEMA_POLICY_SHOW]: 'show',
  [SchemaPolicy.SCHEMA_POLICY_STOP]: 'stop',
};

/** A change that stands, with who reads the field now and whether it stops measuring. */
export interface StandingChange extends MetChange {
  usedBy: string[];
  isStop: boolean;
}

/**
 * Learns the schema of a source from its first records, and keeps how the rows of a pull differ from it.
 *
 * @returns why nothing may be measured, where the policy of the source, or of a source that its measures look things up in,
 *   says so
 */
export async function watchSchema(
  tx: EntityManager,
  pull: StoredPull,
  source: Source,
): Promise<SourceError | undefined> {
  await keepChanges(tx, pull);
  const referred = [...(await measuresOf(tx, source.sourceId))].flatMap(({ lookups }) => lookups);
  const ids = new Set([source.sourceId, ...referred.map(({ sourceId }) => sourceId)]);
  const stopping: StandingChange[] = [];
  // A source looks things up in a few others at most.
  for (const id of ids) stopping.push(...(await standingChanges(tx, id)).filter(({ isStop }) => isStop));
  return stopping.length > 0 ? stopped(stopping) : undefined;
}

/** What differs from the accepted schema of a source, by what its policy and its readers are now. */
export async function standingChanges(tx: EntityManager, sourceId: string): Promise<StandingChange[]> {
  const [schema, stored] = [await newestSchema(tx, sourceId), await sources.get(tx, sourceId)];
  const changes = schema && stored ? await changesOf(tx, sourceId, schema.version) : [];
  if (changes.length === 0 || !stored) return [];
  const source = toSource(stored);
  const readers = await readersOf(tx, source);
  const policy = strictness[source.schemaPolicy] ?? 'stop when used';
  return changes.map((change) => {
    const usedBy = readers.get(change.field) ?? [];
    return { ...change, usedBy, isStop: stopsMeasuring(policy, change, usedBy) };
  });
}

async function keepChanges(tx: EntityManager, { sourceId, pullId, seenFields }: StoredPull): Promise<void> {
  if (!seenFields || seenFields.rows === 0) return;
  const schema = await newestSchema(tx, sourceId);
  if (!schema) {
    const fields = schemaOf(seenFields);
    await addSchema(tx, sourceId, { version: 1, fields, acceptedBy: 'pull', reason: '' });
    return;
  }
  const found = schemaChanges(schema.fields, seenFields);
  const known = await changesOf(tx, sourceId, schema.version);
  await dropChanges(
    tx,
    sourceId,
    schema.version,
    known.filter((change) => !stands(change, found, seenFields)),
  );
  await addChanges(
    tx,
    sourceId,
    schema.version,
    found.map((change) => ({ ...change, pullId })),
  );
}

async function measuresOf(tx: EntityManager, sourceId: string): Promise<Measure[]> {
  return (await measures.list(tx, undefined, MOST_MEASURES, { sourceId })).map(toMeasure);
}

/** Who reads which field: the source itself, its measures, and those that look something up in it, by id. */
async function readersOf(tx: EntityManager, source: Source): Promise<Map<string, string[]>> {
  const { sourceId } = source;
  const readers = new Map<string, string[]>();
  const reads = (field: string, who: string): void => {
    if (field !== '') readers.set(field, [...(readers.get(field) ?? []), who]);
  };
  reads(source.keyField, 'key_field');
  reads(cursorFieldOf(source), 'cursor_field');
  reads(source.deletes?.mark?.field ?? '', 'deletes');
  for (const measure of await measuresOf(tx, sourceId))
    for (const field of splitFields(measure, fieldsOf(measure)).own) reads(field, measure.measureId);
  const lookups = await measures.list(tx, undefined, MOST_MEASURES, { lookups: [{ sourceId }] });
  for (const measure of lookups.map(toMeasure)) {
    const { of } = splitFields(measure, fieldsOf(measure));
    const names = measure.lookups.filter((lookup) => lookup.sourceId === sourceId).map(({ name }) => name);
    for (const field of new Set(names.flatMap((name) => of.get(name) ?? []))) reads(field, measure.measureId);
  }
  return readers;
}

function stopped(changes: StandingChange[]): SourceError {
  const told = changes.slice(0, MOST_NAMED).map(sentenceOf);
  const more = changes.length - told.length;
  return new SourceError(
    {
      en: `The records are stored and not measured, because the fields of the source changed: ${told.map(({ en }) => en).join(' ')}${more > 0 ? ` (${more} more)` : ''} Mend the source or what reads it, or accept the schema, and pull again.`,
      zh: `记录已存储但未计算，因为来源字段发生变化：${told.map(({ zh }) => zh).join('')}${more > 0 ? `（另有 ${more} 处）` : ''}请修正来源或其使用者，或确认新的字段结构，然后重新采集。`,
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
