import type { lookup as dnsLookup, LookupAddress, LookupOptions } from 'node:dns';
import { isIP } from 'node:net';
import { buildConnector } from 'undici';
import { type Addresses, forbidden } from './addresses';

const CONNECT_TIMEOUT_MS = 10_000;

/** What a client shows to the one origin that it is meant for; PEM. */
export interface OwnOrigin {
  origin: string;
  certificate?: { cert: string; key: string; ca?: string };
}

/**
 * Connects to allowed addresses only, as written, as resolved and as connected.
 *
 * @param own gets its certificate, and nobody else
 */
export function guardedConnect(
  addresses: Addresses,
  resolveName: typeof dnsLookup,
  own: OwnOrigin | undefined,
): buildConnector.connector {
  const lookup = guardedLookup(addresses, resolveName);
  const plainTo = buildConnector({ timeout: CONNECT_TIMEOUT_MS });
  const guardedTo = buildConnector({ timeout: CONNECT_TIMEOUT_MS, lookup });
  const { certificate, origin } = own ?? {};
  const with_ = { timeout: CONNECT_TIMEOUT_MS, ...certificate };
  const plainOwn = buildConnector(with_);
  const guardedOwn = buildConnector({ ...with_, lookup });
  return (options, callback) => {
    const port = options.port || (options.protocol === 'https:' ? '443' : '80');
    const host = options.hostname.replace(/^\[|\]$/g, '');
    const home = certificate && originOf(options.protocol, options.hostname, port) === origin;
    const [plain, guarded] = home ? [plainOwn, guardedOwn] : [plainTo, guardedTo];
    if (addresses.namesHost(host, port)) return plain(options, callback);
    if (isIP(host) !== 0 && !addresses.allows(host)) return callback(forbidden(host), null);
    return guarded(options, (error, socket) => {
      if (error) return callback(error, null);
      const at = socket.remoteAddress ?? '';
      if (addresses.allows(at)) return callback(null, socket);
      socket.destroy();
      return callback(forbidden(at), null);
    });
  };
}

/** Gives only what may be connected to. */
function guardedLookup(addresses: Addresses, resolveName: typeof dnsLookup) {
  return (
    hostname: string,
    options: LookupOptions,
    callback: (
      error: NodeJS.ErrnoException | null,
      address: string | LookupAddress[],
      family?: number,
    ) => void,
  ): void => {
    resolveName(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, []);
      const allowed = found.filter(({ address }) => addresses.allows(address));
      const [first] = allowed;
      if (!first) return callback(forbidden(`${hostname} (${found.map((a) => a.address).join(', ')})`), []);
      return options.all ? callback(null, allowed) : callback(null, first.address, first.family);
    });
  };
}

const originOf = (protocol: string, host: string, port: string): string =>
  new URL(`${protocol}//${host}:${port}`).origin;
