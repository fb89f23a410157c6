import type { Source } from '@fuxing/contracts/connectors/v1/sources';
import { inTenant } from '@fuxing/db';
import type { DataSource } from 'typeorm';
import type { ConnectorSettings } from '../config';
import { findCredential } from '../db/credentials';
import { reveal } from '../domain/credentials/envelope';
import type { KeyRing } from '../domain/credentials/key-ring';
import { Addresses } from '../sources/addresses';
import { httpAuth, type Tokens } from '../sources/auth';
import type { Credential } from '../sources/credential';
import { mayReach } from '../sources/credential-hosts';
import { Http } from '../sources/fetch';
import { addressesOf } from '../sources/index';
import type { ReadContext, Reader, ReadState, SourcePage } from '../sources/reader';
import { type Pace, pace } from '../sources/pace';
import { SourceError } from '../sources/source-error';
import { folderOf } from '../sources/transports/folder';
import { keysOf } from './credentials.service';

export type OutsideSettings = Pick<ConnectorSettings, 'ALLOW_PRIVATE_ADDRESSES'> &
  Partial<Pick<ConnectorSettings, 'WATCHED_FOLDER' | 'CREDENTIAL_KEYS_FILE'>>;

/** Reads sources with what they are reached with. Secrets are opened for one reading and kept nowhere. */
export class Outside {
  private readonly http: Http;
  private readonly addresses: Addresses;
  private readonly keys: KeyRing | undefined;
  private readonly tokens: Tokens = new Map();
  private readonly paces = new Map<string, Pace>();

  constructor(
    private readonly db: DataSource,
    private readonly settings: OutsideSettings,
  ) {
    this.http = new Http(settings.ALLOW_PRIVATE_ADDRESSES);
    this.addresses = new Addresses(settings.ALLOW_PRIVATE_ADDRESSES);
    this.keys = keysOf(settings.CREDENTIAL_KEYS_FILE);
  }

  async *read(
    tenantId: string,
    source: Source,
    reader: Reader,
    start: ReadState | undefined,
    stopped: AbortSignal,
    limits: Pick<ReadContext, 'upTo'> = {},
  ): AsyncGenerator<SourcePage> {
    const { addresses, settings } = this;
    const context = {
      addresses,
      folder: folderOf(settings.WATCHED_FOLDER ?? '', tenantId),
      stopped,
      ...limits,
    };
    const pace = this.paceOf(tenantId, source);
    if (!source.credentialId) {
      const http = pace ? new Http(settings.ALLOW_PRIVATE_ADDRESSES, undefined, undefined, pace) : this.http;
      try {
        yield* reader(source, start, { ...context, http });
      } finally {
        if (pace) await http.close();
      }
      return;
    }
    const { credential, version } = await this.open(tenantId, source);
    const key = JSON.stringify([tenantId, source.credentialId, version]);
    const [address] = addressesOf(source);
    const auth = address && httpAuth(credential, new URL(address).origin, this.http, this.tokens, key);
    const http = auth ? new Http(settings.ALLOW_PRIVATE_ADDRESSES, auth, undefined, pace) : this.http;
    try {
      yield* reader(source, start, { ...context, http, credential });
    } finally {
      if (auth) await http.close();
    }
  }

  /** One for all readings of a source, so that one that begins again waits its turn too. */
  private paceOf(tenantId: string, { sourceId, requestsPerMinute }: Source): Pace | undefined {
    if (!requestsPerMinute) return undefined;
    const key = JSON.stringify([tenantId, sourceId, requestsPerMinute]);
    const known = this.paces.get(key) ?? pace(requestsPerMinute);
    this.paces.set(key, known);
    return known;
  }

  async close(): Promise<void> {
    await this.http.close();
  }

  private async open(tenantId: string, source: Source): Promise<{ credential: Credential; version: number }> {
    const { credentialId } = source;
    const sealed = await inTenant(this.db, tenantId, (tx) => findCredential(tx, credentialId));
    if (!sealed || !this.keys)
      throw new SourceError(
        {
          en: `There is no credential ${credentialId}; put it, or name another one in the source.`,
          zh: `没有凭据 ${credentialId}；请先保存该凭据，或在来源中改用其他凭据。`,
        },
        false,
      );
    // Before it is opened; altered, the list would not open it.
    const stranger = addressesOf(source).find((address) => !mayReach(sealed.hosts, address));
    if (stranger !== undefined) throw notFor(credentialId, stranger, sealed.hosts);
    try {
      const text = await reveal(this.keys, { ...sealed, tenantId }, sealed);
      return { credential: JSON.parse(text) as Credential, version: sealed.updatedAt.getTime() };
    } catch {
      throw new SourceError(
        {
          en: `Credential ${credentialId} does not open with the keys of the key file; put it again.`,
          zh: `密钥文件中的密钥无法打开凭据 ${credentialId}；请重新保存该凭据。`,
        },
        false,
      );
    }
  }
}

function notFor(credentialId: string, address: string, hosts: readonly string[]): SourceError {
  const { host, protocol } = new URL(address);
  const [at, list] = [`${protocol}//${host}`, hosts.join(', ')];
  return new SourceError(
    {
      en: `Credential ${credentialId} is for ${list}, not for ${at}; read from there, or put it again with that host in hosts (plain http with its port).`,
      zh: `凭据 ${credentialId} 仅用于 ${list}，不能用于 ${at}；请改从上述主机读取，或重新保存凭据并在 hosts 中写明该主机（http 明文须写端口）。`,
    },
    false,
  );
}
