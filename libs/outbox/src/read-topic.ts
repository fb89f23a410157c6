import type { Socket } from 'node:net';
import { type EachBatchPayload, Kafka, logLevel, type SASLOptions } from 'kafkajs';

const RETRY = { retries: 5, initialRetryTime: 200, maxRetryTime: 1_000 };
const CONNECT_TIMEOUT_MS = 10_000;
const SESSION_MS = 30_000;
const BEAT_MS = 3_000;
const FETCH_WAIT_MS = 500;
/** Behind the last message may stand marks of transactions, which are given to nobody: the end is then silence. */
const SILENCE_MS = 10_000;
const MAX_BYTES_PER_PARTITION = 4 * 1024 * 1024;

export interface TopicMessage {
  key: string | undefined;
  /** Absent: what the key names is no more. */
  value: string | undefined;
}

export interface TopicPage {
  messages: TopicMessage[];
  /** Where to go on, by partition. */
  next: Readonly<Record<string, string>>;
}

export interface Login {
  mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
  username: string;
  password: string;
}

export interface TopicOptions {
  brokers: string[];
  topic: string;
  /** By partition; those that are not here begin at their first message. */
  from: Readonly<Record<string, string>>;
  /** Connects to a broker; the cluster names others than those above. */
  connect: (host: string, port: number, connected: () => void) => Socket;
  /** Who reads; absent: anybody may. */
  login?: Login | undefined;
  stopped: AbortSignal;
  /** Messages that were deleted before they were read, which nobody can read any more. */
  onGap?: (partition: number, from: bigint, to: bigint) => void;
}

/**
 * Reads another system's topic up to the messages that are there at the beginning. Joins it in a group of its own that
 * commits nothing and is deleted in the end.
 */
export async function* readTopic(options: TopicOptions): AsyncGenerator<TopicPage> {
  const { brokers, topic, login, stopped } = options;
  const kafka = new Kafka({
    brokers,
    clientId: 'fuxing-connectors',
    logLevel: logLevel.NOTHING,
    retry: RETRY,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    ...(login && { sasl: login as SASLOptions }),
    socketFactory: ({ host, port, onConnect }) => options.connect(host, port, onConnect),
  });
  const groupId = `fuxing-connectors-${crypto.randomUUID()}`;
  const admin = kafka.admin();
  const consumer = kafka.consumer({
    groupId,
    sessionTimeout: SESSION_MS,
    heartbeatInterval: BEAT_MS,
    maxWaitTimeInMs: FETCH_WAIT_MS,
    maxBytesPerPartition: MAX_BYTES_PER_PARTITION,
    allowAutoTopicCreation: false,
    retry: { ...RETRY, restartOnFailure: async () => false },
  });
  const handover = new Handover();
  consumer.on(consumer.events.CRASH, ({ payload }) => handover.fail(payload.error));
  consumer.on(consumer.events.FETCH, () => handover.beat());
  const stop = (): void => handover.fail(stopped.reason);
  stopped.addEventListener('abort', stop, { once: true });
  let joined = false;
  try {
    await admin.connect();
    const { next, ends } = bounds(await admin.fetchTopicOffsets(topic), options);
    const behind = (): boolean => [...ends].some(([partition, end]) => (next.get(partition) ?? end) < end);
    yield { messages: [], next: plain(next) };
    if (!behind()) return;
    await consumer.connect();
    joined = true;
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch: (payload) => handover.give(payload),
    });
    // A consumer that could not join says so by an event only.
    handover.check();
    for (const [partition, offset] of next) consumer.seek({ topic, partition, offset: String(offset) });
    while (behind()) {
      const batch = await handover.take();
      if (!batch) return;
      // What was fetched before the seek is no part of this.
      const wanted = next.get(batch.partition) ?? 0n;
      const messages = batch.messages.filter(({ offset }) => BigInt(offset) >= wanted);
      const last = BigInt(batch.lastOffset());
      if (last >= wanted) next.set(batch.partition, last + 1n);
      if (messages.length > 0)
        yield {
          messages: messages.map(({ key, value }) => ({ key: key?.toString(), value: value?.toString() })),
          next: plain(next),
        };
    }
  } finally {
    stopped.removeEventListener('abort', stop);
    handover.fail(new Error('Nobody reads any more.'));
    await consumer.disconnect();
    // A group without members is forgotten by the cluster, only later; whoever may not delete it leaves that to it.
    if (joined) await admin.deleteGroups([groupId]).catch(() => undefined);
    await admin.disconnect();
  }
}

type Batch = EachBatchPayload['batch'];
type Offsets = Map<number, bigint>;

const plain = (offsets: Offsets): Record<string, string> =>
  Object.fromEntries([...offsets].map(([partition, offset]) => [partition, String(offset)]));

function bounds(
  found: { partition: number; low: string; high: string }[],
  { from, onGap }: TopicOptions,
): { next: Offsets; ends: Offsets } {
  const next: Offsets = new Map();
  const ends: Offsets = new Map();
  for (const { partition, low, high } of found) {
    const known = from[partition] === undefined ? undefined : BigInt(from[partition]);
    const [first, end] = [BigInt(low), BigInt(high)];
    if (known !== undefined && known < first) onGap?.(partition, known, first);
    // Beyond the end: the topic was made anew.
    next.set(partition, known === undefined || known < first || known > end ? first : known);
    ends.set(partition, end);
  }
  return { next, ends };
}

/** One batch at a time from the callbacks of the consumer to whoever reads. */
class Handover {
  private waiting: { batch: Batch; done: () => void } | undefined;
  private wake: () => void = () => undefined;
  private failure: { error: unknown } | undefined;
  private fetches = 0;

  beat(): void {
    this.fetches += 1;
  }

  fail(error: unknown): void {
    this.failure ??= { error };
    this.waiting?.done();
    this.wake();
  }

  check(): void {
    if (this.failure) throw this.failure.error;
  }

  /** Until it was taken and the next one is asked for. */
  async give({ batch, resolveOffset, heartbeat }: EachBatchPayload): Promise<void> {
    if (this.failure) return;
    // A membership that is lost shows at the next fetch.
    const beating = setInterval(() => void heartbeat().catch(() => undefined), BEAT_MS);
    try {
      await new Promise<void>((done) => {
        this.waiting = { batch, done };
        this.wake();
      });
      resolveOffset(batch.lastOffset());
    } finally {
      clearInterval(beating);
    }
  }

  /** undefined: the cluster answers, and has no more. */
  async take(): Promise<Batch | undefined> {
    const before = this.fetches;
    if (!this.waiting && !this.failure) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, SILENCE_MS);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.check();
    const { waiting } = this;
    this.waiting = undefined;
    waiting?.done();
    if (waiting) return waiting.batch;
    if (this.fetches > before) return undefined;
    throw new Error('The cluster does not answer.');
  }
}
