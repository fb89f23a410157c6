import { DomainError } from '@fuxing/errors';
import type { Dispatcher } from 'undici';
import { SourceError } from './source-error';

/** Of one body or file. */
export const MAX_BYTES = 256 * 1024 * 1024;
const MAX_RETRY_AFTER_MS = 5 * 60_000;

export function refused(
  url: URL,
  { statusCode, headers }: Dispatcher.ResponseData,
  answer?: string,
): SourceError {
  const why = whyOf(url, statusCode);
  const temporary = statusCode === 408 || statusCode === 429 || statusCode >= 500;
  return new SourceError(
    {
      en: `${url.host} answered ${statusCode}${why?.en ?? ''}.`,
      zh: `${url.host} 返回状态 ${statusCode}${why?.zh ?? ''}。`,
    },
    temporary,
    retryAfter(headers['retry-after']),
    answer,
  );
}

/** Without the query, where some systems want a secret. */
function whyOf({ pathname }: URL, statusCode: number): { en: string; zh: string } | undefined {
  if (statusCode === 401 || statusCode === 403)
    return {
      en: ': it wants a credential, or another one; see credentialId of the source',
      zh: '：需要凭据，或凭据不被接受；请核对来源的 credentialId',
    };
  if (statusCode === 404)
    return { en: `: nothing is at ${pathname}; see the url`, zh: `：${pathname} 不存在；请核对 url` };
  return undefined;
}

/** Seconds or a date (RFC 9110, 10.2.3); at most five minutes. */
function retryAfter(header: string | string[] | undefined): number | undefined {
  if (typeof header !== 'string') return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), MAX_RETRY_AFTER_MS);
}

export function readable(error: unknown, address: string, stopped: AbortSignal): unknown {
  if (stopped.aborted || error instanceof SourceError || error instanceof DomainError) return error;
  const { host } = new URL(address);
  const cause =
    error instanceof Error
      ? `${'code' in error ? String(error.code) : error.name}: ${error.message}`
      : String(error);
  return new SourceError(
    { en: `The connection to ${host} failed (${cause}).`, zh: `与 ${host} 的连接失败（${cause}）。` },
    true,
  );
}

export function tooLarge(address: string): SourceError {
  return new SourceError(
    {
      en: `${new URL(address).host} sent more than ${MAX_BYTES} bytes.`,
      zh: `${new URL(address).host} 返回超过 ${MAX_BYTES} 字节。`,
    },
    false,
  );
}
