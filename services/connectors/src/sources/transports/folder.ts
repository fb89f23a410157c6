import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, readdir, readlink, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { fields } from '@fuxing/service';
import { SourceError } from '../source-error';

/** What is remembered of a file that was read: `<mtime>:<size>:<sha-256>`. */
export type Seen = Readonly<Record<string, string>>;

const MAX_FILES = 10_000;

export interface WaitingFile {
  name: string;
  /** How it is remembered once it was read. */
  mark: string;
  /** Its bytes. Throws SourceError when it changes meanwhile. */
  read: () => AsyncGenerator<Buffer>;
}

/**
 * The folder of a tenant, below the one that the operator names; empty when he names none.
 *
 * @throws SourceError when the tenant's name is no name of a folder
 */
export function folderOf(watched: string, tenantId: string): string {
  if (watched === '') return '';
  if (fields.id.safeParse(tenantId).success) return join(watched, tenantId);
  throw new SourceError(
    { en: `${tenantId} has no folder of its own.`, zh: `${tenantId} 没有自己的文件目录。` },
    false,
  );
}

/** Files of a folder, oldest first. Nothing outside of `root` is reached, by path or by link. */
export class Folder {
  private constructor(private readonly at: string) {}

  /** @param root see {@link folderOf}; no link, which could lead to another tenant */
  static async open(root: string, path: string): Promise<Folder> {
    if (root === '')
      throw new SourceError(
        {
          en: 'The operator names no folder for files by WATCHED_FOLDER.',
          zh: '运维人员未通过 WATCHED_FOLDER 指定文件目录。',
        },
        false,
      );
    const inside = await realpath(root).catch(unreadable(basename(root)));
    if (inside !== join(await realpath(dirname(root)), basename(root))) throw leadsOut(root);
    const at = await realpath(resolve(inside, path)).catch(unreadable(path));
    if (at !== inside && !at.startsWith(inside + sep)) throw leadsOut(path);
    return new Folder(at);
  }

  /** Names that fit; links and everything that is no plain file are left out. */
  async names(pattern: string): Promise<string[]> {
    const fits = globOf(pattern);
    const entries = await readdir(this.at, { withFileTypes: true }).catch(unreadable(this.at));
    const names = entries.filter((entry) => entry.isFile() && fits.test(entry.name)).map(({ name }) => name);
    if (names.length <= MAX_FILES) return names;
    throw new SourceError(
      {
        en: `The folder holds more than ${MAX_FILES} files that fit; move those that were read away.`,
        zh: `目录中匹配的文件超过 ${MAX_FILES} 个；请移走已读取的文件。`,
      },
      false,
    );
  }

  /** Those that were not read yet as they are now. */
  async *waiting(pattern: string, seen: Seen): AsyncGenerator<WaitingFile> {
    const found: { name: string; time: number; stamp: string }[] = [];
    for (const name of await this.names(pattern)) {
      const stamp = await this.within(name, stampOf);
      if (stamp && !seen[name]?.startsWith(`${stamp}:`)) found.push({ name, time: parseFloat(stamp), stamp });
    }
    found.sort((a, b) => a.time - b.time || (a.name < b.name ? -1 : 1));
    for (const { name, stamp } of found) {
      const hash = await this.within(name, hashOf);
      if (hash === undefined) continue;
      yield { name, mark: `${stamp}:${hash}`, read: () => this.read(name, stamp) };
    }
  }

  private async *read(name: string, stamp: string): AsyncGenerator<Buffer> {
    const file = await this.open(name);
    if (!file) throw changed(name);
    try {
      yield* file.createReadStream({ start: 0, autoClose: false }) as AsyncIterable<Buffer>;
      if ((await stampOf(file)) !== stamp) throw changed(name);
    } finally {
      await file.close();
    }
  }

  /** Undefined when the file is gone, or is a link by now, or a folder above it is one. */
  private async open(name: string): Promise<FileHandle | undefined> {
    const path = join(this.at, name);
    try {
      const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
      if ((await whereIs(file, path)) === path) return file;
      await file.close();
      return undefined;
    } catch (error) {
      if (['ENOENT', 'ELOOP'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
      return unreadable(name)(error as NodeJS.ErrnoException);
    }
  }

  private async within<T>(name: string, work: (file: FileHandle) => Promise<T>): Promise<T | undefined> {
    const file = await this.open(name);
    try {
      return file && (await work(file));
    } finally {
      await file?.close();
    }
  }
}

/** Where an open file lies, whatever was moved or linked since; where the system does not say, where it was opened. */
async function whereIs({ fd }: FileHandle, opened: string): Promise<string> {
  return process.platform === 'linux' ? readlink(`/proc/self/fd/${fd}`) : realpath(opened);
}

async function stampOf(file: FileHandle): Promise<string> {
  const { mtimeMs, size } = await file.stat();
  return `${mtimeMs}:${size}`;
}

async function hashOf(file: FileHandle): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of file.createReadStream({ start: 0, autoClose: false }))
    hash.update(piece as Buffer);
  return hash.digest('hex');
}

function globOf(pattern: string): RegExp {
  const body = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${body}$`, 'su');
}

const unreadable =
  (path: string) =>
  ({ code }: NodeJS.ErrnoException): never => {
    if (code === 'ENOENT')
      throw new SourceError(
        {
          en: `There is no ${path} in the watched folder, or none for this tenant.`,
          zh: `监视目录下没有 ${path}，或没有本地区的目录。`,
        },
        true,
      );
    throw new SourceError(
      { en: `${path} cannot be read (${code}).`, zh: `无法读取 ${path}（${code}）。` },
      code !== 'EACCES',
    );
  };

const leadsOut = (path: string): SourceError =>
  new SourceError(
    { en: `Folder ${path} leads out of the watched folder.`, zh: `目录 ${path} 超出了监视目录。` },
    false,
  );

const changed = (name: string): SourceError =>
  new SourceError({ en: `${name} changed while it was read.`, zh: `${name} 在读取过程中发生了变化。` }, true);
