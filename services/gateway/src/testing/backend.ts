import {
  type Metadata,
  Metadata as GrpcMetadata,
  Server,
  ServerCredentials,
  type ServiceDefinition,
  type ServerUnaryCall,
  type sendUnaryData,
  type status,
} from '@grpc/grpc-js';
import { fromJson, type JsonObject, type JsonValue, toBinary } from '@bufbuild/protobuf';
import { publicServices, type RpcPath } from '@fuxing/contracts';
import { readRegistry } from '../grpc/rpcs';

interface Received {
  bytes: Buffer;
  value: Record<string, unknown>;
}

export interface Seen {
  request: Record<string, unknown>;
  /** As it came over the wire. */
  bytes: Buffer;
  metadata: Metadata;
}
type Answer = (seen: Seen, call: ServerUnaryCall<Received, unknown>) => unknown;

/** Stands in for all services, on a real socket: answers what a test says, and an empty message otherwise. */
export class Backend {
  readonly seen: (Seen & { path: string })[] = [];
  private readonly answers = new Map<string, Answer>();

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async start(): Promise<Backend> {
    const server = new Server();
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) =>
        error ? reject(error) : resolve(port),
      );
    });
    const backend = new Backend(server, port);
    for (const definition of Object.values(publicServices)) {
      const methods = Object.entries(definition as ServiceDefinition);
      const keepBytes = methods.map(([name, { requestDeserialize, responseSerialize, ...method }]) => [
        name,
        {
          ...method,
          requestDeserialize: (bytes: Buffer): Received => ({
            bytes,
            value: requestDeserialize(bytes) as Received['value'],
          }),
          responseSerialize: (answer: unknown) =>
            answer === undefined ? Buffer.alloc(0) : responseSerialize(answer),
        },
      ]);
      const handlers = methods.map(([name, { path }]) => [name, backend.handler(path)]);
      server.addService(Object.fromEntries(keepBytes) as ServiceDefinition, Object.fromEntries(handlers));
    }
    return backend;
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  on(path: RpcPath, answer: Answer): void {
    this.answers.set(path, answer);
  }

  get last(): Seen {
    const seen = this.seen.at(-1);
    if (!seen) throw new Error('Nothing reached the backend.');
    return seen;
  }

  async stop(): Promise<void> {
    this.server.forceShutdown();
  }

  private handler(path: string) {
    const answer = async (
      call: ServerUnaryCall<Received, unknown>,
      done: sendUnaryData<unknown>,
    ): Promise<void> => {
      const { bytes, value } = call.request;
      const seen = { path, request: value, bytes, metadata: call.metadata };
      this.seen.push(seen);
      try {
        done(null, await this.answers.get(path)?.(seen, call));
      } catch (error) {
        done(error as Error);
      }
    };
    return (call: ServerUnaryCall<Received, unknown>, done: sendUnaryData<unknown>): void =>
      void answer(call, done);
  }
}

/** A refusal as services send it. */
export function refusal(
  code: status,
  reason: string,
  en: string,
  zh: string,
  fields: JsonValue[] = [],
): Error {
  const registry = readRegistry();
  const schema = registry.getMessage('google.rpc.Status');
  if (!schema) throw new Error('google.rpc.Status is missing.');
  const detail = (name: string, json: JsonObject): JsonObject => ({
    '@type': `type.googleapis.com/google.rpc.${name}`,
    ...json,
  });
  const details = [
    detail('ErrorInfo', { reason, domain: 'fuxing' }),
    detail('LocalizedMessage', { locale: 'zh-CN', message: zh }),
    ...(fields.length > 0 ? [detail('BadRequest', { fieldViolations: fields })] : []),
  ];
  const bytes = toBinary(schema, fromJson(schema, { code, message: en, details }, { registry }));
  const metadata = new GrpcMetadata();
  metadata.set('grpc-status-details-bin', Buffer.from(bytes));
  return Object.assign(new Error(en), { code, details: en, metadata });
}
