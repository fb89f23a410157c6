import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GatewayDouble } from './gateway-double';
import { run } from './program';

const gateway = new GatewayDouble();
const home = mkdtempSync(join(tmpdir(), 'cli-source-'));
const file = join(home, 'document.yaml');

beforeAll(() => gateway.start());
afterAll(async () => {
  await gateway.stop();
  rmSync(home, { recursive: true });
});
beforeEach(() => {
  gateway.reset();
  writeFileSync(
    file,
    `apiVersion: fuxing/v1
kind: Source
metadata: { name: hotline }
spec:
  name: 热线
  keyField: id
  rest:
    url: '\${HOTLINE_URL}/tickets'
`,
  );
});

async function fuxing(args: string[], language = 'en') {
  let text = '';
  const collect = (more: string): void => {
    text += more;
  };
  const code = await run(['--lang', language, '--gateway', gateway.url, ...args], {
    env: { XDG_CONFIG_HOME: home, FUXING_TOKEN: 'given' },
    out: collect,
    err: collect,
    isTerminal: false,
  });
  return { code, text };
}
const set = ['--set', 'HOTLINE_URL=https://hotline.example'];

describe('source check', () => {
  it('asks with the source as it stands in the document and finds nothing wrong', async () => {
    gateway.on('POST /v1/sources:check', () => ({ body: { rows: 20 } }));
    expect(await fuxing(['source', 'check', file, ...set])).toEqual({
      code: 0,
      text: 'hotline: 20 rows on the first page\n1 sources checked, 0 problems\n',
    });
    expect(gateway.asked.map(({ body }) => body)).toEqual([
      {
        source: {
          sourceId: 'hotline',
          name: '热线',
          keyField: 'id',
          rest: { url: 'https://hotline.example/tickets' },
        },
      },
    ]);
  });

  it('says each problem in both languages, with the line it comes from', async () => {
    gateway.on('POST /v1/sources:check', () => ({
      body: {
        rows: 2,
        problems: [{ code: 'KEY_REPEATED', field: 'keyField', zh: '主键重复。', en: 'The key repeats.' }],
      },
    }));
    const english = await fuxing(['source', 'check', file, ...set]);
    expect(english.code).toBe(1);
    expect(english.text).toContain('document.yaml:6');
    expect(english.text).toContain('keyField: The key repeats. (KEY_REPEATED)');
    expect((await fuxing(['source', 'check', file, ...set], 'zh-CN')).text).toContain('主键重复。');
    const { text } = await fuxing(['source', 'check', file, ...set, '-o', 'csv']);
    expect(text).toContain('hotline,keyField,KEY_REPEATED,The key repeats.');
  });

  it('shows a refusal at the line of the document', async () => {
    gateway.on('POST /v1/sources:check', () => ({
      status: 400,
      body: {
        detail: 'refused',
        errors: [{ field: 'source.rest.url', reason: 'ADDRESS_PRIVATE', detail: 'An internal address.' }],
      },
    }));
    const { code, text } = await fuxing(['source', 'check', file, ...set]);
    expect(code).toBe(1);
    expect(text).toContain('document.yaml:8');
    expect(text).toContain('An internal address.');
  });

  it.each([
    [
      'a document without sources',
      'apiVersion: fuxing/v1\nkind: Tenant\nmetadata: { name: t }\nspec: {}\n',
      [],
      /no Source/,
    ],
    ['a variable without a value', undefined, [], /HOTLINE_URL/],
    ['a variable that is none', undefined, ['--set', 'x'], /NAME=VALUE/],
  ])('refuses %s', async (_, document, more, why) => {
    if (document) writeFileSync(file, document);
    const { code, text } = await fuxing(['source', 'check', file, ...more]);
    expect([code, gateway.asked]).toEqual([2, []]);
    expect(text).toMatch(why);
  });
});

describe('source discover', () => {
  beforeEach(() => {
    gateway.on('POST /v1/sources:discover', () => ({
      body: {
        rows: 2,
        fields: [
          { name: 'id', type: 'SOURCE_FIELD_TYPE_NUMBER', blanks: 0, distinct: 2, example: '7' },
          {
            name: 'updated',
            type: 'SOURCE_FIELD_TYPE_TIMESTAMP',
            blanks: 0,
            distinct: 1,
            example: '2026-01-02',
          },
        ],
        keyCandidates: ['id'],
      },
    }));
  });

  it('lists fields and what may be key and cursor', async () => {
    const { code, text } = await fuxing(['source', 'discover', file, ...set], 'zh-CN');
    expect(code).toBe(0);
    expect(text).toContain('hotline：第一页有 2 行');
    expect(text).toMatch(/字段 +类型 +空值 +不同值 +示例/);
    expect(text).toMatch(/updated +时间 +0 +1 +2026-01-02/);
    expect(text).toContain('可作主键：id\n可作增量游标：无\n');
  });

  it('gives the whole answer as JSON and the fields as CSV', async () => {
    const json = await fuxing(['source', 'discover', file, ...set, '-o', 'json']);
    expect(JSON.parse(json.text)).toMatchObject([{ source: 'hotline', rows: 2, keyCandidates: ['id'] }]);
    const { text } = await fuxing(['source', 'discover', file, ...set, '-o', 'csv']);
    expect(text).toContain('hotline,id,');
  });
});
