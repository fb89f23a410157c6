import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The same folder from src/ and from dist/. */
const root = resolve(__dirname, '../../..');
const pom = join(root, 'tools/kafka/pom.xml');

/** The broker's version, stated once, in pom.xml. */
export function kafkaVersion(): string {
  const version = /<kafka\.version>([^<]+)</.exec(readFileSync(pom, 'utf8'))?.[1];
  if (!version) throw new Error(`${pom} names no kafka.version.`);
  return version;
}

/** Where the jars of this version are kept, whether or not they are there yet. */
export function jarFolder(): string {
  return join(root, 'node_modules/.cache/fuxing-kafka', kafkaVersion());
}

/**
 * The folder with the broker's jars; Maven fetches them the first time, later calls need no network.
 *
 * Jars arrive in a folder of their own and are renamed into place, so a broken
 * download or two test workers at once never leave half a class path behind.
 */
export function resolveJars(): string {
  const folder = jarFolder();
  if (existsSync(folder)) return folder;
  mkdirSync(dirname(folder), { recursive: true });
  const partial = mkdtempSync(`${folder}.partial-`);
  try {
    const output = `-DoutputDirectory=${partial}`;
    execFileSync(
      'mvn',
      ['-q', '-B', '-f', pom, 'dependency:copy-dependencies', '-DincludeScope=runtime', output],
      {
        encoding: 'utf8',
        stdio: 'pipe',
      },
    );
    renameSync(partial, folder);
  } catch (error) {
    if (!existsSync(folder))
      throw new Error(`Maven could not fetch Kafka ${kafkaVersion()}.`, { cause: error });
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return folder;
}
