import { bilingual } from '@fuxing/errors';
import { fields } from '@fuxing/service';
import { z } from 'zod';
import { placeOf } from './addresses';
import { SourceError } from './source-error';

const ENTRY = /^(\[[0-9a-f:.]+\]|[^\s/?#@:[\]\\*]+)(?::(\d{1,5}))?$/i;

/** `host` or `host:port` in one spelling; undefined when it is neither. */
function spelt(entry: string): string | undefined {
  const [, host = '', port] = ENTRY.exec(entry) ?? [];
  if (host === '' || Number(port ?? 1) < 1 || Number(port ?? 1) > 65_535) return undefined;
  if (!URL.canParse(`http://${host}`)) return undefined;
  const one = new URL(`http://${host}`).hostname;
  return port === undefined ? one : `${one}:${Number(port)}`;
}

/** Where a secret may be sent, each in one spelling and once. */
export const credentialHosts = fields
  .listOf(
    z
      .string()
      .max(261)
      .refine(
        (entry) => spelt(entry) !== undefined,
        bilingual(
          'must be host or host:port, such as hotline.example or 10.1.2.3:8080',
          '应为 主机 或 主机:端口，例如 hotline.example 或 10.1.2.3:8080',
        ),
      ),
    1,
    20,
  )
  .transform((entries) => [...new Set(entries.map((entry) => spelt(entry) ?? ''))].sort());

/**
 * Whether a secret for these hosts may be sent to an address. A host without a port stands for the usual one of the
 * protocol, but not for plain http, where anybody on the way could read it.
 */
export function mayReach(hosts: readonly string[], address: string): boolean {
  const url = new URL(address);
  const { host: bare, port, usualPort } = placeOf(url);
  const host = bare.includes(':') ? `[${bare}]` : bare;
  if (hosts.includes(`${host}:${port}`)) return true;
  return url.protocol !== 'http:' && port === usualPort && hosts.includes(host);
}

/** @throws SourceError when a secret for these hosts may not be sent to an address */
export function assertMayReach(hosts: readonly string[], address: string): void {
  if (mayReach(hosts, address)) return;
  const { host, protocol } = new URL(address);
  const [at, list] = [`${protocol}//${host}`, hosts.join(', ')];
  throw new SourceError(
    {
      en: `The credential is for ${list}, not for ${at}; read from there, or put it again with that host in hosts (plain http with its port).`,
      zh: `凭据仅用于 ${list}，不能用于 ${at}；请改从上述主机读取，或重新保存凭据并在 hosts 中写明该主机（http 明文须写端口）。`,
    },
    false,
  );
}
