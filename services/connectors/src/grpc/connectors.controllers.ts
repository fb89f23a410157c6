import * as measures from '@fuxing/contracts/connectors/v1/measures';
import type * as measureQuality from '@fuxing/contracts/connectors/v1/measure_quality';
import * as observations from '@fuxing/contracts/connectors/v1/observations';
import type * as credentials from '@fuxing/contracts/connectors/v1/credentials';
import type * as pulls from '@fuxing/contracts/connectors/v1/pulls';
import type * as sourceSchemas from '@fuxing/contracts/connectors/v1/source_schemas';
import * as sources from '@fuxing/contracts/connectors/v1/sources';
import type * as unitMappings from '@fuxing/contracts/connectors/v1/unit_mappings';
import { fields } from '@fuxing/service';
import { Controller } from '@nestjs/common';
import { specifications } from '../sources/index';
import { CredentialsService, ListCredentials, PutCredential } from '../app/collect/credentials.service';
import { PreviewMeasure, PutMeasure } from '../app/measure/measure.request';
import { MeasurePreview } from '../app/measure/measure-preview';
import { MeasureQuality } from '../app/measure/measure-quality';
import { ListMeasures, MeasuresService } from '../app/measure/measures.service';
import {
  ListObservationRecords,
  observationId,
  ListObservations,
  ListRecordKeys,
  ObservationsService,
} from '../app/measure/observations.service';
import {
  CancelPull,
  ListPulls,
  ListUnusableRecords,
  PullsService,
  PushRecords,
  ReplayRecords,
  StartPull,
} from '../app/collect/pulls.service';
import { AcceptSourceSchema, SchemasService } from '../app/collect/schemas.service';
import { ListSources, ListUnitMappings, PutSource, SourcesService } from '../app/collect/sources.service';
import { TrySource, TrySourceRequest } from '../app/collect/try-source';
import { PutUnitMapping } from '../app/measure/unit-mapping.request';
import {
  AcceptObservations,
  CorrectObservation,
  RejectObservation,
} from '../app/verify/verification.request';
import { VerificationService } from '../app/verify/verification.service';

@Controller()
@sources.SourcesServiceControllerMethods()
export class SourcesController implements sources.SourcesServiceController {
  constructor(
    private readonly app: SourcesService,
    private readonly pulls: PullsService,
    private readonly trial: TrySource,
    private readonly credentials: CredentialsService,
    private readonly schemas: SchemasService,
  ) {}

  async putSource(request: sources.PutSourceRequest): Promise<sources.PutSourceResponse> {
    return { source: await this.app.putSource(PutSource.parse(request)) };
  }

  async getSource({ sourceId }: sources.GetSourceRequest): Promise<sources.GetSourceResponse> {
    return { source: await this.app.getSource(fields.only({ sourceId })) };
  }

  listSources(request: sources.ListSourcesRequest): Promise<sources.ListSourcesResponse> {
    return this.app.listSources(ListSources.parse(request));
  }

  listSourceKinds(): Promise<sources.ListSourceKindsResponse> {
    return Promise.resolve({ kinds: specifications() });
  }

  checkSource(request: sources.CheckSourceRequest): Promise<sources.CheckSourceResponse> {
    return this.trial.check(TrySourceRequest.parse(request));
  }

  discoverSource(request: sources.DiscoverSourceRequest): Promise<sources.DiscoverSourceResponse> {
    return this.trial.discover(TrySourceRequest.parse(request));
  }

  async putUnitMapping(
    request: unitMappings.PutUnitMappingRequest,
  ): Promise<unitMappings.PutUnitMappingResponse> {
    return { unitMapping: await this.app.putMapping(PutUnitMapping.parse(request)) };
  }

  async getUnitMapping(
    request: unitMappings.GetUnitMappingRequest,
  ): Promise<unitMappings.GetUnitMappingResponse> {
    return { unitMapping: await this.app.getMapping(fields.only({ unitMappingId: request.unitMappingId })) };
  }

  listUnitMappings(
    request: unitMappings.ListUnitMappingsRequest,
  ): Promise<unitMappings.ListUnitMappingsResponse> {
    return this.app.listMappings(ListUnitMappings.parse(request));
  }

  async startPull(request: pulls.StartPullRequest): Promise<pulls.StartPullResponse> {
    return { pull: await this.pulls.start(StartPull.parse(request)) };
  }

  async getPull({ pullId }: pulls.GetPullRequest): Promise<pulls.GetPullResponse> {
    return { pull: await this.pulls.get(fields.only({ pullId }, fields.requestId)) };
  }

  listPulls(request: pulls.ListPullsRequest): Promise<pulls.ListPullsResponse> {
    return this.pulls.list(ListPulls.parse(request));
  }

  async cancelPull(request: pulls.CancelPullRequest): Promise<pulls.CancelPullResponse> {
    return { pull: await this.pulls.cancel(CancelPull.parse(request)) };
  }

  async replayRecords(request: pulls.ReplayRecordsRequest): Promise<pulls.ReplayRecordsResponse> {
    return { pull: await this.pulls.replay(ReplayRecords.parse(request)) };
  }

  async getSourceSchema({
    sourceId,
  }: sourceSchemas.GetSourceSchemaRequest): Promise<sourceSchemas.GetSourceSchemaResponse> {
    return { schema: await this.schemas.get(fields.only({ sourceId })) };
  }

  async acceptSourceSchema(
    request: sourceSchemas.AcceptSourceSchemaRequest,
  ): Promise<sourceSchemas.AcceptSourceSchemaResponse> {
    return { schema: await this.schemas.accept(AcceptSourceSchema.parse(request)) };
  }

  async pushRecords(request: pulls.PushRecordsRequest): Promise<pulls.PushRecordsResponse> {
    return { pull: await this.pulls.push(PushRecords.parse(request)) };
  }

  async putCredential(request: credentials.PutCredentialRequest): Promise<credentials.PutCredentialResponse> {
    return { credential: await this.credentials.put(PutCredential.parse(request)) };
  }

  listCredentials(request: credentials.ListCredentialsRequest): Promise<credentials.ListCredentialsResponse> {
    return this.credentials.list(ListCredentials.parse(request));
  }

  async deleteCredential({
    credentialId,
  }: credentials.DeleteCredentialRequest): Promise<credentials.DeleteCredentialResponse> {
    await this.credentials.delete(fields.only({ credentialId }));
    return {};
  }

  rewrapCredentials(): Promise<credentials.RewrapCredentialsResponse> {
    return this.credentials.rewrap();
  }

  listUnusableRecords(request: pulls.ListUnusableRecordsRequest): Promise<pulls.ListUnusableRecordsResponse> {
    return this.pulls.listUnusable(ListUnusableRecords.parse(request));
  }
}

@Controller()
@measures.MeasuresServiceControllerMethods()
export class MeasuresController implements measures.MeasuresServiceController {
  constructor(
    private readonly app: MeasuresService,
    private readonly quality: MeasureQuality,
    private readonly trial: MeasurePreview,
  ) {}

  async putMeasure(request: measures.PutMeasureRequest): Promise<measures.PutMeasureResponse> {
    const measure = await this.app.put(PutMeasure.parse(request));
    return { measure, warnings: await this.app.warnings(measure) };
  }

  async getMeasure({ measureId }: measures.GetMeasureRequest): Promise<measures.GetMeasureResponse> {
    return { measure: await this.app.get(fields.only({ measureId })) };
  }

  previewMeasure(request: measures.PreviewMeasureRequest): Promise<measures.PreviewMeasureResponse> {
    return this.trial.preview(PreviewMeasure.parse(request));
  }

  getMeasureQuality({
    measureId,
  }: measureQuality.GetMeasureQualityRequest): Promise<measureQuality.GetMeasureQualityResponse> {
    return this.quality.get(fields.only({ measureId }));
  }

  listMeasures(request: measures.ListMeasuresRequest): Promise<measures.ListMeasuresResponse> {
    return this.app.list(ListMeasures.parse(request));
  }
}

@Controller()
@observations.ObservationsServiceControllerMethods()
export class ObservationsController implements observations.ObservationsServiceController {
  constructor(
    private readonly app: ObservationsService,
    private readonly verification: VerificationService,
  ) {}

  listObservations(
    request: observations.ListObservationsRequest,
  ): Promise<observations.ListObservationsResponse> {
    return this.app.list(ListObservations.parse(request));
  }

  async getObservation({
    observationId: id,
  }: observations.GetObservationRequest): Promise<observations.GetObservationResponse> {
    return { observation: await this.app.get(fields.only({ observationId: id }, observationId)) };
  }

  listObservationRecords(
    request: observations.ListObservationRecordsRequest,
  ): Promise<observations.ListObservationRecordsResponse> {
    return this.app.listRecords(ListObservationRecords.parse(request));
  }

  listRecordKeys(request: observations.ListRecordKeysRequest): Promise<observations.ListRecordKeysResponse> {
    return this.app.listRecordKeys(ListRecordKeys.parse(request));
  }

  async acceptObservations(
    request: observations.AcceptObservationsRequest,
  ): Promise<observations.AcceptObservationsResponse> {
    return { observations: await this.verification.accept(AcceptObservations.parse(request)) };
  }

  async correctObservation(
    request: observations.CorrectObservationRequest,
  ): Promise<observations.CorrectObservationResponse> {
    return { observation: await this.verification.correct(CorrectObservation.parse(request)) };
  }

  async rejectObservation(
    request: observations.RejectObservationRequest,
  ): Promise<observations.RejectObservationResponse> {
    return { observation: await this.verification.reject(RejectObservation.parse(request)) };
  }
}
