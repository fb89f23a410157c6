const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{16fe0}-\u{18dff}\u{1aff0}-\u{1b2ff}\u{20000}-\u{3fffd}]|(?![\u{1f1e6}-\u{1f1ff}])\p{Emoji_Presentation}/u;
const NONE = /[\p{M}\u200b-\u200f\u2060\ufeff]/u;

/** Columns of a terminal: 2 for full-width characters (Unicode UAX #11), 0 for marks on the one before. */
export function width(text: string): number {
  let columns = 0;
  for (const character of text) columns += NONE.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return columns;
}

/** Control characters from stored data would move the cursor or colour the terminal. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ');
}

/** Aligned by the first row, the headings, and all others; numbers to the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map(printable));
  const [head = [], ...body] = cells;
  const widths = head.map((_, n) => Math.max(...cells.map((row) => width(row[n] ?? ''))));
  const right = head.map(
    (_, n) => body.some((row) => row[n]) && body.every((row) => !row[n] || isNumber(row[n])),
  );
  return cells
    .map((row) =>
      row
        .map((cell, n) => {
          const gap = ' '.repeat((widths[n] ?? 0) - width(cell));
          return right[n] ? gap + cell : cell + gap;
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** RFC 4180; a text that a spreadsheet would run as a formula gets `'` before it. */
export function csv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.map(csvField).join(',') + '\r\n').join('');
}

function csvField(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) && !isNumber(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

function isNumber(text: string): boolean {
  return /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text);
}
