import { Metadata } from '@grpc/grpc-js';
import { BoundedMap } from '../bounded-map';
import { problem } from '../http/problem';
import { type Caller, callerOf } from './caller';
import { callerTokenSeconds } from './caller-token';
import type { Issuer } from './issuer';

/** A checked access token. */
export interface Session {
  caller: Caller;
  /** Tells subjects of different tenants apart. */
  key: string;
  /** Carries the caller token to the services; clone before adding to it. */
  metadata: Metadata;
  /** When the access token ends, milliseconds since 1970. */
  expiresAt: number;
}

interface Entry {
  session: Session;
  /** When token and caller token are looked at afresh. */
  staleAt: number;
}

const limit = 10_000;

/** Sessions by access token. A token is verified again each minute, so a withdrawn key is noticed soon. */
export class Sessions {
  private readonly entries = new BoundedMap<string, Entry>(limit);

  constructor(
    private readonly issuer: Issuer,
    private readonly callerToken: (caller: Caller) => Promise<string>,
  ) {}

  /** @throws Problem when the header does not carry a good access token */
  async open(authorization: string | undefined): Promise<Session> {
    const token = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization ?? '')?.[1];
    if (!token) throw problem(authorization ? 'TOKEN_INVALID' : 'TOKEN_MISSING');
    const known = this.entries.get(token);
    if (known && Date.now() < known.staleAt) return known.session;

    this.entries.delete(token);
    const claims = await this.issuer.verify(token);
    const caller = callerOf(claims);
    if (!caller) throw problem('TENANT_MISSING');
    const metadata = new Metadata();
    metadata.set('authorization', `Bearer ${await this.callerToken(caller)}`);
    const expiresAt = (claims.exp ?? 0) * 1000;
    const session = { caller, key: `${caller.tenant}\n${caller.subject}`, metadata, expiresAt };
    const staleAt = Math.min(expiresAt, Date.now() + (callerTokenSeconds - 60) * 1000);
    this.entries.set(token, { session, staleAt });
    return session;
  }
}
