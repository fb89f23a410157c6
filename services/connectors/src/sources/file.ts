import { basename } from 'node:path/posix';
import { FileEncoding, FileFormat, FileSource } from '@fuxing/contracts/connectors/v1/source_kinds';
import { type Source } from '@fuxing/contracts/connectors/v1/sources';
import { etagOf } from '@fuxing/db';
import { bilingual } from '@fuxing/errors';
import { z } from 'zod';
import type { Bytes, FileSettings, FormatReader } from './formats/format';
import { formatOf } from './formats/index';
import type { ReadContext, ReadState, SourceKind, SourcePage } from './reader';
import { fileUrl, pointer } from './settings';
import { SourceError } from './source-error';
import { Folder, type Seen } from './transports/folder';
import { readSftp } from './transports/sftp';

const BATCH = 5_000;
/** Rows of wide tables are fewer at a time, so that a batch stays small. */
const BATCH_CHARACTERS = 8 * 1024 * 1024;

/** Rows of files: a format times a way to come by the bytes. */
async function* readFiles(
  source: Source,
  start: ReadState | undefined,
  context: ReadContext,
): AsyncGenerator<SourcePage> {
  const settings = source.file ?? FileSource.fromJSON({});
  if (settings.url === undefined) yield* readFolder(source, settings, start, context);
  else yield* readUrl(settings.url, { ...settings, keyField: source.keyField }, context);
}

/** One file, from its beginning each time; what was stored is recognised. */
export async function* readUrl(
  address: string,
  settings: FileSettings,
  context: ReadContext,
): AsyncGenerator<SourcePage> {
  const url = new URL(address);
  const bytes: Bytes =
    url.protocol === 'sftp:' ? readSftp(url, context) : context.http.read(address, '*/*', context.stopped);
  const name = `${url.host}${url.pathname}`;
  for await (const rows of batches(reader(settings, name)(bytes, name, settings))) yield { rows };
}

async function* readFolder(
  source: Source,
  settings: FileSource,
  start: ReadState | undefined,
  context: ReadContext,
): AsyncGenerator<SourcePage> {
  const { path = '', pattern = '*' } = settings.folder ?? {};
  const of = etagOf({ keyField: source.keyField, file: FileSource.toJSON(settings) });
  const folder = await Folder.open(context.folder, path);
  const taken = async function* (bytes: AsyncIterable<Buffer>) {
    for await (const piece of bytes) {
      context.intake.add(piece.length);
      yield piece;
    }
  };
  const there = new Set(await folder.names(pattern));
  // Of files that are gone nothing is remembered, so the list does not grow for ever.
  const known = Object.entries((start?.of === of && start.seen) || {}).filter(([name]) => there.has(name));
  let seen: Seen = Object.fromEntries(known);
  let fault: SourceError | undefined;
  for await (const { name, mark, read } of folder.waiting(pattern, seen)) {
    context.stopped.throwIfAborted();
    try {
      let before: unknown[] | undefined;
      for await (const rows of batches(
        reader(settings, name)(taken(read()), name, { ...settings, keyField: source.keyField }),
      )) {
        if (before) yield { rows: before, state: { of, seen } };
        before = rows;
      }
      // With its last rows a file counts as read; broken off before, it is read again from its beginning.
      seen = { ...seen, [name]: mark };
      yield { rows: before ?? [], state: { of, seen } };
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      // One bad file keeps none of the others out; it is tried again, and said, by every pull.
      fault ??= error;
    }
  }
  if (fault) throw fault.afterAll();
}

function reader({ format }: FileSource, name: string): FormatReader {
  const found = formatOf(format, name);
  if (found) return found;
  throw new SourceError(
    {
      en: `The end of ${basename(name)} does not tell its format; declare one.`,
      zh: `无法由 ${basename(name)} 的扩展名判断格式；请声明 format。`,
    },
    false,
  );
}

async function* batches(rows: AsyncIterable<unknown>): AsyncGenerator<unknown[]> {
  let batch: unknown[] = [];
  let characters = 0;
  for await (const row of rows) {
    batch.push(row);
    characters += sizeOf(row);
    if (batch.length < BATCH && characters < BATCH_CHARACTERS) continue;
    yield batch;
    [batch, characters] = [[], 0];
  }
  if (batch.length > 0) yield batch;
}

function sizeOf(row: unknown): number {
  if (typeof row !== 'object' || row === null) return 0;
  return Object.values(row).reduce<number>(
    (sum, value) => sum + (typeof value === 'string' ? value.length : 16),
    0,
  );
}

const path = z
  .string()
  .max(500)
  .refine(
    (text) => !text.startsWith('/') && !text.split('/').includes('..') && !/[\0\\]/.test(text),
    bilingual('must be a path below the watched folder', '应为监视目录之下的相对路径'),
  );
const pattern = z
  .string()
  .min(1, bilingual('must not be empty', '不能为空'))
  .max(200)
  .regex(/^[^/\\\0]*$/, bilingual('must be the name of a file with * and ?', '应为文件名，可含 * 和 ?'))
  .refine((text) => text.split('*').length <= 5, bilingual('must have at most four *', '最多只能有四个 *'));

/** Files over HTTP(S), SFTP or in a watched folder. */
export const file = {
  settings: z
    .object({
      url: fileUrl.optional(),
      folder: z.object({ path, pattern }).optional(),
      format: z.enum(FileFormat).default(FileFormat.FILE_FORMAT_UNSPECIFIED),
      encoding: z.enum(FileEncoding).default(FileEncoding.FILE_ENCODING_UNSPECIFIED),
      headerRow: z.number().int().min(0).max(1000).default(0),
      columns: z.record(z.string().max(200), z.string().min(1).max(200)).default({}),
      sheet: z.string().max(100).default(''),
      recordsPath: pointer.default(''),
    })
    .refine(
      ({ url, folder }) => (url === undefined) !== (folder === undefined),
      bilingual('must have one of url, folder', 'url、folder 应有且只有一项'),
    )
    .refine(
      ({ url, format }) =>
        url === undefined || !URL.canParse(url) || formatOf(format, new URL(url).pathname) !== undefined,
      {
        path: ['format'],
        error: bilingual(
          'must be given, for the url does not end in one',
          '应填写，因为网址的扩展名无法说明格式',
        ),
      },
    ),
  address: ({ file: { url } = {} as FileSource }) => url,
  read: readFiles,
  tellsAbsence: ({ file }) => file?.url !== undefined,
} satisfies SourceKind;
