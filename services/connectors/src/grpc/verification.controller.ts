import * as verification from '@fuxing/contracts/connectors/v1/verification';
import { fields } from '@fuxing/service';
import { Controller } from '@nestjs/common';
import { SamplingService } from '../app/sampling.service';

@Controller()
@verification.VerificationServiceControllerMethods()
export class VerificationController implements verification.VerificationServiceController {
  constructor(private readonly sampling: SamplingService) {}

  async getSampling({ pullId }: verification.GetSamplingRequest): Promise<verification.GetSamplingResponse> {
    return { sampling: await this.sampling.get(fields.only({ pullId }, fields.requestId)) };
  }
}
