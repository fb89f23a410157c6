import type { ServiceSpec } from '@fuxing/service';
import { Bell } from './app/bell';
import { CopiesService } from './app/copies.service';
import { CredentialsService } from './app/credentials.service';
import { MeasurePreview } from './app/measure-preview';
import { MeasureQuality } from './app/measure-quality';
import { MeasuresService } from './app/measures.service';
import { Measuring } from './app/measuring';
import { ObservationsService } from './app/observations.service';
import { PullWorker } from './app/pull-worker';
import { PullsService } from './app/pulls.service';
import { RunPull } from './app/run-pull';
import { Scheduler } from './app/scheduler';
import { SchemasService } from './app/schemas.service';
import { SourcesService } from './app/sources.service';
import { TrySource } from './app/try-source';
import { VerificationService } from './app/verification.service';
import { type ConnectorSettings, Settings } from './config';
import { database } from './db/database';
import { heard } from './events/heard';
import { MeasuresController, ObservationsController, SourcesController } from './grpc/connectors.controllers';

/** The whole service on one page. */
export const connectors: ServiceSpec<ConnectorSettings> = {
  name: 'connectors',
  database,
  settings: Settings,
  controllers: [SourcesController, MeasuresController, ObservationsController],
  providers: [
    Bell,
    CopiesService,
    CredentialsService,
    MeasurePreview,
    MeasureQuality,
    MeasuresService,
    Measuring,
    ObservationsService,
    PullsService,
    RunPull,
    SchemasService,
    SourcesService,
    TrySource,
    VerificationService,
  ],
  handlers: (get) => heard(get(CopiesService)),
  background: [PullWorker, Scheduler],
};
