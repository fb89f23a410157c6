import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** Files that others published, and tests that compare with them. */
export interface Published {
  /** Of a file in the folder. */
  path(...names: string[]): string;
  describe(name: string, body: () => void): void;
  it: jest.It;
}

/**
 * A folder of data that others published. It lies beside the repository and is no part of it: where it is not, its tests
 * are skipped, because there is nothing to compare with; CI has it, so there nothing is skipped.
 */
export function published(folder: string): Published {
  const at = resolve(__dirname, '../../../../shared/data', folder);
  const runs = existsSync(at) || process.env['CI'] === 'true';
  return {
    path: (...names) => resolve(at, ...names),
    // The body of a skipped describe would run all the same, and read the files.
    describe: (name, body) => (runs ? describe(name, body) : it.skip(name, () => undefined)),
    it: runs ? it : it.skip,
  };
}
