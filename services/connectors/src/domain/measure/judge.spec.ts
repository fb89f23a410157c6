import {
  DateStyle,
  DurationClock,
  filterOperatorFromJSON,
  UnitMatch,
} from '@fuxing/contracts/connectors/v1/measure_records';
import { Measure, MeasureFunction } from '@fuxing/contracts/connectors/v1/measures';
import { passes } from './filter';
import { fieldsOf, judge } from './judge';
import { overlap, unitLookup } from './unit';

const row = (content: Record<string, string>) => (field: string) => content[field];
const filter = (field: string, operator: string, ...values: string[]) => ({
  field,
  operator: filterOperatorFromJSON(`FILTER_OPERATOR_${operator}`),
  values,
});

const dates = { zone: 'Asia/Shanghai', style: DateStyle.DATE_STYLE_UNSPECIFIED };

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
  { is: true, of: filter('a', 'ON_OR_AFTER', '2026-01-02'), in: { a: '2026-01-01T16:00:00Z' } },
  { is: false, of: filter('a', 'ON_OR_AFTER', '2026-01-02'), in: { a: '2026-01-01T15:59:00Z' } },
  { is: true, of: filter('a', 'BEFORE', '2026-01-02'), in: { a: '2026/1/1 23:59' } },
  { is: false, of: filter('a', 'BEFORE', '2026-01-02'), in: { a: '2026-01-02' } },
  { is: false, of: filter('a', 'BEFORE', '2026-01-02'), in: { a: 'never' } },
])('$of.operator $of.values of $in is $is', ({ is, of, in: content }) => {
  expect(passes([of], row(content as Record<string, string>), dates)).toBe(is);
});

const clock = DurationClock.DURATION_CLOCK_WALL_HOURS;
const measure = Measure.fromJSON({
  function: MeasureFunction.MEASURE_FUNCTION_MEAN,
  periodField: 'opened',
  unitField: 'bureau',
  filters: [filter('kind', 'NOT_IN', 'test')],
  duration: { startField: 'opened', endField: 'closed', clock },
});
const units = new Map([['B1', 'bureau-1']]);
const definition = {
  measure,
  unitOf: unitLookup(units, [], UnitMatch.UNIT_MATCH_EXACT),
  kind: 'MONTH' as const,
  dates,
  references: new Map(),
  now: Date.parse('2026-02-03T00:00:00+08:00'),
};
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

const places = new Map([
  ['A市', 'city-a'],
  ['A4区', 'district-a4'],
  ['A7县', 'county-a7'],
  ['星城七县', 'county-a7'],
]);
it.each([
  { text: '反映A4区东风路的供水问题', is: 'district-a4' },
  { text: 'A市A4区供水', is: 'district-a4', why: 'the longest entry is the nearest' },
  { text: 'A市五一广场', is: 'city-a' },
  { text: 'A4区与A7县交界处', is: undefined, why: 'two of one length' },
  { text: 'A4区和A4区', is: 'district-a4', why: 'one, twice' },
  { text: '星城七县（A4区旁）', is: 'county-a7' },
  { text: '供水', is: undefined },
])('$text is about $is', ({ text, is }) => {
  expect(unitLookup(places, [], UnitMatch.UNIT_MATCH_CONTAINED)(text, undefined)).toBe(is);
});

const merged = [
  { value: 'B1', unitId: 'old', validFrom: '', validTo: '2025-12-31' },
  { value: 'B1', unitId: 'new', validFrom: '2026-01-01', validTo: '2026-06-30' },
  { value: 'A4', unitId: 'only', validFrom: '2026-01-01', validTo: '' },
];
it.each([
  { value: 'B1', day: '2025-12-31', is: 'old' },
  { value: 'B1', day: '2026-01-01', is: 'new' },
  { value: 'B1', day: '2026-06-30', is: 'new' },
  { value: 'B1', day: '2026-07-01', is: 'bureau-1', why: 'no time says otherwise' },
  { value: 'A4', day: '2025-12-31', is: undefined },
  { value: 'A4', day: '2036-12-31', is: 'only' },
  { value: 'B2', day: '2026-01-01', is: undefined },
])('$value on $day means $is: $why', ({ value, day, is }) => {
  expect(unitLookup(units, merged, UnitMatch.UNIT_MATCH_EXACT)(value, day)).toBe(is);
  expect(unitLookup(units, merged, UnitMatch.UNIT_MATCH_CONTAINED)(`about ${value}!`, day)).toBe(is);
});

const time = (validFrom: string, validTo: string, value = 'v') => ({
  value,
  unitId: 'u',
  validFrom,
  validTo,
});
it.each([
  { times: merged, is: undefined },
  { times: [time('2026-02-01', ''), time('', '2026-01-31')], is: undefined },
  { times: [time('2026-02-01', ''), time('', '2026-02-01')], is: [1, 0] },
  { times: [time('2026-02-01', ''), time('2026-03-01', '2026-03-02')], is: [0, 1] },
  { times: [time('2026-02-01', ''), time('2026-03-01', '', 'w')], is: undefined },
])('times $times overlap: $is', ({ times, is }) => expect(overlap(times)).toEqual(is));
