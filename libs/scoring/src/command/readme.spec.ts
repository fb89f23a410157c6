import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as scoring from '../index';
import { run } from './program';

const readme = readFileSync(join(__dirname, '../../README.md'), 'utf8');
const blocks = (language: string): string[] =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map(([, body = '']) => body);

const before = process.cwd();
const folder = mkdtempSync(join(tmpdir(), 'fuxing-readme-'));
beforeAll(() => process.chdir(folder));
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

const lists = {
  units: 'unitId,name\nbjc,百家村街道\n',
  indicators: 'indicatorId,unitOfMeasure\nclosure,%\n',
  values: 'indicatorId,unitId,period,value\nclosure,bjc,2026,47.5\n',
  targets: 'indicatorId,unitId,period,value\nclosure,bjc,2026,95\n',
};
const scheme = {
  schemeId: 's',
  nodes: [{ nodeId: 'n', share: '100', indicatorId: 'closure', ratioToTarget: {} }],
};
const packaged = {
  format: scoring.PACKAGE_FORMAT,
  cyclePeriod: '2026',
  scheme,
  units: [{ unitId: 'bjc', name: '百家村街道' }],
  indicators: [{ indicatorId: 'closure', unitOfMeasure: '%' }],
  observations: [{ indicatorId: 'closure', unitId: 'bjc', period: '2026', value: '47.5' }],
  targets: [{ indicatorId: 'closure', unitId: 'bjc', period: '2026', value: '95' }],
};
beforeAll(() => {
  for (const [name, text] of Object.entries(lists)) writeFileSync(`${name}.csv`, text);
  writeFileSync('scheme.json', JSON.stringify(scheme));
  writeFileSync('2026.json', JSON.stringify(packaged));
});

/** What the statements of an example are worth that have a remark, with the remark; in order. */
function worth(example: string): { is: string; told: string }[] {
  const found: { is: string; told: string }[] = [];
  const script = example
    .replaceAll(/^import (.+) from '@fuxing\/scoring';$/gm, 'const $1 = scoring;')
    .replaceAll(/^import (.+) from '(node:\w+)';$/gm, "const $1 = require('$2');")
    .replaceAll(' as const', '')
    .replaceAll(
      /^(?!const )(\w.*); \/\/ (.+)$/gm,
      (_, statement, told) => `tell(${statement}, ${JSON.stringify(told)});`,
    );
  const tell = (is: unknown, told: string): void =>
    void found.push({ is: typeof is === 'object' ? JSON.stringify(is) : String(is), told });
  // oxlint-disable-next-line typescript/no-implied-eval -- the examples of our own README
  new Function('scoring', 'require', 'tell', script)(scoring, require, tell);
  return found;
}

it.each(blocks('ts').map((example, i) => ({ i: i + 1, example })))(
  'example $i runs as written, and gives what it says',
  ({ example }) => {
    for (const { is, told } of worth(example)) expect(`${told},`.startsWith(`${is},`)).toBe(true);
  },
);

it('has examples that say what comes out', () => {
  expect(blocks('ts').map((example) => worth(example).length)).toEqual([6, 0, 6]);
});

it('its commands run as written', () => {
  const [block = ''] = blocks('sh');
  const commands = block
    .replaceAll('\\\n', ' ')
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter(Boolean);
  expect(commands).toHaveLength(4);
  const told: string[] = [];
  const around = {
    env: {},
    out: (line: string) => void told.push(line),
    err: (line: string) => void told.push(line),
  };
  const of = scoring.ScoringPackage.parse(packaged);
  const { standings } = scoring.evaluate(of);
  const codes = commands.map((line) => {
    const known = line
      .replace('5f0c…', scoring.resultHash(standings))
      .replace('91ab…', scoring.inputHash(of));
    const [program, ...args] = known.split(/ +/);
    expect(program).toBe('fuxing-score');
    return run(args, around);
  });
  expect({ codes, told: codes.every((code) => code === 0) ? [] : told }).toEqual({
    codes: [0, 0, 0, 0],
    told: [],
  });
  expect(readFileSync('bjc.html', 'utf8')).toContain('百家村街道');
});
