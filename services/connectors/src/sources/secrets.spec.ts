import { hide, secretsOf, withoutSecrets } from './secrets';
import { SourceError } from './source-error';

it('hides a secret however it is written, and nothing else', () => {
  const secrets = secretsOf({ kind: 'basic', user: 'kaohe', password: 'päss word' });
  const basic = Buffer.from('kaohe:päss word').toString('base64');
  const said = `kaohe päss word p%C3%A4ss%20word Basic ${basic}`;
  const shown = withoutSecrets(new SourceError({ en: said, zh: said }, true, 7, said), secrets);
  const hidden = 'kaohe *** *** Basic ***';
  expect(shown).toMatchObject({ text: { en: hidden, zh: hidden }, answer: hidden, message: hidden });
  expect(shown).toMatchObject({ temporary: true, retryAfterMs: 7, readAll: false });
  expect((shown as Error).stack).not.toContain('päss');
});

it('hides a fetched token and the client of OAuth, in errors of others too, and leaves short words alone', () => {
  const oauth2 = {
    kind: 'oauth2',
    tokenUrl: 'https://a.cn',
    clientId: 'id',
    clientSecret: 's3cret',
    scope: '',
  } as const;
  const secrets = secretsOf(oauth2, 'fetched-token');
  const error = new TypeError(`fetched-token ${Buffer.from('id:s3cret').toString('base64')} id`);
  expect((withoutSecrets(error, secrets) as Error).message).toBe('*** *** id');
  expect(error.stack).not.toContain('fetched');
  expect(hide('abc', ['abc'])).toBe('abc');
  expect(hide('{"said":"a\\"secret"}', ['a"secret'])).toBe('{"said":"***"}');
  const late = new SourceError({ en: 'x', zh: 'x' }, false).afterAll();
  expect(withoutSecrets(late, secrets)).toMatchObject({ readAll: true });
});
