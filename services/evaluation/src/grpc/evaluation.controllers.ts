import * as cycles from '@fuxing/contracts/evaluation/v1/cycles';
import * as filings from '@fuxing/contracts/evaluation/v1/filings';
import * as results from '@fuxing/contracts/evaluation/v1/results';
import * as simulations from '@fuxing/contracts/evaluation/v1/simulations';
import { fields } from '@fuxing/service';
import { Controller } from '@nestjs/common';
import { BallotReviewService } from '../app/ballot-review.service';
import { CyclesService, ListCycles, PublishResults, PutCycle } from '../app/cycles.service';
import { ExplainScore, ExplainService } from '../app/explain.service';
import { FilingsService, ListFilings, PutFiling } from '../app/filings.service';
import { ListResults, ResultsService } from '../app/results.service';
import { ListScoringRuns, ScoringRunsService, StartScoringRun } from '../app/scoring-runs.service';
import { GetSensitivity, SensitivityService } from '../app/sensitivity.service';
import { GetScoringPackage, Simulate, SimulationsService } from '../app/simulations.service';

@Controller()
@cycles.CyclesServiceControllerMethods()
export class CyclesController implements cycles.CyclesServiceController {
  constructor(
    private readonly app: CyclesService,
    private readonly runs: ScoringRunsService,
  ) {}

  async putCycle(request: cycles.PutCycleRequest): Promise<cycles.PutCycleResponse> {
    return { cycle: await this.app.put(PutCycle.parse(request)) };
  }

  async getCycle({ cycleId }: cycles.GetCycleRequest): Promise<cycles.GetCycleResponse> {
    return { cycle: await this.app.get(fields.only({ cycleId })) };
  }

  async listCycles(request: cycles.ListCyclesRequest): Promise<cycles.ListCyclesResponse> {
    return this.app.list(ListCycles.parse(request));
  }

  async startScoringRun(request: cycles.StartScoringRunRequest): Promise<cycles.StartScoringRunResponse> {
    return { scoringRun: await this.runs.start(StartScoringRun.parse(request)) };
  }

  async getScoringRun({ scoringRunId }: cycles.GetScoringRunRequest): Promise<cycles.GetScoringRunResponse> {
    return { scoringRun: await this.runs.get(fields.only({ scoringRunId }, fields.requestId)) };
  }

  async listScoringRuns(request: cycles.ListScoringRunsRequest): Promise<cycles.ListScoringRunsResponse> {
    return this.runs.list(ListScoringRuns.parse(request));
  }

  async publishResults(request: cycles.PublishResultsRequest): Promise<cycles.PublishResultsResponse> {
    return { cycle: await this.app.publish(PublishResults.parse(request)) };
  }

  async finaliseResults({ cycleId }: cycles.FinaliseResultsRequest): Promise<cycles.FinaliseResultsResponse> {
    return { cycle: await this.app.finalise(fields.only({ cycleId })) };
  }
}

@Controller()
@results.ResultsServiceControllerMethods()
export class ResultsController implements results.ResultsServiceController {
  constructor(
    private readonly app: ResultsService,
    private readonly explaining: ExplainService,
  ) {}

  async listResults(request: results.ListResultsRequest): Promise<results.ListResultsResponse> {
    return this.app.list(ListResults.parse(request));
  }

  async explainScore(request: results.ExplainScoreRequest): Promise<results.ExplainScoreResponse> {
    return this.explaining.explain(ExplainScore.parse(request));
  }
}

@Controller()
@filings.FilingsServiceControllerMethods()
export class FilingsController implements filings.FilingsServiceController {
  constructor(
    private readonly app: FilingsService,
    private readonly review: BallotReviewService,
  ) {}

  async putFiling(request: filings.PutFilingRequest): Promise<filings.PutFilingResponse> {
    const { filingId, etag } = PutFiling.parse(request);
    return { filing: await this.app.put({ filingId, etag, filing: request.filing as filings.Filing }) };
  }

  async getFiling({ filingId }: filings.GetFilingRequest): Promise<filings.GetFilingResponse> {
    return { filing: await this.app.get(fields.only({ filingId })) };
  }

  async listFilings(request: filings.ListFilingsRequest): Promise<filings.ListFilingsResponse> {
    return this.app.list(ListFilings.parse(request));
  }

  async reviewBallots({ cycleId }: filings.ReviewBallotsRequest): Promise<filings.ReviewBallotsResponse> {
    return { reviews: await this.review.of(fields.only({ cycleId })) };
  }
}

@Controller()
@simulations.SimulationsServiceControllerMethods()
export class SimulationsController implements simulations.SimulationsServiceController {
  constructor(
    private readonly app: SimulationsService,
    private readonly sensitivity: SensitivityService,
  ) {}

  async simulate(request: simulations.SimulateRequest): Promise<simulations.SimulateResponse> {
    return this.app.simulate(Simulate.parse(request));
  }

  async getSensitivity(
    request: simulations.GetSensitivityRequest,
  ): Promise<simulations.GetSensitivityResponse> {
    return this.sensitivity.get(GetSensitivity.parse(request));
  }

  async getScoringPackage(
    request: simulations.GetScoringPackageRequest,
  ): Promise<simulations.GetScoringPackageResponse> {
    return this.app.package(GetScoringPackage.parse(request));
  }
}
