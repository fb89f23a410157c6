import type { GetMeasureQualityResponse } from '@fuxing/contracts/connectors/v1/measures';
import { Documents, inTenant } from '@fuxing/db';
import { caller } from '@fuxing/service';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { unmappedValues } from '../db/unmapped';
import { measureNotFound } from './measures.service';

/** What a measure lacks. */
@Injectable()
export class MeasureQuality {
  private readonly measures = new Documents('measure');

  constructor(private readonly db: DataSource) {}

  get(measureId: string): Promise<GetMeasureQualityResponse> {
    return inTenant(this.db, caller().tenantId, async (tx) => {
      if (!(await this.measures.get(tx, measureId))) throw measureNotFound(measureId);
      return unmappedValues(tx, measureId);
    });
  }
}
