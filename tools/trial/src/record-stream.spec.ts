import { once } from 'node:events';
import {
  RecordStreamsServiceService,
  type StreamRecordsRequest,
  type StreamRecordsResponse,
} from '@fuxing/contracts/gateway/v1/record_streams';
import { Client, credentials, Metadata } from '@grpc/grpc-js';
import { readFileSync } from 'node:fs';
import { setUp, systemToken } from './bad-input/district';
import { asRole } from './superuser';
import { type RunningTrial, runTrial, temporaryFolder } from './testbed';

describe('another system that pushes by a gRPC stream', () => {
  const folder = temporaryFolder();
  let trial: RunningTrial;
  let token: string;

  beforeAll(async () => {
    trial = await runTrial(['--empty'], folder.path);
    const { role } = JSON.parse(readFileSync(`${folder.path}/secrets.json`, 'utf8')) as { role: string };
    await setUp(trial, role);
    token = await systemToken(trial.issuer, role);
  }, 60_000);
  afterAll(async () => {
    await trial?.stop();
    folder.remove();
  });

  const batch = (n: number): StreamRecordsRequest => ({
    sourceId: 'pushed',
    pullId: `batch-${n}`,
    records: Array.from({ length: 200 }, (_, i) => ({
      id: `s${n * 200 + i}`,
      at: '2025-12-02T08:00:00',
      unit: 'A',
      done: '1',
    })),
  });

  /** Sends batches and breaks off after so many answers. @returns the pulls that were answered */
  async function push(batches: number[], breakAfter = Infinity): Promise<string[]> {
    const client = new Client(trial.grpc, credentials.createInsecure());
    const metadata = new Metadata();
    metadata.set('authorization', `Bearer ${token}`);
    const { path, requestSerialize, responseDeserialize } = RecordStreamsServiceService.streamRecords;
    const stream = client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize, metadata);
    const answered: string[] = [];
    stream.on('data', ({ pull }: StreamRecordsResponse) => {
      answered.push(pull?.pullId ?? '');
      if (answered.length === breakAfter) stream.cancel();
    });
    for (const n of batches) stream.write(batch(n));
    stream.end();
    await once(stream, 'end').catch((error: { code?: number }) => expect(error.code).toBe(1));
    client.close();
    return answered;
  }

  const stored = (): Promise<number> =>
    asRole(folder.path, 'postgres', async (client) => {
      const { rows } = await client.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM connectors.record WHERE record_key LIKE 's%' AND until IS NULL AND version = 1`,
      );
      return rows[0]?.n ?? 0;
    });

  it('has stored what was answered, and after a broken stream sends the rest again', async () => {
    const first = await push([0, 1, 2, 3, 4], 2);
    expect(first.slice(0, 2)).toEqual(['batch-0', 'batch-1']);
    expect(await stored()).toBeGreaterThanOrEqual(400);
    const rest = await push([1, 2, 3, 4]);
    expect(rest).toEqual(['batch-1', 'batch-2', 'batch-3', 'batch-4']);
    expect(await stored()).toBe(1_000);
  });
});
