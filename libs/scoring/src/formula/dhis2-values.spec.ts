import { text } from '../decimal';
import { readDhis2Metadata } from './dhis2-document';
import { dhis2Period, dhis2Values } from './dhis2-values';

const row = {
  dataElement: 'tested00001',
  period: '202603',
  orgUnit: 'u',
  categoryOptionCombo: 'female00001',
};
const looked = (...values: string[]) => {
  const { value } = dhis2Values({ dataValues: values.map((each) => ({ ...row, value: each })) });
  const found = ['tested00001', 'tested00001_female00001'].map((id) => value(id, 'u', '2026-03'));
  return found.map((each) => (each ? text(each) : 'none'));
};

it.each<[value: string, is: string]>([
  ['12', '12'],
  ['-12', '-12'],
  ['0.125', '0.125'],
  ['true', 'none'],
  ['', 'none'],
  ['1x', 'none'],
  ['x1', 'none'],
  ['1.', 'none'],
  ['1.x', 'none'],
])('the data value "%s" is %s', (value, is) => {
  expect(looked(value)).toEqual([is, is]);
});

it('the values of combinations add up to the total of their element', () => {
  const { value, group } = dhis2Values({
    dataValues: [
      { ...row, value: '3' },
      { ...row, value: '4', categoryOptionCombo: 'male0000001' },
      { ...row, value: '9', orgUnit: 'v' },
      { ...row, value: '9', period: '2026Q1' },
    ],
  });
  const of = (id: string, period = '2026-03') => value(id, 'u', period)?.toFixed();
  expect([of('tested00001'), of('tested00001_female00001'), of('tested00001', '2026-Q1')]).toEqual([
    '7',
    '3',
    '9',
  ]);
  expect(group('u')).toEqual([]);
});

it.each([
  ['2026', '2026'],
  ['202603', '2026-03'],
  ['2026Q3', '2026-Q3'],
  ['2026Q5', '2026Q5'],
  ['20260301', '20260301'],
  ['x202603', 'x202603'],
  ['2026Q31', '2026Q31'],
  ['x2026Q3', 'x2026Q3'],
])('the period %s is %s', (period, is) => {
  expect(dhis2Period(period)).toBe(is);
});

it('metadata of the wrong shape is told field by field', () => {
  const read = (document: unknown) => () => readDhis2Metadata(document);
  expect(read({ constants: [{ id: 'c', name: 'C', value: '1' }] })).toThrow(
    expect.objectContaining({
      code: 'INVALID_ARGUMENT',
      reason: 'DHIS2_METADATA_SHAPE',
      fields: [
        expect.objectContaining({
          field: 'constants.0.value',
          reason: 'DHIS2_METADATA_SHAPE',
          en: expect.stringMatching(/^constants\.0\.value: .*\.$/),
          zh: expect.stringMatching(/^constants\.0\.value 的格式不符合 DHIS2 元数据：.*。$/),
        }),
      ],
    }),
  );
  expect(read(null)).toThrow(
    expect.objectContaining({
      fields: [
        expect.objectContaining({
          field: 'metadata',
          en: expect.stringMatching(/^metadata: /),
          zh: expect.stringMatching(/^metadata 的格式/),
        }),
      ],
    }),
  );
});
