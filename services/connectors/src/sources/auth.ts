import { z } from 'zod';
import type { Credential } from './credential';
import type { Http, HttpAuth } from './fetch';
import { SourceError } from './source-error';

/** Tokens that were fetched, by credential and version of it. */
export type Tokens = Map<string, { token: string; until: number }>;

/** A token is asked for anew so long before it ends. */
const EARLY_MS = 30_000;
/** Of an issuer that does not say. */
const DEFAULT_LIFE_S = 300;

const answer = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]{1,16384}$/),
  token_type: z.string().regex(/^bearer$/i),
  expires_in: z.coerce.number().positive().optional(),
});

/** How HTTP requests carry a credential; undefined when it is for another protocol. */
export function httpAuth(
  credential: Credential,
  origin: string,
  http: Http,
  tokens: Tokens,
  key: string,
): HttpAuth | undefined {
  switch (credential.kind) {
    case 'basic':
      return {
        origin,
        headers: async () => ({ authorization: basic(credential.user, credential.password) }),
      };
    case 'bearer':
      return { origin, headers: async () => ({ authorization: `Bearer ${credential.token}` }) };
    case 'apiKey':
      return credential.header === undefined
        ? { origin, query: { name: credential.queryParam ?? '', value: credential.key } }
        : { origin, headers: async () => ({ [credential.header ?? '']: credential.key }) };
    case 'clientCertificate':
      return {
        origin,
        certificate: {
          cert: credential.certificate,
          key: credential.privateKey,
          ...(credential.caCertificate && { ca: credential.caCertificate }),
        },
      };
    case 'oauth2':
      return {
        origin,
        headers: async (stopped) => ({
          authorization: `Bearer ${await tokenOf(credential, http, tokens, key, stopped)}`,
        }),
        refused: () => tokens.delete(key),
      };
    case 'sftpPassword':
    case 'sftpKey':
    case 'sql':
    case 'sasl':
      break;
  }
  return undefined;
}

const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

/** By the grant of client credentials (RFC 6749, 4.4), the client in the header (2.3.1). */
async function tokenOf(
  { tokenUrl, clientId, clientSecret, scope }: Extract<Credential, { kind: 'oauth2' }>,
  http: Http,
  tokens: Tokens,
  key: string,
  stopped: AbortSignal,
): Promise<string> {
  const kept = tokens.get(key);
  if (kept && kept.until > Date.now() + EARLY_MS) return kept.token;
  const form = new URLSearchParams({ grant_type: 'client_credentials', ...(scope && { scope }) });
  const authorization = basic(encodeURIComponent(clientId), encodeURIComponent(clientSecret));
  const text = await http.post(tokenUrl, form.toString(), { authorization }, stopped);
  const parsed = answer.safeParse(json(text));
  if (!parsed.success) {
    const { host } = new URL(tokenUrl);
    throw new SourceError({ en: `${host} gave no bearer token.`, zh: `${host} 未返回 bearer 令牌。` }, false);
  }
  const { access_token: token, expires_in: life = DEFAULT_LIFE_S } = parsed.data;
  // Of an earlier version of the credential nothing is needed any more.
  const [tenant, credential] = JSON.parse(key) as string[];
  for (const other of tokens.keys())
    if (other.startsWith(JSON.stringify([tenant, credential]).slice(0, -1))) tokens.delete(other);
  tokens.set(key, { token, until: Date.now() + life * 1000 });
  return token;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
