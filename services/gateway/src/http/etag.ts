import type { DescMessage, Message } from '@bufbuild/protobuf';
import { invalidRequest } from './problem';

/** The etag that the caller has seen, from If-Match; `*` and lists of etags promise what the services cannot check. */
export function seenEtag(ifMatch: string | undefined): string | undefined {
  if (ifMatch === undefined) return undefined;
  const etag = /^\s*(?:W\/)?"([\x21\x23-\x7e]*)"\s*$/.exec(ifMatch)?.[1] ?? /^[\w.-]+$/.exec(ifMatch)?.[0];
  if (!etag) throw invalidRequest('If-Match', 'HEADER_MALFORMED');
  return etag;
}

/** Reads the etag of the resource that an answer is about; prepared once per RPC. */
export function etagReader(output: DescMessage): (answer: Message) => string | undefined {
  const resource = output.fields.find(
    (field) => field.fieldKind === 'message' && field.message.fields.some(({ name }) => name === 'etag'),
  );
  if (!resource) return () => undefined;
  return (answer) => {
    const value = (answer as unknown as Record<string, { etag?: string } | undefined>)[resource.localName];
    return value?.etag ? `"${value.etag}"` : undefined;
  };
}
