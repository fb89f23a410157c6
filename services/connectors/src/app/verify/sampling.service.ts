import type { Sampling } from '@fuxing/contracts/connectors/v1/sampling';
import { inTenant } from '@fuxing/db';
import { notFound } from '@fuxing/errors';
import { caller } from '@fuxing/service';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { samplingOf } from '../../db/verify/sampling';

/** What everybody may know of the samples of pulls. */
@Injectable()
export class SamplingService {
  constructor(private readonly db: DataSource) {}

  get(pullId: string): Promise<Sampling> {
    return inTenant(this.db, caller().tenantId, async (tx) => {
      const found = await samplingOf(tx, pullId);
      if (found) return found;
      throw notFound(
        'SAMPLING_NOT_FOUND',
        `Pull ${pullId} has no seed: there is no such pull, or it is older than samples.`,
        `采集任务 ${pullId} 没有抽样种子：任务不存在，或早于抽样功能。`,
      );
    });
  }
}
