import type { Credential } from './credential';
import { SourceError } from './source-error';

export const HIDDEN = '***';
/** Fields of credentials that nobody may see. */
const SECRET = ['password', 'token', 'key', 'clientSecret', 'privateKey', 'passphrase'];
/** A shorter one would hide half of every sentence, and hides nothing from whoever tries. */
const LEAST_CHARACTERS = 4;

/** Everything by which a source may be told to repeat a secret, longest first. */
export function secretsOf(credential: Credential, token = ''): string[] {
  const given = Object.entries(credential).flatMap(([name, value]) => (SECRET.includes(name) ? [value] : []));
  const pairs = [
    ...('password' in credential ? [`${credential.user}:${credential.password}`] : []),
    ...(credential.kind === 'oauth2'
      ? [[credential.clientId, credential.clientSecret].map(encodeURIComponent).join(':')]
      : []),
  ];
  const written = [...given, token, ...pairs.map((pair) => Buffer.from(pair).toString('base64'))];
  return [...new Set([...written, ...written.map(encodeURIComponent)])]
    .filter(({ length }) => length >= LEAST_CHARACTERS)
    .sort((a, b) => b.length - a.length);
}

/** The same error in words that name no secret: what a source answers is shown to people, logged and told to others. */
export function withoutSecrets(error: unknown, secrets: string[]): unknown {
  const hide = (text: string): string =>
    secrets.reduce((shown, secret) => shown.replaceAll(secret, HIDDEN), text);
  if (error instanceof SourceError) {
    const text = { en: hide(error.text.en), zh: hide(error.text.zh) };
    const shown = new SourceError(text, error.temporary, error.retryAfterMs, hide(error.answer));
    return error.readAll ? shown.afterAll() : shown;
  }
  if (error instanceof Error) {
    error.message = hide(error.message);
    if (error.stack !== undefined) error.stack = hide(error.stack);
  }
  return error;
}
