import { PeriodKind } from '@fuxing/contracts/indicators/v1/indicators';
import { type Document, Documents } from '@fuxing/db';
import type { EntityManager } from 'typeorm';
import type { Definition } from '../domain/judge';
import { unitLookup } from '../domain/unit';
import { toMeasure } from './measures.service';
import { toMapping } from './sources.service';

/** A definition and the version of the mapping in it. */
export interface StoredDefinition extends Definition {
  mappingVersion: number;
}

const kinds: Record<string, Definition['kind']> = {
  [PeriodKind.PERIOD_KIND_MONTH]: 'MONTH',
  [PeriodKind.PERIOD_KIND_QUARTER]: 'QUARTER',
  [PeriodKind.PERIOD_KIND_YEAR]: 'YEAR',
};

const measures = new Documents('measure');
const mappings = new Documents('unit_mapping');
const DEFAULT_ZONE = 'Asia/Shanghai';

/** The current measures of a source, in order of id. */
export async function definitionsOf(tx: EntityManager, sourceId: string): Promise<StoredDefinition[]> {
  const found: StoredDefinition[] = [];
  for (let after: string | undefined; ;) {
    const page = await measures.list(tx, after, 1000, { sourceId });
    for (const stored of page) found.push(await definitionOf(tx, stored));
    after = page.at(-1)?.id;
    if (page.length < 1000) return found;
  }
}

/** A measure with the current version of its mapping. */
async function definitionOf(tx: EntityManager, stored: Document): Promise<StoredDefinition> {
  const measure = toMeasure(stored);
  const mapping = await mappings.get(tx, measure.unitMappingId);
  if (!mapping) throw new Error(`No unit mapping ${measure.unitMappingId}.`);
  const [about]: [{ kind: string; zone: string | null }] = await tx.query(
    `SELECT period_kind AS kind, (SELECT time_zone FROM tenant) AS zone FROM indicator WHERE indicator_id = $1`,
    [measure.indicatorId],
  );
  return {
    measure,
    unitOf: unitLookup(new Map(Object.entries(toMapping(mapping).units)), measure.unitMatch),
    mappingVersion: mapping.version,
    kind: kinds[about.kind] ?? 'MONTH',
    dates: { zone: about.zone ?? DEFAULT_ZONE, style: measure.dateStyle },
  };
}
