import type { SqlSource } from '@fuxing/contracts/connectors/v1/source_kinds';
import { SourceError } from '../source-error';

/** @param final whether the same statement would be refused again */
export function failed({ host, table }: SqlSource, error: unknown, final: boolean): SourceError {
  const { code, message } = error as { code?: string; message?: string };
  const why = `${code ?? ''} ${message ?? String(error)}`.trim().slice(0, 300);
  return new SourceError(
    { en: `Reading ${table} on ${host} failed (${why}).`, zh: `读取 ${host} 上的 ${table} 失败（${why}）。` },
    !final,
  );
}

/** What a driver calls a fault; empty when it says nothing. */
export function codeOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : '';
}
