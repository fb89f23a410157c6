import { z } from 'zod';
import type { FormatReader } from './format';
import { invalid, wholeJson } from './json';

const table = z.object({
  meta: z.object({
    view: z.object({
      columns: z
        .array(
          z.object({
            fieldName: z.string().min(1),
            subColumnTypes: z.array(z.string().min(1)).optional(),
          }),
        )
        .min(1),
    }),
  }),
  data: z.array(z.unknown()),
});
type Column = z.infer<typeof table>['meta']['view']['columns'][number];

/** All of a Socrata table: its columns in the metadata, cells without names in the rows. */
export const socrataRowsFormat: FormatReader = async function* (bytes, name, { encoding, columns }) {
  const parsed = table.safeParse(await wholeJson(bytes, name, encoding));
  if (!parsed.success) {
    const at = parsed.error.issues[0]?.path.join('.') ?? '';
    throw invalid(name, `it is no rows.json of Socrata, see "${at}"`, `不是 Socrata 的 rows.json，见“${at}”`);
  }
  const { meta, data } = parsed.data;
  const header = meta.view.columns.map((column) => ({
    ...column,
    fieldName: columns[column.fieldName] ?? column.fieldName,
  }));
  const names = header.map(({ fieldName }) => fieldName);
  const twice = names.find((field, n) => names.indexOf(field) !== n);
  if (twice !== undefined) throw invalid(name, `it has two columns "${twice}"`, `有两个名为“${twice}”的列`);
  for (const cells of data) yield rowOf(header, cells);
};

/** A row that does not fit the columns stays as it is, and is rejected as no record. */
function rowOf(header: Column[], cells: unknown): unknown {
  if (!Array.isArray(cells) || cells.length !== header.length) return cells;
  return Object.fromEntries(header.map((column, n) => [column.fieldName, cellOf(column, cells[n])]));
}

/** Locations, links and telephone numbers are cells of several parts. */
function cellOf({ subColumnTypes: parts }: Column, cell: unknown): unknown {
  if (!parts || !Array.isArray(cell) || cell.length !== parts.length) return cell;
  return Object.fromEntries(parts.map((part, n) => [part, cell[n]]));
}
