import { Kafka, logLevel, type Consumer, type IHeaders, type KafkaMessage, type Producer } from 'kafkajs';
import type { BusEvent, EventBus, SubscribeOptions, Subscription } from './event-bus';

/**
 * The bus on Kafka, by the CloudEvents Kafka binding in binary content mode. Our only use of kafkajs, which has had no
 * release for three years: what replaces it replaces this file.
 */
export class KafkaBus implements EventBus {
  private readonly consumers = new Set<Consumer>();

  private constructor(
    private readonly kafka: Kafka,
    private readonly producer: Producer,
  ) {}

  static async open(brokers: string[], clientId: string): Promise<KafkaBus> {
    const kafka = new Kafka({ brokers, clientId, logLevel: logLevel.NOTHING, retry: { retries: 8 } });
    const producer = kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: true,
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

  async subscribe({ group, topics, from, handle }: SubscribeOptions): Promise<Subscription> {
    await this.createMissing(topics);
    const consumer = this.kafka.consumer({
      groupId: group,
      retry: { retries: Number.MAX_SAFE_INTEGER, maxRetryTime: 5_000 },
    });
    this.consumers.add(consumer);
    await consumer.connect();
    await consumer.subscribe({ topics, fromBeginning: from === 'earliest' });
    await consumer.run({
      eachMessage: async ({ topic, message }) => handle(toEvent(topic, message)),
    });
    return {
      stop: async () => {
        this.consumers.delete(consumer);
        await consumer.disconnect();
      },
    };
  }

  async close(): Promise<void> {
    await Promise.all([...this.consumers].map((consumer) => consumer.disconnect()));
    await this.producer.disconnect();
  }

  /** A consumer that subscribes to a topic that is not there yet would never hear of it. */
  private async createMissing(topics: string[]): Promise<void> {
    const admin = this.kafka.admin();
    await admin.connect();
    try {
      const there = new Set(await admin.listTopics());
      const missing = topics.filter((topic) => !there.has(topic));
      if (missing.length > 0) await admin.createTopics({ topics: missing.map((topic) => ({ topic })) });
    } finally {
      await admin.disconnect();
    }
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
function toEvent(topic: string, message: KafkaMessage): BusEvent {
  const header = (name: string): string => message.headers?.[name]?.toString() ?? '';
  const text = message.value?.toString() ?? '';
  return {
    eventId: header('ce_id') || `${topic}@${message.offset}`,
    tenantId: header('ce_tenantid'),
    topic,
    key: header('ce_subject'),
    type: header('ce_type'),
    occurredAt: new Date(header('ce_time') || Number(message.timestamp)),
    traceparent: header('traceparent') || undefined,
    payload: parsed(text),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
