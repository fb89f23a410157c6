import type { GetMeasureQualityResponse } from '@fuxing/contracts/connectors/v1/measure_quality';
import type { Measure } from '@fuxing/contracts/connectors/v1/measures';
import { ObservationStatus } from '@fuxing/contracts/connectors/v1/observations';
import { Documents, inTenant } from '@fuxing/db';
import { caller } from '@fuxing/service';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { unmappedValues } from '../../db/measure/unmapped';
import { missing } from '../../domain/measure/checks';
import { type Missing, missingValues } from '../../domain/measure/missing';
import { calendarOf } from './definitions';
import { measureNotFound, toMeasure } from './measures.service';
import { toMapping } from '../collect/sources.service';

const MOST = 1_000;

/** What a measure lacks. */
@Injectable()
export class MeasureQuality {
  private readonly measures = new Documents('measure');
  private readonly mappings = new Documents('unit_mapping');

  constructor(private readonly db: DataSource) {}

  get(measureId: string, now = Date.now()): Promise<GetMeasureQualityResponse> {
    return inTenant(this.db, caller().tenantId, async (tx) => {
      const stored = await this.measures.get(tx, measureId);
      if (!stored) throw measureNotFound(measureId);
      const gaps = await this.missing(tx, toMeasure(stored), now);
      return {
        ...(await unmappedValues(tx, measureId)),
        missingValues: gaps
          .slice(0, MOST)
          .map(({ unitId, period, days }) => ({ unitId, period, flag: missing(unitId, period, days) })),
        missingValueCount: gaps.length,
      };
    });
  }

  private async missing(tx: EntityManager, measure: Measure, now: number): Promise<Missing[]> {
    const { indicatorId, unitMappingId, checks } = measure;
    if (!checks?.expectation) return [];
    const { kind, zone } = await calendarOf(tx, indicatorId);
    const mapping = await this.mappings.get(tx, unitMappingId);
    const { units = {}, history = [] } = mapping ? toMapping(mapping) : {};
    const mapped = [...Object.values(units), ...history.map(({ unitId }) => unitId)];
    const unitIds = checks.expectation.unitIds.length > 0 ? checks.expectation.unitIds : mapped;
    const rows: { place: string }[] = await tx.query(
      `SELECT DISTINCT unit_id || '~' || period AS place FROM observation WHERE indicator_id = $1 AND status <> $2`,
      [indicatorId, ObservationStatus.OBSERVATION_STATUS_SUPERSEDED],
    );
    const present = new Set(rows.map(({ place }) => place));
    return missingValues({ ...checks.expectation, unitIds, kind }, present, now, zone);
  }
}
