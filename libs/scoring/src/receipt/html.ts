import type { Block, Fact, Page } from './page';
import { STYLE } from './style';

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it may stand in HTML, also in an attribute. */
export function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);
}

const fact = ([label, value]: Fact): string =>
  `<span class="fact"><b>${escaped(label)}</b> ${escaped(value)}</span>`;

function block(of: Block): string {
  switch (of.kind) {
    case 'heading': {
      const aside = of.aside === '' ? '' : `<span class="aside">${escaped(of.aside)}</span>`;
      return `<h${of.level}>${escaped(of.text)}${aside}</h${of.level}>`;
    }
    case 'facts':
      return `<p class="facts">${of.facts.map(fact).join(' ')}</p>`;
    case 'table': {
      const caption = of.caption === '' ? '' : `<caption>${escaped(of.caption)}</caption>`;
      const head = of.head.map((cell) => `<th>${escaped(cell)}</th>`).join('');
      const rows = of.rows.map((row) => `<tr>${row.map(cellOf).join('')}</tr>`).join('\n');
      return `<table>${caption}<thead><tr>${head}</tr></thead>\n<tbody>${rows}</tbody></table>`;
    }
    case 'working': {
      const { label, formula, worked, results } = of.working;
      const lines = [`<b>${escaped(label)}</b> <code>${escaped(formula)}</code>`];
      if (worked !== formula) lines.push(`<code>= ${escaped(worked)}</code>`);
      if (results.length > 0) lines.push(`<span class="result">${results.map(fact).join(' ')}</span>`);
      return `<p class="working">${lines.join('<br>')}</p>`;
    }
    case 'note':
    default:
      return `<p class="note">${escaped(of.text)}</p>`;
  }
}

const NUMBER = /^[+−-]?\d+(\.\d+)?$/;

const cellOf = (cell: string): string =>
  `<td${NUMBER.test(cell) ? ' class="number"' : ''}>${escaped(cell)}</td>`;

/** One page that needs nothing else: no scripts, no fonts, no pictures, made for paper of A4. */
export function toHtml({ language, title, summary, facts, sections }: Page): string {
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escaped(title)}</h1>
<p class="summary">${summary.map(fact).join(' ')}</p>
<dl>${facts.map(([label, value]) => `<dt>${escaped(label)}</dt><dd>${escaped(value)}</dd>`).join('')}</dl>
${sections.map((blocks) => `<section>\n${blocks.map(block).join('\n')}\n</section>`).join('\n')}
</body>
</html>
`;
}
