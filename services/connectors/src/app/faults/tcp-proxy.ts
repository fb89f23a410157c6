import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** For tests: a line to another server that is slow and breaks. */
export class TcpProxy {
  /** Requests that it broke. */
  broken = 0;
  private requests = 0;
  private readonly sockets = new Set<Socket>();
  private readonly server = createServer((from) => this.join(from));

  /**
   * @param breaks whether the line is reset after the request of that number, counted from 1
   * @param latencyMs of each request
   */
  constructor(
    private readonly to: URL,
    private readonly latencyMs: number,
    private readonly breaks: (request: number) => boolean,
  ) {}

  async start(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private join(from: Socket): void {
    const to = connect(Number(this.to.port), this.to.hostname);
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const) {
      this.sockets.add(one);
      one
        .on('error', () => other.destroy())
        .on('close', () => {
          this.sockets.delete(one);
          other.destroy();
        });
    }
    to.pipe(from);
    // A request without a body is one piece.
    from.on('data', (piece) => void this.forward(piece, from, to));
  }

  private async forward(piece: Buffer, from: Socket, to: Socket): Promise<void> {
    const request = ++this.requests;
    await sleep(this.latencyMs);
    to.write(piece);
    if (!this.breaks(request)) return;
    this.broken += 1;
    from.resetAndDestroy();
  }
}
