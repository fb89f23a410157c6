import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { Addresses } from './addresses';
import { Http, type HttpOptions } from './fetch';
import { MAX_BYTES } from './http-errors';
import { fileUrl, url } from './settings';

const signal = new AbortController().signal;
let server: Server;
let port: number;
let hits = 0;
let answer: (url: string) => {
  status: number;
  headers?: Record<string, string>;
  body?: string | Buffer;
};
beforeAll(async () => {
  server = createServer((request, response) => {
    hits += 1;
    const { status, headers, body } = answer(request.url ?? '');
    response.writeHead(status, headers).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
afterAll(() => server.close());
beforeEach(() => {
  hits = 0;
  answer = () => ({ status: 200, body: 'secret' });
});

const outcome = async (http: Http, url: string): Promise<string> => {
  try {
    return await http.text(url, '*/*', signal);
  } catch (error) {
    return (error as { reason?: string }).reason ?? (error as Error).message;
  } finally {
    await http.close();
  }
};

it.each([
  '127.0.0.1',
  '127.1',
  '2130706433',
  '0x7f000001',
  '0177.0.0.1',
  '0x7f.1',
  '[::ffff:127.0.0.1]',
  '[::1]',
  '0.0.0.0',
  'localhost',
  'localhost.',
  '①②⑦.⓪.⓪.①',
])('reaches nothing at %s', async (host) => {
  expect(await outcome(new Http(new Addresses()), `http://${host}:${port}/`)).toBe(
    'SOURCE_ADDRESS_FORBIDDEN',
  );
  expect(hits).toBe(0);
});

it.each([
  '169.254.169.254',
  '100.100.100.200',
  '10.1.2.3',
  '172.31.0.1',
  '192.168.1.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  'fd00::1',
  'fe80::1',
  '64:ff9b::7f00:1',
  '2002:7f00:1::',
  '2001:db8::1',
  'not an address',
])('%s is no public unicast address', (address) => expect(new Addresses().allows(address)).toBe(false));

it.each(['8.8.8.8', '114.114.114.114', '2606:4700::1111', '172.32.0.1'])('%s is one', (address) =>
  expect(new Addresses().allows(address)).toBe(true),
);

it('reaches what the operator names by host and port, by range, and nothing beside it', async () => {
  expect(await outcome(new Http(new Addresses(`localhost:${port}`)), `http://localhost:${port}/`)).toBe(
    'secret',
  );
  expect(await outcome(new Http(new Addresses('127.0.0.0/8')), `http://127.1:${port}/`)).toBe('secret');
  expect(await outcome(new Http(new Addresses('127.0.0.0/8')), `http://localhost:${port}/`)).toBe('secret');
  expect(await outcome(new Http(new Addresses('localhost:1')), `http://localhost:${port}/`)).toBe(
    'SOURCE_ADDRESS_FORBIDDEN',
  );
});

it('checks where a redirect leads, and follows five', async () => {
  answer = () => ({ status: 302, headers: { location: 'http://169.254.169.254/latest' } });
  expect(await outcome(new Http(new Addresses(`127.0.0.1:${port}`)), `http://127.0.0.1:${port}/`)).toBe(
    'SOURCE_ADDRESS_FORBIDDEN',
  );
  answer = () => ({ status: 302, headers: { location: 'file:///etc/passwd' } });
  expect(await outcome(new Http(new Addresses(`127.0.0.1:${port}`)), `http://127.0.0.1:${port}/`)).toBe(
    'SOURCE_ADDRESS_FORBIDDEN',
  );
  hits = 0;
  answer = () => ({ status: 307, headers: { location: '/again' } });
  expect(await outcome(new Http(new Addresses(`127.0.0.1:${port}`)), `http://127.0.0.1:${port}/`)).toMatch(
    /more than 5 times/,
  );
  expect(hits).toBe(6);
});

it('refuses an encoding that it did not ask for', async () => {
  answer = () => ({ status: 200, headers: { 'content-encoding': 'br' }, body: 'bomb' });
  expect(await outcome(new Http(new Addresses(`127.0.0.1:${port}`)), `http://127.0.0.1:${port}/`)).toMatch(
    /sent br/,
  );
});

it('unpacks gzip, and refuses a bomb and a body that says it is too long', async () => {
  const packed = (body: Buffer) => ({
    status: 200,
    headers: { 'content-encoding': 'gzip' },
    body: gzipSync(body),
  });
  answer = () => packed(Buffer.from('secret'));
  expect(await outcome(new Http(new Addresses('127.0.0.0/8')), `http://127.0.0.1:${port}/`)).toBe('secret');
  answer = () => ({ status: 200, headers: { 'content-encoding': 'gzip' }, body: 'cut' });
  expect(await outcome(new Http(new Addresses('127.0.0.0/8')), `http://127.0.0.1:${port}/`)).toMatch(
    /incorrect header check/,
  );
  const bomb = packed(Buffer.alloc(MAX_BYTES + 1));
  expect(bomb.body.length).toBeLessThan(MAX_BYTES / 500);
  answer = () => bomb;
  expect(await outcome(new Http(new Addresses('127.0.0.0/8')), `http://127.0.0.1:${port}/`)).toMatch(
    /more than \d+ bytes/,
  );
  answer = () => ({ status: 200, headers: { 'content-length': '10737418240' }, body: 'x' });
  expect(await outcome(new Http(new Addresses('127.0.0.0/8')), `http://127.0.0.1:${port}/`)).toMatch(
    /more than \d+ bytes/,
  );
});

it('connects to no private address that a name leads to, first or later', async () => {
  let answers = 0;
  const resolver = ((_name: string, _options: object, found: (error: null, all: object[]) => void) => {
    answers += 1;
    found(null, [{ address: answers === 1 ? '169.254.169.254' : '127.0.0.1', family: 4 }]);
  }) as unknown as NonNullable<HttpOptions['resolveName']>;
  const http = () => new Http(new Addresses(), { resolveName: resolver });
  expect(await outcome(http(), `http://rebind.example:${port}/`)).toBe('SOURCE_ADDRESS_FORBIDDEN');
  expect(await outcome(http(), `http://rebind.example:${port}/`)).toBe('SOURCE_ADDRESS_FORBIDDEN');
  expect([answers, hits]).toEqual([2, 0]);
});

it.each([
  'http://a.example/\r\nHost: b',
  'http://a.example\\@127.0.0.1/',
  'http://u:p@a.example/',
  'gopher://a.example/',
])('takes %j for no address of a source', (text) => expect(url.safeParse(text).success).toBe(false));

it('takes a path of SFTP that is a name, and one of HTTP in any encoding', () => {
  expect(fileUrl.safeParse('sftp://a.example/%E5%8F%B0.csv').success).toBe(true);
  expect(fileUrl.safeParse('http://a.example/%B2%E2.csv').success).toBe(true);
  expect(fileUrl.safeParse('sftp://a.example/%B2%E2.csv').error?.issues[0]?.message).toMatch(
    /UTF-8\n.*UTF-8/,
  );
});
