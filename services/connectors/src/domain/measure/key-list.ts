const FIRST_BYTES = 256;
const GROWTH = 1.5;
/** Before each key, its length in bytes; a key has at most 500 characters. */
const LENGTH_BYTES = 2;

/**
 * Keys of records in order, as bytes: a first computation holds those of every record of a source, and as texts they would take
 * some eight times the room, on the heap.
 */
export class KeyList implements Iterable<string> {
  private bytes = Buffer.allocUnsafe(FIRST_BYTES);
  private end = 0;

  push(key: string): void {
    const size = Buffer.byteLength(key);
    const end = this.end + LENGTH_BYTES + size;
    if (end > this.bytes.length) {
      const more = Buffer.allocUnsafe(Math.max(end, Math.ceil(this.bytes.length * GROWTH)));
      this.bytes.copy(more, 0, 0, this.end);
      this.bytes = more;
    }
    this.bytes.write(key, this.bytes.writeUInt16BE(size, this.end));
    this.end = end;
  }

  *[Symbol.iterator](): Generator<string> {
    for (let at = 0; at < this.end;) {
      const begin = at + LENGTH_BYTES;
      const end = begin + this.bytes.readUInt16BE(at);
      yield this.bytes.toString('utf8', begin, end);
      at = end;
    }
  }

  toJSON(): string[] {
    return [...this];
  }
}
