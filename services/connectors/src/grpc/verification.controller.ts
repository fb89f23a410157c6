import * as verification from '@fuxing/contracts/connectors/v1/verification';
import { fields } from '@fuxing/service';
import { Controller } from '@nestjs/common';
import {
  AssignmentService,
  AssignObservations,
  DelegateVerification,
  ListAssignmentRules,
  ListDelegations,
  PutAssignmentRule,
} from '../app/assignment.service';
import { AnswerExplanation, AskForExplanation, ExplanationsService } from '../app/explanations.service';
import { observationId } from '../app/observations.service';
import { ListQuestions, ListVerificationQueue, QueueService } from '../app/queue.service';
import { SamplingService } from '../app/sampling.service';
import { GetVerificationSummary, SummaryService } from '../app/summary.service';
import { DecideProposal, KeepPublished, VerificationService } from '../app/verification.service';

@Controller()
@verification.VerificationServiceControllerMethods()
export class VerificationController implements verification.VerificationServiceController {
  constructor(
    private readonly sampling: SamplingService,
    private readonly queue: QueueService,
    private readonly decisions: VerificationService,
    private readonly assignment: AssignmentService,
    private readonly explanations: ExplanationsService,
    private readonly summary: SummaryService,
  ) {}

  async getSampling({ pullId }: verification.GetSamplingRequest): Promise<verification.GetSamplingResponse> {
    return { sampling: await this.sampling.get(fields.only({ pullId }, fields.requestId)) };
  }

  listVerificationQueue(
    request: verification.ListVerificationQueueRequest,
  ): Promise<verification.ListVerificationQueueResponse> {
    return this.queue.list(ListVerificationQueue.parse(request));
  }

  getVerificationItem({
    observationId: id,
  }: verification.GetVerificationItemRequest): Promise<verification.GetVerificationItemResponse> {
    return this.queue.get(fields.only({ observationId: id }, observationId));
  }

  async listVerificationActs({
    observationId: id,
  }: verification.ListVerificationActsRequest): Promise<verification.ListVerificationActsResponse> {
    return { acts: await this.queue.acts(fields.only({ observationId: id }, observationId)) };
  }

  async assignObservations(
    request: verification.AssignObservationsRequest,
  ): Promise<verification.AssignObservationsResponse> {
    return { items: await this.assignment.assign(AssignObservations.parse(request)) };
  }

  async confirmCorrection(
    request: verification.ConfirmCorrectionRequest,
  ): Promise<verification.ConfirmCorrectionResponse> {
    return { observation: await this.decisions.confirm(DecideProposal.parse(request)) };
  }

  async declineCorrection(
    request: verification.DeclineCorrectionRequest,
  ): Promise<verification.DeclineCorrectionResponse> {
    return { observation: await this.decisions.decline(DecideProposal.parse(request)) };
  }

  async keepPublished(
    request: verification.KeepPublishedRequest,
  ): Promise<verification.KeepPublishedResponse> {
    return { observation: await this.decisions.keep(KeepPublished.parse(request)) };
  }

  async askForExplanation(
    request: verification.AskForExplanationRequest,
  ): Promise<verification.AskForExplanationResponse> {
    return { question: await this.explanations.ask(AskForExplanation.parse(request)) };
  }

  async answerExplanation(
    request: verification.AnswerExplanationRequest,
  ): Promise<verification.AnswerExplanationResponse> {
    return { act: await this.explanations.answer(AnswerExplanation.parse(request)) };
  }

  listQuestions(request: verification.ListQuestionsRequest): Promise<verification.ListQuestionsResponse> {
    return this.queue.questions(ListQuestions.parse(request));
  }

  async putAssignmentRule(
    request: verification.PutAssignmentRuleRequest,
  ): Promise<verification.PutAssignmentRuleResponse> {
    return { assignmentRule: await this.assignment.putRule(PutAssignmentRule.parse(request)) };
  }

  async getAssignmentRule({
    assignmentRuleId,
  }: verification.GetAssignmentRuleRequest): Promise<verification.GetAssignmentRuleResponse> {
    return { assignmentRule: await this.assignment.getRule(fields.only({ assignmentRuleId })) };
  }

  listAssignmentRules(
    request: verification.ListAssignmentRulesRequest,
  ): Promise<verification.ListAssignmentRulesResponse> {
    return this.assignment.listRules(ListAssignmentRules.parse(request));
  }

  async delegateVerification(
    request: verification.DelegateVerificationRequest,
  ): Promise<verification.DelegateVerificationResponse> {
    return { delegation: await this.assignment.delegate(DelegateVerification.parse(request)) };
  }

  listDelegations(
    request: verification.ListDelegationsRequest,
  ): Promise<verification.ListDelegationsResponse> {
    return this.assignment.listDelegations(ListDelegations.parse(request));
  }

  getVerificationSummary(
    request: verification.GetVerificationSummaryRequest,
  ): Promise<verification.GetVerificationSummaryResponse> {
    return this.summary.get(GetVerificationSummary.parse(request));
  }
}
