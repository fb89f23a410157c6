import { setTimeout as sleep } from 'node:timers/promises';
import {
  Kafka,
  logLevel,
  Partitioners,
  type Consumer,
  type EachMessagePayload,
  type IHeaders,
  type KafkaMessage,
  type Producer,
} from 'kafkajs';
import type { BusEvent, EventBus, SubscribeOptions, Subscription } from './event-bus';

/** Gives up after about five seconds without a broker; relay and reader then begin anew, for as long as it takes. */
const RETRY = { retries: 5, initialRetryTime: 200, maxRetryTime: 1_000 };
const REJOIN_MS = 1_000;
const HANDLE_AGAIN_MS = 200;
/** A fetch waits this long for the first event; leaving waits for a running fetch. */
const FETCH_WAIT_MS = 500;
/** How long a group waits for a member that died before others get its partitions; a slow handler beats meanwhile. */
const SESSION_MS = 10_000;
const BEAT_MS = 3_000;
/** Longer attributes are none of ours, and would not fit into an index. */
const LONGEST_ATTRIBUTE = 500;

/**
 * The bus on Kafka, by the CloudEvents Kafka binding in binary content mode. kafkajs, used here and in read-topic.ts only,
 * has had no release for three years: what replaces it replaces these files.
 */
export class KafkaBus implements EventBus {
  private readonly readers = new Set<Reader>();

  private constructor(
    private readonly kafka: Kafka,
    private readonly producer: Producer,
  ) {}

  static async open(brokers: string[], clientId: string): Promise<KafkaBus> {
    const kafka = new Kafka({ brokers, clientId, logLevel: logLevel.NOTHING, retry: RETRY });
    // Not idempotent: kafkajs loses count of the sequence when a broker dies in the middle of a send and is refused from
    // then on. One request at a time keeps the order; a repeat is what consumers expect.
    const producer = kafka.producer({
      maxInFlightRequests: 1,
      allowAutoTopicCreation: true,
      createPartitioner: Partitioners.DefaultPartitioner,
    });
    await producer.connect();
    return new KafkaBus(kafka, producer);
  }

  async send(events: BusEvent[]): Promise<void> {
    const topics = Map.groupBy(events, (event) => event.topic);
    await this.producer.sendBatch({
      acks: -1,
      topicMessages: [...topics].map(([topic, of]) => ({ topic, messages: of.map(toMessage) })),
    });
  }

  async subscribe(options: SubscribeOptions): Promise<Subscription> {
    const reader = new Reader(this.kafka, options);
    await reader.begin();
    this.readers.add(reader);
    return {
      stop: async () => {
        this.readers.delete(reader);
        await reader.stop();
      },
    };
  }

  async close(): Promise<void> {
    await Promise.all([...this.readers].map((reader) => reader.stop()));
    await this.producer.disconnect();
  }
}

interface Offset {
  topic: string;
  partition: number;
  offset: string;
}

/** One member of a group. kafkajs ends a consumer for good after some failures; this one joins again until stopped. */
class Reader {
  private readonly ended = new AbortController();
  private consumer: Consumer | undefined;
  private rejoining: Promise<void> | undefined;

  constructor(
    private readonly kafka: Kafka,
    private readonly options: SubscribeOptions,
  ) {}

  async begin(): Promise<void> {
    const start = await this.prepare();
    const consumer = await this.join();
    for (const offset of start) consumer.seek(offset);
  }

  async stop(): Promise<void> {
    this.ended.abort();
    await this.rejoining;
    await this.consumer?.disconnect();
  }

  /**
   * Makes the topics that are missing, because a consumer that subscribes to such a one would never hear of it, and finds
   * where a new group begins that wants no more than what comes from now on: left to the first fetch, that would be later.
   */
  private async prepare(): Promise<Offset[]> {
    const { topics, from, group } = this.options;
    const admin = this.kafka.admin();
    await admin.connect();
    try {
      const there = new Set(await admin.listTopics());
      const missing = topics.filter((topic) => !there.has(topic));
      if (missing.length > 0) await admin.createTopics({ topics: missing.map((topic) => ({ topic })) });
      if (from === 'earliest') return [];
      const known = await admin.fetchOffsets({ groupId: group, topics });
      if (known.some(({ partitions }) => partitions.some(({ offset }) => offset !== '-1'))) return [];
      const ends = topics.map(async (topic) =>
        (await admin.fetchTopicOffsets(topic)).map(({ partition, high }) => ({
          topic,
          partition,
          offset: high,
        })),
      );
      return (await Promise.all(ends)).flat();
    } finally {
      await admin.disconnect();
    }
  }

  private async join(): Promise<Consumer> {
    const { group, topics, from } = this.options;
    const consumer = this.kafka.consumer({
      groupId: group,
      sessionTimeout: SESSION_MS,
      rebalanceTimeout: 2 * SESSION_MS,
      heartbeatInterval: BEAT_MS,
      maxWaitTimeInMs: FETCH_WAIT_MS,
      retry: { ...RETRY, restartOnFailure: async () => false },
    });
    consumer.on(consumer.events.CRASH, () => {
      if (this.consumer === consumer) this.rejoining = this.rejoin();
    });
    try {
      await consumer.connect();
      await consumer.subscribe({ topics, fromBeginning: from === 'earliest' });
      this.consumer = consumer;
      await consumer.run({ autoCommitInterval: 1_000, eachMessage: (message) => this.handle(message) });
      return consumer;
    } catch (error) {
      await consumer.disconnect().catch(() => undefined);
      throw error;
    }
  }

  private async rejoin(): Promise<void> {
    while (!this.ended.signal.aborted) {
      await this.idle(REJOIN_MS);
      try {
        await this.join();
        return;
      } catch {
        // The broker is still away.
      }
    }
  }

  /**
   * Repeats here what the handler refuses: given back to kafkajs, a TypeError would end the consumer, and the waits
   * between its attempts would neither keep the membership nor end when asked to leave.
   */
  private async handle({ topic, partition, message, heartbeat }: EachMessagePayload): Promise<void> {
    const event = toEvent(topic, partition, message);
    for (;;) {
      if (this.ended.signal.aborted) throw new Error('Leaving; the event stays unhandled.');
      // A membership that is lost shows at the next fetch.
      const beating = setInterval(() => void heartbeat().catch(() => undefined), BEAT_MS);
      try {
        return await this.options.handle(event);
      } catch {
        await this.idle(HANDLE_AGAIN_MS);
      } finally {
        clearInterval(beating);
      }
      await heartbeat();
    }
  }

  private async idle(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.ended.signal }).catch(() => undefined);
  }
}

function toMessage(event: BusEvent): { key: string; value: string; headers: IHeaders } {
  return {
    key: `${event.tenantId}/${event.key}`,
    value: JSON.stringify(event.payload),
    headers: {
      'content-type': 'application/json',
      ce_specversion: '1.0',
      ce_id: event.eventId,
      ce_source: `/fuxing/${event.topic.split('.')[0]}`,
      ce_type: event.type,
      ce_subject: event.key,
      ce_time: event.occurredAt.toISOString(),
      ce_tenantid: event.tenantId,
      ...(event.traceparent ? { traceparent: event.traceparent } : {}),
    },
  };
}

/** Never throws: a message that cannot be read becomes an event that its consumer refuses and sets aside. */
function toEvent(topic: string, partition: number, message: KafkaMessage): BusEvent {
  const attribute = (name: string): string => {
    const text = message.headers?.[name]?.toString() ?? '';
    return text.length <= LONGEST_ATTRIBUTE && !text.includes('\0') ? text : '';
  };
  const occurredAt = new Date(attribute('ce_time'));
  return {
    eventId: attribute('ce_id') || `${topic}/${partition}@${message.offset}`,
    tenantId: attribute('ce_tenantid'),
    topic,
    key: attribute('ce_subject'),
    type: attribute('ce_type'),
    occurredAt: Number.isNaN(occurredAt.getTime()) ? new Date(Number(message.timestamp)) : occurredAt,
    traceparent: attribute('traceparent') || undefined,
    payload: parsed(message.value?.toString() ?? ''),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
