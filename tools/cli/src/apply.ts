import { setTimeout as sleep } from 'node:timers/promises';
import type { Document } from './documents';
import { type GatewayClient, Refused } from './gateway-client';

export interface Applied {
  document: Document;
  outcome: 'created' | 'changed' | 'unchanged';
  /** What a change changes, one line each: `path: old → new`. */
  diff: string[];
  /** What may be a mistake, although it is applied. */
  warnings?: Warning[];
}

export interface Warning {
  code: string;
  field: string;
  zh: string;
  en: string;
}

/** What a service has heard of is true a moment later elsewhere; a reference that is not known yet is tried again. */
const UNKNOWN_YET = new Set([
  'INDICATOR_NOT_FOUND',
  'SCHEME_NOT_FOUND',
  'UNIT_NOT_FOUND',
  'UNIT_GROUP_NOT_FOUND',
]);
const PATIENCE_MS = 10_000;
/** Fields that are maps: proto JSON shows an empty one as `{}`, while an empty message means something. */
const MAPS = new Set(['units', 'coefficients']);
/** Fields that are int64, of which proto JSON makes text: an empty one is `"0"`, which is a number elsewhere. */
const INT64 = new Set(['maxRows', 'maxBytes']);

/**
 * Brings one resource to its wished state. Idempotent; guarded by the etag that was read.
 *
 * @param dry only says what would happen
 * @throws Refused
 */
export async function apply(gateway: GatewayClient, document: Document, dry = false): Promise<Applied> {
  const { kind, name, spec } = document;
  if (kind.kind === 'Targets') return applyTargets(gateway, document, dry);
  const path = kind.path(name);
  const current = await read(gateway, path, kind.field);
  const diff = current
    ? differences(
        withoutOutput(current.resource, [...kind.output, kind.idField]),
        withoutOutput(spec, [kind.idField]),
      )
    : [];
  if (current && diff.length === 0) return { document, outcome: 'unchanged', diff };
  if (dry) return { document, outcome: current ? 'changed' : 'created', diff };
  // A tenant's path has no name; sent along, the name keeps a pack from being applied to another district.
  const wished = kind.kind === 'Tenant' ? { [kind.idField]: name, ...spec } : spec;
  const { body, etag } = await patiently(() => gateway.put(path, wished, current?.etag));
  // Only a default that the platform fills in was missing.
  if (current?.etag && current.etag === etag) return { document, outcome: 'unchanged', diff: [] };
  const warnings = (body['warnings'] ?? []) as Warning[];
  if (!current) return { document, outcome: 'created', diff, warnings };
  const output = [...kind.output, kind.idField];
  const now = body[kind.field] as Record<string, unknown> | undefined;
  const changes = now && differences(withoutOutput(current.resource, output), withoutOutput(now, output));
  return { document, outcome: 'changed', diff: changes ?? diff, warnings };
}

async function applyTargets(gateway: GatewayClient, document: Document, dry: boolean): Promise<Applied> {
  const { name, spec } = document;
  const stored = new Map<string, string>();
  for await (const target of gateway.list<{ unitId: string; period: string; value: string }>(
    '/v1/targets',
    'targets',
    { indicatorId: name },
  )) {
    stored.set(`${target.unitId}/${target.period}`, target.value);
  }
  const wanted = (Array.isArray(spec['targets']) ? spec['targets'] : []) as {
    unitId?: string;
    period?: string;
    value?: string;
  }[];
  const diff = wanted.flatMap(({ unitId, period, value }) => {
    const old = stored.get(`${unitId}/${period}`);
    return old !== undefined && sameDecimal(old, String(value))
      ? []
      : [`${unitId}/${period}: ${old ?? 'none'} → ${value}`];
  });
  if (wanted.length > 0 && diff.length === 0) return { document, outcome: 'unchanged', diff };
  if (!dry) await patiently(() => gateway.put(document.kind.path(name), spec));
  return { document, outcome: stored.size > 0 ? 'changed' : 'created', diff };
}

async function read(gateway: GatewayClient, path: string, field: string) {
  try {
    const { body, etag } = await gateway.get(path);
    return { resource: body[field] as Record<string, unknown>, etag };
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return undefined;
    throw error;
  }
}

async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (const until = Date.now() + PATIENCE_MS; ;) {
    try {
      return await work();
    } catch (error) {
      const early = error instanceof Refused && UNKNOWN_YET.has(error.reason) && Date.now() < until;
      if (!early) throw error;
      await sleep(200);
    }
  }
}

/** `12.50` and `12.5` are one number; binary floating point would also take different long ones for the same. */
export function sameDecimal(a: string, b: string): boolean {
  const plain = (text: string): string => {
    const [, sign, whole = '', rest = ''] = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(text.trim()) ?? [];
    if (sign === undefined) return text;
    const digits = `${whole.replace(/^0+/, '') || '0'}.${rest.replace(/0+$/, '')}`;
    return sign === '-' && digits !== '0.' ? `-${digits}` : digits;
  };
  return plain(a) === plain(b);
}

function withoutOutput(resource: Record<string, unknown>, output: string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(resource).filter(([field]) => !output.includes(field)));
}

/** Differences between what is stored and what is wished, where proto JSON leaves out empty values. */
export function differences(stored: unknown, wished: unknown, path = ''): string[] {
  const field = path.slice(path.lastIndexOf('.') + 1);
  if (isEmpty(stored, field) && isEmpty(wished, field)) return [];
  if (isObject(stored) && isObject(wished)) {
    const fields = [...new Set([...Object.keys(stored), ...Object.keys(wished)])];
    return fields.flatMap((field) =>
      differences(stored[field], wished[field], path ? `${path}.${field}` : field),
    );
  }
  if (Array.isArray(stored) && Array.isArray(wished) && stored.length === wished.length) {
    return stored.flatMap((item, n) => differences(item, wished[n], `${path}[${n}]`));
  }
  return same(stored, wished) ? [] : [`${path}: ${show(stored)} → ${show(wished)}`];
}

/** Proto JSON takes an int64 as a number and gives it as text. */
function same(stored: unknown, wished: unknown): boolean {
  const int64 = typeof stored === 'string' && typeof wished === 'number';
  return JSON.stringify(stored) === JSON.stringify(int64 ? String(wished) : wished);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** As proto JSON leaves it out. A message that is present but empty is not: it chooses a oneof. */
function isEmpty(value: unknown, field: string): boolean {
  return (
    value === undefined ||
    value === null ||
    value === '' ||
    (typeof value === 'string' && value.endsWith('_UNSPECIFIED')) ||
    (INT64.has(field) && value === '0') ||
    (MAPS.has(field) && isObject(value) && Object.keys(value).length === 0) ||
    value === 0 ||
    value === false ||
    (Array.isArray(value) && value.length === 0)
  );
}

function show(value: unknown): string {
  const text = value === undefined ? 'none' : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
