import { downloads } from './files';
import type { FileRegistry } from '@bufbuild/protobuf';
import { access, type Access } from '../auth/access';
import { topics } from '../auth/topics';
import { serviceOf } from '../grpc/backends';
import type { Rpc } from '../grpc/rpcs';
import { fixedComponents, fixedPaths, refusalsOf } from './openapi-fixed';
import { queryFields } from './query';
import { type Comments, readComments } from './comments';
import { type Json, Schemas } from './schemas';
import { parseTemplate } from './template';

/** The OpenAPI 3.1 document, from the same descriptors as the routes. */
export function openApi(registry: FileRegistry, rpcs: readonly Rpc[], issuer: string): Json {
  const commentOf = readComments(registry);
  const schemas = new Schemas(commentOf);
  const paths: Record<string, Json> = fixedPaths(Object.keys(topics));
  for (const rpc of rpcs) {
    const { openapi } = parseTemplate(rpc.template);
    paths[openapi] = { ...paths[openapi], [rpc.verb.toLowerCase()]: operation(rpc, schemas, commentOf) };
  }
  const services = [...registry].flatMap((desc) =>
    desc.kind === 'service' && desc.typeName.startsWith('fuxing.') ? [desc] : [],
  );
  const fixed = fixedComponents(issuer);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Fuxing performance platform',
      version: 'v1',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      description:
        'Targets, facts, scores, publication and consequences. Decimals are strings; instants are UTC; ' +
        'a refusal is a problem (RFC 9457) in the language of Accept-Language, `zh-CN` or `en`.',
    },
    servers: [{ url: '/' }],
    security: [{ oidc: [] }],
    tags: services.map((service) => ({ name: service.name, description: commentOf(service) })),
    paths,
    components: { ...fixed, schemas: { ...(fixed['schemas'] as Json), ...schemas.components } },
  };
}

function operation(rpc: Rpc, schemas: Schemas, commentOf: Comments): Json {
  const { method, verb, body, path } = rpc;
  const { input, output } = method;
  const { variables } = parseTemplate(rpc.template);
  const comment = commentOf(method);
  const row: Access = access[path];
  const hasEtag = input.fields.some(({ name }) => name === 'etag');
  const query = body === '*' ? [] : queryFields(input, [...variables, body, ...(hasEtag ? ['etag'] : [])]);
  const bodyField = input.fields.find(({ name }) => name === body);
  const bodySchema = bodyField?.message
    ? schemas.message(bodyField.message)
    : schemas.message(input, variables);

  return {
    operationId: method.name,
    tags: [method.parent.name],
    summary: summaryOf(comment, method.name),
    description: [comment, `Roles: ${row.roles.map((role) => `\`${role}\``).join(', ')}.`]
      .filter(Boolean)
      .join('\n\n'),
    'x-roles': row.roles,
    'x-service': serviceOf(path),
    parameters: [
      ...variables.map((name) =>
        parameter(
          'path',
          input.fields.find((field) => field.name === name),
          schemas,
        ),
      ),
      ...query.map((field) => parameter('query', field, schemas)),
      ...(hasEtag ? [{ $ref: '#/components/parameters/IfMatch' }] : []),
      ...(verb === 'POST' ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
      { $ref: '#/components/parameters/AcceptLanguage' },
    ],
    ...(body === ''
      ? {}
      : { requestBody: { required: body !== '*', content: { 'application/json': { schema: bodySchema } } } }),
    responses: {
      200: {
        description: commentOf(output) || 'Done.',
        ...(output.fields.some(
          (field) =>
            field.message?.fields.some(({ name }) => name === 'etag') && field.fieldKind === 'message',
        )
          ? { headers: { ETag: { $ref: '#/components/headers/ETag' } } }
          : {}),
        content: downloads.has(path)
          ? { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } }
          : { 'application/json': { schema: schemas.message(output) } },
      },
      ...refusalsOf(verb, hasEtag),
    },
  };
}

function parameter(
  place: 'path' | 'query',
  field: Rpc['method']['input']['fields'][number] | undefined,
  schemas: Schemas,
): Json {
  if (!field) throw new Error('A path variable is not a field of its request.');
  const { description, ...schema } = schemas.field(field);
  return {
    name: place === 'path' ? field.name : field.jsonName,
    in: place,
    required: place === 'path',
    ...(description ? { description } : {}),
    schema,
  };
}

/** The first sentence, unless the comment begins with the refusals; then the name in words. */
function summaryOf(comment: string, name: string): string {
  const [first = ''] = comment.split(/(?<=[.;])\s|\n/, 1);
  return first && !first.startsWith('Errors:')
    ? first.replace(/[.;]$/, '')
    : name.replace(/(?<=[a-z])(?=[A-Z])/g, ' ');
}
