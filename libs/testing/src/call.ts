import type { Client, Metadata, MethodDefinition } from '@grpc/grpc-js';

/** One call of a method as its contract defines it; fails with the status of the refusal. */
export function call<Request, Response>(
  client: Client,
  { path, requestSerialize, responseDeserialize }: MethodDefinition<Request, Response>,
  request: Request,
  metadata: Metadata,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(
      path,
      requestSerialize,
      responseDeserialize,
      request,
      metadata,
      { deadline: Date.now() + 30_000 },
      (error, answer) => (error || !answer ? reject(error ?? new Error('No answer.')) : resolve(answer)),
    );
  });
}
