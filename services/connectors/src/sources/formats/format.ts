import type { FileSource } from '@fuxing/contracts/connectors/v1/source_kinds';

/** Bytes of one file, in pieces. */
export type Bytes = AsyncIterable<Uint8Array>;

/** How one format is read: rows of one file, as it comes. Throws SourceError that names the file. */
export type FormatReader = (bytes: Bytes, name: string, settings: FileSource) => AsyncIterable<unknown>;

/** What is read whole, because its format can only be read so. */
export const MAX_WHOLE_BYTES = 64 * 1024 * 1024;
/** One row, in characters. */
export const MAX_ROW_CHARACTERS = 1024 * 1024;
