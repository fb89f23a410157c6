import {
  type DescField,
  type DescMessage,
  type JsonObject,
  type JsonValue,
  ScalarType,
} from '@bufbuild/protobuf';
import { problem, type Violation, violation } from './problem';

type Query = Readonly<Record<string, string | string[]>>;

/** Fields of a request that may stand in the query: those not in path or body, and no messages. */
export function queryFields(input: DescMessage, taken: readonly string[]): DescField[] {
  return input.fields.filter(
    (field) =>
      !taken.includes(field.name) &&
      (field.fieldKind === 'scalar' ||
        field.fieldKind === 'enum' ||
        (field.fieldKind === 'list' && field.listKind !== 'message')),
  );
}

/** Turns query parameters into the JSON of a request, without judging values; prepared once per RPC. */
export function queryReader(fields: readonly DescField[]): (query: Query) => JsonObject {
  const byName = new Map(
    fields.flatMap((field) => [[field.name, field] as const, [field.jsonName, field] as const]),
  );

  return (query) => {
    const json: JsonObject = {};
    const wrong: Violation[] = [];
    for (const [name, raw] of Object.entries(query)) {
      const field = byName.get(name);
      if (!field) wrong.push(violation(name, 'UNKNOWN_PARAMETER'));
      else if (field.jsonName in json) wrong.push(violation(name, 'REPEATED_PARAMETER'));
      else if (field.fieldKind === 'list')
        json[field.jsonName] = [raw].flat().map((text) => valueOf(field, text));
      else if (Array.isArray(raw)) wrong.push(violation(name, 'REPEATED_PARAMETER'));
      else json[field.jsonName] = valueOf(field, raw);
    }
    if (wrong.length > 0) throw problem('INVALID_REQUEST', wrong);
    return json;
  };
}

/** Proto JSON takes numbers as strings, but not booleans. */
function valueOf(field: DescField, text: string): JsonValue {
  const isBool = 'scalar' in field && field.scalar === ScalarType.BOOL;
  return isBool && (text === 'true' || text === 'false') ? text === 'true' : text;
}
