import { Measure } from '@fuxing/contracts/connectors/v1/measures';
import { languages } from '@fuxing/errors';
import { PutMeasure } from './measure.request';

const good = {
  sourceId: 's',
  indicatorId: 'i',
  function: 'MEASURE_FUNCTION_COUNT',
  periodField: 'at',
  unitField: 'unit',
  unitMappingId: 'm',
};
const duration = { startField: 'a', endField: 'b', clock: 'DURATION_CLOCK_WORKING_DAYS' };
const numerator = [{ field: 'a', operator: 'FILTER_OPERATOR_PRESENT' }];
const rate = { function: 'MEASURE_FUNCTION_RATE' };
const mean = { function: 'MEASURE_FUNCTION_MEAN' };
const filter = (operator: string, ...values: string[]) => ({
  filters: [{ field: 'a', operator: `FILTER_OPERATOR_${operator}`, values }],
});
const lookup = { name: 'kind', field: 'a', sourceId: 's' };
const faults = (measure: object) =>
  PutMeasure.safeParse({ measureId: 'm', etag: '', measure: Measure.fromJSON({ ...good, ...measure }) }).error
    ?.issues ?? [];

it.each([
  { measure: {} },
  { measure: { ...rate, numerator } },
  { measure: { ...rate, duration, limit: '0' } },
  {
    measure: {
      ...rate,
      duration,
      limitField: 'kind.days',
      lookups: [lookup],
      openCases: 'OPEN_CASES_FAILED',
    },
  },
  { measure: { ...mean, duration, openCases: 'OPEN_CASES_ELAPSED' } },
  { measure: { ...mean, duration: { ...duration, suspendedFromField: 'c', suspendedToField: 'd' } } },
  { measure: { ...mean, duration: { ...duration, suspendedField: 'c' } } },
  { measure: { function: 'MEASURE_FUNCTION_DISTINCT', field: 'a' } },
  { measure: { function: 'MEASURE_FUNCTION_STATE_COUNT', numerator } },
  { measure: filter('ON_OR_AFTER', '2026-02-28') },
])('takes $measure', ({ measure }) => expect(faults(measure)).toEqual([]));

it.each([
  { at: 'measure.field', measure: { field: 'a' } },
  { at: 'measure.field', measure: { function: 'MEASURE_FUNCTION_DISTINCT' } },
  { at: 'measure.field', measure: { function: 'MEASURE_FUNCTION_DISTINCT', duration } },
  { at: 'measure.field', measure: { function: 'MEASURE_FUNCTION_STATE_COUNT', numerator, field: 'a' } },
  { at: 'measure.numerator', measure: { function: 'MEASURE_FUNCTION_STATE_COUNT' } },
  { at: 'measure.numerator', measure: rate },
  { at: 'measure.numerator', measure: { ...rate, duration, numerator, limit: '1' } },
  { at: 'measure.limit', measure: { ...rate, duration } },
  { at: 'measure.limit', measure: { ...rate, duration, limit: '1', limitField: 'b' } },
  { at: 'measure.limit', measure: { ...rate, duration, limit: '-1' } },
  { at: 'measure.limit', measure: { limit: '1' } },
  { at: 'measure.limit', measure: { ...rate, duration, limit: 'ten' } },
  { at: 'measure.factor', measure: { ...rate, numerator, factor: 'ten' } },
  { at: 'measure.factor', measure: { ...rate, numerator, factor: '0' } },
  {
    at: 'measure.percentile',
    measure: { function: 'MEASURE_FUNCTION_PERCENTILE', field: 'a', percentile: 'ten' },
  },
  {
    at: 'measure.percentile',
    measure: { function: 'MEASURE_FUNCTION_PERCENTILE', field: 'a', percentile: '100' },
  },
  { at: 'measure.checks.min', measure: { checks: { min: 'ten', max: '1' } } },
  { at: 'measure.checks', measure: { checks: { min: '2', max: '1' } } },
  { at: 'measure.checks', measure: { checks: { jumpShare: '0' } } },
  { at: 'measure.checks', measure: { checks: { jumpDeviations: '-1' } } },
  { at: 'measure.checks', measure: { checks: { seasonal: true } } },
  { at: 'measure.checks', measure: { checks: { reconciliation: { indicatorId: 'j', tolerance: '-1' } } } },
  { at: 'measure.checks', measure: { checks: { reconciliation: { indicatorId: 'i', tolerance: '1' } } } },
  {
    at: 'measure.checks.reconciliation.tolerance',
    measure: { checks: { reconciliation: { indicatorId: 'j' } } },
  },
  { at: 'measure.checks.lateDays', measure: { checks: { lateDays: -1 } } },
  {
    at: 'measure.checks.expectation.firstPeriod',
    measure: { checks: { expectation: { firstPeriod: '2026-13' } } },
  },
  { at: 'measure.openCases', measure: { openCases: 'OPEN_CASES_ELAPSED' } },
  { at: 'measure.openCases', measure: { ...mean, duration, openCases: 'OPEN_CASES_FAILED' } },
  { at: 'measure.duration', measure: { ...mean, duration: { ...duration, suspendedFromField: 'c' } } },
  {
    at: 'measure.duration',
    measure: {
      ...mean,
      duration: { ...duration, suspendedFromField: 'c', suspendedToField: 'd', suspendedField: 'e' },
    },
  },
  { at: 'measure.lookups.0.name', measure: { lookups: [{ ...lookup, name: 'Kind.x' }] } },
  { at: 'measure.lookups', measure: { lookups: [lookup, lookup] } },
  { at: 'measure.filters.0.values', measure: filter('ON_OR_AFTER', '2026-02-30') },
  { at: 'measure.filters.0.values', measure: filter('BEFORE', '2026/2/3') },
])('refuses $measure at $at, in both languages', ({ at, measure }) => {
  const [first, ...more] = faults(measure);
  expect(more).toEqual([]);
  expect(first?.path.join('.')).toBe(at);
  const { en, zh } = languages(first?.message ?? '');
  expect(en).toMatch(/^[\x20-\x7e]+$/);
  expect(zh).toMatch(/[\u4e00-\u9fff]/);
});
