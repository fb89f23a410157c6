import {
  type DescEnum,
  type DescField,
  type DescMessage,
  type DescOneof,
  fromJson,
  type JsonObject,
  type JsonValue,
  type Registry,
} from '@bufbuild/protobuf';
import { type Violation, violation } from './problem';

const enough = 20;
/** An object inside an object costs three messages of google.protobuf.Struct; the services' codecs stop at 100. */
const deepest = 30;

/** Finds nesting that could exhaust the stack, here or in a service, numbers too large for any type, and NUL, which no database stores as text. */
export function findUnsafe(value: unknown, path: string, left = deepest): Violation | undefined {
  if (typeof value === 'number' && !Number.isFinite(value)) return violation(path, 'WRONG_VALUE');
  if (typeof value === 'string' && value.includes('\0')) return violation(path, 'WRONG_VALUE');
  if (typeof value !== 'object' || value === null) return undefined;
  if (left === 0) return violation(path, 'TOO_DEEP');
  const isArray = Array.isArray(value);
  for (const [key, inner] of Object.entries(value)) {
    if (key.includes('\0')) return violation(path, 'WRONG_VALUE');
    if (typeof inner === 'boolean') continue;
    const found = findUnsafe(inner, isArray ? `${path}[${key}]` : join(path, key), left - 1);
    if (found) return found;
  }
  return undefined;
}

function join(path: string, key: string): string {
  return path ? `${path}.${key}` : key;
}

/**
 * Finds what is wrong with JSON that `fromJson` refused, which names only the innermost message.
 *
 * Reads each field alone and goes down where that fails; runs for refused requests only.
 */
export function findViolations(
  schema: DescMessage,
  json: JsonValue,
  registry: Registry,
  path = '',
): Violation[] {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    return [violation(path, 'NOT_AN_OBJECT')];
  const found: Violation[] = [];
  const given = new Set<DescField | DescOneof>();
  for (const [key, value] of Object.entries(json)) {
    if (found.length >= enough) break;
    const at = join(path, key);
    const field = schema.fields.find((field) => field.jsonName === key || field.name === key);
    if (!field)
      found.push(
        violation(
          at,
          'UNKNOWN_FIELD',
          schema.fields.map(({ jsonName }) => jsonName),
        ),
      );
    else if (!reads(schema, { [key]: value }, registry))
      found.push(...inField(schema, field, key, value, at, registry));
    else if (value !== null) {
      const place = field.oneof ?? field;
      if (given.has(place)) found.push(violation(at, 'ALREADY_GIVEN'));
      given.add(place);
    }
  }
  return found.slice(0, enough);
}

function inField(
  schema: DescMessage,
  field: DescField,
  key: string,
  value: JsonValue,
  at: string,
  registry: Registry,
): Violation[] {
  if (field.fieldKind === 'list' && Array.isArray(value)) {
    const index = value.findIndex((item) => !reads(schema, { [key]: [item] }, registry));
    const item = value[index];
    if (item === undefined) return [violation(at, 'WRONG_VALUE')];
    return descend(field.message, item, `${at}[${index}]`, field.enum, registry);
  }
  return descend(field.fieldKind === 'message' ? field.message : undefined, value, at, field.enum, registry);
}

function descend(
  message: DescMessage | undefined,
  value: JsonValue,
  at: string,
  choice: DescEnum | undefined,
  registry: Registry,
): Violation[] {
  if (message && !message.typeName.startsWith('google.protobuf.'))
    return findViolations(message, value, registry, at);
  if (!choice || typeof value !== 'string') return [violation(at, 'WRONG_VALUE')];
  const names = choice.values.filter(({ number }) => number !== 0).map(({ name }) => name);
  return [violation(at, 'UNKNOWN_ENUM_VALUE', names)];
}

function reads(schema: DescMessage, json: JsonObject, registry: Registry): boolean {
  try {
    fromJson(schema, json, { registry });
    return true;
  } catch {
    return false;
  }
}
