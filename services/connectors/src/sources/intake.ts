import type { Readable } from 'node:stream';
import { SourceError } from './source-error';

/** The least speed of a body: so many bytes a second on average over each such time of waiting for it. */
export interface Floor {
  bytesPerSecond: number;
  overMs: number;
}

/** Of a pull whose source declares no `maxBytes`. */
export const DEFAULT_PULL_BYTES = 2 * 1024 ** 3;
/** What a source may declare at most where the operator does not say. */
export const MAX_PULL_BYTES = 64 * 1024 ** 3;
export const FLOOR: Floor = { bytesPerSecond: 1024, overMs: 30_000 };

/** What one pull may take in: so many bytes, unpacked, and none of them too slowly. */
export class Intake {
  /** @param bytes taken in before, where the pull goes on */
  constructor(
    private readonly most = DEFAULT_PULL_BYTES,
    private readonly floor = FLOOR,
    public bytes = 0,
  ) {}

  /** How long the other side may be silent. */
  get patienceMs(): number {
    return this.floor.overMs;
  }

  /** @throws SourceError when the pull takes in more than it may */
  add(bytes: number): void {
    this.bytes += bytes;
    if (this.bytes <= this.most) return;
    throw new SourceError(
      {
        en: `The source gave more than the ${this.most} bytes that one pull may read; raise maxBytes, or read it in parts.`,
        zh: `来源给出的数据超过每次采集允许的 ${this.most} 字节；请调大 maxBytes，或分批采集。`,
      },
      false,
    );
  }

  /** Values of rows, where no stream of bytes is to be seen. */
  addRows(rows: Iterable<Readonly<Record<string, string | null>>>): void {
    let bytes = 0;
    for (const row of rows)
      for (const value of Object.values(row)) bytes += value === null ? 0 : Buffer.byteLength(value);
    this.add(bytes);
  }

  /**
   * The pieces of a stream. Only waiting for the other side counts, not the time that its reader takes.
   *
   * @param cut ends the stream, also when it has not begun
   * @throws SourceError when it falls below the floor
   */
  async *watched(
    stream: Readable,
    host: string,
    cut: () => void = () => stream.destroy(),
  ): AsyncGenerator<Buffer> {
    const { bytesPerSecond, overMs } = this.floor;
    const enough = (bytesPerSecond * overMs) / 1000;
    let [bytes, waited, since] = [0, 0, performance.now()];
    let late: SourceError | undefined;
    let timer: NodeJS.Timeout | undefined;
    const over = (): boolean => {
      if (bytes < enough) return true;
      [bytes, waited, since] = [0, 0, performance.now()];
      return false;
    };
    const wait = (): void => {
      since = performance.now();
      timer = setTimeout(
        () => {
          if (!over()) return wait();
          late = tooSlow(host, this.floor);
          return cut();
        },
        Math.max(overMs - waited, 1),
      );
    };
    wait();
    try {
      for await (const piece of stream as AsyncIterable<Buffer>) {
        clearTimeout(timer);
        if (late) throw late;
        bytes += piece.length;
        waited += performance.now() - since;
        if (waited >= overMs && over()) throw tooSlow(host, this.floor);
        yield piece;
        wait();
      }
      if (late) throw late;
    } catch (error) {
      throw late ?? error;
    } finally {
      clearTimeout(timer);
    }
  }
}

function tooSlow(host: string, { bytesPerSecond, overMs }: Floor): SourceError {
  const seconds = overMs / 1000;
  return new SourceError(
    {
      en: `${host} sent less than ${bytesPerSecond} bytes a second over ${seconds} s, so it was cut off.`,
      zh: `${host} 在 ${seconds} 秒内的速度低于每秒 ${bytesPerSecond} 字节，已中断。`,
    },
    true,
  );
}
