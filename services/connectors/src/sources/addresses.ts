import { BlockList, isIP, isIPv6 } from 'node:net';
import { DomainError } from '@fuxing/errors';

/**
 * Ranges of IPv4 that are not public unicast, and the part of IPv6 that is, without what is inside it for other uses.
 *
 * Source: IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890 and successors).
 */
const NOT_PUBLIC_4 =
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4';
const PUBLIC_6 = '2000::/3';
const NOT_PUBLIC_6 = '2001::/23 2001:db8::/32 2002::/16 3fff::/20';

/** What a source may be reached by, with the usual port. */
const PORTS: Readonly<Record<string, string>> = {
  'http:': '80',
  'https:': '443',
  'sftp:': '22',
  'postgresql:': '5432',
  'mysql:': '3306',
  'kafka:': '9092',
};

const CIDR = /^([0-9a-f.:]+)\/(\d{1,3})$/i;
const HOST_PORT = /^([^\s/,]+):(\d{1,5})$/;

const notPublic = listOf(`${NOT_PUBLIC_4} ${NOT_PUBLIC_6}`.split(' '));
const public6 = listOf([PUBLIC_6]);

/** Which addresses a source may reach: public unicast, and what the operator names for it besides. */
export class Addresses {
  private readonly ranges: BlockList;
  private readonly hosts: ReadonlySet<string>;

  /** @param allowed host:port or CIDR entries separated by commas */
  constructor(allowed = '') {
    const entries = entriesOf(allowed);
    this.ranges = listOf(entries.filter((entry) => CIDR.test(entry)));
    this.hosts = new Set(entries.filter((entry) => !CIDR.test(entry)).map((entry) => entry.toLowerCase()));
  }

  static isList(list: string): boolean {
    try {
      return entriesOf(list).every((entry) => (CIDR.test(entry) ? listOf([entry]) : HOST_PORT.test(entry)));
    } catch {
      return false;
    }
  }

  /** Whether the operator allows this host and port by name, wherever it leads. */
  namesHost(hostname: string, port: string | number): boolean {
    return this.hosts.has(`${hostname.toLowerCase()}:${port}`);
  }

  /** Whether an address, as text without brackets, may be connected to. */
  allows(address: string): boolean {
    if (isIP(address) === 0) return false;
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (this.ranges.check(address, family)) return true;
    if (family === 'ipv6' && !public6.check(address, family)) return false;
    return !notPublic.check(address, family);
  }

  /**
   * Refuses an address that is written as a number, in any spelling (URL has made them one), or is no web address.
   *
   * @throws DomainError SOURCE_ADDRESS_FORBIDDEN
   */
  assertUrl(url: URL): void {
    const { host, port } = placeOf(url);
    if (this.namesHost(url.hostname, port) || this.namesHost(host, port)) return;
    const local = /(^|\.)localhost\.?$/i.test(host) && !this.allows('127.0.0.1');
    if (local || (isIP(host) !== 0 && !this.allows(host))) throw forbidden(host);
  }
}

/**
 * Where an address leads: its host in one spelling, without brackets, and its port.
 *
 * @throws DomainError SOURCE_ADDRESS_FORBIDDEN for a protocol that no source is read by
 */
export function placeOf(url: URL): { host: string; port: string; usualPort: string } {
  const usualPort = PORTS[url.protocol];
  if (usualPort === undefined) throw forbidden(url.protocol);
  // Only web addresses are brought into their one spelling by URL itself.
  const host = new URL(`http://${url.hostname}`).hostname.replace(/^\[|\]$/g, '');
  return { host, port: url.port || usualPort, usualPort };
}

/** The refusal of an address. */
export function forbidden(address: string): DomainError {
  return new DomainError(
    'INVALID_ARGUMENT',
    'SOURCE_ADDRESS_FORBIDDEN',
    {
      en: `${address} is not a public web address; the operator can allow it for this source by ALLOW_PRIVATE_ADDRESSES (tenant/source=host:port).`,
      zh: `${address} 不是公网地址；运维人员可通过 ALLOW_PRIVATE_ADDRESSES（租户/来源=主机:端口）为该来源放行。`,
    },
    [],
    { address },
  );
}

function entriesOf(list: string): string[] {
  return list
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

function listOf(ranges: string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [, network = '', prefix = ''] = CIDR.exec(range) ?? [];
    list.addSubnet(network, Number(prefix), isIPv6(network) ? 'ipv6' : 'ipv4');
  }
  return list;
}
