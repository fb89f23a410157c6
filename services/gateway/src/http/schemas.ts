import { type DescEnum, type DescField, type DescMessage, ScalarType } from '@bufbuild/protobuf';
import type { Comments } from './comments';

export type Json = { [key: string]: unknown };

/** Messages whose proto JSON is not an object of their fields. */
const wellKnown: Readonly<Record<string, Json>> = {
  'google.protobuf.Timestamp': { type: 'string', format: 'date-time' },
  'google.protobuf.Struct': { type: 'object', additionalProperties: true },
  'google.protobuf.Value': {},
};

const integer = { type: 'integer', format: 'int32' };
/** Proto JSON writes 64-bit integers as strings, because JavaScript would round them. */
const bigInteger = { type: 'string', format: 'int64', pattern: '^-?[0-9]+$' };
const scalars: Readonly<Partial<Record<ScalarType, Json>>> = {
  [ScalarType.STRING]: { type: 'string' },
  [ScalarType.BOOL]: { type: 'boolean' },
  [ScalarType.INT32]: integer,
  [ScalarType.UINT32]: integer,
  [ScalarType.INT64]: bigInteger,
  [ScalarType.UINT64]: bigInteger,
  [ScalarType.DOUBLE]: { type: 'number', format: 'double' },
  [ScalarType.BYTES]: { type: 'string', contentEncoding: 'base64' },
};

/** Collects the schemas that operations mention, each once, under short names. */
export class Schemas {
  readonly components: Record<string, Json> = {};
  private readonly names = new Map<string, string>();

  constructor(private readonly commentOf: Comments) {}

  /** @param without fields that are not part of the body */
  message(message: DescMessage, without: readonly string[] = []): Json {
    return wellKnown[message.typeName] ?? this.reference(message, () => this.object(message, without));
  }

  field(field: DescField): Json {
    return withDescription(this.shape(field), this.commentOf(field), oneofNote(field));
  }

  private object(message: DescMessage, without: readonly string[]): Json {
    const fields = message.fields.filter(({ name }) => !without.includes(name));
    return withDescription(
      {
        type: 'object',
        properties: Object.fromEntries(fields.map((field) => [field.jsonName, this.field(field)])),
        additionalProperties: false,
      },
      this.commentOf(message),
    );
  }

  private shape(field: DescField): Json {
    if (field.fieldKind === 'list') return { type: 'array', items: this.element(field) };
    if (field.fieldKind === 'map') return { type: 'object', additionalProperties: this.element(field) };
    return this.element(field);
  }

  private element(field: DescField): Json {
    if (field.message) return this.message(field.message);
    return field.enum ? this.enum(field.enum) : scalar(field.scalar ?? ScalarType.STRING);
  }

  private enum(desc: DescEnum): Json {
    return this.reference(desc, () => ({
      type: 'string',
      enum: desc.values.map(({ name }) => name),
      description: [
        this.commentOf(desc),
        ...desc.values.map((value) => `- \`${value.name}\`: ${this.commentOf(value)}`),
      ].join('\n'),
    }));
  }

  /** The short name, or with the service before it where two services use the same. */
  private reference(desc: DescMessage | DescEnum, build: () => Json): Json {
    let name = this.names.get(desc.typeName);
    if (!name) {
      const service = desc.typeName.split('.')[1] ?? '';
      name = desc.name in this.components ? `${service}.${desc.name}` : desc.name;
      this.names.set(desc.typeName, name);
      // Named before it is built, because a message may contain itself.
      const component = (this.components[name] = {});
      Object.assign(component, build());
    }
    return { $ref: `#/components/schemas/${name}` };
  }
}

function scalar(type: ScalarType): Json {
  const schema = scalars[type];
  if (!schema) throw new Error(`Scalar type ${ScalarType[type]} has no JSON schema here.`);
  return schema;
}

function oneofNote(field: DescField): string {
  return field.oneof
    ? `At most one of ${field.oneof.fields.map(({ jsonName }) => `\`${jsonName}\``).join(', ')}.`
    : '';
}

function withDescription(schema: Json, ...texts: string[]): Json {
  const description = texts.filter(Boolean).join(' ');
  return description ? { ...schema, description } : schema;
}
