import { isSpanContextValid, trace } from '@opentelemetry/api';
import type { LoggerService } from '@nestjs/common';
import pino from 'pino';

/** JSON logs on standard output, one line each, with the ids of the running trace. Secrets are never passed to it. */
export const log = pino({
  level: process.env['LOG_LEVEL'] ?? 'info',
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  serializers: { err: withoutData },
  formatters: { level: (label) => ({ level: label }) },
  mixin: () => {
    const span = trace.getActiveSpan()?.spanContext();
    return span && isSpanContextValid(span) ? { trace_id: span.traceId, span_id: span.spanId } : {};
  },
});

/** Lets Nest speak through the same log; its start-up chatter is below the default level. */
export const nestLog: LoggerService = {
  log: (message: unknown) => log.debug(String(message)),
  debug: (message: unknown) => log.trace(String(message)),
  verbose: (message: unknown) => log.trace(String(message)),
  warn: (message: unknown) => log.warn(String(message)),
  error: (message: unknown) => log.error(String(message)),
  fatal: (message: unknown) => log.fatal(String(message)),
};

const QUERY_CHARACTERS = 300;

/** Of PostgreSQL's errors about data (class 22), which quote what they could not read. */
const ABOUT_DATA = /^22...$/;
const QUOTED = /".*"/s;

/** An error without the values that a statement was bound to: they are people's data, and may be megabytes. */
function withoutData(error: Error): object {
  const { parameters, driverError, detail, where, query, ...rest } = pino.stdSerializers.err(error) as Record<
    string,
    unknown
  >;
  void [parameters, driverError, detail, where];
  if (ABOUT_DATA.test(String(rest['code']))) {
    const { message } = error;
    const shown = message.replace(QUOTED, '"…"');
    rest['message'] = shown;
    rest['stack'] = error.stack?.replace(message, () => shown);
  }
  return typeof query === 'string' ? { ...rest, query: query.slice(0, QUERY_CHARACTERS) } : rest;
}
