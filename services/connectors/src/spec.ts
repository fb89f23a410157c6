import type { ServiceSpec } from '@fuxing/service';
import { AssignmentService } from './app/assignment.service';
import { Bell } from './app/bell';
import { BurdenService } from './app/burden.service';
import { CopiesService } from './app/copies.service';
import { CredentialsService } from './app/credentials.service';
import { EscalationWorker } from './app/escalation.worker';
import { EvidenceService } from './app/evidence.service';
import { ExplanationsService } from './app/explanations.service';
import { MeasurePreview } from './app/measure-preview';
import { MeasureQuality } from './app/measure-quality';
import { MeasuresService } from './app/measures.service';
import { Measuring } from './app/measuring';
import { ObservationsService } from './app/observations.service';
import { PullWorker } from './app/pull-worker';
import { PullsService } from './app/pulls.service';
import { QueueService } from './app/queue.service';
import { RunPull } from './app/run-pull';
import { SamplingService } from './app/sampling.service';
import { Scheduler } from './app/scheduler';
import { SchemasService } from './app/schemas.service';
import { SourcesService } from './app/sources.service';
import { SummaryService } from './app/summary.service';
import { TrySource } from './app/try-source';
import { VerificationService } from './app/verification.service';
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
