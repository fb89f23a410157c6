import type { Credential } from './credential';
import { SourceError } from './source-error';

const HIDDEN = '***';
/** Fields of credentials that nobody may see. */
const SECRET = ['password', 'token', 'key', 'clientSecret', 'privateKey', 'passphrase'];
/** Shorter ones stand in any text by chance, and would be cut out of it. */
const LEAST_CHARACTERS = 6;

/** Everything by which a source may repeat a secret. */
export function secretsOf(credential: Credential, token = ''): string[] {
  const given = Object.entries(credential).flatMap(([name, value]) => (SECRET.includes(name) ? [value] : []));
  const pairs = [
    ...('password' in credential ? [`${credential.user}:${credential.password}`] : []),
    ...(credential.kind === 'oauth2'
      ? [[credential.clientId, credential.clientSecret].map(encodeURIComponent).join(':')]
      : []),
  ];
  return [...given, token, ...pairs.map((pair) => Buffer.from(pair).toString('base64'))];
}

/** The text without secrets, however they are written in it: as they are, in an address or in JSON. */
export function hide(text: string, secrets: readonly string[]): string {
  const written = secrets
    .filter(({ length }) => length >= LEAST_CHARACTERS)
    .flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]);
  // The longest first: one may be a part of another.
  return [...new Set(written)]
    .sort((a, b) => b.length - a.length)
    .reduce((shown, each) => shown.replaceAll(each, HIDDEN), text);
}

/** The same error in words that name no secret: what a source answers is shown to people, logged and told to others. */
export function withoutSecrets(error: unknown, secrets: string[]): unknown {
  const shown = (text: string): string => hide(text, secrets);
  if (error instanceof SourceError) {
    const text = { en: shown(error.text.en), zh: shown(error.text.zh) };
    const same = new SourceError(text, error.temporary, error.retryAfterMs, shown(error.answer));
    return error.readAll ? same.afterAll() : same;
  }
  if (error instanceof Error) {
    error.message = shown(error.message);
    if (error.stack !== undefined) error.stack = shown(error.stack);
  }
  return error;
}
