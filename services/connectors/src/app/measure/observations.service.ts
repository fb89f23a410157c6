import { bilingual, notFound } from '@fuxing/errors';
import { ObservationStatus } from '@fuxing/contracts/connectors/v1/observations';
import type { Observation, RawRecord } from '@fuxing/contracts/connectors/v1/observations';
import { inTenant } from '@fuxing/db';
import { caller, fields, page, pageKey, slice } from '@fuxing/service';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { z } from 'zod';
import { listObservations, observationsById } from '../../db/measure/observations';
import { firstRecordKeys, recordKeys } from '../../db/measure/record-keys';

/** `<indicator>~<unit>~<period>~<revision>`. */
export const observationId = z
  .string()
  .regex(
    /^[A-Za-z0-9._~-]{1,300}$/,
    bilingual(
      'must be <indicator>~<unit>~<period>~<revision>, for example calls~roads~2026-09~1',
      '应为 <指标>~<单位>~<周期>~<修订号>，例如 calls~roads~2026-09~1',
    ),
  );

export const ListObservations = z.object({
  ...fields.pageFields,
  indicatorId: z.string(),
  unitId: z.string(),
  period: z.string(),
  status: fields.oneOfOrNone(ObservationStatus),
});
export const ListObservationRecords = z.object({ ...fields.pageFields, observationId });
export const ListRecordKeys = z.object({
  observationIds: fields.listOf(observationId, 1, 500),
});

const FIRST_KEYS = 100;

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

  /** The records that were behind the value when it was computed; their hash is the observation's. */
  listRecords(request: z.infer<typeof ListObservationRecords>) {
    const { observationId } = request;
    const asked = page(request, { observationId }, [pageKey.whole()]);
    const seen = Number(asked.after?.[0] ?? 0);
    return inTenant(this.db, caller().tenantId, async (tx) => {
      const { sourceId, recordCount } = await findObservation(tx, observationId);
      const keys = await recordKeys(tx, observationId, seen, Math.min(asked.size, recordCount - seen));
      const records = await recordsBehind(tx, observationId, sourceId, keys);
      const shown = seen + records.length;
      if (records.length < Math.min(asked.size, recordCount - seen))
        throw new Error(`Of the ${recordCount} records behind ${observationId} only ${shown} are kept.`);
      return { records, nextPageToken: shown < recordCount ? asked.next([String(shown)]) : '' };
    });
  }

  /** The first keys behind several values, in one query. */
  listRecordKeys({ observationIds }: z.infer<typeof ListRecordKeys>) {
    return inTenant(this.db, caller().tenantId, async (tx) => ({
      observations: await firstRecordKeys(tx, observationIds, FIRST_KEYS),
    }));
  }
}

export async function findObservation(tx: EntityManager, observationId: string): Promise<Observation> {
  const [found] = await observationsById(tx, [observationId]);
  if (found) return found;
  throw notFound(
    'OBSERVATION_NOT_FOUND',
    `No observation ${observationId}.`,
    `没有采集值 ${observationId}。`,
  );
}

/** As they were at the observation's pull. */
export async function recordsBehind(
  tx: EntityManager,
  observationId: string,
  sourceId: string,
  keys: string[],
): Promise<RawRecord[]> {
  return tx.query(
    `SELECT record_key AS "recordKey", version, pull_id AS "pullId", encode(content_hash, 'hex') AS "contentHash", content
     FROM record, (SELECT position FROM observation WHERE observation_id = $3) AS o
     WHERE source_id = $1 AND record_key = ANY($2) AND since <= position AND (until IS NULL OR until > position)
     ORDER BY record_key`,
    [sourceId, keys, observationId],
  );
}
