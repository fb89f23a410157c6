import { readFileSync } from 'node:fs';
import type { Credential as Shown } from '@fuxing/contracts/connectors/v1/credentials';
import { inTenant } from '@fuxing/db';
import { bilingual, DomainError } from '@fuxing/errors';
import { caller, fields, page, SETTINGS, slice } from '@fuxing/service';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { ConnectorSettings } from '../../config';
import {
  changeKeys,
  deleteCredential,
  listCredentials,
  putCredential,
  type SealedCredential,
  underOtherKeys,
} from '../../db/collect/credentials';
import { close, rewrap } from '../../domain/collect/credentials/envelope';
import { type KeyRing, keyRing } from '../../domain/collect/credentials/key-ring';
import { credentialHosts } from '../../sources/credential-hosts';
import { type Credential, type CredentialKind, credentialKinds } from '../../sources/credential';
import { Permissions } from '../../sources/permissions';

const names = Object.keys(credentialKinds) as CredentialKind[];
const REWRAP_AT_ONCE = 100;

export const PutCredential = z.object({
  credentialId: fields.id,
  secret: z
    .object({
      ...(Object.fromEntries(names.map((name) => [name, credentialKinds[name].optional()])) as unknown as {
        [Kind in CredentialKind]: z.ZodOptional<(typeof credentialKinds)[Kind]>;
      }),
      hosts: credentialHosts,
    })
    .refine(
      (secret) => names.filter((name) => secret[name]).length === 1,
      bilingual(`must have one of ${names.join(', ')}`, `${names.join('、')} 应有且只有一项`),
    )
    .transform(({ hosts, ...secret }) => {
      const kind = names.find((name) => secret[name]) ?? 'basic';
      return { hosts, credential: { kind, ...secret[kind] } as Credential };
    }),
});
export const ListCredentials = z.object(fields.pageFields);

/** The key ring of the operator; undefined when he names none. */
export function keysOf(file: string | undefined): KeyRing | undefined {
  return file ? keyRing(readFileSync(file, 'utf8')) : undefined;
}

/** Takes secrets in and never gives one out. */
@Injectable()
export class CredentialsService {
  private readonly keys: KeyRing | undefined;
  private readonly permissions: Permissions;

  constructor(
    private readonly db: DataSource,
    @Inject(SETTINGS) settings: Pick<ConnectorSettings, 'ALLOW_PRIVATE_ADDRESSES' | 'CREDENTIAL_KEYS_FILE'>,
  ) {
    this.keys = keysOf(settings.CREDENTIAL_KEYS_FILE);
    this.permissions = new Permissions(settings.ALLOW_PRIVATE_ADDRESSES);
  }

  async put({ credentialId, secret }: z.infer<typeof PutCredential>): Promise<Shown> {
    const { hosts, credential } = secret;
    const { tenantId } = caller();
    if (credential.kind === 'oauth2')
      this.permissions.ofAny(tenantId).assertUrl(new URL(credential.tokenUrl));
    const envelope = await close(this.ring(), { tenantId, credentialId, hosts }, JSON.stringify(credential));
    return inTenant(this.db, tenantId, async (tx) =>
      shown(await putCredential(tx, { credentialId, kind: credential.kind, hosts }, envelope)),
    );
  }

  list(request: z.infer<typeof ListCredentials>) {
    const asked = page(request);
    return inTenant(this.db, caller().tenantId, async (tx) => {
      const found = await listCredentials(tx, asked.after?.[0], asked.size + 1);
      const { rows, nextPageToken } = slice(found, asked, ({ credentialId }) => [credentialId]);
      return { credentials: rows.map(shown), nextPageToken };
    });
  }

  delete(credentialId: string): Promise<void> {
    return inTenant(this.db, caller().tenantId, (tx) => deleteCredential(tx, credentialId));
  }

  /** Some at a time, each time in a transaction of its own, so that nothing waits. */
  async rewrap(): Promise<{ rewrapped: number; keyVersion: number }> {
    const keys = this.ring();
    const { tenantId } = caller();
    for (let rewrapped = 0; ;) {
      const some = await inTenant(this.db, tenantId, async (tx) => {
        const found = await underOtherKeys(tx, keys.newest, REWRAP_AT_ONCE);
        const under = found.map(async (one) => ({
          ...one,
          ...(await rewrap(keys, { ...one, tenantId }, one)),
        }));
        await changeKeys(tx, await Promise.all(under));
        return found.length;
      });
      rewrapped += some;
      if (some < REWRAP_AT_ONCE) return { rewrapped, keyVersion: keys.newest };
    }
  }

  private ring(): KeyRing {
    if (this.keys) return this.keys;
    throw new DomainError('FAILED_PRECONDITION', 'CREDENTIAL_KEYS_MISSING', {
      en: 'The operator has named no key file by CREDENTIAL_KEYS_FILE, so no secret can be kept.',
      zh: '运维人员未通过 CREDENTIAL_KEYS_FILE 指定密钥文件，无法保存凭据。',
    });
  }
}

const shown = ({ credentialId, kind, hosts, keyVersion, updatedAt }: SealedCredential): Shown => ({
  credentialId,
  kind,
  hosts,
  keyVersion,
  updatedAt,
});
