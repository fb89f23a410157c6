import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { Intake } from '../intake';
import { counted } from './counted';

it('leaves a server that says nothing, and one that says too much', async () => {
  const silent = createServer((peer) => peer.on('error', () => undefined));
  const loud = createServer((peer) => {
    const more = (): void => {
      while (peer.writable && peer.write(Buffer.alloc(65_536)));
    };
    peer.on('drain', more).on('error', () => undefined);
    more();
  });
  for (const [server, said] of [
    [silent, /longer than 0.2 s/],
    [loud, /the 100000 bytes/],
  ] as const) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').resume();
    const closed = once(socket, 'close');
    await once(socket, 'connect');
    const never = (): Promise<never> => new Promise(() => undefined);
    await expect(counted(socket, new Intake(100_000), never, 200)).rejects.toThrow(said);
    await closed;
    server.close();
  }
});
