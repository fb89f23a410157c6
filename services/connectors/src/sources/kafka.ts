import { KafkaSource } from '@fuxing/contracts/connectors/v1/source_kinds';
import { type Source } from '@fuxing/contracts/connectors/v1/sources';
import { etagOf } from '@fuxing/db';
import { bilingual, type DomainError } from '@fuxing/errors';
import { readTopic, type TopicMessage } from '@fuxing/outbox';
import { z } from 'zod';
import { parseExactly } from './exact-json';
import { guarded, loginOf } from './kafka/connect';
import { type ReadContext, type ReadState, resume, type SourceKind, type SourcePage } from './reader';
import { SourceError } from './source-error';

const DELETED = '_deleted';

/** Reads a topic from the offsets that were reached, by partition. */
async function* readKafka(
  source: Source,
  start: ReadState | undefined,
  { addresses, credential, credentialHosts = [], intake, stopped }: ReadContext,
): AsyncGenerator<SourcePage> {
  const settings = source.kafka ?? KafkaSource.fromJSON({});
  const { brokers, topic } = settings;
  const login = credential && loginOf(settings, credential);
  // The same topic by whatever broker.
  const of = etagOf({ keyField: source.keyField, kafka: { topic, key: settings.keyFromMessage } });
  let refused: DomainError | SourceError | undefined;
  const gaps: string[] = [];
  try {
    const pages = readTopic({
      brokers,
      topic,
      from: resume(start, of).seen ?? {},
      login,
      connect: guarded(addresses, settings, login && credentialHosts, (error) => (refused ??= error)),
      stopped,
      onGap: (partition, from, to) => gaps.push(`${partition}: ${from}–${to - 1n}`),
    });
    for await (const { messages, next } of pages) {
      intake.addRows(messages.map(({ key = null, value = null }) => ({ key, value })));
      yield { rows: messages.map((message) => rowOf(message, source)), state: { of, seen: next } };
    }
  } catch (error) {
    stopped.throwIfAborted();
    if (error instanceof SourceError) throw error;
    throw refused ?? failed(settings, error);
  }
  if (gaps.length > 0) throw lost(topic, gaps);
}

/** What is no JSON object stays as it is, and is rejected as no record. */
export function rowOf({ key, value }: TopicMessage, { keyField, kafka }: Source): unknown {
  const own = kafka?.keyFromMessage && key !== undefined ? { [keyField]: key } : undefined;
  if (value === undefined) return own ? { ...own, [DELETED]: 'true' } : null;
  let row: unknown;
  try {
    row = parseExactly(value);
  } catch {
    return value;
  }
  return own && typeof row === 'object' && row !== null && !Array.isArray(row) ? { ...row, ...own } : row;
}

function failed({ brokers, topic }: KafkaSource, error: unknown): SourceError {
  // After the last attempt the client wraps what the broker said.
  const { cause } = error as { cause?: unknown };
  const { type, message, name, code } = (cause ?? error) as {
    type?: string;
    message?: string;
    name?: string;
    code?: string;
  };
  const why = `${type ?? ''} ${message ?? String(error)}`.trim().slice(0, 300);
  const final =
    type === 'UNKNOWN_TOPIC_OR_PARTITION' ||
    /AUTHORIZATION_FAILED|SASLAuthentication|CERT|ALTNAME|VERIFY/.test(
      `${type ?? ''} ${name ?? ''} ${code ?? ''}`,
    );
  const at = brokers.join(', ');
  return new SourceError(
    {
      en: `Reading topic ${topic} at ${at} failed (${why}).`,
      zh: `读取 ${at} 的主题 ${topic} 失败（${why}）。`,
    },
    !final,
  );
}

/** Said once: the pull that met it has read the rest, and the next one goes on behind it. */
const lost = (topic: string, gaps: string[]): SourceError =>
  new SourceError(
    {
      en: `Topic ${topic} deleted messages before they were read (partition: offsets): ${gaps.join('; ')}. The rest was read; ask its owner to send them again.`,
      zh: `主题 ${topic} 在读取之前已删除部分消息（分区：偏移量）：${gaps.join('；')}。其余已读取；请对方重新发送。`,
    },
    false,
  );

/** A topic of Kafka. */
export const kafka = {
  settings: z.object({
    brokers: z
      .array(
        z
          .string()
          .regex(
            /^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]):\d{1,5}$/,
            bilingual('must be host:port', '应为 host:port'),
          ),
      )
      .min(1, bilingual('must name a broker', '应至少填写一个 broker'))
      .max(20),
    topic: z
      .string()
      .regex(/^[A-Za-z0-9._-]{1,249}$/, bilingual('must be the name of a topic', '应为主题名')),
    keyFromMessage: z.boolean().default(false),
    plaintext: z.boolean().default(false),
    caCertificate: z.string().max(100_000).default(''),
  }),
  address: ({ kafka: topic }) => topic?.brokers.map((broker) => `kafka://${broker}`),
  read: readKafka,
} satisfies SourceKind;
