import type { Block, Fact, Page } from './page';

/** Columns that a text takes in a terminal: letters of East Asian scripts take two. */
function width(text: string): number {
  return [...text].reduce((columns, letter) => columns + (WIDE.test(letter) ? 2 : 1), 0);
}
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u;

const padded = (text: string, columns: number): string =>
  text + ' '.repeat(Math.max(0, columns - width(text)));
const fact = ([label, value]: Fact): string => (value === '' ? label : `${label} ${value}`);

/** Rows with their columns one under another. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, width(cell));
  return rows.map((row) =>
    row
      .map((cell, i) => padded(cell, widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function lines(block: Block): string[] {
  switch (block.kind) {
    case 'heading': {
      const text = [block.text, block.aside].filter(Boolean).join('   ');
      const rule = block.level === 2 ? '=' : block.level === 3 ? '-' : '';
      return ['', text, ...(rule ? [rule.repeat(width(text))] : [])];
    }
    case 'facts':
      return [block.facts.map(fact).join('   ')];
    case 'table':
      return [
        ...(block.caption ? [block.caption] : []),
        ...columns([block.head, ...block.rows]).map((row) => `  ${row}`),
      ];
    case 'working': {
      const { label, formula, worked, results } = block.working;
      const numbers = worked === formula ? [] : [`    = ${worked}`];
      return [label, `    ${formula}`, ...numbers, ...results.map((result) => `    ${fact(result)}`)];
    }
    case 'note':
    default:
      return [`  ${block.text}`];
  }
}

/** The page for a terminal, without escape sequences. */
export function toText({ title, summary, facts, sections }: Page): string {
  const head = [title, '='.repeat(width(title)), ...columns(facts), summary.map(fact).join('   ')];
  return [...head, ...sections.flatMap((blocks) => blocks.flatMap(lines)), ''].join('\n');
}
