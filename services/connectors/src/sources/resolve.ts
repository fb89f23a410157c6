import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { type Addresses, forbidden } from './addresses';
import { SourceError } from './source-error';

/**
 * The address to connect to for a host: checked, and an address, so that nothing is resolved again behind the check.
 *
 * @throws SourceError, DomainError SOURCE_ADDRESS_FORBIDDEN
 */
export async function resolve(
  addresses: Addresses,
  host: string,
  port: number,
  find: (host: string) => Promise<{ address: string }[]> = (name) => lookup(name, { all: true }),
): Promise<string> {
  const bare = host.replace(/^\[|\]$/g, '');
  const named = addresses.namesHost(bare, port);
  if (isIP(bare) !== 0) {
    if (named || addresses.allows(bare)) return bare;
    throw forbidden(bare);
  }
  const found = await find(bare).catch((error: NodeJS.ErrnoException) => {
    throw new SourceError(
      { en: `${bare} has no address (${error.code}).`, zh: `无法解析 ${bare}（${error.code}）。` },
      true,
    );
  });
  const fit = found.find(({ address }) => named || addresses.allows(address));
  if (!fit) throw forbidden(`${bare} (${found.map(({ address }) => address).join(', ')})`);
  return fit.address;
}
