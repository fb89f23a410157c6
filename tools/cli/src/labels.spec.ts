import { ObservationStatus, VerificationAct } from '@fuxing/contracts/connectors/v1/observations';
import { VerificationPolicy } from '@fuxing/contracts/connectors/v1/measure_checks';
import { MeasureFunction } from '@fuxing/contracts/connectors/v1/measures';
import { PullStatus } from '@fuxing/contracts/connectors/v1/pulls';
import { SchemaChangeKind, SourceFieldType } from '@fuxing/contracts/connectors/v1/source_schemas';
import { VerificationActKind } from '@fuxing/contracts/connectors/v1/verification_acts';
import { columns } from './columns';
import { heading } from './headings';
import { label, oneLanguage } from './labels';

const shown = {
  MeasureFunction,
  ObservationStatus,
  PullStatus,
  SchemaChangeKind,
  SourceFieldType,
  VerificationAct,
  VerificationActKind,
  VerificationPolicy,
};

it.each(Object.entries(shown))('has a word for every %s', (_, values) => {
  for (const value of Object.values(values)) {
    if (value.endsWith('_UNSPECIFIED') || value === 'UNRECOGNIZED') continue;
    expect(label(value, 'zh-CN')).toMatch(/^\p{Script=Han}+$/u);
    expect(value.endsWith(`_${label(value, 'en')}`)).toBe(true);
    expect(label(value, 'en')).not.toMatch(/_(?:TYPE|KIND|STATUS|ACT|POLICY|FUNCTION)_|^MEASURE|^SOURCE/);
  }
});

it.each([
  ['返回状态 503。 h answered 503.', '返回状态 503。', 'h answered 503.'],
  ['甲。请核对“a b”。 First. See "中文。 x".', '甲。请核对“a b”。', 'First. See "中文。 x".'],
  ['No Chinese.', 'No Chinese.', 'No Chinese.'],
  ['由 office 取消', '由 office 取消', '由 office 取消'],
  ['', '', ''],
])('tells the languages of %j apart', (both, zh, en) => {
  expect([oneLanguage(both, 'zh-CN'), oneLanguage(both, 'en')]).toEqual([zh, en]);
});

it('has a heading in both languages for every column', () => {
  const lists = [...Object.values(columns).flat(), 'updatedAt', 'credentialId', 'hosts', 'keyVersion'];
  const without = lists.filter((field) => heading(field, 'zh-CN') === field);
  expect(without.filter((field) => field !== 'sha256')).toEqual([]);
});
