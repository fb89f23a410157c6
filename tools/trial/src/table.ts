/** Columns that a text takes in a terminal: Chinese characters take two. */
function width(text: string): number {
  return [...text].reduce(
    (sum, character) =>
      sum +
      (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(
        character,
      )
        ? 2
        : 1),
    0,
  );
}

/** Rows in aligned columns, the first row underlined. */
export function table(rows: string[][]): string {
  const columns = rows[0]?.map((_, n) => Math.max(...rows.map((row) => width(row[n] ?? '')))) ?? [];
  const lines = rows.map((row) =>
    row
      .map((cell, n) => cell + ' '.repeat((columns[n] ?? 0) - width(cell)))
      .join('  ')
      .trimEnd(),
  );
  const rule = columns.map((wide) => '─'.repeat(wide)).join('  ');
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}
