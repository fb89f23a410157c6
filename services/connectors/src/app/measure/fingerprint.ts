import { hash } from 'node:crypto';
import { canonicalJson } from '@fuxing/db';
import { Placing, type StoredDefinition } from './pass';

/** Grows when the rules by which values are computed change, so that all of them are computed again. */
const RULES = 1;

/** What tells a set of definitions, with all that they refer to, from another one. */
export function fingerprintOf(definitions: StoredDefinition[]): string {
  const parts = definitions.map(({ measure, mappingVersion, keyField, kind, dates, referenceState }) => ({
    measureId: measure.measureId,
    version: measure.version,
    etag: measure.etag,
    mappingVersion,
    keyField,
    kind,
    dates,
    referenceState,
  }));
  return hash('sha256', canonicalJson({ rules: RULES, parts }));
}

/** The ways in which measures tell unit and period of a record, each with the measures that share it. */
export function placingsOf(
  definitions: StoredDefinition[],
): { placing: Placing; sharing: StoredDefinition[] }[] {
  const groups = Map.groupBy(definitions, ({ measure, mappingVersion, kind, dates }) => {
    const { periodField, unitField, unitMappingId, unitMatch, lookups } = measure;
    const told = { periodField, unitField, unitMappingId, unitMatch, lookups, mappingVersion, kind, dates };
    return hash('sha256', canonicalJson(told));
  });
  return [...groups].flatMap(([id, sharing]) =>
    sharing[0] ? [{ placing: new Placing(id, sharing[0]), sharing }] : [],
  );
}
