import {
  DurationClock,
  filterOperatorFromJSON,
  Measure,
  MeasureFunction,
} from '@fuxing/contracts/connectors/v1/measures';
import { passes } from './filter';
import { fieldsOf, judge } from './judge';

const row = (content: Record<string, string>) => (field: string) => content[field];
const filter = (field: string, operator: string, ...values: string[]) => ({
  field,
  operator: filterOperatorFromJSON(`FILTER_OPERATOR_${operator}`),
  values,
});

it.each([
  { is: true, of: filter('a', 'PRESENT'), in: { a: 'x' } },
  { is: false, of: filter('a', 'PRESENT'), in: {} },
  { is: true, of: filter('a', 'ABSENT'), in: {} },
  { is: true, of: filter('a', 'IN', 'x', 'y'), in: { a: 'y' } },
  { is: false, of: filter('a', 'IN', 'x', 'y'), in: { a: 'Y' } },
  { is: false, of: filter('a', 'IN', 'x'), in: {} },
  { is: true, of: filter('a', 'NOT_IN', 'x'), in: {} },
  { is: false, of: filter('a', 'NOT_IN', 'x'), in: { a: 'x' } },
  { is: true, of: filter('a', 'AT_LEAST', '10'), in: { a: '10.0' } },
  { is: false, of: filter('a', 'AT_LEAST', '10'), in: { a: '9' } },
  { is: true, of: filter('a', 'AT_MOST', '9007199254740993'), in: { a: '9007199254740993' } },
  { is: false, of: filter('a', 'AT_MOST', '9007199254740992'), in: { a: '9007199254740993' } },
  { is: false, of: filter('a', 'AT_LEAST', '1'), in: { a: 'many' } },
  { is: true, of: filter('a', 'NOT_AFTER_FIELD', 'b'), in: { a: '2026-01-01', b: '2026-01-02' } },
  { is: false, of: filter('a', 'NOT_AFTER_FIELD', 'b'), in: { a: '2026-01-03', b: '2026-01-02' } },
  { is: false, of: filter('a', 'NOT_AFTER_FIELD', 'b'), in: { a: '2026-01-03' } },
])('$of.operator $of.values of $in is $is', ({ is, of, in: content }) => {
  expect(passes([of], row(content as Record<string, string>), 'UTC')).toBe(is);
});

const clock = DurationClock.DURATION_CLOCK_WALL_HOURS;
const measure = Measure.fromJSON({
  function: MeasureFunction.MEASURE_FUNCTION_MEAN,
  periodField: 'opened',
  unitField: 'bureau',
  filters: [filter('kind', 'NOT_IN', 'test')],
  duration: { startField: 'opened', endField: 'closed', clock },
});
const definition = { measure, units: new Map([['B1', 'bureau-1']]), kind: 'MONTH' as const, zone: 'UTC' };
const good = { bureau: 'B1', opened: '2026-01-31T10:00', closed: '2026-02-01T12:00' };
const place = { unitId: 'bureau-1', period: '2026-01' };

it.each([
  { why: 'counted', in: good, is: { is: 'counted', place, term: 26 * 3_600_000 } },
  { why: 'left out by a filter, so nothing is wrong with it', in: { kind: 'test' }, is: { is: 'outside' } },
  { why: 'open: censored', in: { ...good, closed: '' }, is: { is: 'censored', place } },
  {
    why: 'another unit',
    in: { ...good, bureau: 'b1' },
    is: { is: 'unusable', reason: 'UNMAPPED_UNIT', detail: 'b1' },
  },
  {
    why: 'no unit',
    in: { ...good, bureau: '' },
    is: { is: 'unusable', reason: 'UNMAPPED_UNIT', detail: '' },
  },
  {
    why: 'no period',
    in: { ...good, opened: '' },
    is: { is: 'unusable', reason: 'MISSING_FIELD', detail: 'opened' },
  },
  {
    why: 'no date',
    in: { ...good, opened: 'soon' },
    is: { is: 'unusable', reason: 'NOT_A_TIMESTAMP', detail: 'soon' },
  },
  {
    why: 'no end date',
    in: { ...good, closed: 'soon' },
    is: { is: 'unusable', reason: 'NOT_A_TIMESTAMP', place },
  },
  {
    why: 'backwards',
    in: { ...good, closed: '2026-01-30' },
    is: { is: 'unusable', reason: 'IMPOSSIBLE_DURATION', place },
  },
])('$why', ({ in: content, is }) => {
  const blankIsMissing = (field: string) => (content as Record<string, string>)[field] || undefined;
  const verdict = judge(definition, blankIsMissing);
  expect(verdict).toMatchObject(is);
  expect('place' in verdict).toBe('place' in is);
});

it('reads no field that it does not need', () => {
  const more = { ...measure, filters: [filter('done', 'NOT_AFTER_FIELD', 'due')] };
  expect(fieldsOf(more).sort()).toEqual(['bureau', 'closed', 'done', 'due', 'opened']);
});
