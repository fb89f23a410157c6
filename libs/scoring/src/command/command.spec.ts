import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evaluate } from '../evaluate';
import { inputHash } from '../input-hash';
import type { ScoringPackage } from '../package';
import { canonicalJson, resultHash } from '../result-hash';
import { randomPackage } from '../samples/random-package';
import { run } from './program';

const folder = mkdtempSync(join(tmpdir(), 'fuxing-score-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, content: unknown): string => {
  const path = join(folder, name);
  const isData = typeof content === 'string' || Buffer.isBuffer(content);
  writeFileSync(path, isData ? content : JSON.stringify(content));
  return path;
};

function command(...args: string[]): { code: number; out: string; err: string } {
  const [out, err]: string[][] = [[], []];
  const code = run(args, {
    env: { FUXING_LANG: 'en' },
    out: (line) => void out?.push(line),
    err: (line) => void err?.push(line),
  });
  return { code, out: (out ?? []).join('\n'), err: (err ?? []).join('\n') };
}

const scheme = {
  schemeId: 'annual',
  name: '年度考核',
  nodes: [
    { nodeId: 'closure', name: '办结率', share: '60', indicatorId: 'closure', ratioToTarget: { cap: '1' } },
    {
      nodeId: 'visits',
      name: '走访',
      share: '40',
      indicatorId: 'visits',
      rankPoints: { form: 'RANK_FORM_LINEAR' },
    },
  ],
  grades: [
    { gradeId: 'A', name: '优秀', minScore: '90' },
    { gradeId: 'B', name: '合格', minScore: '0' },
  ],
};
const lists = {
  units: 'unitId,name,nameEn\nbjc,百家村街道,Baijiacun\nslq,胜利桥街道,\n',
  indicators:
    '\uFEFFindicatorId,direction,unitOfMeasure\nclosure,DIRECTION_HIGHER_IS_BETTER,%\nvisits,DIRECTION_HIGHER_IS_BETTER,\n',
  observations:
    'indicatorId,unitId,period,value\r\nclosure,bjc,2026,95\r\nclosure,slq,2026,"47.5"\r\nvisits,bjc,2026,10\r\nvisits,slq,2026,12\r\n',
  targets: 'indicatorId,unitId,period,value\nclosure,bjc,2026,95\nclosure,slq,2026,95\n',
};
const parts = (changed: Partial<Record<keyof typeof lists, string>> = {}): string[] => [
  '--scheme',
  file('scheme.json', scheme),
  '--period',
  '2026',
  ...Object.entries({ ...lists, ...changed }).flatMap(([name, text]) => [
    `--${name}`,
    file(`${name}.csv`, text),
  ]),
];

describe('run', () => {
  const of = randomPackage('command');
  const { standings } = evaluate(of);
  const path = file('package.json', of);

  it('ranks a package and says the hash that anybody can compute', () => {
    const { code, out } = command('run', path);
    expect(code).toBe(0);
    expect(out).toContain(`Result hash (SHA-256) ${resultHash(standings)}`);
    for (const { total } of standings) if (total !== undefined) expect(out).toContain(total);
  });

  it('tells whether a finished evaluation is reproduced', () => {
    const hash = resultHash(standings);
    expect(command('run', path, '--expect', hash.toUpperCase())).toMatchObject({ code: 0 });
    const other = command('run', path, '--expect', hash.replace(/^./, 'x'));
    expect([other.code, other.err]).toEqual([1, expect.stringMatching(/^Not the same as x/)]);
  });

  it('finds a digit that was altered, also where no total moves', () => {
    const published = inputHash(of);
    expect(command('run', path).out).toContain(`Input hash (SHA-256) ${published}`);
    expect(command('run', path, '--expect-input', published)).toMatchObject({ code: 0 });
    const altered = structuredClone(of);
    altered.targets.push({
      indicatorId: altered.indicators[0]!.indicatorId,
      unitId: 'u1',
      period: '1999',
      value: '1',
    });
    const found = command(
      'run',
      file('altered.json', altered),
      '--expect',
      resultHash(standings),
      '--expect-input',
      published,
    );
    expect([found.code, found.err]).toEqual([
      1,
      `Not the same as ${published}.\nThe same as ${resultHash(standings)}, to the byte.`,
    ]);
  });

  it('prints everything as canonical JSON', () => {
    const { out } = command('run', path, '--json');
    expect(out).toBe(canonicalJson(evaluate(of)));
    expect(JSON.parse(out)).toMatchObject({ standings: JSON.parse(JSON.stringify(standings)) as object });
  });

  it('takes a scheme and CSV files', () => {
    const { code, out, err } = command('run', ...parts());
    expect([code, err]).toEqual([0, '']);
    // 60 × 95/95 + 40 × (1 − 1)/1 and 60 × 0.5 + 40.
    expect(out).toMatch(/^1 +胜利桥街道 +70\.00 +合格\n2 +Baijiacun +60\.00 +合格$/m);
  });

  it('takes rows as JSON, too, in place of those of a package', () => {
    const value = (indicatorId: string, unitId: string, reached: string) => ({
      indicatorId,
      unitId,
      period: '2026',
      value: reached,
    });
    const rows = file('values.json', [
      value('closure', 'bjc', '95'),
      value('closure', 'slq', '95'),
      value('visits', 'bjc', '13'),
      value('visits', 'slq', '12'),
    ]);
    const { out } = command('run', ...parts(), '--observations', rows);
    expect(out).toMatch(/^1 +Baijiacun +100\.00/m);
  });
});

describe('receipt', () => {
  it('is text, a page or JSON, in both languages', () => {
    const at = parts();
    expect(command('receipt', ...at, 'slq', '--lang', 'zh-CN').out).toMatch(/得分明细单 – 胜利桥街道/);
    const page = join(folder, 'slq.html');
    expect(command('receipt', ...at, 'slq', '--format', 'html', '--to', page)).toEqual({
      code: 0,
      out: '',
      err: '',
    });
    expect(readFileSync(page, 'utf8')).toMatch(/^<!doctype html>\n<html lang="en">[^]*70\.00/);
    expect(JSON.parse(command('receipt', ...at, 'slq', '--format', 'json').out)).toMatchObject({
      total: { after: '70.00' },
    });
  });
});

describe('refuses with the place and the reason', () => {
  const broken = (change: (of: ScoringPackage & Record<string, unknown>) => void): string => {
    const of = structuredClone(randomPackage('command')) as ScoringPackage & Record<string, unknown>;
    change(of);
    return file('broken.json', of);
  };
  const first = <T>(list: T[]): T => list[0] as T;

  it.each<[string, () => string[], number, RegExp]>([
    ['no file', () => ['run', '/nowhere.json'], 2, /^\/nowhere\.json: cannot be read \(ENOENT\)\.$/],
    ['a folder', () => ['run', folder], 2, /EISDIR/],
    ['no JSON', () => ['run', file('x.json', '{"a":')], 2, /x\.json: is not JSON: /],
    [
      'another encoding',
      () => ['run', file('gbk.json', Buffer.from([0x22, 0xb0, 0xd9, 0x22]))],
      2,
      /is not UTF-8/,
    ],
    ['a list', () => ['run', file('l.json', [])], 2, /l\.json: must be a JSON object/],
    [
      'another format',
      () => ['run', broken((of) => Object.assign(of, { format: 'v9' }))],
      1,
      /^format: .*fuxing\.scoring\/v1/,
    ],
    ['nothing at all', () => ['run'], 2, /^Give the file of a package, or --scheme/],
    [
      'a misspelt list',
      () => ['run', broken((of) => Object.assign(of, { observation: [] }))],
      1,
      /^observation: There is no field "observation"\. Perhaps: observations \(FIELD_UNKNOWN\)/,
    ],
    ['no scheme', () => ['run', broken((of) => Reflect.deleteProperty(of, 'scheme'))], 1, /^scheme: /],
    [
      'a number for a decimal',
      () => ['run', broken((of) => Object.assign(first(of.targets), { value: 5 }))],
      1,
      /^targets\[0\]\.value: Must be text, in quotes: "5"\./,
    ],
    [
      'an exponent',
      () => ['run', broken((of) => Object.assign(first(of.targets), { value: '1e9' }))],
      1,
      /^targets\[0\]\.value: .*DECIMAL_INVALID/,
    ],
    [
      'an unknown unit',
      () => ['run', broken((of) => Object.assign(first(of.targets), { unitId: 'x' }))],
      1,
      /^targets\[0\]\.unitId: The package has no unit "x"\. \(UNKNOWN\)$/,
    ],
    [
      'a unit twice',
      () => ['run', broken((of) => of.units.push(first(of.units)))],
      1,
      /^units\[\d\]: ".*" stands here twice\. \(DUPLICATE\)$/,
    ],
    [
      'a value twice',
      () => ['run', broken((of) => of.observations.push(first(of.observations)))],
      1,
      /DUPLICATE/,
    ],
    [
      'a scheme that cannot be used',
      () => ['run', broken((of) => (of.scheme.nodes = []))],
      1,
      /^scheme\.nodes: .*SCHEME_EMPTY/,
    ],
    [
      'an unknown column',
      () => ['run', ...parts({ units: 'unit\nx\n' })],
      2,
      /units\.csv:1: there is no column "unit"; there are unitId, name, nameEn\.$/,
    ],
    ['a row too short', () => ['run', ...parts({ units: 'unitId,name\nx\n' })], 2, /is not CSV: .*line 2/],
    ['an open quote', () => ['run', ...parts({ units: 'unitId\n"x\n' })], 2, /is not CSV: /],
    [
      'an unknown unit of a receipt',
      () => ['receipt', ...parts(), 'moon'],
      1,
      /^The package has no unit "moon"\.$/,
    ],
    [
      'no folder to write to',
      () => ['receipt', ...parts(), 'slq', '--to', '/nowhere/x'],
      2,
      /^\/nowhere\/x: cannot be written \(ENOENT\)\.$/,
    ],
    ['an unknown option', () => ['run', '--what'], 2, /unknown option '--what'/],
    ['an unknown command', () => ['count'], 2, /unknown command 'count'/],
    ['an unknown format', () => ['receipt', 'x', 'y', '--format', 'pdf'], 2, /pdf/],
  ])('%s', (_, args, code, says) => {
    const refused = command(...args());
    expect([refused.code, refused.out]).toEqual([code, '']);
    expect(refused.err).toMatch(says);
    expect(refused.err).not.toMatch(/\n\s+at /);
  });

  it('in Chinese, each fault on a line of its own', () => {
    const at = broken((of) => {
      Object.assign(first(of.targets), { value: 'x', unitId: 'y' });
    });
    expect(command('check', at, '--lang', 'zh-CN').err.split('\n')).toEqual([
      'targets[0].unitId：数据包中没有编号为“y”的单位。（UNKNOWN）',
      'targets[0].value：应为普通十进制数（例如 12.5），收到的是“x”。（DECIMAL_INVALID）',
    ]);
  });
});

it('check says that nothing is wrong', () => {
  expect(command('check', ...parts())).toEqual({
    code: 0,
    out: 'Nothing is wrong: 2 units, 4 observations.',
    err: '',
  });
});

it('shows its help without being asked, and is content when asked', () => {
  expect(command()).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/^Usage: fuxing-score/) });
  expect(command('--help')).toMatchObject({
    code: 0,
    err: '',
    out: expect.stringMatching(/Exit codes: 0 done/),
  });
});
