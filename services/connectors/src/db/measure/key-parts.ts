/** Keys in one row. */
export const PART = 1_000;
/** Rows in one statement. */
const BATCH = 200;

interface KeyPart {
  owner: string;
  part: number;
  record_keys: string[];
}

/** Keys by what they belong to, a thousand to a row and some rows at a time. */
export function* keyParts(keys: Iterable<[owner: string, keys: Iterable<string>]>): Generator<KeyPart[]> {
  let batch: KeyPart[] = [];
  for (const [owner, of] of keys) {
    let last: KeyPart | undefined;
    for (const key of of) {
      if (!last || last.record_keys.length === PART) {
        if (batch.length === BATCH) {
          yield batch;
          batch = [];
        }
        last = { owner, part: last ? last.part + 1 : 0, record_keys: [] };
        batch.push(last);
      }
      last.record_keys.push(key);
    }
  }
  if (batch.length > 0) yield batch;
}
