import type { FileSource } from '@fuxing/contracts/connectors/v1/source_kinds';
import type { Source } from '@fuxing/contracts/connectors/v1/sources';

/** Bytes of one file, in pieces. */
export type Bytes = AsyncIterable<Uint8Array>;

/** What a file should be; without a field of the key nobody knows it yet. */
export type FileSettings = FileSource & Partial<Pick<Source, 'keyField'>>;

/** How one format is read: rows of one file, as it comes. Throws SourceError that names the file. */
export type FormatReader = (bytes: Bytes, name: string, settings: FileSettings) => AsyncIterable<unknown>;

/** What is read whole, because its format can only be read so. */
export const MAX_WHOLE_BYTES = 64 * 1024 * 1024;
/** One row, in characters. */
export const MAX_ROW_CHARACTERS = 1024 * 1024;
