import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** Files that others published, and tests that compare with them. */
export interface Published {
  /** Whether the folder is there: the body of a skipped `describe` runs all the same. */
  there: boolean;
  /** Of a file in the folder. */
  path(...names: string[]): string;
  describe: jest.Describe;
  it: jest.It;
}

/**
 * A folder of data that others published. It lies beside the repository and is no part of it: where it is not, its tests
 * are skipped, because there is nothing to compare with; CI has it, so there nothing is skipped.
 */
export function published(folder: string): Published {
  const at = resolve(__dirname, '../../../../shared/data', folder);
  const there = existsSync(at);
  const runs = there || process.env['CI'] === 'true';
  return {
    there,
    path: (...names) => resolve(at, ...names),
    describe: runs ? describe : describe.skip,
    it: runs ? it : it.skip,
  };
}
