import { FileFormat, FileSource } from '@fuxing/contracts/connectors/v1/source_kinds';
import { z } from 'zod';
import { readUrl } from './file';
import type { SourceKind } from './reader';
import { url } from './settings';

const AS_CSV = FileSource.fromJSON({ format: FileFormat.FILE_FORMAT_CSV });

/** One CSV file over HTTP: short for a file of that format. */
export const csv = {
  settings: z.object({ url }),
  address: ({ csv: { url: address = '' } = {} }) => address,
  read: ({ csv: { url: address = '' } = {}, keyField }, _start, context) =>
    readUrl(address, { ...AS_CSV, keyField }, context),
  tellsAbsence: () => true,
} satisfies SourceKind;
