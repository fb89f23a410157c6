import {
  type DescMessage,
  fromBinary,
  type JsonValue,
  type Message,
  type Registry,
  toBinary,
  toJson,
} from '@bufbuild/protobuf';
import { publicServices, type RpcPath } from '@fuxing/contracts';
import { addReflection, log } from '@fuxing/service';
import {
  type Metadata,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerUnaryCall,
  type ServiceDefinition,
  type sendUnaryData,
  status,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';
import { access, type Access } from '../auth/access';
import { allowRole, unitGuard } from '../auth/authorise';
import type { Pace } from '../auth/pace';
import type { Session, Sessions } from '../auth/sessions';
import { problem } from '../http/problem';
import { findUnsafe } from '../http/violations';
import type { Backends, Call } from './backends';
import { refusedStatus } from './refused';

export interface DoorOptions {
  registry: Registry;
  sessions: Sessions;
  pace: Pace;
  backends: Backends;
  bodyLimitBytes: number;
}

/** What a batch of a stream is passed on as; both have the same fields. */
const PUSH: RpcPath = '/fuxing.connectors.v1.SourcesService/PushRecords';
const asTheyCame = (bytes: Buffer): Buffer => bytes;

/** A gRPC server with every public RPC, under the rules of the HTTP door: the same tokens, roles, units and limits. */
export function grpcDoor(options: DoorOptions): Server {
  const server = new Server({
    'grpc.max_receive_message_length': options.bodyLimitBytes,
    'grpc.max_concurrent_streams': 1_000,
    'grpc.keepalive_time_ms': 60_000,
    'grpc.keepalive_timeout_ms': 10_000,
  });
  for (const [name, definition] of Object.entries(publicServices)) {
    const service = options.registry.getService(name);
    if (!service) throw new Error(`The descriptor set lacks ${name}.`);
    const methods = Object.entries(definition as ServiceDefinition);
    const handlers: UntypedServiceImplementation = {};
    for (const [method, { path, requestStream }] of methods) {
      const input = service.methods.find((of) => path.endsWith(`/${of.name}`))?.input;
      if (!input) throw new Error(`The descriptor set lacks ${path}.`);
      const gate = gateOf(path as RpcPath, input, options);
      handlers[method] = requestStream
        ? streamHandler(gate, options)
        : unaryHandler(path as RpcPath, gate, options);
    }
    server.addService(Object.fromEntries(methods.map(([method, of]) => [method, bytesOnly(of)])), handlers);
  }
  new HealthImplementation({ '': 'SERVING' }).addToServer(server);
  addReflection(server);
  return server;
}

/** @param listen host:port @returns the port */
export function bind(server: Server, listen: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(listen, ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(port),
    );
  });
}

function bytesOnly(method: ServiceDefinition[string]): ServiceDefinition[string] {
  const { requestSerialize: _in, responseDeserialize: _out, ...rest } = method;
  const pass = { requestSerialize: asTheyCame, responseDeserialize: asTheyCame };
  return { ...rest, ...pass, requestDeserialize: asTheyCame, responseSerialize: asTheyCame };
}

/** Lets a request in, or throws a Problem. */
type Gate = (metadata: Metadata, request: Buffer) => Promise<{ session: Session; bytes: Uint8Array }>;

function gateOf(path: RpcPath, input: DescMessage, { registry, sessions, pace }: DoorOptions): Gate {
  const row: Access = access[path];
  const guardUnit = unitGuard(row, input);
  return async (metadata, request) => {
    const headers = metadata.get('authorization');
    if (headers.length > 1) throw problem('TOKEN_INVALID');
    const session = await sessions.open(headers[0]?.toString());
    pace.take(session.key);
    allowRole(session.caller, row);
    const message = read(input, request, registry);
    guardUnit(session.caller, message);
    return { session, bytes: toBinary(input, message) };
  };
}

function read(input: DescMessage, bytes: Uint8Array, registry: Registry): Message {
  let message: Message;
  let json: JsonValue;
  try {
    message = fromBinary(input, bytes);
    json = toJson(input, message, { registry });
  } catch {
    throw problem('INVALID_REQUEST');
  }
  const unsafe = findUnsafe(json, '');
  if (unsafe) throw problem('INVALID_REQUEST', [unsafe]);
  return message;
}

function unaryHandler(path: RpcPath, gate: Gate, { backends }: DoorOptions) {
  const handle = async (
    call: ServerUnaryCall<Buffer, Buffer>,
    done: sendUnaryData<Buffer>,
  ): Promise<void> => {
    try {
      const { session, bytes } = await gate(call.metadata, call.request);
      const passed = backends.call(path, bytes, session.metadata.clone());
      call.on('cancelled', () => passed.cancel());
      done(null, await passed.answer);
    } catch (error) {
      done(refused(error, path));
    }
  };
  return (call: ServerUnaryCall<Buffer, Buffer>, done: sendUnaryData<Buffer>): void =>
    void handle(call, done);
}

/** One batch at a time: the next is read when the one before is stored and its answer is taken. */
function streamHandler(gate: Gate, { backends }: DoorOptions) {
  const handle = async (call: ServerDuplexStream<Buffer, Buffer>): Promise<void> => {
    let passed: Call | undefined;
    call.on('cancelled', () => passed?.cancel());
    try {
      // Half of the stream is left open: the answers, or the refusal, go out through it.
      for await (const request of call.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        const { session, bytes } = await gate(call.metadata, request);
        passed = backends.call(PUSH, bytes, session.metadata.clone());
        if (!call.write(await passed.answer)) await taken(call);
      }
      call.end();
    } catch (error) {
      call.emit('error', refused(error, 'StreamRecords'));
    }
  };
  return (call: ServerDuplexStream<Buffer, Buffer>): void => void handle(call);
}

/** Until the answers that wait are sent, or nobody waits for them any more. */
function taken(call: ServerDuplexStream<Buffer, Buffer>): Promise<void> {
  return new Promise((resolve) => {
    for (const event of ['drain', 'cancelled'] as const) call.once(event, resolve);
  });
}

function refused(error: unknown, rpc: string) {
  const told = refusedStatus(error);
  if (told.code === status.INTERNAL) log.error({ err: error, rpc }, 'service failed');
  return told;
}
