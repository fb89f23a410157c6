import * as cycles from '@fuxing/contracts/evaluation/v1/cycles';
import * as results from '@fuxing/contracts/evaluation/v1/results';
import { fields } from '@fuxing/service';
import { Controller } from '@nestjs/common';
import {
  CyclesService,
  ListCycles,
  ListScoringRuns,
  PublishResults,
  PutCycle,
  StartScoringRun,
} from '../app/cycles.service';
import { ExplainScore, ExplainService } from '../app/explain.service';
import { ListResults, ResultsService } from '../app/results.service';

@Controller()
@cycles.CyclesServiceControllerMethods()
export class CyclesController implements cycles.CyclesServiceController {
  constructor(private readonly app: CyclesService) {}

  async putCycle(request: cycles.PutCycleRequest): Promise<cycles.PutCycleResponse> {
    return { cycle: await this.app.put(PutCycle.parse(request)) };
  }

  async getCycle({ cycleId }: cycles.GetCycleRequest): Promise<cycles.GetCycleResponse> {
    return { cycle: await this.app.get(fields.id.parse(cycleId)) };
  }

  async listCycles(request: cycles.ListCyclesRequest): Promise<cycles.ListCyclesResponse> {
    return this.app.list(ListCycles.parse(request));
  }

  async startScoringRun(request: cycles.StartScoringRunRequest): Promise<cycles.StartScoringRunResponse> {
    return { scoringRun: await this.app.startRun(StartScoringRun.parse(request)) };
  }

  async getScoringRun({ scoringRunId }: cycles.GetScoringRunRequest): Promise<cycles.GetScoringRunResponse> {
    return { scoringRun: await this.app.getRun(fields.requestId.parse(scoringRunId)) };
  }

  async listScoringRuns(request: cycles.ListScoringRunsRequest): Promise<cycles.ListScoringRunsResponse> {
    return this.app.listRuns(ListScoringRuns.parse(request));
  }

  async publishResults(request: cycles.PublishResultsRequest): Promise<cycles.PublishResultsResponse> {
    return { cycle: await this.app.publish(PublishResults.parse(request)) };
  }

  async finaliseResults({ cycleId }: cycles.FinaliseResultsRequest): Promise<cycles.FinaliseResultsResponse> {
    return { cycle: await this.app.finalise(fields.id.parse(cycleId)) };
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
