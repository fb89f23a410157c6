import type { ServiceSpec } from '@fuxing/service';
import { OutcomesService } from './app/outcomes.service';
import { PoliciesService } from './app/policies.service';
import { Settings } from './config';
import { database } from './db/database';
import { heard } from './events/heard';
import { IncentivesController } from './grpc/incentives.controller';

/** The whole service on one page. */
export const incentives: ServiceSpec = {
  name: 'incentives',
  database,
  settings: Settings,
  controllers: [IncentivesController],
  providers: [PoliciesService, OutcomesService],
  handlers: () => heard,
};
