import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GatewayDouble } from './gateway-double';
import { run } from './program';

const gateway = new GatewayDouble();
const home = mkdtempSync(join(tmpdir(), 'cli-credential-'));
const file = join(home, 'secret.yaml');
beforeAll(() => gateway.start());
afterAll(async () => {
  await gateway.stop();
  rmSync(home, { recursive: true });
});
beforeEach(() => gateway.reset());

async function fuxing(...args: string[]) {
  let text = '';
  const collect = (more: string): void => {
    text += more;
  };
  const code = await run(['--lang', 'en', '--gateway', gateway.url, 'credential', ...args], {
    env: { XDG_CONFIG_HOME: home, FUXING_TOKEN: 'given' },
    out: collect,
    err: collect,
    isTerminal: false,
  });
  return { code, text };
}

it('sends what a file holds and shows only that it is there', async () => {
  writeFileSync(file, 'hosts: [a.example]\nbearer: { token: canary-token }\n');
  gateway.on('PUT /v1/credentials/hotline', () => ({
    body: {
      credential: { credentialId: 'hotline', kind: 'bearer', hosts: ['a.example', 'b:80'], keyVersion: 1 },
    },
  }));
  const { code, text } = await fuxing('put', 'hotline', file);
  expect({ code, body: gateway.asked[0]?.body }).toEqual({
    code: 0,
    body: { hosts: ['a.example'], bearer: { token: 'canary-token' } },
  });
  expect(text).toMatch(/hotline +bearer +a.example b:80 +1/);
  expect(text).not.toContain('canary');
});

it('says what is wrong with a file without a word of it', async () => {
  writeFileSync(file, 'bearer: { token: "canary\n  : [');
  const { code, text } = await fuxing('put', 'hotline', file);
  expect(code).toBe(2);
  expect(text).toContain('cannot be read');
  expect(text).not.toContain('canary');
  expect((await fuxing('put', 'hotline', join(home, 'none'))).code).toBe(2);
});

it('forgets a credential, and changes the key', async () => {
  gateway.on('DELETE /v1/credentials/hotline', () => ({ body: {} }));
  gateway.on('POST /v1/credentials:rewrap', () => ({ body: { rewrapped: 3, keyVersion: 2 } }));
  expect(await fuxing('delete', 'hotline')).toEqual({ code: 0, text: 'Credential hotline is forgotten\n' });
  expect((await fuxing('rewrap')).text).toBe('3 credentials put under key 2\n');
});
