import 'reflect-metadata';
import {
  type ListResultsRequest,
  ListResultsResponse,
  ResultsServiceService,
} from '@fuxing/contracts/evaluation/v1/results';
import { Client, credentials, type ServiceError } from '@grpc/grpc-js';
import { Controller, Get, Headers, Inject, Module, Param, Query } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { answering } from './child';
import { door } from './doors';
import { inner } from './inner';

const { Sessions } = inner(
  'services/gateway/dist/auth/sessions',
) as typeof import('../../../services/gateway/src/auth/sessions');
const { Issuer } = inner(
  'services/gateway/dist/auth/issuer',
) as typeof import('../../../services/gateway/src/auth/issuer');
const { callerTokens } = inner(
  'services/gateway/dist/auth/caller-token',
) as typeof import('../../../services/gateway/src/auth/caller-token');
type OpenSessions = InstanceType<typeof Sessions>;

const READERS = new Set(['operator', 'verifier', 'reporter', 'office', 'leader', 'auditor']);

/** What one would write by hand for this one route: the same check of the token, the same RPC through ts-proto. */
@Controller('v1/cycles/:cycleId/results')
class ResultsController {
  constructor(
    @Inject('SESSIONS') private readonly sessions: OpenSessions,
    @Inject('CLIENT') private readonly client: Client,
  ) {}

  @Get()
  async list(
    @Param('cycleId') cycleId: string,
    @Query() query: Record<string, string>,
    @Headers('authorization') authorization: string,
  ): Promise<unknown> {
    const { caller, metadata } = await this.sessions.open(authorization);
    if (!caller.roles.some((role) => READERS.has(role))) throw new Error('ROLE_MISSING');
    const { path, requestSerialize, responseDeserialize } = ResultsServiceService.listResults;
    const request: ListResultsRequest = {
      cycleId,
      pageSize: Number(query['pageSize'] ?? 0),
      pageToken: query['pageToken'] ?? '',
      scoringRunId: query['scoringRunId'] ?? '',
    };
    const response = await new Promise<ListResultsResponse>((resolve, reject) =>
      this.client.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        request,
        metadata.clone(),
        { deadline: Date.now() + 10_000 },
        (error: ServiceError | null, answer?: ListResultsResponse) =>
          error || !answer ? reject(error ?? new Error('No answer.')) : resolve(answer),
      ),
    );
    return ListResultsResponse.toJSON(response);
  }
}

const open = door(async ({ issuer, audience, signingKey, backend }) => {
  const sessions = new Sessions(new Issuer(issuer, audience), await callerTokens(signingKey));
  const client = new Client(backend, credentials.createInsecure());
  class DoorModule {}
  Module({})(DoorModule);
  const module = {
    module: DoorModule,
    controllers: [ResultsController],
    providers: [
      { provide: 'SESSIONS', useValue: sessions },
      { provide: 'CLIENT', useValue: client },
    ],
  };
  const app = await NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(), {
    logger: ['error'],
  });
  await app.listen(0, '127.0.0.1');
  return app.getUrl();
});
answering(open);
