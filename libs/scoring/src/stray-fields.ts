import { nearest } from './formula/names';
import { methodFields } from './methods';
import type { FieldViolation } from './scoring-error';

/** Fields that what was read does not show when they are absent. */
const OPTIONAL = [...methodFields, 'valueRule', 'raters', 'quota', 'digits'];

type Fields = Readonly<Record<string, unknown>>;
const hasFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Fields that reading left behind because there are none of that name: under a misspelt name a rule would be its default
 * without a word.
 *
 * @param given what was read, as it was written
 * @param read the same after a schema that passed it
 */
export function strayFields(given: unknown, read: unknown, path = ''): FieldViolation[] {
  if (Array.isArray(given) && Array.isArray(read))
    return given.flatMap((each, i) => strayFields(each, read[i], `${path}[${i}]`));
  if (!hasFields(given) || !hasFields(read)) return [];
  return Object.entries(given).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const field = path === '' ? name : `${path}.${name}`;
    return Object.hasOwn(read, name) ? strayFields(value, read[name], field) : [stray(field, name, read)];
  });
}

function stray(field: string, name: string, read: Fields): FieldViolation {
  const near = nearest(name, [...Object.keys(read), ...OPTIONAL]);
  return {
    field,
    reason: 'FIELD_UNKNOWN',
    en: `There is no field "${name}".${near ? ` Perhaps: ${near}` : ''}`,
    zh: `没有“${name}”这个字段。${near ? `是否为 ${near}？` : ''}`,
  };
}
