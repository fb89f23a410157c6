/** A piece of a list: small, for many lists are short; never copied, for a list may be long. */
const PIECE_BYTES = 1_024;
/** Of a suffix whose length does not fit into one byte. */
const LONG = 255;
const MOST_SHARED = 255;
/** Before a suffix: characters shared with the key before, and its length in bytes in one byte or three. */
const HEAD_BYTES = 4;

/**
 * Keys of records in order, as bytes: a first computation holds those of every record of a source. Each is kept as what it shares
 * with the one before and the rest, for neighbours are alike: some six bytes instead of the hundred of a text on the heap.
 */
export class KeyList implements Iterable<string> {
  /** Those that are full. */
  private readonly pieces: Buffer[] = [];
  private piece = Buffer.alloc(0);
  private end = 0;
  private last = '';

  push(key: string): void {
    const shared = sharedBy(this.last, key);
    const suffix = key.slice(shared);
    const size = Buffer.byteLength(suffix);
    const most = HEAD_BYTES + size;
    if (this.end + most > this.piece.length) {
      this.pieces.push(this.piece.subarray(0, this.end));
      this.piece = Buffer.allocUnsafe(Math.max(most, PIECE_BYTES));
      this.end = 0;
    }
    let at = this.piece.writeUInt8(shared, this.end);
    if (size < LONG) at = this.piece.writeUInt8(size, at);
    else at = this.piece.writeUInt16BE(size, this.piece.writeUInt8(LONG, at));
    this.piece.write(suffix, at);
    this.end = at + size;
    this.last = key;
  }

  *[Symbol.iterator](): Generator<string> {
    let key = '';
    for (const piece of [...this.pieces, this.piece.subarray(0, this.end)])
      for (let at = 0; at < piece.length;) {
        const shared = piece.readUInt8(at);
        let size = piece.readUInt8(at + 1);
        at += 2;
        if (size === LONG) {
          size = piece.readUInt16BE(at);
          at += 2;
        }
        key = key.slice(0, shared) + piece.toString('utf8', at, at + size);
        yield key;
        at += size;
      }
  }

  toJSON(): string[] {
    return [...this];
  }
}

/** How many characters two keys begin alike; never half of a surrogate pair. */
function sharedBy(before: string, key: string): number {
  const most = Math.min(before.length, key.length, MOST_SHARED);
  let shared = 0;
  while (shared < most && before.charCodeAt(shared) === key.charCodeAt(shared)) shared += 1;
  const isHalf = shared > 0 && (key.charCodeAt(shared - 1) & 0xfc00) === 0xd800;
  return isHalf ? shared - 1 : shared;
}
