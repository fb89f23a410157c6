import { Measure, MeasureFunction } from '@fuxing/contracts/connectors/v1/measures';
import { ObservationStatus } from '@fuxing/contracts/connectors/v1/observations';
import type { Pull } from '@fuxing/contracts/connectors/v1/pulls';
import {
  IndicatorVersionPublished,
  TenantChanged,
  UnitChanged,
} from '@fuxing/contracts/indicators/v1/events';
import type { Unit } from '@fuxing/contracts/indicators/v1/units';
import { inTenant } from '@fuxing/db';
import { as, office, testDatabase } from '@fuxing/testing';
import { database } from '../db/database';
import type { Dated } from '../domain/measure/unit';
import { heard } from '../events/heard';
import { AssignmentService } from './verify/assignment.service';
import { Bell } from './collect/bell';
import { CopiesService } from './copies.service';
import { EscalationWorker } from './verify/escalation.worker';
import { ExplanationsService } from './verify/explanations.service';
import { MeasurePreview } from './measure/measure-preview';
import { MeasureQuality } from './measure/measure-quality';
import { PreviewMeasure, PutMeasure } from './measure/measure.request';
import { MeasuresService } from './measure/measures.service';
import { Measuring } from './measure/measuring';
import { ListObservations, ObservationsService } from './measure/observations.service';
import { PullWorker } from './collect/pull-worker';
import { PullsService, StartPull } from './collect/pulls.service';
import { QueueService } from './verify/queue.service';
import { RunPull } from './collect/run-pull';
import { SamplingService } from './verify/sampling.service';
import { Scheduler } from './collect/scheduler';
import { SchemasService } from './collect/schemas.service';
import { PutSource, SourcesService } from './collect/sources.service';
import { PutUnitMapping } from './measure/unit-mapping.request';
import { SummaryService } from './verify/summary.service';
import { VerificationService } from './verify/verification.service';

/** For tests: the whole service without gRPC and bus, on a database of its own. */
export async function testbed() {
  const db = await testDatabase(database);
  const settings = { ALLOW_PRIVATE_ADDRESSES: '130404/*=127.0.0.0/8', RETRY_BASE_MS: 5 };
  const bell = new Bell();
  const sources = new SourcesService(db.app, settings);
  const measures = new MeasuresService(db.app);
  const pulls = new PullsService(db.app, bell);
  const runs: RunPull[] = [];
  const run = (): RunPull => {
    const made = new RunPull(db.app, new Measuring(db.app), settings);
    runs.push(made);
    return made;
  };
  const handlers = heard(new CopiesService());
  const hear = (topic: string, payload: unknown, occurredAt = new Date()): Promise<void> =>
    inTenant(db.app, office.tenantId, async (tx) => {
      const event = { eventId: '', tenantId: office.tenantId, topic, key: '', type: '', occurredAt, payload };
      await handlers[topic]?.(tx, event);
    });
  const pull = async (sourceId: string, pullId: string, full = false, more: object = {}): Promise<Pull> => {
    await as(() => pulls.start(StartPull.parse({ sourceId, pullId, full, ...more })));
    return finish(pullId);
  };
  const finish = async (pullId: string): Promise<Pull> => {
    await run().run(office.tenantId, pullId, new AbortController().signal);
    return as(() => pulls.get(pullId));
  };
  return {
    db,
    sources,
    measures,
    pulls,
    observations: new ObservationsService(db.app),
    sampling: new SamplingService(db.app),
    verification: new VerificationService(db.app, bell),
    queue: new QueueService(db.app),
    assignment: new AssignmentService(db.app),
    summary: new SummaryService(db.app),
    escalation: () => new EscalationWorker(db.app, db.worker),
    explanations: new ExplanationsService(db.app),
    run,
    worker: () => new PullWorker(db.worker, run(), bell),
    hear,
    pull,
    finish,
    schemas: new SchemasService(db.app),
    scheduler: () => new Scheduler(db.app, db.worker, bell),
    /** What service indicators would have said of these. */
    known: async (
      units: (string | Partial<Unit>)[],
      indicators: string[],
      timeZone = 'Asia/Shanghai',
      periodKind = 'PERIOD_KIND_MONTH',
    ): Promise<void> => {
      await hear(
        'indicators.tenant-changed.v1',
        TenantChanged.toJSON({
          tenant: { tenantId: office.tenantId, name: '', nameEn: '', timeZone, etag: '' },
        }),
      );
      for (const unit of units)
        await hear(
          'indicators.unit-changed.v1',
          UnitChanged.toJSON(
            UnitChanged.fromJSON({ unit: typeof unit === 'string' ? { unitId: unit } : unit }),
          ),
        );
      for (const indicatorId of indicators) {
        const indicator = { indicatorId, version: 1, periodKind, digits: 2 };
        await hear(
          'indicators.indicator-version-published.v1',
          IndicatorVersionPublished.toJSON(IndicatorVersionPublished.fromJSON({ indicator })),
        );
      }
    },
    source: async (sourceId: string, source: object, etag = '') =>
      as(() =>
        sources.putSource(
          PutSource.parse({
            sourceId,
            etag,
            source: { name: sourceId, nameEn: '', keyField: 'id', ...source },
          }),
        ),
      ),
    mapping: async (unitMappingId: string, units: Record<string, string>, etag = '', history: Dated[] = []) =>
      as(() =>
        sources.putMapping(PutUnitMapping.parse({ unitMappingId, etag, unitMapping: { units, history } })),
      ),
    preview: async (measureId: string, measure: object) =>
      as(() =>
        new MeasurePreview(db.app, measures).preview(
          PreviewMeasure.parse({
            measureId,
            measure: Measure.fromJSON({ ...blank, indicatorId: measureId, ...measure }),
          }),
        ),
      ),
    quality: (measureId: string, now?: number) => as(() => new MeasureQuality(db.app).get(measureId, now)),
    measure: async (measureId: string, measure: object, etag = ''): Promise<Measure> =>
      as(() =>
        measures.put(
          PutMeasure.parse({
            measureId,
            etag,
            measure: Measure.fromJSON({ ...blank, indicatorId: measureId, ...measure }),
          }),
        ),
      ),
    values: async (indicatorId = '', status = ObservationStatus.OBSERVATION_STATUS_UNSPECIFIED) => {
      const filter = { indicatorId, unitId: '', period: '', status };
      const request = ListObservations.parse({ pageSize: 1000, pageToken: '', ...filter });
      return (await as(() => new ObservationsService(db.app).list(request))).observations;
    },
    stop: async () => {
      await Promise.all(runs.map((one) => one.onModuleDestroy()));
      await db.stop();
    },
  };
}

const blank = {
  function: MeasureFunction.MEASURE_FUNCTION_COUNT,
  periodField: 'at',
  unitField: 'unit',
  unitMappingId: 'units',
};
