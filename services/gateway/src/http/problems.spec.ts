import { status as code } from '@grpc/grpc-js';
import { refusal } from '../testing/backend';
import { Door } from '../testing/door';
import { languageOf } from './problem';

let door: Door;
beforeAll(async () => {
  door = await Door.open({ deadlineMs: 300 });
});
afterAll(() => door.close());

const path = '/fuxing.indicators.v1.UnitsService/GetUnit';
const ask = (headers: Record<string, string> = {}) => door.ask('office', '/v1/units/water', { headers });
const refuse = (error: Error) =>
  door.backend.on(path, () => {
    throw error;
  });

it.each([
  { grpc: 'INVALID_ARGUMENT', reason: 'UNIT_CYCLE', status: 400 },
  { grpc: 'OUT_OF_RANGE', reason: 'PAGE_SIZE_INVALID', status: 400 },
  { grpc: 'FAILED_PRECONDITION', reason: 'CYCLE_FINAL', status: 409 },
  { grpc: 'FAILED_PRECONDITION', reason: 'ETAG_REQUIRED', status: 428 },
  { grpc: 'ABORTED', reason: 'ETAG_MISMATCH', status: 412 },
  { grpc: 'ABORTED', reason: 'CONFLICT', status: 409 },
  { grpc: 'UNAUTHENTICATED', reason: 'CALLER_UNKNOWN', status: 401 },
  { grpc: 'PERMISSION_DENIED', reason: 'OWN_UNIT', status: 403 },
  { grpc: 'NOT_FOUND', reason: 'UNIT_NOT_FOUND', status: 404 },
  { grpc: 'ALREADY_EXISTS', reason: 'UNIT_EXISTS', status: 409 },
  { grpc: 'RESOURCE_EXHAUSTED', reason: 'TOO_MANY', status: 429 },
] as const)('turns $grpc $reason into $status', async ({ grpc, reason, status }) => {
  refuse(refusal(code[grpc], reason, 'In English.', '中文。'));
  const answer = await ask();
  expect(answer.status).toBe(status);
  expect(answer.body).toEqual({
    type: `/problems/${reason.toLowerCase().replaceAll('_', '-')}`,
    title: expect.any(String),
    status,
    detail: '中文。',
    instance: '/v1/units/water',
    reason,
    traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
  expect(answer.headers.has('retry-after')).toBe(status === 429);
});

it('speaks the language that the caller prefers, in every field', async () => {
  const field = {
    field: 'unit.name',
    reason: 'TOO_LONG',
    description: 'Too long.',
    localizedMessage: { locale: 'zh-CN', message: '过长。' },
  };
  refuse(refusal(code.INVALID_ARGUMENT, 'INVALID_REQUEST', 'Wrong.', '有误。', [field]));
  const english = await ask({ 'accept-language': 'de, en-GB;q=0.9, zh;q=0.1' });
  expect(english.headers.get('content-language')).toBe('en');
  expect(english.body).toMatchObject({
    title: 'Bad request',
    detail: 'Wrong.',
    errors: [{ field: 'unit.name', reason: 'TOO_LONG', detail: 'Too long.' }],
  });
  const chinese = await ask({ 'accept-language': 'zh-CN' });
  expect(chinese.body).toMatchObject({ title: '请求有误', detail: '有误。', errors: [{ detail: '过长。' }] });
});

it.each([
  [undefined, 'zh'],
  ['', 'zh'],
  ['en', 'en'],
  ['en-US,en;q=0.5', 'en'],
  ['zh;q=0.5, en;q=0.8', 'en'],
  ['fr', 'zh'],
  ['en;q=0', 'zh'],
])('takes %p for %s', (header, language) => {
  expect(languageOf(header)).toBe(language);
});

it.each([
  ['a bug', new Error('secret at line 7')],
  ['INTERNAL', refusal(code.INTERNAL, 'X', 'secret', 'secret')],
  ['UNKNOWN', Object.assign(new Error('secret'), { code: code.UNKNOWN })],
  ['a refusal without details', Object.assign(new Error('secret'), { code: code.NOT_FOUND })],
])('says nothing about %s but the trace id', async (_, error) => {
  refuse(error);
  const { status, text, body } = await ask();
  expect(status).toBe(500);
  expect(Object.keys(body).sort()).toEqual(['instance', 'reason', 'status', 'title', 'traceId', 'type']);
  expect(text).not.toContain('secret');
});

it('answers 504 at the deadline and 503 when a service is gone', async () => {
  door.backend.on(path, () => new Promise(() => undefined));
  expect(await ask()).toMatchObject({ status: 504, body: { reason: 'DEADLINE_EXCEEDED' } });
  await door.backend.stop();
  const answer = await ask();
  expect(answer).toMatchObject({ status: 503, body: { reason: 'SERVICE_UNAVAILABLE' } });
  expect(answer.headers.get('retry-after')).toBe('1');
  const ready = await fetch(`${door.url}/readyz`);
  expect(ready.status).toBe(503);
  expect(await ready.json()).toMatchObject({ parts: { indicators: false, identity: true } });
});
