import {
  type ListRecordKeysRequest,
  ObservationsServiceService,
  type RecordKeys as Behind,
} from '@fuxing/contracts/connectors/v1/observations';
import { ReceiptInput } from '@fuxing/contracts/evaluation/v1/results';
import { Server, ServerCredentials, status } from '@grpc/grpc-js';
import { RecordKeys } from './record-keys';

const asked: { request: ListRecordKeysRequest; authorization: unknown }[] = [];
let answer: (ids: string[]) => Behind[] | undefined;
let connectors: Server;
let keys: RecordKeys;
beforeAll(async () => {
  connectors = new Server();
  const { listRecordKeys } = ObservationsServiceService;
  connectors.addService(
    { listRecordKeys },
    {
      listRecordKeys: (call: any, reply: any) => {
        asked.push({ request: call.request, authorization: call.metadata.get('authorization')[0] });
        const observations = answer(call.request.observationIds);
        reply(observations ? null : { code: status.INTERNAL }, { observations });
      },
    },
  );
  const port = await new Promise<number>((bound, fail) =>
    connectors.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, on) =>
      error ? fail(error) : bound(on),
    ),
  );
  keys = new RecordKeys({ CONNECTORS_ADDRESS: `127.0.0.1:${port}` });
});
afterEach(() => asked.splice(0));
afterAll(() => {
  keys.onModuleDestroy();
  connectors.forceShutdown();
});

const input = (observationId: string, recordCount: number) =>
  ReceiptInput.fromJSON({ observationId, recordCount, recordsHash: 'frozen' });
const first = (n: number): string[] => Array.from({ length: n }, (_, i) => `k${i}`);
const fill = async (inputs: ReceiptInput[], from = keys) => {
  await from.fill(inputs, 'token');
  return inputs.map((each) => [
    each.recordKeysState.replace('RECORD_KEYS_STATE_', ''),
    each.recordKeys.length,
  ]);
};

it('asks once for all, in the name of the caller, and says which keys are all there are', async () => {
  answer = (ids) =>
    ids.map((observationId) => ({ observationId, recordKeys: first(observationId === 'big' ? 100 : 3) }));
  expect(await fill([input('big', 101), input('small', 3), input('exact', 3)])).toEqual([
    ['FIRST', 100],
    ['ALL', 3],
    ['ALL', 3],
  ]);
  expect(asked).toEqual([
    { request: { observationIds: ['big', 'small', 'exact'] }, authorization: 'Bearer token' },
  ]);
});

it('asks for an observation that two leaves share once, and for more than 500 in several calls', async () => {
  answer = (ids) => ids.map((observationId) => ({ observationId, recordKeys: ['k'] }));
  const many = Array.from({ length: 1_200 }, (_, n) => input(`o${n}`, 1));
  expect(new Set((await fill([input('o0', 1), ...many])).map(String))).toEqual(new Set(['ALL,1']));
  expect(asked.map(({ request }) => request.observationIds.length)).toEqual([499, 500, 201]);
});

it('says so for an observation that connectors does not know, and keeps count and hash', async () => {
  answer = () => [{ observationId: 'known', recordKeys: ['k'] }];
  const inputs = [input('known', 1), input('unknown', 7)];
  expect(await fill(inputs)).toEqual([
    ['ALL', 1],
    ['UNAVAILABLE', 0],
  ]);
  expect(inputs[1]).toMatchObject({ recordCount: 7, recordsHash: 'frozen' });
});

it('says so when connectors fails or is away', async () => {
  answer = () => undefined;
  expect(await fill([input('a', 1)])).toEqual([['UNAVAILABLE', 0]]);
  const away = new RecordKeys({ CONNECTORS_ADDRESS: '127.0.0.1:1' });
  expect(await fill([input('a', 1)], away)).toEqual([['UNAVAILABLE', 0]]);
  away.onModuleDestroy();
});
