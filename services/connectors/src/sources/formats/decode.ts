import { FileEncoding } from '@fuxing/contracts/connectors/v1/source_kinds';
import { SourceError } from '../source-error';
import type { Bytes } from './format';

/** By so many bytes an encoding is told that nobody declared. */
const SAMPLE_BYTES = 64 * 1024;

/** Text of a file in pieces, without its byte order mark. A byte that the encoding does not have is an error. */
export async function* decode(bytes: Bytes, name: string, encoding: FileEncoding): AsyncGenerator<string> {
  const { sample, rest } = await begin(bytes);
  const label = declared(encoding) ?? guess(sample);
  const decoder = new TextDecoder(label, { fatal: true });
  const text = (piece?: Uint8Array): string => {
    try {
      return piece ? decoder.decode(piece, { stream: true }) : decoder.decode();
    } catch {
      throw new SourceError(
        {
          en: `${name} is not written in ${label.toUpperCase()}; declare its encoding, UTF-8 or GB18030.`,
          zh: `${name} 的编码不是 ${label.toUpperCase()}；请声明其编码（UTF-8 或 GB18030）。`,
        },
        false,
      );
    }
  };
  yield text(sample);
  for await (const piece of rest) yield text(piece);
  yield text();
}

function declared(encoding: FileEncoding): string | undefined {
  if (encoding === FileEncoding.FILE_ENCODING_UTF_8) return 'utf-8';
  return encoding === FileEncoding.FILE_ENCODING_GB18030 ? 'gb18030' : undefined;
}

function guess(sample: Uint8Array): string {
  if (sample[0] === 0xff && sample[1] === 0xfe) return 'utf-16le';
  if (sample[0] === 0xfe && sample[1] === 0xff) return 'utf-16be';
  try {
    // A character may be cut at the end of the sample.
    new TextDecoder('utf-8', { fatal: true }).decode(sample, { stream: true });
    return 'utf-8';
  } catch {
    return 'gb18030';
  }
}

async function begin(bytes: Bytes): Promise<{ sample: Uint8Array; rest: Bytes }> {
  const iterator = bytes[Symbol.asyncIterator]();
  const pieces: Uint8Array[] = [];
  for (let length = 0; length < SAMPLE_BYTES;) {
    const { done, value } = await iterator.next();
    if (done) break;
    pieces.push(value);
    length += value.length;
  }
  return { sample: Buffer.concat(pieces), rest: { [Symbol.asyncIterator]: () => iterator } };
}
