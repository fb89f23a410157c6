import { trace } from '@opentelemetry/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type FieldReason, fieldTexts, type GatewayReason, texts, titles } from './texts';

export interface Sentence {
  en: string;
  zh: string;
}

/** One wrong field, by its dotted JSON path, or a header or query parameter by name. */
export interface Violation extends Sentence {
  field: string;
  reason: string;
}

/** A refusal on its way out; becomes an RFC 9457 problem in the caller's language. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly reason: string,
    readonly text: Sentence,
    readonly violations: readonly Violation[] = [],
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(text.en);
    this.name = 'Problem';
  }
}

/** A refusal by the gateway itself. */
export function problem(
  reason: GatewayReason,
  violations: readonly Violation[] = [],
  headers: Record<string, string> = {},
): Problem {
  const { status, en, zh } = texts[reason];
  const challenge = reason === 'TOKEN_INVALID' ? 'Bearer error="invalid_token"' : 'Bearer';
  return new Problem(
    status,
    reason,
    { en, zh },
    violations,
    status === 401 ? { 'www-authenticate': challenge, ...headers } : headers,
  );
}

/** @param names what would be right, where that can be listed */
export function violation(field: string, reason: FieldReason, names: readonly string[] = []): Violation {
  const { en, zh } = fieldTexts[reason];
  if (names.length === 0) return { field, reason, en, zh };
  return {
    field,
    reason,
    en: `${en.slice(0, -1)}; there are: ${names.join(', ')}.`,
    zh: `${zh.slice(0, -1)}，可用：${names.join('、')}。`,
  };
}

export function invalidRequest(field: string, reason: FieldReason): Problem {
  return problem('INVALID_REQUEST', [violation(field, reason)]);
}

export function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply {
  const language = languageOf(request.headers['accept-language']);
  const { status, reason, text, violations, headers } = problem;
  const body = {
    type: `/problems/${reason.toLowerCase().replaceAll('_', '-')}`,
    title: (titles[status] ?? titles[500])?.[language],
    status,
    ...(text[language] ? { detail: text[language] } : {}),
    instance: request.url.split('?', 1)[0],
    reason,
    traceId: traceIdOf(request),
    ...(violations.length > 0
      ? { errors: violations.map((v) => ({ field: v.field, reason: v.reason, detail: v[language] })) }
      : {}),
  };
  return reply
    .code(status)
    .headers({ ...headers, 'content-language': language === 'zh' ? 'zh-CN' : 'en', vary: 'accept-language' })
    .type('application/problem+json')
    .send(JSON.stringify(body));
}

/** The id under which logs and traces of this request are found. */
export function traceIdOf(request: FastifyRequest): string {
  return trace.getActiveSpan()?.spanContext().traceId ?? request.id;
}

/** Chinese unless English is preferred (RFC 9110 §12.5.4). */
export function languageOf(header: string | undefined): 'zh' | 'en' {
  let best: { language: 'zh' | 'en'; q: number } = { language: 'zh', q: 0 };
  for (const range of header?.split(',', 20) ?? []) {
    const [, tag, weight] = /^\s*(zh|en)(?:-[\w-]+)?\s*(?:;\s*q=([\d.]+))?\s*$/i.exec(range) ?? [];
    const q = weight === undefined ? 1 : Number(weight);
    if (tag && q > best.q) best = { language: tag.toLowerCase() === 'en' ? 'en' : 'zh', q };
  }
  return best.language;
}
