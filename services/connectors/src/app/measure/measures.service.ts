import { VerificationPolicy } from '@fuxing/contracts/connectors/v1/measure_checks';
import { Measure, MeasureFunction, type MeasureWarning } from '@fuxing/contracts/connectors/v1/measures';
import { type Document, Documents, inTenant } from '@fuxing/db';
import { invalid, notFound } from '@fuxing/errors';
import { caller, fields, page, slice } from '@fuxing/service';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { z } from 'zod';
import { lockIndicators } from '../../db/measure/observations';
import { standingsOf } from '../../db/verify/standings';
import { isPending } from '../../domain/measure/revise';
import { giveWay } from './give-way';
import type { PreviewMeasure, PutMeasure } from './measure.request';
import { fieldWarnings } from './field-warnings';

export const ListMeasures = z.object(fields.pageFields);

/** The declared definitions by which records become values. */
@Injectable()
export class MeasuresService {
  private readonly measures = new Documents('measure');
  private readonly sources = new Documents('source');

  constructor(private readonly db: DataSource) {}

  /**
   * Stores a version. What it refers to must be here; an indicator is known a moment after PutIndicator answered, so a
   * caller that just put it repeats a refusal.
   */
  put(request: z.infer<typeof PutMeasure>): Promise<Measure> {
    const wanted = this.wanted(request);
    return inTenant(this.db, caller().tenantId, async (tx) => {
      await this.assertThere(tx, wanted);
      const before = await this.measures.get(tx, wanted.measureId);
      const content = Measure.toJSON(wanted) as object;
      const stored = await this.measures.put(tx, wanted.measureId, content, request.etag);
      const { indicatorId } = before ? toMeasure(before) : wanted;
      if (indicatorId !== wanted.indicatorId) await leave(tx, wanted.measureId, indicatorId);
      return toMeasure(stored);
    });
  }

  /** What may be a mistake of one that is stored all the same. */
  warnings(measure: Measure): Promise<MeasureWarning[]> {
    return inTenant(this.db, caller().tenantId, (tx) => fieldWarnings(tx, measure));
  }

  /** A measure as it would be stored. */
  wanted({ measureId, measure }: z.infer<typeof PreviewMeasure>): Measure {
    const scaled =
      measure.function === MeasureFunction.MEASURE_FUNCTION_RATE ||
      measure.function === MeasureFunction.MEASURE_FUNCTION_RATIO;
    return {
      ...measure,
      field: measure.field,
      duration: measure.duration,
      checks: measure.checks && {
        ...measure.checks,
        duplicates: measure.checks.duplicates,
        reconciliation: measure.checks.reconciliation,
        expectation: measure.checks.expectation,
      },
      factor: measure.factor || (scaled ? '1' : ''),
      policy:
        measure.policy === VerificationPolicy.VERIFICATION_POLICY_UNSPECIFIED
          ? VerificationPolicy.VERIFICATION_POLICY_AUTO_WHEN_CLEAN
          : measure.policy,
      measureId,
      version: 0,
      etag: '',
    };
  }

  get(measureId: string): Promise<Measure> {
    return inTenant(this.db, caller().tenantId, async (tx) => {
      const stored = await this.measures.get(tx, measureId);
      if (!stored) throw measureNotFound(measureId);
      return toMeasure(stored);
    });
  }

  list(request: z.infer<typeof ListMeasures>) {
    const asked = page(request);
    return inTenant(this.db, caller().tenantId, async (tx) => {
      const found = await this.measures.list(tx, asked.after?.[0], asked.size + 1);
      const { rows, nextPageToken } = slice(found, asked, ({ id }) => [id]);
      return { measures: rows.map(toMeasure), nextPageToken };
    });
  }

  /** @throws DomainError when something that the measure refers to is not there */
  async assertThere(
    tx: EntityManager,
    { sourceId, unitMappingId, indicatorId, lookups, checks }: Measure,
  ): Promise<void> {
    const other = checks?.reconciliation?.indicatorId ?? '';
    const [there] = await tx.query(
      `SELECT EXISTS (SELECT FROM source WHERE source_id = $1) AS source,
         EXISTS (SELECT FROM unit_mapping WHERE unit_mapping_id = $2) AS mapping,
         EXISTS (SELECT FROM indicator WHERE indicator_id = $3) AS indicator,
         $4 = '' OR EXISTS (SELECT FROM indicator WHERE indicator_id = $4) AS other`,
      [sourceId, unitMappingId, indicatorId, other],
    );
    if (!there.source) throw noSource('measure.sourceId', sourceId);
    const tables = await this.sources.getMany(
      tx,
      lookups.map((lookup) => lookup.sourceId),
    );
    const lacking = lookups.findIndex((lookup) => !tables.has(lookup.sourceId));
    if (lacking >= 0)
      throw noSource(`measure.lookups[${lacking}].sourceId`, lookups[lacking]?.sourceId ?? '');
    if (!there.mapping) {
      const [en, zh] = [`No unit mapping ${unitMappingId}.`, `没有单位映射 ${unitMappingId}。`];
      throw invalid('measure.unitMappingId', 'UNIT_MAPPING_NOT_FOUND', en, zh);
    }
    if (!there.indicator) throw noIndicator('measure.indicatorId', indicatorId);
    if (!there.other) throw noIndicator('measure.checks.reconciliation.indicatorId', other);
  }
}

/** What waits under an indicator that the measure gives no more is not for anybody to accept, nor in the way of other measures. */
async function leave(tx: EntityManager, measureId: string, indicatorId: string): Promise<void> {
  await lockIndicators(tx, [indicatorId]);
  const places = new Map<string, string>();
  for (const [place, { head }] of await standingsOf(tx, indicatorId))
    if (head?.measureId === measureId && isPending(head.status)) places.set(head.observationId, place);
  await giveWay(tx, places, new Map());
}

export function measureNotFound(measureId: string): Error {
  return notFound('MEASURE_NOT_FOUND', `No measure ${measureId}.`, `没有计算口径 ${measureId}。`);
}

function noIndicator(field: string, indicatorId: string): Error {
  return invalid(
    field,
    'INDICATOR_NOT_FOUND',
    `No indicator ${indicatorId} is known here yet.`,
    `此处尚无指标 ${indicatorId}。`,
  );
}

function noSource(field: string, sourceId: string): Error {
  return invalid(field, 'SOURCE_NOT_FOUND', `No source ${sourceId}.`, `没有数据来源 ${sourceId}。`);
}

export const toMeasure = (stored: Document): Measure =>
  Measure.fromJSON({ ...stored.content, version: stored.version, etag: stored.etag });
