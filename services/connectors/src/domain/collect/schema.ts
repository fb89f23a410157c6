import { Decimal } from 'decimal.js';
import { type FieldType, typeOf } from './describe-rows';

/** A field as records have it. */
export interface SchemaField {
  name: string;
  /** Of the values that were looked at; absent: only blanks were. */
  type?: FieldType;
  /** Share of the records that have the field, decimal, 0 to 1. */
  presentShare: string;
}

/** What the rows of a pull look like; plain JSON, kept with the pull. */
export interface SeenFields {
  rows: number;
  /** By name; entries, because a name may be `__proto__`. */
  fields: [string, SeenField][];
}

interface SeenField {
  /** Rows that have it, also with a blank. */
  rows: number;
  /** How many of the values that were looked at are of which type. */
  types: Partial<Record<FieldType, number>>;
}

export interface SchemaChange {
  kind: 'ADDED' | 'REMOVED' | 'RENAMED' | 'RETYPED';
  field: string;
  newName?: string;
  typeBefore?: FieldType;
  typeNow?: FieldType;
  /** Of a new field; see SchemaField. */
  shareNow?: string;
}

/** Values of so many rows of a page are looked at; names of all. */
const LOOKED_AT = 100;
/** A source that writes values into names has no schema. */
const MOST_FIELDS = 2_000;
/** Of so many values one type is the type of the field; of others it is text. */
const MOSTLY = 0.9;
/** Fewer rows or values say nothing: a bad record is one to reject, and no change of the source. */
const FEWEST = 5;
/** A field that so seldom misses by chance is gone. */
const CHANCE = 1e-6;

/** What a page looks like. Rows that are not objects are left out. */
export function seenFields(rows: readonly unknown[]): SeenFields {
  const step = Math.max(1, Math.floor(rows.length / LOOKED_AT));
  const fields = new Map<string, SeenField>();
  let objects = 0;
  for (const [n, row] of rows.entries()) {
    if (typeof row !== 'object' || row === null || Array.isArray(row)) continue;
    objects += 1;
    for (const name in row) {
      let field = fields.get(name);
      if (!field && fields.size < MOST_FIELDS) fields.set(name, (field = { rows: 0, types: {} }));
      if (!field) continue;
      field.rows += 1;
      const value = (row as Record<string, unknown>)[name];
      if (n % step !== 0 || value === null || value === undefined || value === '') continue;
      const type = typeOf(value);
      field.types[type] = (field.types[type] ?? 0) + 1;
    }
  }
  return {
    rows: objects,
    fields: [...fields],
  };
}

/** What two parts of a pull look like together. */
export function together(one: SeenFields | null, other: SeenFields): SeenFields {
  if (!one) return other;
  const fields = new Map(one.fields);
  for (const [name, { rows, types }] of other.fields) {
    const before = fields.get(name);
    if (!before && fields.size >= MOST_FIELDS) continue;
    fields.set(name, {
      rows: (before?.rows ?? 0) + rows,
      types: sum(before?.types ?? {}, types),
    });
  }
  return { rows: one.rows + other.rows, fields: [...fields] };
}

/** The schema that rows have, in order of name. */
export function schemaOf({ rows, fields }: SeenFields): SchemaField[] {
  return fields
    .map(([name, seen]) => {
      const type = typeIn(seen);
      const presentShare = new Decimal(seen.rows).div(Math.max(rows, 1)).toDecimalPlaces(6).toString();
      return { name, ...(type && { type }), presentShare };
    })
    .sort(byName);
}

/**
 * How rows differ from a schema, in order of field. A field is gone when rows that always had it have it no more, and one
 * that some rows lack when so many rows without it are no chance: (1 − share)^rows below one in a million. A gone and a new
 * field are told as one renamed when they are the only ones of their type.
 */
export function schemaChanges(accepted: readonly SchemaField[], seen: SeenFields): SchemaChange[] {
  if (seen.rows === 0) return [];
  const known = new Map(accepted.map((field) => [field.name, field]));
  const met = new Map(seen.fields);
  const added = schemaOf(seen).filter(({ name }) => !known.has(name));
  const isGone = ({ name, presentShare }: SchemaField): boolean =>
    !met.has(name) && seen.rows >= FEWEST && (1 - Number(presentShare)) ** seen.rows < CHANCE;
  const removed = accepted.filter(isGone);
  const renamed = new Map(
    removed.flatMap((gone) => {
      const [only, ...others] = added.filter(({ type }) => type === gone.type);
      const alone = removed.filter(({ type }) => type === gone.type).length === 1;
      return only && alone && others.length === 0 ? [[gone.name, only] as const] : [];
    }),
  );
  const newNames = new Set([...renamed.values()].map(({ name }) => name));
  const changes: SchemaChange[] = [
    ...added
      .filter(({ name }) => !newNames.has(name))
      .map(({ name, type, presentShare }) => ({
        kind: 'ADDED' as const,
        field: name,
        ...(type && { typeNow: type }),
        shareNow: presentShare,
      })),
    ...removed.map(({ name, type }) => {
      const to = renamed.get(name);
      const before = type && { typeBefore: type };
      return to
        ? { kind: 'RENAMED' as const, field: name, newName: to.name, ...before, shareNow: to.presentShare }
        : { kind: 'REMOVED' as const, field: name, ...before };
    }),
    ...accepted.flatMap(({ name, type }) => {
      const field = met.get(name);
      if (!type || !field || !isRetyped(field, type)) return [];
      const now = typeIn(field);
      return [{ kind: 'RETYPED' as const, field: name, typeBefore: type, ...(now && { typeNow: now }) }];
    }),
  ];
  return changes.sort((a, b) => (a.field < b.field ? -1 : 1));
}

/**
 * Whether a change that was met earlier still stands: it is found again, or these rows are too few to tell. A field that is
 * there again is gone no more.
 */
export function stands(change: SchemaChange, found: readonly SchemaChange[], seen: SeenFields): boolean {
  const { kind, field } = change;
  if (found.some((now) => now.kind === kind && now.field === field)) return true;
  const there = seen.fields.find(([name]) => name === field)?.[1];
  if (kind === 'REMOVED' || kind === 'RENAMED') return !there;
  if (kind === 'ADDED') return !there && seen.rows < FEWEST;
  return !there || valuesOf(there) < FEWEST;
}

/** What a change does to measuring. */
export type Strictness = 'show' | 'stop when used' | 'stop';

/** Whether a change of a field stops measuring. @param usedBy who reads it */
export function stopsMeasuring(
  policy: Strictness,
  { kind }: SchemaChange,
  usedBy: readonly string[],
): boolean {
  if (policy === 'show') return false;
  return policy === 'stop' || (kind !== 'ADDED' && usedBy.length > 0);
}

/** The schema after changes were accepted. */
export function withChanges(
  accepted: readonly SchemaField[],
  changes: readonly SchemaChange[],
): SchemaField[] {
  const fields = new Map(accepted.map((field) => [field.name, field]));
  for (const { kind, field, newName, typeNow, shareNow } of changes) {
    const before = fields.get(field);
    if (kind === 'REMOVED' || kind === 'RENAMED') fields.delete(field);
    const type = kind === 'RENAMED' ? before?.type : typeNow;
    const name = newName ?? field;
    if (kind !== 'REMOVED')
      fields.set(name, {
        name,
        ...(type && { type }),
        presentShare: shareNow ?? before?.presentShare ?? '0',
      });
  }
  return [...fields.values()].sort(byName);
}

function sum(one: SeenField['types'], other: SeenField['types']): SeenField['types'] {
  const total = { ...one };
  for (const type of typesOf(other)) total[type] = (total[type] ?? 0) + (other[type] ?? 0);
  return total;
}

const typesOf = (types: SeenField['types']): FieldType[] => Object.keys(types) as FieldType[];

function valuesOf({ types }: Pick<SeenField, 'types'>): number {
  return typesOf(types).reduce((total, type) => total + (types[type] ?? 0), 0);
}

function typeIn({ types }: SeenField): FieldType | undefined {
  const met = typesOf(types);
  if (met.length <= 1) return met[0];
  const all = valuesOf({ types });
  const most = met.find((type) => (types[type] ?? 0) >= all * MOSTLY);
  return most ?? ((types.STRUCTURE ?? 0) > all / 2 ? 'STRUCTURE' : 'TEXT');
}

/** Whether more than half of the values are of another type; a text takes every plain value. */
function isRetyped({ types }: SeenField, accepted: FieldType): boolean {
  let [all, other] = [0, 0];
  for (const type of typesOf(types)) {
    all += types[type] ?? 0;
    const fits = type === accepted || (accepted === 'TEXT' && type !== 'STRUCTURE');
    if (!fits) other += types[type] ?? 0;
  }
  return all >= FEWEST && other > all / 2;
}

function byName(a: SchemaField, b: SchemaField): number {
  return a.name < b.name ? -1 : 1;
}
