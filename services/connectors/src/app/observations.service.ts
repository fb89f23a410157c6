import { notFound } from '@fuxing/errors';
import { ObservationStatus } from '@fuxing/contracts/connectors/v1/observations';
import type { Observation, RawRecord } from '@fuxing/contracts/connectors/v1/observations';
import { inTenant } from '@fuxing/db';
import { caller, fields, page, slice } from '@fuxing/service';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { z } from 'zod';
import { listObservations, observationsById } from '../db/observations';
import { recordsAsOf } from '../db/records';
import { fieldsOf, judge } from '../domain/judge';
import { definitionAt } from './definitions';
import { rowReader } from './measuring';

export const ListObservations = z.object({
  ...fields.pageFields,
  indicatorId: z.string(),
  unitId: z.string(),
  period: z.string(),
  status: z.enum(
    Object.values(ObservationStatus).filter((status) => status !== ObservationStatus.UNRECOGNIZED),
  ),
});
export const ListObservationRecords = z.object({ ...fields.pageFields, observationId: z.string().max(500) });

const BATCH = 5_000;

/** Values of indicators and what they rest on. */
@Injectable()
export class ObservationsService {
  constructor(private readonly db: DataSource) {}

  list(request: z.infer<typeof ListObservations>) {
    const { indicatorId, unitId, period, status } = request;
    const filter = { indicatorId, unitId, period, status };
    const asked = page(request, filter);
    return inTenant(this.db, caller().tenantId, async (tx) => {
      const found = await listObservations(tx, filter, asked.after?.[0] ?? '', asked.size + 1);
      const { rows, nextPageToken } = slice(found, asked, ({ observationId }) => [observationId]);
      return { observations: rows, nextPageToken };
    });
  }

  get(observationId: string): Promise<Observation> {
    return inTenant(this.db, caller().tenantId, (tx) => findObservation(tx, observationId));
  }

  /** Applies the definition of that time to the records of that time again; their hash is the observation's. */
  listRecords(request: z.infer<typeof ListObservationRecords>) {
    const { observationId } = request;
    const asked = page(request, { observationId });
    return inTenant(this.db, caller().tenantId, async (tx) => {
      const observation = await findObservation(tx, observationId);
      const [{ position, mappingVersion }]: [{ position: string; mappingVersion: number }] = await tx.query(
        `SELECT position::text, mapping_version AS "mappingVersion" FROM observation WHERE observation_id = $1`,
        [observationId],
      );
      const keys = await this.keysBehind(
        tx,
        observation,
        position,
        mappingVersion,
        asked.after?.[0] ?? '',
        asked.size + 1,
      );
      const { rows, nextPageToken } = slice(keys, asked, (key) => [key]);
      return { records: await recordsByKey(tx, observation.sourceId, position, rows), nextPageToken };
    });
  }

  private async keysBehind(
    tx: EntityManager,
    observation: Observation,
    position: string,
    mappingVersion: number,
    start: string,
    wanted: number,
  ): Promise<string[]> {
    const { measureId, measureVersion, sourceId, unitId, period } = observation;
    const definition = await definitionAt(tx, measureId, measureVersion, mappingVersion);
    const names = fieldsOf(definition.measure);
    const read = rowReader(names);
    const keys: string[] = [];
    for (let after: string | undefined = start; after !== undefined && keys.length < wanted;) {
      const records = await recordsAsOf(tx, { sourceId, position }, names, after, BATCH);
      for (const record of records) {
        const verdict = judge(definition, read(record));
        if (verdict.is !== 'counted' || keys.length >= wanted) continue;
        if (verdict.place.unitId === unitId && verdict.place.period === period) keys.push(record.key);
      }
      after = records.length < BATCH ? undefined : records.at(-1)?.key;
    }
    return keys;
  }
}

async function findObservation(tx: EntityManager, observationId: string): Promise<Observation> {
  const [found] = await observationsById(tx, [observationId]);
  if (found) return found;
  throw notFound(
    'OBSERVATION_NOT_FOUND',
    `No observation ${observationId}.`,
    `没有采集值 ${observationId}。`,
  );
}

async function recordsByKey(
  tx: EntityManager,
  sourceId: string,
  position: string,
  keys: string[],
): Promise<RawRecord[]> {
  return tx.query(
    `SELECT record_key AS "recordKey", version, pull_id AS "pullId", encode(content_hash, 'hex') AS "contentHash", content
     FROM record
     WHERE source_id = $1 AND record_key = ANY($2) AND since <= $3 AND (until IS NULL OR until > $3) ORDER BY record_key`,
    [sourceId, keys, position],
  );
}
