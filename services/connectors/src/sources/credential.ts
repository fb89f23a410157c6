import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { SaslMechanism } from '@fuxing/contracts/connectors/v1/credentials';
import { bilingual } from '@fuxing/errors';
import { fields } from '@fuxing/service';
import { utils } from 'ssh2';
import { z } from 'zod';

const text = z.string().min(1, bilingual('must not be empty', '不能为空')).max(65_536);
const name = text.max(200);
const user = name.regex(/^[^:]*$/, bilingual('must have no colon', '不能含冒号'));
const header = z
  .string()
  .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/, bilingual('must be the name of a header', '应为请求头名称'))
  .refine(
    (given) => !/^(host|content-length|transfer-encoding|connection|accept|user-agent)$/i.test(given),
    bilingual('must not be a header of the request itself', '不能是请求自身使用的请求头'),
  );
const hostKey = z
  .string()
  .regex(
    /^SHA256:[A-Za-z0-9+/]{43}$/,
    bilingual('must be as ssh-keygen -lf shows it: SHA256:…', '应为 ssh-keygen -lf 显示的 SHA256:… 指纹'),
  );
const visible = text.regex(/^[\x21-\x7e]+$/, bilingual('must be visible ASCII', '只能为可见 ASCII 字符'));

function certificateOf(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

function keyOf(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}

/** What a source may be reached with, by field of CredentialSecret. */
export const credentialKinds = {
  basic: z.object({ user, password: text }),
  bearer: z.object({ token: visible }),
  apiKey: z
    .object({ header: header.optional(), queryParam: name.optional(), key: visible })
    .refine(
      (given) => (given.header === undefined) !== (given.queryParam === undefined),
      bilingual('must have one of header, queryParam', 'header、queryParam 应有且只有一项'),
    ),
  oauth2: z.object({
    tokenUrl: z
      .url({
        protocol: /^https?$/,
        error: bilingual('must be an http or https URL', '应为 http 或 https 网址'),
      })
      .max(2000),
    clientId: name,
    clientSecret: text,
    scope: z.string().max(1000),
  }),
  clientCertificate: z
    .object({
      certificate: text.refine(
        (pem) => certificateOf(pem) !== undefined,
        bilingual('must be a certificate in PEM', '应为 PEM 格式的证书'),
      ),
      privateKey: text.refine(
        (pem) => keyOf(pem) !== undefined,
        bilingual('must be a private key in PEM, without a passphrase', '应为 PEM 格式且无口令的私钥'),
      ),
      caCertificate: z
        .string()
        .max(65_536)
        .refine(
          (pem) => pem === '' || certificateOf(pem) !== undefined,
          bilingual('must be a certificate in PEM', '应为 PEM 格式的证书'),
        )
        .default(''),
    })
    .refine(
      ({ certificate, privateKey }) => {
        const [shown, key] = [certificateOf(certificate), keyOf(privateKey)];
        return !shown || !key || shown.checkPrivateKey(key);
      },
      { path: ['privateKey'], error: bilingual('must be the key of the certificate', '应为该证书的私钥') },
    ),
  sftpPassword: z.object({ user: name, password: text, hostKey }),
  sftpKey: z
    .object({ user: name, privateKey: text, passphrase: z.string().max(1000), hostKey })
    .refine(
      ({ privateKey, passphrase }) =>
        !(utils.parseKey(privateKey, passphrase === '' ? undefined : passphrase) instanceof Error),
      {
        path: ['privateKey'],
        error: bilingual(
          'must be a private key in PEM or of OpenSSH that opens with the passphrase',
          '应为 PEM 或 OpenSSH 格式、且可用该口令打开的私钥',
        ),
      },
    ),
  sql: z.object({ user: name, password: text }),
  sasl: z.object({ user: name, password: text, mechanism: fields.oneOf(SaslMechanism) }),
};

type Kinds = typeof credentialKinds;
export type CredentialKind = keyof Kinds;

/** What a source is reached with. */
export type Credential = { [Kind in CredentialKind]: { kind: Kind } & z.infer<Kinds[Kind]> }[CredentialKind];
