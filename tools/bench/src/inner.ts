import { join } from 'node:path';

/**
 * A built module that its project does not export, to be given its type: what a benchmark measures is seldom what others
 * may use.
 *
 * @param path from the root of the repository, for example `tools/trial/dist/real-run`
 */
export function inner(path: string): unknown {
  return require(join(__dirname, '../../..', path));
}
