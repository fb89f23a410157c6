import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { kafkaAvailable, type RunningKafka, startKafka } from './index';

const { available, why } = kafkaAvailable();
// A real broker needs Java; where there is none the suite says why it is skipped. In CI the suite runs regardless, and startKafka refuses with the reason.
const suite = available || process.env.CI === 'true' ? describe : describe.skip;

suite(`a broker (${why})`, () => {
  jest.setTimeout(180_000);
  let kafka: RunningKafka | undefined;
  beforeAll(async () => {
    kafka = await startKafka();
  });
  afterAll(() => kafka?.stop());

  const client = (retries = 5): Kafka =>
    new Kafka({ brokers: kafka!.brokers, logLevel: logLevel.NOTHING, retry: { retries } });

  async function send(topic: string, value: string): Promise<void> {
    const producer = client().producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await producer.connect();
    await producer.send({ topic, acks: -1, messages: [{ key: 'k', value }] });
    await producer.disconnect();
  }

  async function firstMessage(topic: string, groupId: string): Promise<string | undefined> {
    const consumer = client().consumer({ groupId });
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    const value = await new Promise<string | undefined>((resolve, reject) => {
      consumer
        .run({ eachMessage: async ({ message }) => resolve(message.value?.toString()) })
        .catch((error: unknown) => reject(error as Error));
    });
    await consumer.disconnect();
    return value;
  }

  it('listens on loopback only', () => {
    expect(kafka!.brokers).toEqual([expect.stringMatching(/^127\.0\.0\.1:\d+$/)]);
  });

  it('keeps a message through a kill and a restart', async () => {
    const before = kafka!.pid;
    await send('survives', 'a power cut');
    expect(await firstMessage('survives', 'before')).toBe('a power cut');

    await kafka!.kill();
    await expect(client(0).admin().connect()).rejects.toThrow();
    await kafka!.restart();

    expect(kafka!.pid).not.toBe(before);
    expect(await firstMessage('survives', 'after')).toBe('a power cut');
  });

  it('gives a topic made by writing three partitions', async () => {
    await send('made-by-writing', 'x');
    const admin = client().admin();
    await admin.connect();
    const { topics } = await admin.fetchTopicMetadata({ topics: ['made-by-writing'] });
    await admin.disconnect();
    expect(topics[0]!.partitions).toHaveLength(3);
  });
});
