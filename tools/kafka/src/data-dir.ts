import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/**
 * A data folder that lives as long as this process.
 *
 * A killed test run removes nothing, so the folders of processes that are gone
 * are removed here, by the next one.
 */
export function temporaryDataDir(): string {
  for (const name of readdirSync(tmpdir())) {
    const owner = Number(/^fuxing-kafka-(\d+)-/.exec(name)?.[1]);
    if (owner && !alive(owner)) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
  const folder = mkdtempSync(join(tmpdir(), `fuxing-kafka-${process.pid}-`));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
