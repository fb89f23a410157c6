import type { Readable } from 'node:stream';
import { type Entry, fromBuffer, type ZipFile } from 'yauzl';
import { SourceError } from '../source-error';

/** A workbook has some dozens; whoever sends more wants memory. */
const MAX_ENTRIES = 2_000;
/** Of one part, unpacked; yauzl ends a part that is longer than it says. */
const MAX_PART_BYTES = 512 * 1024 * 1024;

/** Parts of a zip archive, unpacked as they are read. */
export class Zip {
  private constructor(
    private readonly file: ZipFile,
    private readonly entries: ReadonlyMap<string, Entry>,
    private readonly name: string,
  ) {}

  static async open(bytes: Buffer, name: string): Promise<Zip> {
    const { promise, resolve, reject } = Promise.withResolvers<Zip>();
    fromBuffer(bytes, { lazyEntries: true, strictFileNames: true }, (error, file) => {
      if (error) return reject(broken(name, error.message));
      if (file.entryCount > MAX_ENTRIES) return reject(bomb(name));
      const entries = new Map<string, Entry>();
      file.on('error', (failure: Error) => reject(broken(name, failure.message)));
      file.on('entry', (entry: Entry) => {
        entries.set(entry.fileName, entry);
        file.readEntry();
      });
      file.on('end', () => resolve(new Zip(file, entries, name)));
      file.readEntry();
    });
    return promise;
  }

  has(part: string): boolean {
    return this.entries.has(part);
  }

  /** @throws SourceError */
  async *read(part: string): AsyncGenerator<Buffer> {
    const entry = this.entries.get(part);
    if (!entry) throw broken(this.name, `no ${part}`);
    if (entry.uncompressedSize > MAX_PART_BYTES) throw bomb(this.name);
    const { promise, resolve, reject } = Promise.withResolvers<Readable>();
    this.file.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream)));
    try {
      yield* (await promise) as AsyncIterable<Buffer>;
    } catch (error) {
      throw broken(this.name, error instanceof Error ? error.message : String(error));
    }
  }
}

const broken = (name: string, why: string): SourceError =>
  new SourceError(
    { en: `${name} is no valid workbook: ${why}.`, zh: `${name} 不是有效的工作簿：${why}。` },
    false,
  );

const bomb = (name: string): SourceError =>
  new SourceError(
    { en: `${name} unpacks to more than is accepted.`, zh: `${name} 解压后超过允许的大小。` },
    false,
  );
