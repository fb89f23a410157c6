import { DomainError } from '@fuxing/errors';
import { Addresses } from './addresses';

/** What putting a source of this address would answer. */
const outcome = (url: string, allowed = ''): string => {
  try {
    new Addresses(allowed).assertUrl(new URL(url));
    return 'allowed';
  } catch (error) {
    if (error instanceof DomainError) return error.reason;
    throw error;
  }
};
const refused = 'SOURCE_ADDRESS_FORBIDDEN';

it.each([
  'http://127.0.0.1/',
  'http://127.0.0.1./',
  'http://127.1/',
  'http://127.0.1/',
  'http://2130706433/',
  'http://0x7f000001/',
  'http://0X7F.0.0.1/',
  'http://0x7f.1/',
  'http://0177.0.0.1/',
  'http://017700000001/',
  'http://000177.0.0.01/',
  'http://0/',
  'http://0.0.0.0/',
  'http://%31%32%37.0.0.1/',
  'http://127。0。0。1/',
  'http://１２７.0.0.1/',
  'http://①②⑦.⓪.⓪.①/',
  'http://public.example@127.0.0.1/',
  'http://public.example:80@127.1/',
  'http:127.0.0.1/',
  'http:\\\\127.0.0.1/',
  'http://127.0.0\t.1/',
  'http://127.0.0\r\n.1/',
  'http://[::1]/',
  'http://[0:0:0:0:0:0:0:1]/',
  'http://[::]/',
  'http://[::127.0.0.1]/',
  'http://[::ffff:127.0.0.1]/',
  'http://[::ffff:7f00:1]/',
  'http://[64:ff9b::127.0.0.1]/',
  'http://[2002:7f00:1::]/',
  'http://[fd00:ec2::254]/',
  'http://localhost/',
  'http://LOCALHOST./',
  'http://a.localhost/',
  'http://ｌｏｃａｌｈｏｓｔ/',
  'http://169.254.169.254/latest/meta-data/',
  'http://2852039166/',
  'http://100.100.100.200/',
])('refuses %j, however it is spelt', (url) => expect(outcome(url)).toBe(refused));

it.each([
  'file:///etc/passwd',
  'gopher://8.8.8.8/',
  'ftp://8.8.8.8/',
  'data:text/plain,a',
  'javascript:a',
  'jar:http://8.8.8.8!/',
])('refuses %s, which is no web address', (url) => expect(outcome(url)).toBe(refused));

it.each(['http://8.8.8.8/', 'https://[2606:4700::1111]/', 'https://data.example.gov.cn/api'])(
  'lets %s be looked up',
  (url) => expect(outcome(url)).toBe('allowed'),
);

it('takes what the operator allows in any spelling, and on the port that was named only', () => {
  expect(outcome('http://0x7f.1:8080/', '127.0.0.1:8080')).toBe('allowed');
  expect(outcome('http://[0:0::1]:8080/', '::1/128')).toBe('allowed');
  expect(outcome('http://127.0.0.1:8081/', '127.0.0.1:8080')).toBe(refused);
  expect(outcome('https://127.0.0.1/', '127.0.0.1:80')).toBe(refused);
});
