import { createHash, timingSafeEqual } from 'node:crypto';

/** What an access token says about its subject besides the standard claims. */
export interface Rights {
  name: string;
  tenant: string;
  roles: string[];
  /** The one unit that a unit-scoped role may act for. */
  unit?: string;
}

/** A person. The username is the `sub` of its tokens. */
export interface Account extends Rights {
  username: string;
  password: string;
}

/** A program that people sign in with; it keeps no secret and proves itself by PKCE or by a device code. */
export interface PublicClient {
  clientId: string;
  /** Shown on the pages. */
  name: string;
  /** `http://127.0.0.1/…` and `http://[::1]/…` match every port (RFC 8252 §7.3). */
  redirectUris: string[];
  postLogoutRedirectUris?: string[];
  /** Whether it may use the device flow (RFC 8628). */
  device?: boolean;
}

/** A system that acts in its own name, by client_credentials. */
export interface MachineClient extends Rights {
  clientId: string;
  secret: string;
}

export type ClientSpec = PublicClient | MachineClient;

export function isMachine(client: ClientSpec): client is MachineClient {
  return 'secret' in client;
}

export function claimsOf({ name, tenant, roles, unit }: Rights): Record<string, unknown> {
  return { name, tenant, roles, ...(unit === undefined ? {} : { unit }) };
}

/** People by username. */
export class Accounts {
  private readonly byName: Map<string, Account>;

  constructor(accounts: Account[]) {
    this.byName = new Map(accounts.map((account) => [account.username, account]));
    if (this.byName.size !== accounts.length) throw new Error('Two accounts have the same username.');
  }

  find(username: string): Account | undefined {
    return this.byName.get(username);
  }

  /** The account, or undefined when name or password is wrong; the time taken does not tell which. */
  check(username: string, password: string): Account | undefined {
    const account = this.byName.get(username);
    const same = timingSafeEqual(sha256(password), sha256(account?.password ?? ''));
    return account && same ? account : undefined;
  }
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
