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

it.each([
  ['a tag that nobody knows', 'bearer: { token: !x canary-token }\n'],
  ['two documents', 'bearer: { token: canary-token }\n---\nbearer: { token: canary-token }\n'],
  ['a key twice', 'bearer: { token: canary-token, token: canary-token }\n'],
  ['a list', '- canary-token\n'],
  ['a word', 'canary-token\n'],
])('takes no file with %s, and shows no word of it, not even as a warning', async (_, written) => {
  const warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  try {
    writeFileSync(file, written);
    const { code, text } = await fuxing('put', 'hotline', file);
    expect({ code, asked: gateway.asked, warned: warned.mock.calls }).toEqual({
      code: 2,
      asked: [],
      warned: [],
    });
    expect(text).not.toContain('canary');
  } finally {
    warned.mockRestore();
  }
});

it('lists credentials with columns that stand below each other, also with wide text', async () => {
  gateway.on('GET /v1/credentials', () => ({
    body: {
      credentials: [
        {
          credentialId: 'hotline',
          kind: 'bearer',
          hosts: ['市民热线.example'],
          keyVersion: 1,
          updatedAt: '2026-01-01T00:00:00Z',
        },
        {
          credentialId: 'db',
          kind: 'sql',
          hosts: ['10.1.2.3'],
          keyVersion: 12,
          updatedAt: '2026-01-02T00:00:00Z',
        },
      ],
    },
  }));
  expect((await fuxing('list')).text).toBe(
    [
      'Credential  Kind    Hosts             Key  Updated',
      'hotline     bearer  市民热线.example    1  2026-01-01T00:00:00Z',
      'db          sql     10.1.2.3           12  2026-01-02T00:00:00Z',
      '',
    ].join('\n'),
  );
});

it('forgets a credential, and changes the key', async () => {
  gateway.on('DELETE /v1/credentials/hotline', () => ({ body: {} }));
  gateway.on('POST /v1/credentials:rewrap', () => ({ body: { rewrapped: 3, keyVersion: 2 } }));
  expect(await fuxing('delete', 'hotline')).toEqual({ code: 0, text: 'Credential hotline is forgotten\n' });
  expect((await fuxing('rewrap')).text).toBe('3 credentials put under key 2\n');
});
