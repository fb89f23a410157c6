import {
  create,
  type DescMessage,
  fromBinary,
  fromJson,
  type JsonValue,
  type Message,
  type Registry,
  toBinary,
  toJson,
} from '@bufbuild/protobuf';
import type { Rpc } from '../grpc/rpcs';
import { etagReader } from './etag';
import { invalidRequest, problem } from './problem';
import { queryFields, queryReader } from './query';
import { parseTemplate } from './template';
import { findUnsafe, findViolations } from './violations';

export interface HttpRequest {
  params: Readonly<Record<string, string>>;
  query: Readonly<Record<string, string | string[]>>;
  body: unknown;
  etag: string | undefined;
  /** For the id that the caller chooses. */
  id: string | undefined;
}

export interface Transcoder {
  /** @throws Problem INVALID_REQUEST with every wrong field */
  read(request: HttpRequest): Message;
  encode(message: Message): Uint8Array;
  write(answer: Uint8Array): { json: string; etag: string | undefined };
}

type Fields = Record<string, unknown>;

/** HTTP to protobuf and back for one RPC. Everything that can be looked up is looked up here, once. */
export function transcoder(
  { method, template, body }: Rpc,
  registry: Registry,
  chosenId: string | undefined,
): Transcoder {
  const { input, output } = method;
  const { variables } = parseTemplate(template);
  const inPath = variables.map((name) => stringField(input, name));
  const bodyField = input.fields.find(({ name }) => name === body);
  if (body !== '' && body !== '*' && bodyField?.fieldKind !== 'message') {
    throw new Error(`${input.typeName} has no message field ${body}.`);
  }
  const fromQuery = queryReader(body === '*' ? [] : queryFields(input, [...variables, body]));
  const etagName = input.fields.find(({ name }) => name === 'etag')?.localName;
  const idName = chosenId && stringField(input, chosenId).localName;
  const etagOf = etagReader(output);
  const writing = { registry, alwaysEmitImplicit: true };

  return {
    read({ params, query, body: json, etag, id }) {
      const parameters = fromQuery(query);
      const message = parse(input, body === '*' ? ((json ?? {}) as JsonValue) : parameters, registry, '');
      const fields = message as unknown as Fields;
      if (bodyField?.message)
        fields[bodyField.localName] = parse(
          bodyField.message,
          json as JsonValue,
          registry,
          bodyField.jsonName,
        );
      for (const { name, localName, jsonName } of inPath) {
        if (fields[localName] !== '' && fields[localName] !== params[name])
          throw invalidRequest(jsonName, 'PATH_DIFFERS');
        const inside = bodyField && (fields[bodyField.localName] as Fields)[localName];
        if (inside && inside !== params[name])
          throw invalidRequest(`${bodyField.jsonName}.${jsonName}`, 'PATH_DIFFERS');
        if (params[name]?.includes('\0')) throw invalidRequest(jsonName, 'WRONG_VALUE');
        fields[localName] = params[name];
      }
      if (etagName && etag !== undefined) fields[etagName] = etag;
      if (idName && id !== undefined && fields[idName] === '') fields[idName] = id;
      return message;
    },
    encode: (message) => toBinary(input, message),
    write(bytes) {
      const answer = fromBinary(output, bytes);
      return { json: JSON.stringify(toJson(output, answer, writing)), etag: etagOf(answer) };
    },
  };
}

function stringField(input: DescMessage, name: string) {
  const field = input.fields.find((field) => field.name === name);
  if (!field || typeof (create(input) as unknown as Fields)[field.localName] !== 'string') {
    throw new Error(`${input.typeName} has no string field ${name}.`);
  }
  return field;
}

function parse(schema: DescMessage, json: JsonValue, registry: Registry, path: string): Message {
  if (json === null || typeof json !== 'object') throw invalidRequest(path, 'NOT_AN_OBJECT');
  const unsafe = findUnsafe(json, path);
  if (unsafe) throw problem('INVALID_REQUEST', [unsafe]);
  try {
    return fromJson(schema, json, { registry });
  } catch {
    throw problem('INVALID_REQUEST', findViolations(schema, json, registry, path));
  }
}
