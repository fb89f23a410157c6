import { decision, long, rest } from './bodies';
import { invalid, wrong, type Wrong } from './wrong';

const API = 'https://example.org/records.json';
const badSource = (name: string, with_: object, field: string): Wrong =>
  invalid(name, 'guanli', 'PUT /v1/sources/new', { ...rest(API), ...with_ }, `source.${field}`);
const badCredential = (name: string, secret: object, field: string): Wrong =>
  invalid(name, 'guanli', 'PUT /v1/credentials/new', secret, field);
const badPull = (name: string, body: object, field: string): Wrong =>
  invalid(name, 'guanli', 'POST /v1/sources/pulled/pulls', { pullId: 'p1', ...body }, field);

/** How sources are reached, when they are pulled, and what becomes of what they give. */
export const collection: Wrong[] = [
  badSource('a schedule of five words', { schedule: { cron: 'every night at half two' } }, 'schedule.cron'),
  badSource('a schedule of minute 61', { schedule: { cron: '61 2 * * *' } }, 'schedule.cron'),
  badSource('a schedule of every second', { schedule: { cron: '* * * * * *' } }, 'schedule.cron'),
  badSource('a schedule of 30 February', { schedule: { cron: '0 2 30 2 *' } }, 'schedule.cron'),
  badSource('a look-back into the future', { lookBackHours: -1 }, 'lookBackHours'),
  badSource('a look-back of two years', { lookBackHours: 17_520 }, 'lookBackHours'),
  badSource('a hundred requests a millisecond', { requestsPerMinute: 6_000_000 }, 'requestsPerMinute'),
  badSource('fewer rows than none', { maxRows: -1 }, 'maxRows'),
  badSource(
    'more deletes than records',
    { deletes: { absent: { maxShare: '1.5' } } },
    'deletes.absent.maxShare',
  ),
  badSource(
    'a mark without values',
    { deletes: { mark: { field: 'gone', values: [] } } },
    'deletes.mark.values',
  ),
  badSource('a credential of no possible id', { credentialId: 'NOT AN ID' }, 'credentialId'),
  badSource('two kinds of paging', { rest: { url: API, offset: {}, page: {} } }, 'rest.page'),
  badSource('a pointer that is none', { rest: { url: API, recordsPath: 'rows' } }, 'rest.recordsPath'),
  badSource('pages of a million', { rest: { url: API, pageSize: 1_000_000 } }, 'rest.pageSize'),
  invalid(
    'absence where pages may shift',
    'guanli',
    'PUT /v1/sources/new',
    { ...rest(API), rest: { url: API, offset: {} }, deletes: { absent: {} } },
    'source.deletes.absent',
  ),
  invalid(
    'a file out of its folder',
    'guanli',
    'PUT /v1/sources/new',
    { name: '文件', keyField: 'id', file: { folder: { path: '../other', pattern: '*.csv' } } },
    'source.file.folder.path',
  ),
  invalid(
    'a table with a statement behind it',
    'guanli',
    'PUT /v1/sources/new',
    {
      name: '库',
      keyField: 'id',
      sql: { engine: 'SQL_ENGINE_ORACLE', host: 'db.example.org', database: 'd', table: 't' },
    },
    'source.sql.engine',
  ),
  badCredential('a credential without a secret', {}, 'secret'),
  badCredential('a login with a colon', { basic: { user: 'a:b', password: 'x' } }, 'secret.basic.user'),
  badCredential(
    'a header in a header',
    { apiKey: { header: 'X-Key\r\nX-Admin', key: 'x' } },
    'secret.apiKey.header',
  ),
  badCredential('a token of two lines', { bearer: { token: 'a\nb' } }, 'secret.bearer.token'),
  badCredential(
    'a key of a host that is no fingerprint',
    { sftpPassword: { user: 'u', password: 'x', hostKey: 'any' } },
    'secret.sftpPassword.hostKey',
  ),
  wrong(
    'a credential by a leader',
    'lingdao',
    'PUT /v1/credentials/new',
    { bearer: { token: 'x' } },
    403,
    'ROLE_MISSING',
  ),
  wrong('credentials by a reporter', 'shichang', 'GET /v1/credentials', undefined, 403, 'ROLE_MISSING'),
  badPull('a back-fill that is full', { full: true, fromCursor: '2025-01-01' }, 'fromCursor'),
  badPull('a back-fill to a day without a first', { toCursor: '2025-01-01' }, 'fromCursor'),
  badPull(
    'a back-fill that ends before it begins',
    { fromCursor: '2025-02-01', toCursor: '2025-01-01' },
    'toCursor',
  ),
  badPull('a pull by a long id', { pullId: long }, 'pullId'),
  wrong(
    'a pull of what is pushed',
    'guanli',
    'POST /v1/sources/pushed/pulls',
    { pullId: 'p1' },
    409,
    'SOURCE_IS_PUSHED',
  ),
  wrong(
    'calling off a pull that ended',
    'guanli',
    'POST /v1/pulls/first/cancellation',
    { reason: '停' },
    409,
    'PULL_ENDED',
  ),
  wrong(
    'calling off a pull that is not there',
    'guanli',
    'POST /v1/pulls/moon/cancellation',
    { reason: '停' },
    404,
    'PULL_NOT_FOUND',
  ),
  invalid(
    'calling off a pull without a reason',
    'guanli',
    'POST /v1/pulls/first/cancellation',
    { reason: '' },
    'reason',
  ),
  wrong(
    'replaying what is not there',
    'guanli',
    'POST /v1/sources/moon/replays',
    { pullId: 'p1' },
    404,
    'SOURCE_NOT_FOUND',
  ),
  wrong('the schema of nothing', 'guanli', 'GET /v1/sources/moon/schema', undefined, 404, 'SOURCE_NOT_FOUND'),
  wrong(
    'the schema of what was never read',
    'guanli',
    'GET /v1/sources/pulled/schema',
    undefined,
    404,
    'SCHEMA_NOT_LEARNED',
  ),
  wrong(
    'taking a schema of yesterday for right',
    'guanli',
    'POST /v1/sources/pushed/schema/acceptance',
    { version: 99, reason: '看过' },
    409,
    'SCHEMA_CHANGED',
  ),
  invalid(
    'taking a schema for right without a reason',
    'guanli',
    'POST /v1/sources/pushed/schema/acceptance',
    { version: 1 },
    'reason',
  ),
  wrong(
    'a verifier who pulls',
    'shichang',
    'POST /v1/sources/pulled/pulls',
    decision({ pullId: 'p1' }),
    403,
    'ROLE_MISSING',
  ),
];
