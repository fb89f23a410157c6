import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BadDocument, parseDocuments, readDocuments } from './documents';

const head = 'apiVersion: fuxing/v1\n';
const unit = `${head}kind: Unit\nmetadata: { name: water }\nspec: { name: 水利局 }\n`;
const bomb = `a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]`;

const folder = mkdtempSync(join(tmpdir(), 'documents-'));
afterAll(() => rmSync(folder, { recursive: true }));

const messageOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(BadDocument);
    return (error as Error).message;
  }
  return 'accepted';
};

it.each([
  { why: 'empty file', text: '', is: 'f.yaml:1: holds no document.' },
  { why: 'only comments', text: '# later\n---\n# more\n', is: 'f.yaml:1: holds no document.' },
  { why: 'wrong apiVersion', text: unit.replace('v1', 'v2'), is: 'f.yaml:1: apiVersion: must be fuxing/v1' },
  { why: 'no apiVersion', text: unit.replace(head, ''), is: 'f.yaml:1: apiVersion: is missing' },
  {
    why: 'unknown kind',
    text: unit.replace('Unit', 'Unti'),
    is: 'f.yaml:2: kind: Unti is not one of Tenant, Unit',
  },
  { why: 'kind in other case', text: unit.replace('Unit', 'unit'), is: 'f.yaml:2: kind: unit is not one of' },
  { why: 'kind in the plural', text: unit.replace('Unit', 'units'), is: 'kind: units is not one of' },
  { why: 'no kind', text: unit.replace('kind: Unit\n', ''), is: 'f.yaml:1: kind: is missing' },
  { why: 'kind a list', text: unit.replace(': Unit', ': [Unit]'), is: 'kind: must be text' },
  { why: 'no metadata', text: unit.replace(/metadata.*\n/, ''), is: 'metadata: is missing' },
  { why: 'no name', text: unit.replace('{ name: water }', '{}'), is: 'metadata.name: is missing' },
  {
    why: 'metadata a text',
    text: unit.replace('{ name: water }', 'water'),
    is: 'metadata: must be a mapping',
  },
  { why: 'empty name', text: unit.replace('water', "''"), is: 'metadata.name: must not be empty' },
  {
    why: 'name a number',
    text: unit.replace('water', '2026'),
    is: 'metadata.name: must be text; put it in quotes',
  },
  {
    why: 'unknown field in metadata',
    text: unit.replace('water', 'water, label: x'),
    is: 'metadata: has unknown field label',
  },
  { why: 'no spec', text: unit.replace(/spec.*\n/, ''), is: 'spec: is missing' },
  { why: 'spec a list', text: unit.replace(/spec.*\n/, 'spec: [a]\n'), is: 'spec: must be a mapping' },
  { why: 'spec empty', text: unit.replace(/spec.*\n/, 'spec:\n'), is: 'spec: must be a mapping' },
  { why: 'unknown top-level field', text: `${unit}status: {}\n`, is: 'document: has unknown field status' },
  { why: 'two faults at once', text: `${head}kind: Unit\n`, is: 'metadata: is missing; spec: is missing' },
  { why: 'a text', text: 'hello\n', is: 'f.yaml:1: document: must be a mapping' },
  { why: 'a list', text: '- a\n- b\n', is: 'f.yaml:1: document: must be a mapping' },
  { why: 'a number', text: '7\n', is: 'document: must be a mapping' },
  { why: 'duplicate key', text: `${head}kind: Unit\nkind: Unit\n`, is: 'f.yaml:3: Map keys must be unique' },
  {
    why: 'duplicate key inside',
    text: unit.replace('water', 'a, name: b'),
    is: 'f.yaml:3: Map keys must be unique',
  },
  {
    why: 'tab',
    text: `${head}kind: Unit\nmetadata:\n\tname: water\n`,
    is: 'f.yaml:4: Tabs are not allowed as indentation',
  },
  {
    why: 'open bracket',
    text: unit.replace('水利局 }', '水利局'),
    is: /^f\.yaml:\d+: .*(flow|must be|expected)/i,
  },
  { why: 'open quote', text: unit.replace('水利局', '"水利局'), is: /^f\.yaml:\d+: Missing closing "quote/ },
  { why: 'wrong indentation', text: `${head}kind: Unit\n metadata: {}\n`, is: /^f\.yaml:\d+: / },
  {
    why: 'alias of nothing',
    text: unit.replace('水利局', '*nobody'),
    is: /f\.yaml:1: Unresolved alias.*nobody/,
  },
  { why: 'unknown tag', text: unit.replace('水利局', '!!js/function "x"'), is: /^f\.yaml:4: Unresolved tag/ },
  { why: 'anchors bomb', text: `${bomb}\n`, is: 'f.yaml:1: Excessive alias count' },
  {
    why: 'missing variable',
    text: unit.replace('水利局', '${NAME}'),
    is: 'f.yaml:4: ${NAME} has no value; give it with --set NAME=…',
  },
  {
    why: 'variable of two lines',
    text: unit.replace('水利局', '${LINES}'),
    is: 'f.yaml:4: ${LINES} has more than one line.',
  },
  {
    why: 'second document is bad',
    text: `${unit}---\n${unit.replace('v1', 'v3')}`,
    is: 'f.yaml:6: apiVersion: must be fuxing/v1',
  },
  {
    why: 'other name in spec',
    text: unit.replace('spec: {', 'spec: { unitId: fire,'),
    is: 'f.yaml:4: spec.unitId must be water',
  },
])('refuses: $why', ({ text, is }) => {
  const message = messageOf(() => parseDocuments('f.yaml', text, { LINES: 'a\nb' }));
  if (typeof is === 'string') expect(message).toContain(is);
  else expect(message).toMatch(is);
  expect(message.startsWith('f.yaml:')).toBe(true);
  expect(message).not.toContain('\n');
});

it('says it in Chinese too', () => {
  const refused = (text: string): BadDocument => {
    try {
      parseDocuments('f.yaml', text);
    } catch (error) {
      if (error instanceof BadDocument) return error;
      throw error;
    }
    throw new Error('Nothing was refused.');
  };
  const both = `${head}kind: Unit\nmetadata: [a]\nspec: {}\nboss: li\n`;
  expect(refused(both)).toMatchObject({
    at: 'f.yaml:1',
    text: {
      en: 'metadata: must be a mapping; document: has unknown field boss',
      zh: 'metadata：应为映射；document：含有未知字段 boss',
    },
  });
  expect(refused('a: [').text.zh).toMatch(/^YAML 有误：/);
});

it('refuses the same resource twice, naming both places', () => {
  writeFileSync(join(folder, 'a.yaml'), unit);
  writeFileSync(join(folder, 'b.yml'), `# again\n${unit}`);
  const message = messageOf(() => readDocuments(folder));
  expect(message).toBe(
    `${join(folder, 'b.yml')}:2: Unit/water stands already at ${join(folder, 'a.yaml')}:1.`,
  );
});

it.each([
  { why: 'what is not there', path: 'nowhere', is: 'is not there.' },
  { why: 'not UTF-8', path: 'gbk.yaml', is: 'is not UTF-8.' },
  { why: 'folder without YAML', path: 'empty', is: 'holds no .yaml file.' },
])('refuses: $why', ({ path, is }) => {
  writeFileSync(join(folder, 'gbk.yaml'), Buffer.from([0xbe, 0xd6]));
  const empty = mkdtempSync(join(folder, 'empty'));
  expect(messageOf(() => readDocuments(path === 'empty' ? empty : join(folder, path)))).toContain(is);
});

it('sorts by kind, and a unit or an indicator after what it builds on', () => {
  const named = (kind: string, name: string, spec = '{}') =>
    `---\napiVersion: fuxing/v1\nkind: ${kind}\nmetadata: { name: ${name} }\nspec: ${spec}\n`;
  const file = join(folder, 'order.yaml');
  writeFileSync(
    file,
    named('Indicator', 'micro', '{ contributesTo: [{ indicatorId: macro }] }') +
      named('Indicator', 'macro') +
      named('Unit', 'post', '{ parentUnitId: bureau }') +
      named('Unit', 'bureau', '{ parentUnitId: district }') +
      named('Unit', 'district') +
      named('Tenant', 't'),
  );
  expect(readDocuments(file).map(({ name }) => name)).toEqual([
    't',
    'district',
    'bureau',
    'post',
    'macro',
    'micro',
  ]);
});

it('fills variables in, but not in comments', () => {
  const [document] = parseDocuments('f.yaml', `# \${UNSET}\n${unit.replace('水利局', '${NAME_1}/x')}`, {
    NAME_1: '水',
  });
  expect(document).toMatchObject({ at: 'f.yaml:2', name: 'water', spec: { name: '水/x' } });
});

it.each([
  { field: 'scheme.nodes[1].nodeId', line: 8 },
  { field: 'nodes.1.nodeId', line: 8 },
  { field: 'scheme.nodes[1].missing', line: 8 },
  { field: 'scheme.name', line: 5 },
  { field: 'nonsense', line: 5 },
])('finds the line of $field', ({ field, line }) => {
  const text = `${head}kind: Scheme\nmetadata: { name: s }\nspec:\n  name: x\n  nodes:\n    - nodeId: a\n    - nodeId: 5\n`;
  expect(parseDocuments('f.yaml', text)[0]?.lineOf(field)).toBe(`f.yaml:${line}`);
});
