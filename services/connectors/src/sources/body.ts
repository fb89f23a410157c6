import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** What is read of the body of an answer that is no success. */
export const MAX_REFUSAL = 64 * 1024;

/** The body unpacked piece by piece; an archive that is cut or false is an error. */
export function gunzipped(sent: Readable, body: Readable): Readable {
  const gunzip = createGunzip();
  sent.on('error', (error) => gunzip.destroy(error));
  gunzip.on('close', () => {
    body.destroy();
    sent.destroy();
  });
  return sent.pipe(gunzip);
}

/** How a body begins; a body that breaks off begins all the same. */
export async function beginning(body: AsyncIterable<Buffer>): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const piece of body) {
      pieces.push(piece);
      if ((bytes += piece.length) >= MAX_REFUSAL) break;
    }
  } catch {
    // The status is what counts.
  }
  return new TextDecoder().decode(Buffer.concat(pieces).subarray(0, MAX_REFUSAL));
}
