import type { ServiceSpec } from '@fuxing/service';
import { BallotReviewService } from './app/ballot-review.service';
import { CyclesService } from './app/cycles.service';
import { ExplainService } from './app/explain.service';
import { FilingsService } from './app/filings.service';
import { RecordKeys } from './app/record-keys';
import { ResultsService } from './app/results.service';
import { ScoringWorker } from './app/scoring.worker';
import { ScoringRunsService } from './app/scoring-runs.service';
import { SensitivityService } from './app/sensitivity.service';
import { SimulationsService } from './app/simulations.service';
import { type EvaluationSettings, Settings } from './config';
import { database } from './db/database';
import { heard } from './events/heard';
import {
  CyclesController,
  FilingsController,
  ResultsController,
  SimulationsController,
} from './grpc/evaluation.controllers';

/** The whole service on one page. */
export const evaluation: ServiceSpec<EvaluationSettings> = {
  name: 'evaluation',
  database,
  settings: Settings,
  controllers: [CyclesController, FilingsController, ResultsController, SimulationsController],
  providers: [
    CyclesService,
    ScoringRunsService,
    FilingsService,
    BallotReviewService,
    ResultsService,
    ExplainService,
    SimulationsService,
    SensitivityService,
    RecordKeys,
  ],
  background: [ScoringWorker],
  handlers: () => heard,
};
