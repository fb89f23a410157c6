import * as verification from '@fuxing/contracts/connectors/v1/verification';
import type * as assignments from '@fuxing/contracts/connectors/v1/assignments';
import type * as questions from '@fuxing/contracts/connectors/v1/questions';
import type * as sampling from '@fuxing/contracts/connectors/v1/sampling';
import type * as verificationSummary from '@fuxing/contracts/connectors/v1/verification_summary';
import { fields } from '@fuxing/service';
import { Controller } from '@nestjs/common';
import {
  AssignmentService,
  AssignObservations,
  DelegateVerification,
  ListAssignmentRules,
  ListDelegations,
  PutAssignmentRule,
} from '../app/verify/assignment.service';
import {
  AnswerExplanation,
  AskForExplanation,
  ExplanationsService,
} from '../app/verify/explanations.service';
import { observationId } from '../app/measure/observations.service';
import { ListQuestions, ListVerificationQueue, QueueService } from '../app/verify/queue.service';
import { SamplingService } from '../app/verify/sampling.service';
import { GetVerificationSummary, SummaryService } from '../app/verify/summary.service';
import { DecideProposal, KeepPublished } from '../app/verify/verification.request';
import { VerificationService } from '../app/verify/verification.service';

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

  async getSampling({ pullId }: sampling.GetSamplingRequest): Promise<sampling.GetSamplingResponse> {
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
    request: questions.AskForExplanationRequest,
  ): Promise<questions.AskForExplanationResponse> {
    return { question: await this.explanations.ask(AskForExplanation.parse(request)) };
  }

  async answerExplanation(
    request: questions.AnswerExplanationRequest,
  ): Promise<questions.AnswerExplanationResponse> {
    return { act: await this.explanations.answer(AnswerExplanation.parse(request)) };
  }

  listQuestions(request: questions.ListQuestionsRequest): Promise<questions.ListQuestionsResponse> {
    return this.queue.questions(ListQuestions.parse(request));
  }

  async putAssignmentRule(
    request: assignments.PutAssignmentRuleRequest,
  ): Promise<assignments.PutAssignmentRuleResponse> {
    return { assignmentRule: await this.assignment.putRule(PutAssignmentRule.parse(request)) };
  }

  async getAssignmentRule({
    assignmentRuleId,
  }: assignments.GetAssignmentRuleRequest): Promise<assignments.GetAssignmentRuleResponse> {
    return { assignmentRule: await this.assignment.getRule(fields.only({ assignmentRuleId })) };
  }

  listAssignmentRules(
    request: assignments.ListAssignmentRulesRequest,
  ): Promise<assignments.ListAssignmentRulesResponse> {
    return this.assignment.listRules(ListAssignmentRules.parse(request));
  }

  async delegateVerification(
    request: assignments.DelegateVerificationRequest,
  ): Promise<assignments.DelegateVerificationResponse> {
    return { delegation: await this.assignment.delegate(DelegateVerification.parse(request)) };
  }

  listDelegations(request: assignments.ListDelegationsRequest): Promise<assignments.ListDelegationsResponse> {
    return this.assignment.listDelegations(ListDelegations.parse(request));
  }

  getVerificationSummary(
    request: verificationSummary.GetVerificationSummaryRequest,
  ): Promise<verificationSummary.GetVerificationSummaryResponse> {
    return this.summary.get(GetVerificationSummary.parse(request));
  }
}
