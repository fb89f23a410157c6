import { PeriodKind } from '@fuxing/contracts/indicators/v1/indicators';
import type { Measure } from '@fuxing/contracts/connectors/v1/measures';
import { canonicalJson, type Document, Documents } from '@fuxing/db';
import { DomainError } from '@fuxing/errors';
import type { EntityManager } from 'typeorm';
import type { StoredPull } from '../../db/collect/pulls';
import { recordsAsOf } from '../../db/collect/records';
import { zoneOf } from '../../db/zone';
import type { Row } from '../../domain/measure/filter';
import { type Definition, fieldsOf } from '../../domain/measure/judge';
import { type References, splitFields } from '../../domain/measure/lookup';
import { localDate, timestampAt } from '../../domain/measure/timestamp';
import { unitLookup } from '../../domain/measure/unit';
import { rowReader, type StoredDefinition } from './pass';
import { toMeasure } from './measures.service';
import { toMapping, toSource } from '../collect/sources.service';

const kinds: Record<string, Definition['kind']> = {
  [PeriodKind.PERIOD_KIND_MONTH]: 'MONTH',
  [PeriodKind.PERIOD_KIND_QUARTER]: 'QUARTER',
  [PeriodKind.PERIOD_KIND_YEAR]: 'YEAR',
};

const measures = new Documents('measure');
const mappings = new Documents('unit_mapping');
const sources = new Documents('source');
/** Older changes are not looked for. */
const MOST_VERSIONS = 100;
const MOST_REFERENCES = 100_000;

/** The current measures of the source of a pull, in order of id, with what they refer to as that pull found it. */
export async function definitionsOf(tx: EntityManager, pull: StoredPull): Promise<StoredDefinition[]> {
  const found: StoredDefinition[] = [];
  for (let after: string | undefined; ;) {
    const page = await measures.list(tx, after, 1000, { sourceId: pull.sourceId });
    for (const stored of page) found.push(await definitionOf(tx, toMeasure(stored), pull));
    after = page.at(-1)?.id;
    if (page.length < 1000) return found;
  }
}

/** A measure with the current version of its mapping. */
export async function definitionOf(
  tx: EntityManager,
  measure: Measure,
  pull: Pick<StoredPull, 'position' | 'createdAt'>,
): Promise<StoredDefinition> {
  const mapping = await mappings.get(tx, measure.unitMappingId);
  if (!mapping) throw new Error(`No unit mapping ${measure.unitMappingId}.`);
  const { units, history } = toMapping(mapping);
  const { kind, zone } = await calendarOf(tx, measure.indicatorId);
  const source = await sources.get(tx, measure.sourceId);
  return {
    measure,
    unitOf: unitLookup(new Map(Object.entries(units)), history, measure.unitMatch),
    mappingVersion: mapping.version,
    kind,
    dates: { zone, style: measure.dateStyle },
    references: await referencesOf(tx, measure, pull.position),
    now: pull.createdAt?.getTime() ?? 0,
    referenceState: await referenceState(tx, measure, pull.position),
    keyField: source ? toSource(source).keyField : '',
    changes: await changesOf(tx, measure.measureId, zone),
  };
}

/** The kind of periods of an indicator, and the zone in which they begin. */
export async function calendarOf(
  tx: EntityManager,
  indicatorId: string,
): Promise<{ kind: Definition['kind']; zone: string }> {
  const kind = (await periodKindsOf(tx, [indicatorId])).get(indicatorId);
  if (!kind) throw new Error(`No indicator ${indicatorId}.`);
  return { kind, zone: await zoneOf(tx) };
}

/** The kinds of periods of indicators. */
export async function periodKindsOf(
  tx: EntityManager,
  indicatorIds: string[],
): Promise<Map<string, Definition['kind']>> {
  const rows: { id: string; kind: string }[] = await tx.query(
    `SELECT indicator_id AS id, period_kind AS kind FROM indicator WHERE indicator_id = ANY($1)`,
    [indicatorIds],
  );
  return new Map(rows.map(({ id, kind }) => [id, kinds[kind] ?? 'MONTH']));
}

/** Versions that mean something else than the one before; what only checks or passes values means the same. */
async function changesOf(
  tx: EntityManager,
  measureId: string,
  zone: string,
): Promise<StoredDefinition['changes']> {
  const versions = await measures.versions(tx, measureId, undefined, MOST_VERSIONS);
  const meaning = ({ content }: Document): string =>
    canonicalJson({ ...content, checks: undefined, policy: undefined });
  return versions
    .filter(
      (one, n) => versions[n + 1] !== undefined && meaning(one) !== meaning(versions[n + 1] as Document),
    )
    .map(({ version, publishedAt }) => ({
      version,
      day: localDate(timestampAt(publishedAt.getTime(), zone), zone),
    }));
}

/** The tables of reference, whole: they are small, and every record asks for one of their rows. */
async function referencesOf(tx: EntityManager, measure: Measure, position: string): Promise<References> {
  const { of } = splitFields(measure, fieldsOf(measure));
  const references = new Map<string, Map<string, Row>>();
  for (const { name, sourceId } of measure.lookups) {
    const fields = of.get(name) ?? [];
    const read = rowReader(fields);
    const records = await recordsAsOf(tx, { sourceId, position }, fields, '', MOST_REFERENCES + 1);
    if (records.length > MOST_REFERENCES) {
      throw new DomainError('FAILED_PRECONDITION', 'REFERENCE_TOO_LARGE', {
        en: `Source ${sourceId} has more than ${MOST_REFERENCES} records, too many for a table of reference.`,
        zh: `数据来源 ${sourceId} 超过 ${MOST_REFERENCES} 条记录，不能用作参照表。`,
      });
    }
    references.set(name, new Map(records.map((record) => [record.key, read(record)])));
  }
  return references;
}

/** Another text whenever records of a table of reference came, changed or went. */
async function referenceState(tx: EntityManager, { lookups }: Measure, position: string): Promise<string> {
  const states: string[] = [];
  for (const { sourceId } of lookups) {
    const [last]: { state: string }[] = await tx.query(
      `SELECT position || '/' || added + changed + deleted AS state FROM pull
       WHERE source_id = $1 AND position <= $2 AND added + changed + deleted > 0 ORDER BY position DESC LIMIT 1`,
      [sourceId, position],
    );
    states.push(last?.state ?? '');
  }
  return states.join(' ');
}
