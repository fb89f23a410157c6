import * as evidence from '@fuxing/contracts/connectors/v1/evidence';
import { fields } from '@fuxing/service';
import { Controller } from '@nestjs/common';
import { EvidenceService, PutEvidence } from '../app/verify/evidence.service';

@Controller()
@evidence.EvidenceServiceControllerMethods()
export class EvidenceController implements evidence.EvidenceServiceController {
  constructor(private readonly app: EvidenceService) {}

  async putEvidence(request: evidence.PutEvidenceRequest): Promise<evidence.PutEvidenceResponse> {
    return { evidence: await this.app.put(PutEvidence.parse(request)) };
  }

  async getEvidence({ evidenceId }: evidence.GetEvidenceRequest): Promise<evidence.GetEvidenceResponse> {
    return { evidence: await this.app.get(fields.only({ evidenceId }, fields.requestId)) };
  }

  downloadEvidence({
    evidenceId,
  }: evidence.DownloadEvidenceRequest): Promise<evidence.DownloadEvidenceResponse> {
    return this.app.download(fields.only({ evidenceId }, fields.requestId));
  }
}
