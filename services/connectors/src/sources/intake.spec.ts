import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { Addresses } from './addresses';
import { Http } from './fetch';
import { Intake } from './intake';

const signal = new AbortController().signal;
/** 1 kB/s over 0.4 s: 400 bytes in each. */
const floor = { bytesPerSecond: 1000, overMs: 400 };
let server: Server;
let url: string;
let answer: (response: ServerResponse) => void;
let closed: Promise<unknown>;
beforeAll(async () => {
  server = createServer((_, response) => {
    closed = once(response, 'close');
    answer(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => server.close());

async function read(intake: Intake, each: () => Promise<void> = async () => undefined): Promise<string> {
  const http = new Http(new Addresses('127.0.0.0/8'), { intake });
  let bytes = 0;
  try {
    for await (const piece of http.read(url, '*/*', signal)) {
      bytes += piece.length;
      await each();
    }
    return `${bytes}`;
  } catch (error) {
    const { temporary, text } = error as { temporary?: boolean; text?: { zh: string; en: string } };
    return `${temporary} ${text?.zh} ${text?.en}`;
  } finally {
    await http.close();
  }
}

/** So many bytes every so many milliseconds, until the other side has enough. */
const trickle =
  (bytes: number, everyMs: number, headers = {}, first = Buffer.alloc(0)) =>
  (response: ServerResponse): void => {
    response.writeHead(200, headers).write(first);
    const timer = setInterval(() => response.write(Buffer.alloc(bytes, 'x')), everyMs);
    response.on('close', () => clearInterval(timer));
  };

function packedTrickle(response: ServerResponse): void {
  const packed = gzipSync(randomBytes(10_000));
  response.writeHead(200, { 'content-encoding': 'gzip' });
  let at = 0;
  const timer = setInterval(() => response.write(packed.subarray(at, (at += 2))), 20);
  response.on('close', () => clearInterval(timer));
}

it.each<[string, (response: ServerResponse) => void]>([
  ['bytes one by one', trickle(1, 20)],
  ['nothing behind the headers', (response) => response.writeHead(200).flushHeaders()],
  ['a good beginning and then a trickle', trickle(1, 20, {}, Buffer.alloc(100_000, 'x'))],
  ['a packed trickle', packedTrickle],
])('cuts off a server that sends %s', async (_, slow) => {
  answer = slow;
  const began = Date.now();
  expect(await read(new Intake(1e9, floor))).toMatch(
    /^true 127.* 在 0.4 秒内的速度低于每秒 1000 字节，已中断。 127.* sent less than 1000 bytes a second over 0.4 s/,
  );
  expect(Date.now() - began).toBeLessThan(3_000);
  await closed;
});

it('waits no longer for the words of a refusal', async () => {
  answer = (response) => {
    response.writeHead(500).write('x');
    const timer = setInterval(() => response.write('x'), 50);
    response.on('close', () => clearInterval(timer));
  };
  const began = Date.now();
  expect(await read(new Intake(1e9, floor))).toMatch(/^true .*answered 500/);
  expect(Date.now() - began).toBeLessThan(3_000);
});

it('waits for a server that is slow, but not that slow', async () => {
  answer = (response) => {
    trickle(200, 40)(response);
    setTimeout(() => response.end(), 1_500);
  };
  expect(Number(await read(new Intake(1e9, floor)))).toBeGreaterThan(4_000);
});

it('does not count the time that its own side takes', async () => {
  answer = (response) => {
    response.write('x'.repeat(10));
    setTimeout(() => response.end('x'.repeat(10)), 100);
  };
  expect(await read(new Intake(1e9, floor), () => sleep(600))).toBe('20');
});

it('takes in no more bytes than a pull may, unpacked and over all its answers', async () => {
  const packed = gzipSync(Buffer.alloc(400_000));
  answer = (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed);
  const intake = new Intake(1_000_000);
  expect(packed.length).toBeLessThan(1_000);
  expect([await read(intake), await read(intake)]).toEqual(['400000', '400000']);
  expect(await read(intake)).toMatch(
    /^false .*允许的 1000000 字节.*the 1000000 bytes that one pull may read/,
  );
});

it('counts the values of rows in UTF-8', () => {
  const intake = new Intake(10, floor, 1);
  intake.addRows([{ a: '局', b: null }, { a: '12' }]);
  expect(intake.bytes).toBe(6);
  expect(() => intake.addRows([{ a: '12345' }])).toThrow(/the 10 bytes/);
});
