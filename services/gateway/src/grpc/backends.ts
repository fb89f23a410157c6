import { Client, type ClientOptions, credentials, type Metadata, type ServiceError } from '@grpc/grpc-js';
import type { ServiceName } from '../config';
import type { Rpc } from './rpcs';

const maxAnswerBytes = 64 * 1024 * 1024;
const bytes = (buffer: Buffer): Buffer => buffer;

export interface Call {
  answer: Promise<Buffer>;
  cancel(): void;
}

/** One channel to each service; requests and answers pass as bytes. */
export class Backends {
  private readonly clients: ReadonlyMap<string, Client>;

  constructor(
    addresses: Record<ServiceName, string>,
    rpcs: readonly Rpc[],
    private readonly deadlineMs: number,
  ) {
    this.clients = new Map(
      Object.entries(addresses).map(([service, address]) => {
        const reads = rpcs.filter(({ path, verb }) => verb === 'GET' && serviceOf(path) === service);
        return [service, new Client(address, credentials.createInsecure(), options(reads))];
      }),
    );
  }

  call(path: string, request: Uint8Array, metadata: Metadata): Call {
    const client = this.clients.get(serviceOf(path));
    if (!client) throw new Error(`No service answers ${path}.`);
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
    const call = client.makeUnaryRequest(
      path,
      bytes,
      bytes,
      Buffer.from(request.buffer, request.byteOffset, request.byteLength),
      metadata,
      { deadline: Date.now() + this.deadlineMs },
      (error: ServiceError | null, answer?: Buffer) => {
        if (error) reject(error);
        else resolve(answer ?? Buffer.alloc(0));
      },
    );
    return { answer: promise, cancel: () => call.cancel() };
  }

  /** Which services can be reached now. */
  async ready(withinMs = 1_000): Promise<Record<string, boolean>> {
    const states = [...this.clients].map(
      ([service, client]) =>
        new Promise<[string, boolean]>((resolve) => {
          client.waitForReady(Date.now() + withinMs, (error) => resolve([service, !error]));
        }),
    );
    return Object.fromEntries(await Promise.all(states));
  }

  close(): void {
    for (const client of this.clients.values()) client.close();
  }
}

/** `/fuxing.tasks.v1.TasksService/GetTask` is answered by `tasks`. */
export function serviceOf(path: string): string {
  return path.split('.', 2)[1] ?? '';
}

/** Reads are tried again when a service was not there; writes are left to the caller, who knows its key. */
function options(reads: readonly Rpc[]): ClientOptions {
  return {
    'grpc.keepalive_time_ms': 60_000,
    'grpc.keepalive_timeout_ms': 10_000,
    'grpc.initial_reconnect_backoff_ms': 200,
    'grpc.max_reconnect_backoff_ms': 5_000,
    'grpc.max_receive_message_length': maxAnswerBytes,
    'grpc.service_config': JSON.stringify({
      loadBalancingConfig: [{ round_robin: {} }],
      methodConfig: [
        {
          name: reads.map(({ method }) => ({ service: method.parent.typeName, method: method.name })),
          retryPolicy: {
            maxAttempts: 3,
            initialBackoff: '0.05s',
            maxBackoff: '0.5s',
            backoffMultiplier: 2,
            retryableStatusCodes: ['UNAVAILABLE'],
          },
        },
      ],
      retryThrottling: { maxTokens: 10, tokenRatio: 0.1 },
    }),
  };
}
