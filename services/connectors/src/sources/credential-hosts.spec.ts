import { credentialHosts, mayReach } from './credential-hosts';

it.each<[string, string, boolean]>([
  ['a.example', 'https://a.example/x', true],
  ['A.Example', 'https://a.example:443/x', true],
  ['a.example', 'https://a.example:8443/', false],
  ['a.example:8443', 'https://a.example:8443/', true],
  ['a.example', 'http://a.example/', false],
  ['a.example:80', 'http://a.example/', true],
  ['a.example', 'https://b.a.example/', false],
  ['a.example', 'https://a.example.evil.example/', false],
  ['a.example', 'https://evil.example/?a.example', false],
  ['a.example', 'https://a.example@evil.example/', false],
  ['10.1.2.3', 'mysql://0x0a010203:3306', true],
  ['10.1.2.3', 'mysql://10.1.2.3:3307', false],
  ['[::1]:9092', 'kafka://[0:0::1]:9092', true],
  ['files.example', 'sftp://FILES.example/a', true],
])('a secret for %s may be sent to %s: %s', (host, address, may) => {
  expect(mayReach(credentialHosts.parse([host]), address)).toBe(may);
});

it.each([[[]], [['']], [['*']], [['*.example']], [['a/b']], [['u@a']], [['a:0']], [['a:70000']], [['a b']]])(
  'refuses %j in both languages',
  (hosts) => {
    const [issue] = credentialHosts.safeParse(hosts).error?.issues ?? [];
    expect(issue?.message).toMatch(/must (be|have)[\s\S]*应/);
  },
);
