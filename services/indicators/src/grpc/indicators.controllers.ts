import * as indicators from '@fuxing/contracts/indicators/v1/indicators';
import * as schemes from '@fuxing/contracts/indicators/v1/schemes';
import * as tenants from '@fuxing/contracts/indicators/v1/tenants';
import * as units from '@fuxing/contracts/indicators/v1/units';
import { fields } from '@fuxing/service';
import { Controller } from '@nestjs/common';
import {
  IndicatorsService,
  ListIndicators,
  ListIndicatorVersions,
  PutIndicator,
} from '../app/indicators.service';
import { ListSchemes, PutScheme, SchemesService } from '../app/schemes.service';
import { ListTargets, PutTargets, TargetsService } from '../app/targets.service';
import { PutTenant, TenantsService } from '../app/tenants.service';
import { ListUnitGroups, ListUnits, PutUnit, PutUnitGroup, UnitsService } from '../app/units.service';

@Controller()
@tenants.TenantsServiceControllerMethods()
export class TenantsController implements tenants.TenantsServiceController {
  constructor(private readonly app: TenantsService) {}

  async putTenant(request: tenants.PutTenantRequest): Promise<tenants.PutTenantResponse> {
    return { tenant: await this.app.put(PutTenant.parse(request)) };
  }

  async getTenant(): Promise<tenants.GetTenantResponse> {
    return { tenant: await this.app.get() };
  }
}

@Controller()
@units.UnitsServiceControllerMethods()
export class UnitsController implements units.UnitsServiceController {
  constructor(private readonly app: UnitsService) {}

  async putUnit(request: units.PutUnitRequest): Promise<units.PutUnitResponse> {
    return { unit: await this.app.putUnit(PutUnit.parse(request)) };
  }

  async getUnit({ unitId }: units.GetUnitRequest): Promise<units.GetUnitResponse> {
    return { unit: await this.app.getUnit(fields.only({ unitId })) };
  }

  listUnits(request: units.ListUnitsRequest): Promise<units.ListUnitsResponse> {
    return this.app.listUnits(ListUnits.parse(request));
  }

  async putUnitGroup(request: units.PutUnitGroupRequest): Promise<units.PutUnitGroupResponse> {
    return { unitGroup: await this.app.putGroup(PutUnitGroup.parse(request)) };
  }

  async getUnitGroup({ unitGroupId }: units.GetUnitGroupRequest): Promise<units.GetUnitGroupResponse> {
    return { unitGroup: await this.app.getGroup(fields.only({ unitGroupId })) };
  }

  listUnitGroups(request: units.ListUnitGroupsRequest): Promise<units.ListUnitGroupsResponse> {
    return this.app.listGroups(ListUnitGroups.parse(request));
  }
}

@Controller()
@indicators.IndicatorsServiceControllerMethods()
export class IndicatorsController implements indicators.IndicatorsServiceController {
  constructor(
    private readonly app: IndicatorsService,
    private readonly targets: TargetsService,
  ) {}

  async putIndicator(request: indicators.PutIndicatorRequest): Promise<indicators.PutIndicatorResponse> {
    return { indicator: await this.app.put(PutIndicator.parse(request)) };
  }

  async getIndicator({
    indicatorId,
  }: indicators.GetIndicatorRequest): Promise<indicators.GetIndicatorResponse> {
    return { indicator: await this.app.get(fields.only({ indicatorId })) };
  }

  listIndicators(request: indicators.ListIndicatorsRequest): Promise<indicators.ListIndicatorsResponse> {
    return this.app.list(ListIndicators.parse(request));
  }

  listIndicatorVersions(
    request: indicators.ListIndicatorVersionsRequest,
  ): Promise<indicators.ListIndicatorVersionsResponse> {
    return this.app.listVersions(ListIndicatorVersions.parse(request));
  }

  async putTargets(request: indicators.PutTargetsRequest): Promise<indicators.PutTargetsResponse> {
    return { changed: await this.targets.put(PutTargets.parse(request)) };
  }

  listTargets(request: indicators.ListTargetsRequest): Promise<indicators.ListTargetsResponse> {
    return this.targets.list(ListTargets.parse(request));
  }
}

@Controller()
@schemes.SchemesServiceControllerMethods()
export class SchemesController implements schemes.SchemesServiceController {
  constructor(private readonly app: SchemesService) {}

  async putScheme(request: schemes.PutSchemeRequest): Promise<schemes.PutSchemeResponse> {
    const { schemeId, scheme, etag } = PutScheme.parse(request);
    return { scheme: await this.app.put({ schemeId, scheme: scheme as unknown as schemes.Scheme, etag }) };
  }

  async getScheme({ schemeId }: schemes.GetSchemeRequest): Promise<schemes.GetSchemeResponse> {
    return { scheme: await this.app.get(fields.only({ schemeId })) };
  }

  listSchemes(request: schemes.ListSchemesRequest): Promise<schemes.ListSchemesResponse> {
    return this.app.list(ListSchemes.parse(request));
  }
}
