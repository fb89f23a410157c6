import * as incentives from '@fuxing/contracts/incentives/v1/incentives';
import { fields } from '@fuxing/service';
import { Controller } from '@nestjs/common';
import { ListOutcomes, outcomeId as id, OutcomesService } from '../app/outcomes.service';
import { ListPolicies, PoliciesService, PutPolicy } from '../app/policies.service';

@Controller()
@incentives.IncentivesServiceControllerMethods()
export class IncentivesController implements incentives.IncentivesServiceController {
  constructor(
    private readonly policies: PoliciesService,
    private readonly outcomes: OutcomesService,
  ) {}

  async putPolicy(request: incentives.PutPolicyRequest): Promise<incentives.PutPolicyResponse> {
    return { policy: await this.policies.put(PutPolicy.parse(request)) };
  }

  async getPolicy({ policyId }: incentives.GetPolicyRequest): Promise<incentives.GetPolicyResponse> {
    return { policy: await this.policies.get(fields.only({ policyId })) };
  }

  async listPolicies(request: incentives.ListPoliciesRequest): Promise<incentives.ListPoliciesResponse> {
    return this.policies.list(ListPolicies.parse(request));
  }

  async getOutcome({ outcomeId }: incentives.GetOutcomeRequest): Promise<incentives.GetOutcomeResponse> {
    return { outcome: await this.outcomes.get(fields.only({ outcomeId }, id)) };
  }

  async listOutcomes(request: incentives.ListOutcomesRequest): Promise<incentives.ListOutcomesResponse> {
    return this.outcomes.list(ListOutcomes.parse(request));
  }
}
