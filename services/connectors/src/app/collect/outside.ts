import type { Source } from '@fuxing/contracts/connectors/v1/sources';
import { inTenant } from '@fuxing/db';
import type { DataSource } from 'typeorm';
import type { ConnectorSettings } from '../../config';
import { findCredential } from '../../db/collect/credentials';
import { reveal } from '../../domain/collect/credentials/envelope';
import type { KeyRing } from '../../domain/collect/credentials/key-ring';
import { httpAuth, type Tokens } from '../../sources/auth';
import type { Credential } from '../../sources/credential';
import { assertMayReach } from '../../sources/credential-hosts';
import { Http, type HttpAuth } from '../../sources/fetch';
import { addressesOf } from '../../sources/index';
import { DEFAULT_PULL_BYTES, FLOOR, Intake, MAX_PULL_BYTES } from '../../sources/intake';
import type { ReadContext, Reader, ReadState, SourcePage } from '../../sources/reader';
import { type Pace, pace } from '../../sources/pace';
import { Permissions } from '../../sources/permissions';
import { secretsOf, withoutSecrets } from '../../sources/secrets';
import { SourceError } from '../../sources/source-error';
import { folderOf } from '../../sources/transports/folder';
import { keysOf } from './credentials.service';

export type OutsideSettings = Pick<ConnectorSettings, 'ALLOW_PRIVATE_ADDRESSES'> &
  Partial<
    Pick<
      ConnectorSettings,
      | 'WATCHED_FOLDER'
      | 'CREDENTIAL_KEYS_FILE'
      | 'MAX_PULL_BYTES'
      | 'DEFAULT_PULL_BYTES'
      | 'MIN_BYTES_PER_SECOND'
      | 'MIN_SPEED_OVER_MS'
    >
  >;

/** Reads sources with what they are reached with. Secrets are opened for one reading and kept nowhere. */
export class Outside {
  private readonly open = new Set<Http>();
  private readonly permissions: Permissions;
  private readonly keys: KeyRing | undefined;
  private readonly tokens: Tokens = new Map();
  private readonly paces = new Map<string, Pace>();

  constructor(
    private readonly db: DataSource,
    private readonly settings: OutsideSettings,
  ) {
    this.permissions = new Permissions(settings.ALLOW_PRIVATE_ADDRESSES);
    this.keys = keysOf(settings.CREDENTIAL_KEYS_FILE);
  }

  async *read(
    tenantId: string,
    source: Source,
    reader: Reader,
    start: ReadState | undefined,
    stopped: AbortSignal,
    {
      intake = this.intakeOf(source),
      ...limits
    }: Pick<ReadContext, 'upTo' | 'isTried'> & { intake?: Intake } = {},
  ): AsyncGenerator<SourcePage> {
    const addresses = this.permissions.of(tenantId, source.sourceId);
    const folder = folderOf(this.settings.WATCHED_FOLDER ?? '', tenantId);
    const pace = this.paceOf(tenantId, source);
    // Its own each time: what was connected to is for this source alone.
    const opened: Http[] = [];
    const open = (auth?: HttpAuth): Http => {
      const http = new Http(addresses, { auth, pace, intake });
      opened.push(http);
      this.open.add(http);
      return http;
    };
    try {
      const { secrets, ...reached } = source.credentialId
        ? await this.reach(tenantId, source, open)
        : { http: open(), secrets: () => [] };
      try {
        yield* reader(source, start, { addresses, folder, intake, stopped, ...limits, ...reached });
      } catch (error) {
        throw withoutSecrets(error, secrets());
      }
    } finally {
      for (const http of opened) this.open.delete(http);
      await Promise.all(opened.map((http) => http.close()));
    }
  }

  private async reach(
    tenantId: string,
    source: Source,
    open: (auth?: HttpAuth) => Http,
  ): Promise<Pick<ReadContext, 'http' | 'credential' | 'credentialHosts'> & { secrets: () => string[] }> {
    const { credential, hosts, version } = await this.unseal(tenantId, source);
    const key = JSON.stringify([tenantId, source.credentialId, version]);
    const [address] = addressesOf(source);
    const http = open();
    const auth = address && httpAuth(credential, new URL(address).origin, http, this.tokens, key);
    const secrets = (): string[] => secretsOf(credential, this.tokens.get(key)?.token);
    return { http: auth ? open(auth) : http, credential, credentialHosts: hosts, secrets };
  }

  /** @param before bytes that the pull read before */
  intakeOf({ maxBytes }: Source, before = 0): Intake {
    const {
      MAX_PULL_BYTES: most = MAX_PULL_BYTES,
      DEFAULT_PULL_BYTES: usual = DEFAULT_PULL_BYTES,
      MIN_BYTES_PER_SECOND: bytesPerSecond = FLOOR.bytesPerSecond,
      MIN_SPEED_OVER_MS: overMs = FLOOR.overMs,
    } = this.settings;
    // The operator may have lowered it since the source was put.
    return new Intake(Math.min(maxBytes || usual, most), { bytesPerSecond, overMs }, before);
  }

  /** One for all readings of a source, so that one that begins again waits its turn too. */
  private paceOf(tenantId: string, { sourceId, requestsPerMinute }: Source): Pace | undefined {
    if (!requestsPerMinute) return undefined;
    const key = JSON.stringify([tenantId, sourceId, requestsPerMinute]);
    const known = this.paces.get(key) ?? pace(requestsPerMinute);
    this.paces.set(key, known);
    return known;
  }

  /** Breaks off whatever is read. */
  async close(): Promise<void> {
    await Promise.all([...this.open].map((http) => http.close()));
  }

  private async unseal(
    tenantId: string,
    source: Source,
  ): Promise<{ credential: Credential; hosts: string[]; version: number }> {
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
    for (const address of addressesOf(source)) assertMayReach(sealed.hosts, address);
    try {
      const text = await reveal(this.keys, { ...sealed, tenantId }, sealed);
      const credential = JSON.parse(text) as Credential;
      return { credential, hosts: sealed.hosts, version: sealed.updatedAt.getTime() };
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
