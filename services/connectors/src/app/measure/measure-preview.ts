import type { PreviewMeasureResponse } from '@fuxing/contracts/connectors/v1/measures';
import { ObservationStatus } from '@fuxing/contracts/connectors/v1/observations';
import { inTenant } from '@fuxing/db';
import { caller } from '@fuxing/service';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { z } from 'zod';
import { lastFinished } from '../../db/collect/pulls';
import { standingsOf } from '../../db/verify/standings';
import { type Current, difference } from '../../domain/measure/difference';
import { definitionOf } from './definitions';
import type { PreviewMeasure } from './measure.request';
import { MeasuresService } from './measures.service';
import { isState } from './measuring';
import { Pass, type PlaceValue, valuesOf } from './pass';
import { fieldWarnings } from './field-warnings';
import { Walk } from './walk';

/** Shown at most. */
const MOST = 1_000;

/** What a definition would change, before it is stored. */
@Injectable()
export class MeasurePreview {
  constructor(
    private readonly db: DataSource,
    private readonly measures: MeasuresService,
  ) {}

  async preview(request: z.infer<typeof PreviewMeasure>): Promise<PreviewMeasureResponse> {
    const { tenantId } = caller();
    const wanted = this.measures.wanted(request);
    const { pull, definition, current, warnings } = await inTenant(this.db, tenantId, async (tx) => {
      await this.measures.assertThere(tx, wanted);
      const last = await lastFinished(tx, wanted.sourceId);
      return {
        pull: last,
        definition: last && (await definitionOf(tx, wanted, last)),
        current: await currentOf(tx, wanted.indicatorId, wanted.measureId),
        warnings: await fieldWarnings(tx, wanted),
      };
    });
    const empty = difference(new Map(), new Map());
    if (!pull || !definition) return { ...empty, unusableCount: 0, pullId: '', warnings };
    const walk = new Walk(this.db, tenantId, new AbortController().signal);
    const unusable = new Set<string>();
    const complain = (of: { recordKey: string }[]): Promise<void> => {
      for (const { recordKey } of of) unusable.add(recordKey);
      return Promise.resolve();
    };
    const pass = new Pass(definition);
    if (!isState(definition)) await walk.all(pull, [pass], complain);
    const values = isState(definition)
      ? ((await walk.states(pull, definition, complain)) ?? new Map<string, PlaceValue>())
      : valuesOf(pass, pull.position);
    const found = difference(current, values);
    return {
      ...found,
      changes: found.changes.slice(0, MOST),
      unusableCount: unusable.size,
      pullId: pull.pullId,
      warnings,
    };
  }
}

/** What this measure stands for now: what counts, or else what waits; values of other measures are not its own. */
async function currentOf(
  tx: EntityManager,
  indicatorId: string,
  measureId: string,
): Promise<Map<string, Current>> {
  const current = new Map<string, Current>();
  for (const [place, { head, published }] of await standingsOf(tx, indicatorId)) {
    const stands = published ?? head;
    if (stands?.measureId !== measureId || stands.status === ObservationStatus.OBSERVATION_STATUS_REJECTED)
      continue;
    current.set(place, { value: stands.value, published: published !== undefined });
  }
  return current;
}
