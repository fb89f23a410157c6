import { CycleStatus } from '@fuxing/contracts/evaluation/v1/cycles';
import { ListResultsResponse, ResultsServiceService } from '@fuxing/contracts/evaluation/v1/results';
import { type sendUnaryData, Server, ServerCredentials } from '@grpc/grpc-js';
import { answering } from './child';

/** Answers ListResults with the same 20 results each time, serialised beforehand: the services are not what is measured. */
const answer = ListResultsResponse.fromJSON({
  status: CycleStatus.CYCLE_STATUS_PUBLICISED,
  scoringRunId: 'streets-2025-run-1',
  nextPageToken: 'eyJwb3NpdGlvbiI6MjB9',
  results: Array.from({ length: 20 }, (_, n) => ({
    cycleId: 'streets-2025',
    unitId: `street-${n + 1}`,
    total: (99.5 - n).toFixed(2),
    rank: n + 1,
    gradeId: n < 5 ? 'excellent' : 'good',
    undecided: true,
    nodes: ['service', 'safety', 'growth', 'environment'].map((nodeId) => ({
      nodeId,
      state: 'SCORED',
      score: (98.25 - n).toFixed(2),
    })),
  })),
});

answering(async () => {
  const bytes = Buffer.from(ListResultsResponse.encode(answer).finish());
  const listResults = { ...ResultsServiceService.listResults, responseSerialize: () => bytes };
  const server = new Server();
  server.addService(
    { listResults },
    {
      listResults: (_call: unknown, done: sendUnaryData<object>) => done(null, {}),
    },
  );
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(port),
    ),
  );
  return { address: `127.0.0.1:${port}` };
});
