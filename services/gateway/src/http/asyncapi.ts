import type { DescMessage, FileRegistry } from '@bufbuild/protobuf';
import { readComments } from './comments';
import { type Json, Schemas } from './schemas';

/** How an event's comment names where it is published: its topic and the field that is its key. */
const PUBLISHED = /published on topic ([\w.-]+), keyed by (\w+)/;

/** Attributes of the CloudEvents Kafka binding in binary content mode, as message headers. */
const HEADERS: Json = {
  type: 'object',
  required: ['ce_specversion', 'ce_id', 'ce_source', 'ce_type', 'ce_time', 'ce_tenantid'],
  properties: {
    ce_specversion: { type: 'string', const: '1.0' },
    ce_id: { type: 'string', description: 'The same event delivered twice keeps it.' },
    ce_source: { type: 'string', description: '/fuxing/ and the service.' },
    ce_type: { type: 'string', description: 'Full name of the proto message.' },
    ce_subject: { type: 'string', description: 'The key.' },
    ce_time: { type: 'string', format: 'date-time' },
    ce_tenantid: { type: 'string', description: 'The tenant.' },
    traceparent: { type: 'string', description: 'W3C trace context of the cause.' },
  },
};

export interface PublishedEvent {
  topic: string;
  key: string;
  message: DescMessage;
}

/**
 * Every event of the contracts: the messages of the files called events.proto.
 *
 * @throws Error for an event whose comment does not name topic and key
 */
export function publishedEvents(registry: FileRegistry): PublishedEvent[] {
  const commentOf = readComments(registry);
  const files = [...registry.files].filter((file) => file.name.endsWith('/events'));
  return files
    .flatMap((file) => file.messages)
    .map((message) => {
      const [, topic, key] = PUBLISHED.exec(commentOf(message)) ?? [];
      if (!topic || !key) throw new Error(`The comment of ${message.typeName} names no topic and key.`);
      return { topic, key, message };
    });
}

/** The events of the platform as an AsyncAPI 3 document. */
export function asyncApi(registry: FileRegistry): Json {
  const commentOf = readComments(registry);
  const schemas = new Schemas(commentOf);
  const channels: Record<string, Json> = {};
  const operations: Record<string, Json> = {};
  const messages: Record<string, Json> = {};
  for (const { topic, key, message } of publishedEvents(registry)) {
    messages[message.name] = {
      name: message.typeName,
      contentType: 'application/json',
      summary: commentOf(message),
      headers: { $ref: '#/components/schemas/CloudEventHeaders' },
      payload: schemas.message(message),
      bindings: { kafka: { key: { type: 'string', description: `<tenant>/<${key}>` } } },
    };
    channels[topic] = {
      address: topic,
      messages: { [message.name]: { $ref: `#/components/messages/${message.name}` } },
    };
    operations[`send${message.name}`] = {
      action: 'send',
      channel: { $ref: `#/channels/${topic}` },
      messages: [{ $ref: `#/channels/${topic}/messages/${message.name}` }],
    };
  }
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Fuxing events',
      version: '1.0.0',
      description:
        'CloudEvents, Kafka binding in binary content mode; data is proto JSON. At least once, in order per key.',
    },
    defaultContentType: 'application/json',
    channels,
    operations,
    components: { messages, schemas: { ...schemas.components, CloudEventHeaders: HEADERS } },
  };
}
