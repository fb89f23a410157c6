import { kafkaAvailable, type RunningKafka, startKafka } from '@fuxing/kafka';
import { KafkaSource } from '@fuxing/contracts/connectors/v1/source_kinds';
import { Source } from '@fuxing/contracts/connectors/v1/sources';
import { type BusEvent, type EventBus, openBus, type TopicMessage } from '@fuxing/outbox';
import { as } from '@fuxing/testing';
import type { DataSource } from 'typeorm';
import { TrySource, TrySourceRequest } from '../app/collect/try-source';
import { Addresses } from './addresses';
import { Http } from './fetch';
import { Intake } from './intake';
import { kafka, rowOf } from './kafka';
import { type ReadState, startOfNext } from './reader';

const { available, why } = kafkaAvailable();
// A real broker needs Java; in CI the suite runs regardless, and startKafka refuses with the reason.
const suite = available || process.env['CI'] === 'true' ? describe : describe.skip;

suite(`on Kafka (${why})`, () => {
  jest.setTimeout(120_000);
  const http = new Http(new Addresses());
  let cluster: RunningKafka;
  let bus: EventBus;
  beforeAll(async () => {
    cluster = await startKafka();
    bus = await openBus(`kafka://${cluster.brokers.join(',')}`);
  });
  afterAll(async () => {
    await bus?.close();
    await cluster?.stop();
    await http.close();
  });

  const send = (topic: string, ...payloads: unknown[]) =>
    bus.send(
      payloads.map((payload, n): BusEvent => ({
        eventId: crypto.randomUUID(),
        tenantId: 't',
        topic,
        key: `k${n}`,
        type: 'x',
        occurredAt: new Date(),
        traceparent: undefined,
        payload,
      })),
    );
  async function read(
    topic: string,
    start?: ReadState,
    more: Partial<KafkaSource> = {},
    allowed = '127.0.0.0/8',
  ) {
    const settings = { brokers: cluster.brokers, topic, plaintext: true, ...more };
    const source = Source.fromJSON({ keyField: 'id', kafka: settings });
    const stopped = new AbortController().signal;
    const context = {
      http,
      addresses: new Addresses(allowed),
      folder: '',
      intake: new Intake(),
      stopped,
    };
    const rows: unknown[] = [];
    let last: ReadState | undefined;
    for await (const page of kafka.read(source, start, context)) {
      rows.push(...page.rows);
      last = page.state;
    }
    return { rows, last: last as ReadState };
  }
  const ids = (rows: unknown[]): number[] =>
    rows.map((row) => (row as { id: number }).id).sort((a, b) => a - b);

  it('reads a topic up to its end, and the next time what came since', async () => {
    const many = Array.from({ length: 300 }, (_, id) => ({ id }));
    await send('theirs.cases', ...many);
    const first = await read('theirs.cases');
    expect(ids(first.rows)).toEqual(many.map(({ id }) => id));
    expect((await read('theirs.cases', startOfNext(first.last))).rows).toEqual([]);
    await send('theirs.cases', { id: 300 }, { id: 301 });
    const second = await read('theirs.cases', startOfNext(first.last));
    expect(ids(second.rows)).toEqual([300, 301]);
    // Nothing was committed on their side, so another source reads all.
    expect((await read('theirs.cases')).rows).toHaveLength(302);
  });

  it('takes the key of the message where it is declared, and what is no object as it is', async () => {
    await send('theirs.mixed', { v: 1 }, [2], 'three');
    const { rows } = await read('theirs.mixed', undefined, { keyFromMessage: true });
    expect(rows).toHaveLength(3);
    expect(rows).toEqual(expect.arrayContaining([{ id: 't/k0', v: 1 }, [2], 'three']));
  });

  it('shows its rows to whoever tries it', async () => {
    await send('theirs.tried', { id: 1 });
    const trial = new TrySource({} as DataSource, { ALLOW_PRIVATE_ADDRESSES: '130404/*=127.0.0.0/8' });
    const written = { name: '', nameEn: '', keyField: 'id' };
    const source = {
      ...written,
      kafka: { brokers: cluster.brokers, topic: 'theirs.tried', plaintext: true },
    };
    const found = await as(() => trial.check(TrySourceRequest.parse({ source })));
    expect(found).toEqual({ rows: 1, problems: [], warnings: [] });
    await trial.onModuleDestroy();
  });

  it('says what was deleted before it was read, and goes on behind it', async () => {
    await send('theirs.remade', { id: 1 });
    const { last } = await read('theirs.remade');
    // Beyond the end: the topic was made anew.
    const beyond = Object.fromEntries(Object.keys(last.seen ?? {}).map((partition) => [partition, '999']));
    expect(ids((await read('theirs.remade', { of: last.of, seen: beyond })).rows)).toEqual([1]);
    const gone = { of: last.of, seen: { '0': '-5' } };
    await expect(read('theirs.remade', gone)).rejects.toThrow(/deleted messages before .* 0: -5–-1/);
  });

  it('tells a topic that is not there, and makes none', async () => {
    for (let n = 0; n < 2; n++)
      await expect(read('theirs.absent')).rejects.toMatchObject({
        message: expect.stringMatching(/UNKNOWN_TOPIC_OR_PARTITION/),
        temporary: false,
      });
  });

  it('reaches no address that is not allowed, whichever broker leads there', async () => {
    await expect(read('theirs.cases', undefined, {}, '')).rejects.toMatchObject({
      reason: 'SOURCE_ADDRESS_FORBIDDEN',
    });
    await expect(read('theirs.cases', undefined, { brokers: ['localhost:1'] }, '')).rejects.toMatchObject({
      reason: 'SOURCE_ADDRESS_FORBIDDEN',
    });
  });
});

it.each<[string, TopicMessage, boolean, unknown]>([
  [
    'an object',
    { key: 'k', value: '{"id":1,"n":12345678901234567890}' },
    false,
    { id: 1, n: '12345678901234567890' },
  ],
  ['an object named by the message', { key: 'k', value: '{"id":1,"n":2}' }, true, { id: 'k', n: 2 }],
  ['an object of a message without key', { key: undefined, value: '{"id":1}' }, true, { id: 1 }],
  ['no value: deleted', { key: 'k', value: undefined }, true, { id: 'k', _deleted: 'true' }],
  ['no value of nothing', { key: 'k', value: undefined }, false, null],
  ['no JSON', { key: 'k', value: '{' }, true, '{'],
])('makes a row of %s', (_, message, keyFromMessage, row) => {
  const source = Source.fromJSON({ keyField: 'id', kafka: { keyFromMessage } });
  expect(rowOf(message, source)).toEqual(row);
});

it('reads nothing with a credential that it cannot use', async () => {
  const context = {
    http: new Http(new Addresses()),
    addresses: new Addresses(),
    folder: '',
    intake: new Intake(),
    credential: { kind: 'basic' as const, user: 'u', password: 'p' },
    stopped: new AbortController().signal,
  };
  const source = Source.fromJSON({ kafka: { brokers: ['a.example:9092'], topic: 't' } });
  await expect(kafka.read(source, undefined, context)[Symbol.asyncIterator]().next()).rejects.toThrow(
    /credential of kind sasl/,
  );
  await context.http.close();
});

it.each([
  ['no broker', { brokers: [] }],
  ['a broker without port', { brokers: ['a.example'] }],
  ['no name of a topic', { topic: 'a b' }],
  ['an authority that is no text', { caCertificate: 1 }],
])('refuses %s', (_, more) =>
  expect(kafka.settings.safeParse({ brokers: ['a.example:9092'], topic: 't', ...more }).success).toBe(false),
);
