import { Addresses } from './addresses';

/** `tenant/source=entry`; a source `*` stands for every source of the tenant. */
const ENTRY = /^([a-z0-9][a-z0-9._-]{0,63})\/(\*|[a-z0-9][a-z0-9._-]{0,63})=(.+)$/;

interface Entry {
  tenantId: string;
  /** `*`: every one. */
  sourceId: string;
  /** host:port or CIDR. */
  allowed: string;
}

/** What the operator lets single sources reach besides public addresses. */
export class Permissions {
  private readonly entries: Entry[];

  /** @param list see ALLOW_PRIVATE_ADDRESSES */
  constructor(list = '') {
    this.entries = entriesOf(list);
  }

  static isList(list: string): boolean {
    try {
      return entriesOf(list).every(({ allowed }) => Addresses.isList(allowed));
    } catch {
      return false;
    }
  }

  of(tenantId: string, sourceId: string): Addresses {
    return this.where((of) => of.tenantId === tenantId && ['*', sourceId].includes(of.sourceId));
  }

  /** What any source of a tenant may reach, where it is not known yet which one will. */
  ofAny(tenantId: string): Addresses {
    return this.where((of) => of.tenantId === tenantId);
  }

  private where(fits: (entry: Entry) => boolean): Addresses {
    return new Addresses(
      this.entries
        .filter(fits)
        .map(({ allowed }) => allowed)
        .join(','),
    );
  }
}

function entriesOf(list: string): Entry[] {
  return list
    .split(',')
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map((text) => {
      const [, tenantId, sourceId, allowed] = ENTRY.exec(text) ?? [];
      if (!tenantId || !sourceId || !allowed) throw new Error(`${text} names no tenant and source.`);
      return { tenantId, sourceId, allowed };
    });
}
