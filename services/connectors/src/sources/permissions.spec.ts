import { Settings } from '../config';
import { Permissions } from './permissions';

const permissions = new Permissions(
  '130404/hotline=10.1.2.3:443, 130404/permits=172.16.8.0/24,130404/permits=fd00:1::/32,130402/*=localhost:9092',
);
const may = (tenantId: string, sourceId: string, url: string): boolean => {
  try {
    permissions.of(tenantId, sourceId).assertUrl(new URL(url));
    return true;
  } catch {
    return false;
  }
};

it.each<[string, string, string, boolean]>([
  ['130404', 'hotline', 'https://10.1.2.3/', true],
  ['130404', 'hotline', 'https://10.1.2.3:444/', false],
  ['130404', 'hotline', 'https://172.16.8.9/', false],
  ['130404', 'permits', 'https://172.16.8.9/', true],
  ['130404', 'permits', 'sftp://[fd00:1::2]/a', true],
  ['130404', 'permits', 'https://10.1.2.3/', false],
  ['130404', 'hotline2', 'https://10.1.2.3/', false],
  ['130404', '', 'https://10.1.2.3/', false],
  ['130404', '*', 'https://10.1.2.3/', false],
  ['130402', 'hotline', 'https://10.1.2.3/', false],
  ['130402', 'anything', 'kafka://localhost:9092', true],
  ['130402', '', 'kafka://localhost:9092', true],
  ['130404', 'hotline', 'https://8.8.8.8/', true],
])('source %s/%s may reach %s: %s', (tenantId, sourceId, url, is) => {
  expect(may(tenantId, sourceId, url)).toBe(is);
});

it('asks any source of a tenant where it is not known which', () => {
  expect(permissions.ofAny('130404').allows('172.16.8.1')).toBe(true);
  expect(permissions.ofAny('130402').allows('172.16.8.1')).toBe(false);
});

it.each([
  '10.1.2.3:443',
  '10.0.0.0/8',
  'hotline=10.0.0.0/8',
  '130404/hotline=',
  '*/*=10.0.0.0/8',
  '130404/hotline=10.0.0.0/33',
])('takes no %s from the operator, and says in both languages what would be right', (list) => {
  const [issue] = Settings.shape.ALLOW_PRIVATE_ADDRESSES.safeParse(list).error?.issues ?? [];
  expect(issue?.message).toMatch(/tenant\/source=host:port[\s\S]*租户\/来源=主机:端口/);
});
