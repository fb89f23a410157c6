import {
  createFileRegistry,
  type DescMethodUnary,
  type FileRegistry,
  fromBinary,
  getOption,
} from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { descriptorSet, type RpcPath } from '@fuxing/contracts';

export type Verb = 'GET' | 'PUT' | 'POST' | 'DELETE' | 'PATCH';

/** One RPC and how it is reached by HTTP. */
export interface Rpc {
  path: RpcPath;
  method: DescMethodUnary;
  verb: Verb;
  /** As in google.api.http, for example `/v1/cycles/{cycle_id}:publish`. */
  template: string;
  /** A field of the request, `*` for the whole request, or empty for no body. */
  body: string;
}

interface HttpRule {
  pattern: { case?: string; value?: unknown };
  body: string;
  additionalBindings: unknown[];
}

export function readRegistry(): FileRegistry {
  return createFileRegistry(fromBinary(FileDescriptorSetSchema, descriptorSet()));
}

/** Every RPC of every public service but streams, which are gRPC alone. Another that HTTP cannot reach stops the start. */
export function readRpcs(registry: FileRegistry): Rpc[] {
  const http = registry.getExtension('google.api.http');
  if (!http) throw new Error('The descriptor set lacks google/api/annotations.proto.');
  return [...registry]
    .filter((desc) => desc.kind === 'service' && desc.typeName.startsWith('fuxing.'))
    .flatMap((desc) => (desc.kind === 'service' ? desc.methods : []))
    .flatMap((method) => {
      if (method.methodKind !== 'unary') return [];
      const path = `/${method.parent.typeName}/${method.name}` as RpcPath;
      const rule = getOption(method, http) as HttpRule;
      const { case: verb, value: template } = rule.pattern;
      if (!verb || verb === 'custom' || typeof template !== 'string' || rule.additionalBindings.length > 0) {
        throw new Error(`${path} must have exactly one HTTP route.`);
      }
      return [
        {
          path,
          method: method as DescMethodUnary,
          verb: verb.toUpperCase() as Verb,
          template,
          body: rule.body,
        },
      ];
    });
}
