import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

// The part of oidc-provider 9 that is used here, typed by hand: the package brings no types.

export interface Stored {
  uid?: string;
  userCode?: string;
  grantId?: string;
  consumed?: number;
  [other: string]: unknown;
}

export interface Adapter {
  upsert(id: string, payload: Stored, expiresIn: number): Promise<void>;
  find(id: string): Promise<Stored | undefined>;
  findByUid(uid: string): Promise<Stored | undefined>;
  findByUserCode(userCode: string): Promise<Stored | undefined>;
  consume(id: string): Promise<void>;
  destroy(id: string): Promise<void>;
  revokeByGrantId(grantId: string): Promise<void>;
}

export interface Client {
  clientId: string;
  clientName?: string;
  redirectUris?: string[];
  grantTypeAllowed(type: string): boolean;
}

export interface Context {
  body: unknown;
  type: string;
  status: number;
  set(header: string, value: string): void;
  oidc: { provider: Provider; client: Client; session: { accountId?: string } };
}

export interface Grant {
  addOIDCScope(scope: string): void;
  save(): Promise<string>;
}

export interface Interaction {
  uid: string;
  prompt: { name: string };
  params: { client_id?: string };
}

export interface Provider {
  readonly Grant: {
    new (of: { accountId: string | undefined; clientId: string }): Grant;
  };
  callback(): RequestListener;
  interactionDetails(req: IncomingMessage, res: ServerResponse): Promise<Interaction>;
  interactionFinished(req: IncomingMessage, res: ServerResponse, result: object): Promise<void>;
}

interface Library {
  default: new (issuer: string, configuration: Record<string, unknown>) => Provider;
  interactionPolicy: { base(): { remove(prompt: string): void } };
}

export const { default: OidcProvider, interactionPolicy } = require('oidc-provider') as Library;
