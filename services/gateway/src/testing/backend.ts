import {
  type Metadata,
  Metadata as GrpcMetadata,
  Server,
  ServerCredentials,
  type ServiceDefinition,
  type ServerUnaryCall,
  type sendUnaryData,
  status,
} from '@grpc/grpc-js';
import { create, fromJson, type JsonValue, toBinary } from '@bufbuild/protobuf';
import { type Any, anyPack } from '@bufbuild/protobuf/wkt';
import { publicServices, type RpcPath } from '@fuxing/contracts';
import { readRegistry } from '../grpc/rpcs';

interface Received {
  bytes: Buffer;
  value: unknown;
}

export interface Seen {
  request: any;
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
          requestDeserialize: (bytes: Buffer): Received => ({ bytes, value: requestDeserialize(bytes) }),
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
    return (call: ServerUnaryCall<Received, unknown>, done: sendUnaryData<unknown>): void => {
      const { bytes, value } = call.request;
      const seen = { path, request: value, bytes, metadata: call.metadata };
      this.seen.push(seen);
      Promise.resolve()
        .then(() => this.answers.get(path)?.(seen, call))
        .then(
          (answer) => done(null, answer),
          (error: unknown) => done(error as Error),
        );
    };
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
  const pack = (name: string, json: JsonValue): Any => {
    const schema = registry.getMessage(`google.rpc.${name}`);
    if (!schema) throw new Error(name);
    return anyPack(schema, fromJson(schema, json));
  };
  const schema = registry.getMessage('google.rpc.Status');
  if (!schema) throw new Error('Status');
  const message = create(schema, {
    code,
    message: en,
    details: [
      pack('ErrorInfo', { reason, domain: 'fuxing', metadata: {} }),
      pack('LocalizedMessage', { locale: 'zh-CN', message: zh }),
      ...(fields.length > 0 ? [pack('BadRequest', { fieldViolations: fields })] : []),
    ],
  } as any);
  const metadata = new GrpcMetadata();
  metadata.set('grpc-status-details-bin', Buffer.from(toBinary(schema, message)));
  return Object.assign(new Error(en), { code, details: en, metadata });
}
