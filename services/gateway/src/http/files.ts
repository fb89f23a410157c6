import type { RpcPath } from '@fuxing/contracts';
import type { FastifyReply } from 'fastify';

/** Requests that carry a file: 20 MiB, as base64, and what is around it. */
export const bodyLimits: Readonly<Partial<Record<RpcPath, number>>> = {
  '/fuxing.connectors.v1.EvidenceService/PutEvidence': 28 * 1024 * 1024,
};

/** Answers that are a file: `name` and `content`. */
export const downloads: ReadonlySet<RpcPath> = new Set([
  '/fuxing.connectors.v1.EvidenceService/DownloadEvidence',
]);

/**
 * Sends a file of somebody else so that no browser shows or runs it within our origin: as a download of no type, not to be
 * guessed at, in a sandbox.
 */
export function sendFile(reply: FastifyReply, json: string): FastifyReply {
  const { name, content } = JSON.parse(json) as { name: string; content: string };
  return reply
    .headers({
      'content-disposition': `attachment; filename="evidence"; filename*=UTF-8''${encoded(name)}`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
      'cross-origin-resource-policy': 'same-origin',
    })
    .type('application/octet-stream')
    .send(Buffer.from(content, 'base64'));
}

/** As an ext-value of RFC 8187. */
function encoded(name: string): string {
  return encodeURIComponent(name.toWellFormed()).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
