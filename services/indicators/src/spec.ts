import type { ServiceSpec } from '@fuxing/service';
import { IndicatorsService } from './app/indicators.service';
import { SchemesService } from './app/schemes.service';
import { TargetsService } from './app/targets.service';
import { TenantsService } from './app/tenants.service';
import { UnitsService } from './app/units.service';
import { Settings } from './config';
import { database } from './db/database';
import {
  IndicatorsController,
  SchemesController,
  TenantsController,
  UnitsController,
} from './grpc/indicators.controllers';

/** The whole service on one page. */
export const indicators: ServiceSpec = {
  name: 'indicators',
  database,
  settings: Settings,
  controllers: [TenantsController, UnitsController, IndicatorsController, SchemesController],
  providers: [TenantsService, UnitsService, IndicatorsService, TargetsService, SchemesService],
};
