import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evaluate } from '../evaluate';
import { receiptOf } from '../receipt/receipt-of';
import { renderReceipt } from '../receipt/render';
import { canonicalJson, resultHash } from '../result-hash';
import { randomPackage } from '../samples/random-package';

const here = join(__dirname, '../..');
/** An auditor's computer: the package and what it names, an older Node, and nothing of the platform. */
const NODE_20 = 'node@20.20.2';
const folder = mkdtempSync(join(tmpdir(), 'fuxing-score-pack-'));
const npm = (...args: string[]): string =>
  execFileSync('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    encoding: 'utf8',
  });

beforeAll(() => {
  npm('pack', here, '--pack-destination', folder);
  const [archive = ''] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  npm('install', `./${archive}`, NODE_20);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

const nodes = [process.execPath, join(folder, 'node_modules/node/bin/node')];
const installed = join(folder, 'node_modules/@fuxing/scoring');

function fuxingScore(node: string, ...args: string[]): string {
  const program = join(folder, 'node_modules/.bin/fuxing-score');
  return execFileSync(node, [program, ...args, '--lang', 'zh-CN'], {
    cwd: folder,
    encoding: 'utf8',
    env: {},
  });
}

it('is one package with its schemas, without sources, tests or other packages of ours', () => {
  expect(readdirSync(installed).sort()).toEqual(['README.md', 'bin', 'dist', 'package.json', 'schemas']);
  expect(readdirSync(join(folder, 'node_modules/@fuxing'))).toEqual(['scoring']);
  expect(existsSync(join(installed, 'schemas/receipt.json'))).toBe(true);
  const { dependencies } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const root = JSON.parse(readFileSync(join(here, '../../package.json'), 'utf8')) as typeof JSON & {
    dependencies: Record<string, string>;
  };
  expect(root.dependencies).toMatchObject(dependencies);
});

it('gives the same bytes on both versions of Node as the platform gives', () => {
  expect(
    nodes.map((node) =>
      execFileSync(node, ['-p', 'process.versions.node.split(".")[0]'], { encoding: 'utf8' }).trim(),
    ),
  ).toEqual(['24', '20']);
  for (let n = 0; n < 6; n += 1) {
    const of = randomPackage(`pack ${n}`, true);
    const file = join(folder, 'package-of-a-cycle.json');
    writeFileSync(file, JSON.stringify(of));
    const evaluation = evaluate(of);
    const [first] = evaluation.standings;
    const unitId = first?.unitId ?? '';
    for (const node of nodes) {
      expect(fuxingScore(node, 'run', file, '--json')).toBe(`${canonicalJson(evaluation)}\n`);
      expect(fuxingScore(node, 'run', file, '--expect', resultHash(evaluation.standings))).toContain(
        'SHA-256',
      );
      expect(fuxingScore(node, 'receipt', unitId, file, '--format', 'html')).toBe(
        `${renderReceipt(receiptOf(of, unitId, evaluation), 'zh-CN')}\n`,
      );
    }
  }
}, 120_000);
