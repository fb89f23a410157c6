import { PushRecordsResponse } from '@fuxing/contracts/connectors/v1/pulls';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  RecordStreamsServiceService as Streams,
  type StreamRecordsRequest,
  type StreamRecordsResponse,
} from '@fuxing/contracts/gateway/v1/record_streams';
import {
  ListObservationsRequest,
  ObservationsServiceService as Observations,
} from '@fuxing/contracts/connectors/v1/observations';
import { UnitsServiceService as Units } from '@fuxing/contracts/indicators/v1/units';
import { fromGrpcStatus } from '@fuxing/service';
import {
  Client,
  type ClientDuplexStream,
  credentials,
  Metadata,
  type MethodDefinition,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import { access, type Access } from '../auth/access';
import { refusal } from '../testing/backend';
import { Door } from '../testing/door';

const PUSH = '/fuxing.connectors.v1.SourcesService/PushRecords';
let door: Door;
const clients: Client[] = [];
beforeAll(async () => {
  door = await Door.open();
});
afterAll(async () => {
  for (const client of clients) client.close();
  await door.close();
});

function client(at = door): Client {
  const made = new Client(`127.0.0.1:${at.grpcPort}`, credentials.createInsecure());
  clients.push(made);
  return made;
}

async function bearer(username: string, at = door): Promise<Metadata> {
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${await at.token(username)}`);
  return metadata;
}

interface Told {
  code: status;
  reason?: string;
  zh?: string;
  fields?: string[];
}

/** What a call answers, or how it is refused. */
function ask<Q, A>(
  {
    path,
    requestSerialize,
    responseDeserialize,
  }: Pick<MethodDefinition<Q, A>, 'path' | 'requestSerialize' | 'responseDeserialize'>,
  request: Q,
  metadata: Metadata,
  at = door,
): Promise<A | Told> {
  return new Promise((resolve) => {
    client(at).makeUnaryRequest(
      path,
      requestSerialize,
      responseDeserialize,
      request,
      metadata,
      (error, value) => resolve(error ? told(error) : (value as A)),
    );
  });
}

const same = (bytes: Buffer): Buffer => bytes;
const raw = { path: Units.getUnit.path, requestSerialize: same, responseDeserialize: same };

function told(error: ServiceError): Told {
  const refused = fromGrpcStatus(error);
  return {
    code: error.code,
    ...(refused && {
      reason: refused.reason,
      zh: refused.text.zh,
      fields: refused.fields.map(({ field }) => field),
    }),
  };
}

describe('a call', () => {
  it('reaches the service in the name of the caller', async () => {
    door.backend.on('/fuxing.indicators.v1.UnitsService/GetUnit', () => ({
      unit: { unitId: 'water', name: '水利局' },
    }));
    const metadata = await bearer('office');
    expect(await ask(Units.getUnit, { unitId: 'water' }, metadata)).toMatchObject({
      unit: { name: '水利局' },
    });
    expect(door.backend.last.request).toMatchObject({ unitId: 'water' });
    expect(String(door.backend.last.metadata.get('authorization')[0])).not.toBe(
      String(metadata.get('authorization')[0]),
    );
  });

  it.each([
    ['nobody', async () => new Metadata(), status.UNAUTHENTICATED, 'TOKEN_MISSING'],
    [
      'garbage',
      async () => {
        const m = new Metadata();
        m.set('authorization', 'Bearer a.b.c');
        return m;
      },
      status.UNAUTHENTICATED,
      'TOKEN_INVALID',
    ],
    ['a wrong role', () => bearer('leader'), status.PERMISSION_DENIED, 'ROLE_MISSING'],
  ])('of %s is refused in both languages', async (_, metadata, code, reason) => {
    const before = door.backend.seen.length;
    const refused = await ask(Units.putUnit, { unitId: 'a', unit: undefined, etag: '' }, await metadata());
    expect(refused).toMatchObject({ code, reason, zh: expect.stringMatching(/[\u4e00-\u9fff]/) });
    if (reason === 'ROLE_MISSING')
      expect(refused).toMatchObject({ zh: expect.stringContaining('operator（系统管理员）') });
    expect(door.backend.seen).toHaveLength(before);
  });

  it('keeps a reporter to its unit', async () => {
    const metadata = await bearer('reporter');
    expect(await ask(Units.getUnit, { unitId: 'roads' }, metadata)).toMatchObject({
      code: status.PERMISSION_DENIED,
      reason: 'UNIT_FORBIDDEN',
    });
    await ask(Observations.listObservations, ListObservationsRequest.fromJSON({}), metadata);
    expect(door.backend.last.request).toMatchObject({ unitId: 'water' });
  });

  const district = ['operator', 'office', 'verifier', 'leader', 'auditor', 'system'] as const;
  it.each(district)('of %s reaches what its role may, and nothing else', async (role) => {
    const metadata = await bearer(role);
    const rows = (Object.entries(access) as [string, Access][]).filter(
      ([path]) => path !== Streams.streamRecords.path,
    );
    const answers = await Promise.all(
      rows.map(async ([path]) => [path, await ask({ ...raw, path }, Buffer.alloc(0), metadata)] as const),
    );
    const reached = answers.filter(([, answer]) => Buffer.isBuffer(answer)).map(([path]) => path);
    expect(reached).toEqual(
      rows.filter(([, row]) => (row.roles as readonly string[]).includes(role)).map(([path]) => path),
    );
  });

  it('passes on what a service refuses, word by word', async () => {
    door.backend.on('/fuxing.indicators.v1.UnitsService/GetUnit', () => {
      throw refusal(status.NOT_FOUND, 'UNIT_NOT_FOUND', 'No unit x.', '没有单位 x。');
    });
    const metadata = await bearer('office');
    expect(await ask(Units.getUnit, { unitId: 'x' }, metadata)).toMatchObject({
      code: status.NOT_FOUND,
      reason: 'UNIT_NOT_FOUND',
      zh: '没有单位 x。',
    });
  });

  it('hides what went wrong inside, and where', async () => {
    const metadata = await bearer('office');
    for (const code of [status.INTERNAL, status.UNAVAILABLE]) {
      door.backend.on('/fuxing.indicators.v1.UnitsService/GetUnit', () => {
        throw Object.assign(new Error('10.0.0.7: secret'), { code, details: '10.0.0.7: secret' });
      });
      const refused = await new Promise<ServiceError | null>((resolve) =>
        client().makeUnaryRequest(raw.path, same, same, Buffer.alloc(0), metadata, (error) => resolve(error)),
      );
      expect(refused?.code).toBe(code);
      expect(refused?.details).not.toContain('secret');
    }
  });

  it('that no message can be, or no database can store, is refused by name', async () => {
    const metadata = await bearer('office');
    expect(await ask(Units.getUnit, { unitId: 'a\0' }, metadata)).toMatchObject({
      code: status.INVALID_ARGUMENT,
      fields: ['unitId'],
    });
    expect(await ask(raw, Buffer.from([0xff, 0xff, 0xff]), metadata)).toMatchObject({
      code: status.INVALID_ARGUMENT,
      reason: 'INVALID_REQUEST',
    });
    expect(await ask(raw, Buffer.alloc(1024 * 1024), metadata)).toMatchObject({
      code: status.RESOURCE_EXHAUSTED,
    });
  });

  it('too many of one subject wait; others do not', async () => {
    const narrow = await Door.open({ rateLimitPerMinute: 2 });
    try {
      const [office, leader] = [await bearer('office', narrow), await bearer('leader', narrow)];
      const read = (metadata: Metadata) => ask(Units.getUnit, { unitId: 'a' }, metadata, narrow);
      await read(office);
      await read(office);
      expect(await read(office)).toMatchObject({ code: status.RESOURCE_EXHAUSTED, reason: 'RATE_LIMITED' });
      expect(await read(leader)).not.toMatchObject({ code: expect.anything() });
    } finally {
      await narrow.close();
    }
  });

  it('may ask what there is', async () => {
    // list_services of grpc.reflection.v1: field 7, empty.
    const call = client().makeBidiStreamRequest(
      '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo',
      same,
      same,
    );
    call.write(Buffer.from([0x3a, 0x00]));
    const [listed] = (await once(call, 'data')) as [Buffer];
    call.end();
    expect(listed.toString()).toContain('fuxing.gateway.v1.RecordStreamsService');
    expect(listed.toString()).toContain('fuxing.indicators.v1.UnitsService');
  });
});

describe('a stream of records', () => {
  const batch = (n: number): StreamRecordsRequest => ({
    sourceId: 's',
    pullId: `p${n}`,
    records: [{ id: String(n) }],
  });
  const open = async (
    username: string,
  ): Promise<ClientDuplexStream<StreamRecordsRequest, StreamRecordsResponse>> => {
    const { path, requestSerialize, responseDeserialize } = Streams.streamRecords;
    return client().makeBidiStreamRequest(
      path,
      requestSerialize,
      responseDeserialize,
      await bearer(username),
    );
  };
  const failure = async (stream: ClientDuplexStream<StreamRecordsRequest, StreamRecordsResponse>) => {
    const [error] = (await once(stream.resume(), 'error')) as [ServiceError];
    return told(error);
  };
  const pulls = (): unknown[] =>
    door.backend.seen.filter(({ path }) => path === PUSH).map(({ request }) => request['pullId']);

  beforeEach(() => {
    door.backend.seen.length = 0;
    door.backend.on(PUSH, ({ request }) =>
      PushRecordsResponse.fromJSON({ pull: { pullId: request['pullId'] } }),
    );
  });

  it('is stored batch by batch, each answered when it is stored', async () => {
    const stream = await open('system');
    const answers: string[] = [];
    stream.on('data', ({ pull }: StreamRecordsResponse) => answers.push(pull?.pullId ?? ''));
    for (let n = 0; n < 5; n++) stream.write(batch(n));
    stream.end();
    await once(stream, 'end');
    expect(answers).toEqual(['p0', 'p1', 'p2', 'p3', 'p4']);
    expect(door.backend.last.request).toMatchObject({ sourceId: 's', records: [{ id: '4' }] });
  });

  it('has one batch on the way at a time', async () => {
    let [now, most] = [0, 0];
    door.backend.on(PUSH, async () => {
      most = Math.max(most, ++now);
      await sleep(10);
      now -= 1;
      return {};
    });
    const stream = await open('system');
    for (let n = 0; n < 10; n++) stream.write(batch(n));
    stream.end();
    await once(stream.resume(), 'end');
    expect([most, pulls().length]).toEqual([1, 10]);
  });

  it('ends at the first batch that is refused; what was answered is stored, nothing behind it', async () => {
    door.backend.on(PUSH, ({ request }) => {
      if (request['pullId'] === 'p2')
        throw refusal(status.FAILED_PRECONDITION, 'SOURCE_IS_PULLED', 'No.', '不能推送。');
      return {};
    });
    const stream = await open('system');
    for (let n = 0; n < 5; n++) stream.write(batch(n));
    expect(await failure(stream)).toMatchObject({
      code: status.FAILED_PRECONDITION,
      reason: 'SOURCE_IS_PULLED',
      zh: '不能推送。',
    });
    expect(pulls()).toEqual(['p0', 'p1', 'p2']);
  });

  it('is for systems alone', async () => {
    const stream = await open('operator');
    stream.write(batch(0));
    expect(await failure(stream)).toMatchObject({ code: status.PERMISSION_DENIED, reason: 'ROLE_MISSING' });
    expect(pulls()).toEqual([]);
  });

  it('names what no database can store', async () => {
    const stream = await open('system');
    stream.write({ ...batch(0), records: [{ id: 'a\0' }] });
    expect(await failure(stream)).toMatchObject({ code: status.INVALID_ARGUMENT, fields: ['records[0].id'] });
  });

  it('of a client that goes away takes its work with it', async () => {
    const [reached, cancelled] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    door.backend.on(PUSH, (_, call) => {
      call.on('cancelled', () => cancelled.resolve());
      reached.resolve();
      return new Promise(() => undefined);
    });
    const stream = await open('system');
    stream.on('error', () => undefined);
    stream.write(batch(0));
    await reached.promise;
    stream.cancel();
    await cancelled.promise;
  });
});
