import type { Verb } from '../grpc/rpcs';
import type { Json } from './schemas';
import { titles } from './texts';

const problemContent = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
const always = [400, 401, 403, 404, 429, 500, 503, 504];

/** References to the refusals that a request can meet. */
export function refusalsOf(verb: Verb, hasEtag: boolean): Json {
  const statuses = [
    ...always,
    ...(verb === 'GET' ? [] : [409, 413, 415]),
    ...(verb === 'POST' ? [422] : []),
    ...(hasEtag ? [412, 428] : []),
  ].sort((a, b) => a - b);
  return Object.fromEntries(
    statuses.map((status) => [status, { $ref: `#/components/responses/Problem${status}` }]),
  );
}

/** What does not come from the contracts. */
export function fixedComponents(issuer: string): Json {
  const statuses = [...always, 409, 412, 413, 415, 422, 428];
  return {
    securitySchemes: {
      oidc: {
        type: 'openIdConnect',
        openIdConnectUrl: `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
      },
    },
    headers: {
      ETag: { description: 'Send it back as If-Match to change the resource.', schema: { type: 'string' } },
      RetryAfter: { description: 'Seconds to wait.', schema: { type: 'integer' } },
    },
    parameters: {
      IfMatch: {
        name: 'If-Match',
        in: 'header',
        description: 'The ETag that you have seen; leave it out to create.',
        schema: { type: 'string' },
      },
      IdempotencyKey: {
        name: 'Idempotency-Key',
        in: 'header',
        description:
          'Makes a retry safe: it becomes the id that the request lets you choose, if the body leaves that empty. The ' +
          'same key with another request is refused for 24 hours (422); while the first one runs, 409.',
        schema: { type: 'string', pattern: '^[\\w.-]{1,64}$' },
      },
      AcceptLanguage: {
        name: 'Accept-Language',
        in: 'header',
        description: 'Language of refusals: `zh-CN` (default) or `en`.',
        schema: { type: 'string' },
      },
    },
    responses: Object.fromEntries(
      statuses.map((status) => [
        `Problem${status}`,
        {
          description: `${titles[status]?.en}. ${titles[status]?.zh}。`,
          ...(status === 429 || status === 503
            ? { headers: { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } } }
            : {}),
          content: problemContent,
        },
      ]),
    ),
    schemas: { Problem: problemSchema },
  };
}

const text = { type: 'string' };
const problemSchema = {
  type: 'object',
  description: 'Why a request was refused (RFC 9457).',
  required: ['type', 'title', 'status', 'instance', 'reason', 'traceId'],
  properties: {
    type: {
      type: 'string',
      format: 'uri-reference',
      description: '`/problems/` and the reason in lower case.',
    },
    title: text,
    status: { type: 'integer' },
    detail: { ...text, description: 'What to do, in your language; absent for internal errors.' },
    instance: { ...text, description: 'The path of the request.' },
    reason: { ...text, description: 'UPPER_SNAKE_CASE; part of the API.' },
    traceId: { ...text, description: 'Tell it to support.' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['field', 'reason', 'detail'],
        properties: {
          field: { ...text, description: 'Dotted JSON path, parameter or header.' },
          reason: text,
          detail: text,
        },
      },
    },
  },
};

export function fixedPaths(topics: readonly string[]): Record<string, Json> {
  const answer = (description: string): Json => ({
    description,
    content: { 'application/json': { schema: { type: 'object' } } },
  });
  return {
    '/healthz': {
      get: {
        operationId: 'Healthz',
        summary: 'The process lives',
        security: [],
        responses: { 200: answer('It does.') },
      },
    },
    '/readyz': {
      get: {
        operationId: 'Readyz',
        summary: 'Whether requests can be served, part by part',
        security: [],
        responses: { 200: answer('Ready.'), 503: answer('Not ready; `parts` says why.') },
      },
    },
    '/v1/events': {
      get: {
        operationId: 'StreamEvents',
        summary: 'Streams domain events of your district',
        description:
          'Server-sent events: `event` is the topic, `id` the event, `data` its proto JSON. Resume with Last-Event-ID; an ' +
          'event `reset` says that too much was missed. A comment comes each 15 s. The stream ends with the access token.',
        parameters: [
          {
            name: 'topics',
            in: 'query',
            description: 'Default: all that your roles may follow.',
            style: 'form',
            explode: false,
            schema: { type: 'array', items: { type: 'string', enum: topics } },
          },
          { name: 'Last-Event-ID', in: 'header', schema: { type: 'string' } },
        ],
        responses: {
          200: {
            description: 'Events, until you leave.',
            content: { 'text/event-stream': { schema: { type: 'string' } } },
          },
          ...refusalsOf('GET', false),
        },
      },
    },
  };
}
