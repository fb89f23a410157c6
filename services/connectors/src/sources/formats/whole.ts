import { SourceError } from '../source-error';
import { type Bytes, MAX_WHOLE_BYTES } from './format';

/** All bytes of a file. */
export async function whole(bytes: Bytes, name: string): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of bytes) {
    length += piece.length;
    if (length > MAX_WHOLE_BYTES) {
      const mib = MAX_WHOLE_BYTES / 1024 / 1024;
      throw new SourceError(
        {
          en: `${name} has more than ${mib} MiB, which its format can only be read with at once; use CSV or JSON Lines.`,
          zh: `${name} 超过 ${mib} MiB，该格式只能整体读取；请改用 CSV 或 JSON Lines。`,
        },
        false,
      );
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/** One piece as a stream. */
export async function* once<T>(piece: T): AsyncGenerator<T> {
  yield piece;
}
