import * as burden from '@fuxing/contracts/connectors/v1/burden';
import type * as manualValues from '@fuxing/contracts/connectors/v1/manual_values';
import { fields } from '@fuxing/service';
import { Controller } from '@nestjs/common';
import {
  BurdenService,
  GetReportingBurden,
  ListManualFields,
  PutManualField,
} from '../app/verify/burden.service';

import { EnterManualValues, ListManualValues } from '../app/collect/manual-values.request';
import { ManualValuesService } from '../app/collect/manual-values.service';

@Controller()
@burden.BurdenServiceControllerMethods()
export class BurdenController implements burden.BurdenServiceController {
  constructor(
    private readonly app: BurdenService,
    private readonly values: ManualValuesService,
  ) {}

  async putManualField(request: burden.PutManualFieldRequest): Promise<burden.PutManualFieldResponse> {
    return { manualField: await this.app.put(PutManualField.parse(request)) };
  }

  async getManualField({
    manualFieldId,
  }: burden.GetManualFieldRequest): Promise<burden.GetManualFieldResponse> {
    return { manualField: await this.app.get(fields.only({ manualFieldId })) };
  }

  listManualFields(request: burden.ListManualFieldsRequest): Promise<burden.ListManualFieldsResponse> {
    return this.app.list(ListManualFields.parse(request));
  }

  getReportingBurden(request: burden.GetReportingBurdenRequest): Promise<burden.GetReportingBurdenResponse> {
    return this.app.burden(GetReportingBurden.parse(request));
  }

  async enterManualValues(
    request: manualValues.EnterManualValuesRequest,
  ): Promise<manualValues.EnterManualValuesResponse> {
    return { values: await this.values.enter(EnterManualValues.parse(request)) };
  }

  listManualValues(
    request: manualValues.ListManualValuesRequest,
  ): Promise<manualValues.ListManualValuesResponse> {
    return this.values.list(ListManualValues.parse(request));
  }
}
