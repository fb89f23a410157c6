import type { ServiceSpec } from '@fuxing/service';
import { AssignmentService } from './app/verify/assignment.service';
import { Bell } from './app/collect/bell';
import { BurdenService } from './app/verify/burden.service';
import { CopiesService } from './app/copies.service';
import { CredentialsService } from './app/collect/credentials.service';
import { EscalationWorker } from './app/verify/escalation.worker';
import { EvidenceService } from './app/verify/evidence.service';
import { ExplanationsService } from './app/verify/explanations.service';
import { ManualValuesService } from './app/collect/manual-values.service';
import { MeasurePreview } from './app/measure/measure-preview';
import { MeasureQuality } from './app/measure/measure-quality';
import { MeasuresService } from './app/measure/measures.service';
import { Measuring } from './app/measure/measuring';
import { ObservationsService } from './app/measure/observations.service';
import { PullWorker } from './app/collect/pull-worker';
import { PullsService } from './app/collect/pulls.service';
import { QueueService } from './app/verify/queue.service';
import { RunPull } from './app/collect/run-pull';
import { SamplingService } from './app/verify/sampling.service';
import { Scheduler } from './app/collect/scheduler';
import { SchemasService } from './app/collect/schemas.service';
import { SourcesService } from './app/collect/sources.service';
import { SummaryService } from './app/verify/summary.service';
import { TrySource } from './app/collect/try-source';
import { VerificationService } from './app/verify/verification.service';
import { type ConnectorSettings, Settings } from './config';
import { database } from './db/database';
import { heard } from './events/heard';
import { BurdenController } from './grpc/burden.controller';
import { EvidenceController } from './grpc/evidence.controller';
import { VerificationController } from './grpc/verification.controller';
import { MeasuresController, ObservationsController, SourcesController } from './grpc/connectors.controllers';

/** The whole service on one page. */
export const connectors: ServiceSpec<ConnectorSettings> = {
  name: 'connectors',
  database,
  settings: Settings,
  controllers: [
    SourcesController,
    MeasuresController,
    ObservationsController,
    VerificationController,
    EvidenceController,
    BurdenController,
  ],
  providers: [
    AssignmentService,
    Bell,
    BurdenService,
    CopiesService,
    CredentialsService,
    EvidenceService,
    ExplanationsService,
    ManualValuesService,
    MeasurePreview,
    MeasureQuality,
    MeasuresService,
    Measuring,
    ObservationsService,
    PullsService,
    QueueService,
    RunPull,
    SchemasService,
    SamplingService,
    SourcesService,
    SummaryService,
    TrySource,
    VerificationService,
  ],
  handlers: (get) => heard(get(CopiesService)),
  background: [PullWorker, Scheduler, EscalationWorker],
};
