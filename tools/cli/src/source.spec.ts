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

  it('warns in both languages, with the line it comes from, and is no failure for that', async () => {
    gateway.on('POST /v1/sources:check', () => ({
      body: {
        rows: 2,
        warnings: [{ code: 'NO_SNAPSHOT', field: 'keyField', zh: '没有快照。', en: 'No snapshot.' }],
      },
    }));
    const english = await fuxing(['source', 'check', file, ...set]);
    expect(english).toMatchObject({ code: 0 });
    expect(english.text).toContain('document.yaml:6: NO_SNAPSHOT: No snapshot.');
    expect((await fuxing(['source', 'check', file, ...set], 'zh-CN')).text).toContain('没有快照。');
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

describe('one of several sources', () => {
  const documents = (...sources: [string, string][]): void =>
    writeFileSync(
      file,
      sources
        .map(([name, way]) => `kind: Source\nmetadata: { name: ${name} }\nspec: { keyField: id, ${way} }`)
        .map((document) => `apiVersion: fuxing/v1\n${document}\n`)
        .join('---\n'),
    );

  it.each(['check', 'discover'])('that is pushed to or refused keeps %s from no other', async (what) => {
    documents(['cases', 'push: {}'], ['inner', 'csv: {}'], ['open', 'csv: {}']);
    gateway.on(`POST /v1/sources:${what}`, ({ body }) =>
      (body['source'] as { sourceId: string }).sourceId === 'inner'
        ? { status: 400, body: { detail: 'It is no public address.', reason: 'SOURCE_ADDRESS_FORBIDDEN' } }
        : { body: { rows: 7 } },
    );
    const { code, text } = await fuxing(['source', what, file]);
    expect(code).toBe(1);
    expect(text).toContain('cases: is pushed to, there is no page to read\n');
    expect(text).toMatch(/document\.yaml:\d+:?\s+It is no public address\. \(SOURCE_ADDRESS_FORBIDDEN\)/);
    expect(text).toContain('open: 7 rows on the first page\n');
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

it('lists the kinds of sources with what may be written', async () => {
  const jsonSchema = { type: 'object', properties: { url: {}, sheet: {} }, required: ['url'] };
  gateway.on('GET /v1/source-kinds', () => ({ body: { kinds: [{ name: 'file', jsonSchema }] } }));
  expect((await fuxing(['source', 'kinds'], 'zh-CN')).text).toMatch(/file +url +sheet/);
  expect(JSON.parse((await fuxing(['source', 'kinds', '-o', 'json'])).text)).toEqual([
    { name: 'file', jsonSchema },
  ]);
});

describe('source schema and accept', () => {
  const schema = {
    sourceId: 'hotline',
    version: 1,
    acceptedBy: 'pull',
    fields: [{ name: 'unit', type: 'SOURCE_FIELD_TYPE_TEXT', presentShare: '1' }],
    changes: [
      {
        kind: 'SCHEMA_CHANGE_KIND_RENAMED',
        field: 'unit',
        newName: 'dept',
        usedBy: ['closed-in-time'],
        pullId: 'p2',
        zh: '字段“unit”已不存在。',
        en: '"unit" is gone.',
      },
    ],
    stopped: true,
  };

  it('shows fields, changes and who reads them, and that nothing is measured', async () => {
    gateway.on('GET /v1/sources/hotline/schema', () => ({ body: { schema } }));
    const { code, text } = await fuxing(['source', 'schema', 'hotline'], 'zh-CN');
    expect(code).toBe(0);
    expect(text).toContain('hotline：第 1 版，首次采集所得');
    expect(text).toMatch(/疑似改名 +unit +dept +closed-in-time +p2 +字段“unit”已不存在。/);
    expect(text).toContain('在确认之前不计算任何度量');
    expect(JSON.parse((await fuxing(['source', 'schema', 'hotline', '-o', 'json'])).text)).toEqual(schema);
  });

  it('accepts the version that was looked at, with a reason', async () => {
    gateway.on('POST /v1/sources/hotline/schema/acceptance', () => ({
      body: { schema: { ...schema, version: 2, acceptedBy: 'office', changes: [], stopped: false } },
    }));
    const { code, text } = await fuxing([
      'source',
      'accept',
      'hotline',
      '--seen',
      '1',
      '--reason',
      'new system',
    ]);
    expect(code).toBe(0);
    expect(text).toContain('hotline: version 2, accepted by office');
    expect(text).toContain('the source is as accepted');
    expect(gateway.asked.map(({ body }) => body)).toEqual([{ version: 1, reason: 'new system' }]);
    expect((await fuxing(['source', 'accept', 'hotline', '--seen', 'x', '--reason', 'y'])).code).toBe(2);
  });
});

describe('pull', () => {
  const ended = {
    pullId: 'p',
    sourceId: 'hotline',
    status: 'PULL_STATUS_SUCCEEDED',
    pages: 1,
    read: '2',
    deleted: '1',
  };

  it.each([
    [
      'a range',
      ['--from', '2026-01', '--to', '2026-02'],
      'pulls',
      { fromCursor: '2026-01', toCursor: '2026-02' },
    ],
    ['everything', ['--full'], 'pulls', { full: true }],
    ['what is stored', ['--replay'], 'replays', {}],
  ])('asks for %s', async (_, args, where, body) => {
    gateway.on(`POST /v1/sources/hotline/${where}`, () => ({ body: { pull: ended } }));
    expect((await fuxing(['pull', 'hotline', '--id', 'p', ...args])).code).toBe(0);
    expect(gateway.asked.map((one) => one.body)).toEqual([{ pullId: 'p', ...body }]);
  });

  it('refuses to replay a range', async () => {
    expect((await fuxing(['pull', 'hotline', '--replay', '--from', 'a'])).code).toBe(2);
    expect(gateway.asked).toEqual([]);
  });

  it('cancels one, and says that it failed when it is watched', async () => {
    const cancelled = { ...ended, status: 'PULL_STATUS_CANCELLED', error: '由 office 取消' };
    gateway.on('POST /v1/pulls/p/cancellation', () => ({ body: { pull: cancelled } }));
    expect(await fuxing(['cancel', 'p', '--reason', 'wrong one'], 'zh-CN')).toMatchObject({
      code: 0,
      text: expect.stringContaining('已取消'),
    });
    gateway.on('POST /v1/sources/hotline/pulls', () => ({ body: { pull: cancelled } }));
    expect((await fuxing(['pull', 'hotline'])).code).toBe(1);
  });
});

it('counts what measures could not use by measure and reason, the most first', async () => {
  const record = (recordKey: string, measureId: string, reason: string, detail: string) => ({
    sourceId: 'hotline',
    recordKey,
    measureId,
    reason,
    detail,
  });
  gateway.on('GET /v1/unusable-records', () => ({
    body: {
      unusableRecords: [
        record('1', 'count', 'UNMAPPED_UNIT', 'X'),
        record('2', 'hours', 'MISSING_FIELD', 'closed'),
        record('3', 'hours', 'MISSING_FIELD', 'closed'),
      ],
    },
  }));
  const { text } = await fuxing(['unusable', '--summary', '-o', 'csv'], 'zh-CN');
  expect(text).toBe(
    '数据源,度量,原因,数量,记录,详情\r\nhotline,hours,缺少字段,2,2,closed\r\nhotline,count,单位无对应,1,1,X\r\n',
  );
});
