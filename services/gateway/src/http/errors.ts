import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Rpc } from '../grpc/rpcs';
import { invalidRequest, Problem, problem, sendProblem, traceIdOf } from './problem';
import { parseTemplate } from './template';

/** Every way out that is not an answer. */
export function problems(app: FastifyInstance, rpcs: readonly Rpc[]): void {
  const routes = rpcs.map(({ verb, template }) => ({ verb, pattern: parseTemplate(template).pattern }));

  app.setErrorHandler((error: FastifyError, request, reply) => onError(error, request, reply));

  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '';
    const allowed = new Set(
      routes.filter(({ pattern }) => pattern.test(path)).map(({ verb }) => verb as string),
    );
    if (allowed.has('GET')) allowed.add('HEAD');
    if (allowed.size === 0) return sendProblem(request, reply, problem('ROUTE_NOT_FOUND'));
    return sendProblem(request, reply, problem('METHOD_NOT_ALLOWED', [], { allow: [...allowed].join(', ') }));
  });
}

export function onError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const refusal = error instanceof Problem ? error : (refusalOf(error) ?? problem('INTERNAL'));
  if (refusal.status >= 500) {
    request.log.error({ err: error, traceId: traceIdOf(request), url: request.url }, 'request failed');
  }
  return sendProblem(request, reply, refusal);
}

/** What Fastify refuses before a handler runs. */
function refusalOf({ code, statusCode }: FastifyError): Problem | undefined {
  if (statusCode === 413) return problem('BODY_TOO_LARGE');
  if (statusCode === 415) return problem('CONTENT_TYPE_UNSUPPORTED');
  if (code?.startsWith('FST_ERR_CTP') || (statusCode === 400 && code === undefined))
    return invalidRequest('', 'NOT_JSON');
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) return problem('INVALID_REQUEST');
  return undefined;
}
