/** One row's values in the order of `fields`; undefined is SQL's null. */
export type Cells = readonly (string | undefined)[];

/**
 * A table as a Socrata site keeps it: every value travels as text.
 *
 * Rows may be appended or `rows` replaced while it is served; a row changed in
 * place is not seen by queries that ran before.
 */
export interface Dataset {
  readonly fields: readonly string[];
  rows: readonly Cells[];
  /** Columns ordered and compared as numbers. */
  readonly numbers?: readonly string[];
  /** Columns of SODA floating timestamps, `2015-01-01T00:20:09.000`, without a zone. */
  readonly timestamps?: readonly string[];
  /** Answers carry `x-invented-data: true`. */
  readonly invented?: boolean;
}

/** A dataset from plain records; a missing or empty value is absent. */
export function datasetFromRecords(
  records: Iterable<Record<string, string | undefined>>,
  about: Omit<Dataset, 'fields' | 'rows'> & { fields: readonly string[] },
): Dataset {
  const rows: Cells[] = [];
  for (const record of records) rows.push(about.fields.map((field) => record[field] || undefined));
  return { ...about, rows };
}

/** The row as SODA writes it: null fields are left out. */
export function toRecord(fields: readonly string[], cells: Cells): Record<string, string> {
  const record: Record<string, string> = {};
  fields.forEach((field, at) => {
    const cell = cells[at];
    if (cell !== undefined) record[field] = cell;
  });
  return record;
}
