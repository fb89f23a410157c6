import { unit, scheme } from './bodies';
import { type Wrong, wrong } from './wrong';

export const etags: Wrong[] = [
  wrong('an etag from yesterday', 'guanli', 'PUT /v1/units/scjg', unit(), 412, 'ETAG_MISMATCH', undefined, {
    'if-match': '"yesterday"',
  }),
  wrong(
    'a weak etag from yesterday',
    'guanli',
    'PUT /v1/units/scjg',
    unit(),
    412,
    'ETAG_MISMATCH',
    undefined,
    { 'if-match': 'W/"yesterday"' },
  ),
  wrong('an etag of nothing', 'guanli', 'PUT /v1/units/new', unit(), 412, 'ETAG_MISMATCH', undefined, {
    'if-match': '"yesterday"',
  }),
  wrong('no etag', 'guanli', 'PUT /v1/units/scjg', unit(), 428, 'ETAG_REQUIRED'),
  wrong(
    'no etag for a scheme',
    'kaohe',
    'PUT /v1/schemes/annual',
    scheme({ name: '别的' }),
    428,
    'ETAG_REQUIRED',
  ),
  wrong('any etag', 'guanli', 'PUT /v1/units/scjg', unit(), 400, 'INVALID_REQUEST', 'If-Match', {
    'if-match': '*',
  }),
  wrong('two etags', 'guanli', 'PUT /v1/units/scjg', unit(), 400, 'INVALID_REQUEST', 'If-Match', {
    'if-match': '"a", "b"',
  }),
  wrong('half a quoted etag', 'guanli', 'PUT /v1/units/scjg', unit(), 400, 'INVALID_REQUEST', 'If-Match', {
    'if-match': '"a',
  }),
  wrong(
    'a bad idempotency key',
    'guanli',
    'POST /v1/sources/pulled/pulls',
    {},
    400,
    'INVALID_REQUEST',
    'Idempotency-Key',
    { 'idempotency-key': 'a b' },
  ),
];
