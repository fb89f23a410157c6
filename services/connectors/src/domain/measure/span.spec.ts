import {
  DateStyle,
  durationClockFromJSON,
  filterOperatorFromJSON,
  UnitMatch,
} from '@fuxing/contracts/connectors/v1/measure_records';
import { Measure } from '@fuxing/contracts/connectors/v1/measures';
import { Decimal } from '@fuxing/scoring';
import { Group } from './accumulate';
import { stepsPerUnit } from './duration';
import { type Definition, judge } from './judge';
import { joined, splitFields } from './lookup';
import { knownAtEnd } from './states';
import { unitLookup } from './unit';

type Content = Record<string, string>;
const row = (content: Content) => (field: string) => content[field] || undefined;
const zone = 'Asia/Shanghai';
const define = (measure: object, more: Partial<Definition> = {}): Definition => ({
  measure: Measure.fromJSON({
    function: 'MEASURE_FUNCTION_MEAN',
    periodField: 'opened',
    unitField: 'unit',
    digits: 2,
    ...measure,
  }),
  unitOf: unitLookup(new Map([['U', 'u']]), [], UnitMatch.UNIT_MATCH_EXACT),
  kind: 'MONTH',
  dates: { zone, style: DateStyle.DATE_STYLE_UNSPECIFIED },
  references: new Map(),
  now: Date.parse('2026-03-01T00:00:00+08:00'),
  ...more,
});
const judged = (definition: Definition, content: Content) =>
  judge(definition, row({ unit: 'U', ...content }));
const span = (clock: string, more: object = {}) => ({
  duration: { startField: 'opened', endField: 'closed', clock: `DURATION_CLOCK_${clock}`, ...more },
});
const stopped = { suspendedFromField: 'stopped', suspendedToField: 'resumed' };
const opened = '2026-01-12T09:00';

it.each([
  { why: 'never stopped', clock: 'ELAPSED_HOURS', in: { closed: '2026-01-12T15:00' }, is: '6' },
  {
    why: 'stopped for two hours',
    clock: 'ELAPSED_HOURS',
    in: { closed: '2026-01-12T15:00', stopped: '2026-01-12T10:00', resumed: '2026-01-12T12:00' },
    is: '4',
  },
  {
    why: 'stopped before it began',
    clock: 'ELAPSED_HOURS',
    in: { closed: '2026-01-12T15:00', stopped: '2026-01-12T08:00', resumed: '2026-01-12T10:00' },
    is: '5',
  },
  {
    why: 'resumed after it ended',
    clock: 'ELAPSED_HOURS',
    in: { closed: '2026-01-12T15:00', stopped: '2026-01-12T14:00', resumed: '2026-01-12T18:00' },
    is: '5',
  },
  {
    why: 'never resumed',
    clock: 'ELAPSED_HOURS',
    in: { closed: '2026-01-12T15:00', stopped: '2026-01-12T11:00' },
    is: '2',
  },
  {
    why: 'stopped only afterwards',
    clock: 'ELAPSED_HOURS',
    in: { closed: '2026-01-12T15:00', stopped: '2026-01-13T11:00' },
    is: '6',
  },
  {
    why: 'whole working days, over a weekend',
    clock: 'WORKING_DAYS',
    in: { closed: '2026-01-21', stopped: '2026-01-14', resumed: '2026-01-19' },
    is: '4',
  },
  {
    why: 'resumed before it was stopped',
    clock: 'ELAPSED_HOURS',
    in: { closed: '2026-01-12T15:00', stopped: '2026-01-12T12:00', resumed: '2026-01-12T10:00' },
    is: 'IMPOSSIBLE_DURATION',
  },
  {
    why: 'no time',
    clock: 'ELAPSED_HOURS',
    in: { closed: '2026-01-12T15:00', stopped: 'noon' },
    is: 'NOT_A_TIMESTAMP',
  },
])('$clock with a stopped clock, $why: $is', ({ clock, in: content, is }) => {
  const verdict = judged(define(span(clock, stopped)), { opened, ...(content as Content) });
  const steps = stepsPerUnit(durationClockFromJSON(`DURATION_CLOCK_${clock}`));
  const found = verdict.is === 'counted' ? new Decimal(verdict.term ?? NaN).div(steps).toString() : undefined;
  expect(found ?? (verdict.is === 'unusable' ? verdict.reason : verdict.is)).toBe(is);
});

it.each([
  { time: '', is: '6' },
  { time: '1.5', is: '4.5' },
  { time: '6', is: '0' },
  { time: '6.1', is: 'IMPOSSIBLE_DURATION' },
  { time: '-1', is: 'IMPOSSIBLE_DURATION' },
  { time: 'long', is: 'NOT_A_NUMBER' },
])('six hours less "$time" suspended are $is', ({ time, is }) => {
  const definition = define(span('ELAPSED_HOURS', { suspendedField: 'pause' }));
  const verdict = judged(definition, { opened, closed: '2026-01-12T15:00', pause: time });
  const hours =
    verdict.is === 'counted' ? new Decimal(verdict.term ?? NaN).div(3_600_000).toString() : undefined;
  expect(hours ?? (verdict.is === 'unusable' ? verdict.reason : verdict.is)).toBe(is);
});

const value = (definition: Definition, records: Content[]) => {
  const group = new Group(definition.measure);
  records.forEach((content, n) => group.add(judged(definition, content), String(n), 'hash'));
  return group.result();
};
const closedAfter = (day: string): Content => ({ opened: '2026-01-10', closed: day });
const open: Content = { opened: '2026-01-10' };

it.each([
  { policy: 'LEAVE_OUT', is: '2.00', records: 2 },
  { policy: 'ELAPSED', is: '8.67', records: 3, why: 'to the end of January: 22 days' },
])('a mean with open cases $policy is $is: $why', ({ policy, is, records }) => {
  const definition = define({ ...span('WALL_DAYS'), openCases: `OPEN_CASES_${policy}` });
  expect(value(definition, [closedAfter('2026-01-11'), closedAfter('2026-01-13'), open])).toMatchObject({
    value: is,
    recordCount: records,
    censoredCount: 1,
  });
});

it('counts no further than to the moment of measuring, and nothing that began after it', () => {
  const now = Date.parse('2026-01-15T12:00:00+08:00');
  const definition = define({ ...span('ELAPSED_DAYS'), openCases: 'OPEN_CASES_ELAPSED' }, { now });
  expect(value(definition, [open])?.value).toBe('5.50');
  expect(judged(definition, { opened: '2026-01-16' })).toMatchObject({ is: 'censored' });
});

it.each([
  { policy: 'LEAVE_OUT', limit: '2', is: '0.50', of: '2' },
  { policy: 'ELAPSED', limit: '2', is: '0.33', of: '3', why: 'open for 22 days is over it' },
  { policy: 'ELAPSED', limit: '25', is: '1.00', of: '2', why: 'open for 22 days may still be within it' },
  { policy: 'FAILED', limit: '25', is: '0.67', of: '3' },
])('the rate within $limit days with open cases $policy is $is of $of: $why', ({ policy, limit, is, of }) => {
  const rate = { function: 'MEASURE_FUNCTION_RATE', factor: '1', limit, openCases: `OPEN_CASES_${policy}` };
  const definition = define({ ...span('WALL_DAYS'), ...rate });
  expect(value(definition, [closedAfter('2026-01-12'), closedAfter('2026-01-14'), open])).toMatchObject({
    value: is,
    denominator: of,
    censoredCount: 1,
  });
});

it('takes the limit, a filter and the unit from tables of reference', () => {
  const measure = {
    ...span('WORKING_DAYS'),
    function: 'MEASURE_FUNCTION_RATE',
    factor: '1',
    limitField: 'kind.days',
    unitField: 'bureau.code',
    filters: [
      { field: 'kind.counts', operator: filterOperatorFromJSON('FILTER_OPERATOR_IN'), values: ['yes'] },
    ],
    lookups: [
      { name: 'kind', field: 'type', sourceId: 'kinds' },
      { name: 'bureau', field: 'office', sourceId: 'bureaux' },
    ],
  };
  const references = new Map([
    [
      'kind',
      new Map([
        ['noise', row({ days: '2', counts: 'yes' })],
        ['praise', row({ days: '9' })],
      ]),
    ],
    ['bureau', new Map([['o1', row({ code: 'U' })]])],
  ]);
  const definition = define(measure, { references });
  const noise = { type: 'noise', office: 'o1', opened: '2026-01-12' };
  expect(judged(definition, { ...noise, closed: '2026-01-14' })).toMatchObject({
    is: 'counted',
    passes: true,
  });
  expect(judged(definition, { ...noise, closed: '2026-01-15' })).toMatchObject({
    is: 'counted',
    passes: false,
  });
  expect(judged(definition, { ...noise, type: 'praise' })).toEqual({ is: 'outside' });
  expect(judged(definition, { ...noise, office: 'o2' })).toMatchObject({ reason: 'UNMAPPED_UNIT' });
  expect(splitFields(definition.measure, ['opened', 'kind.days', 'other.days'])).toEqual({
    own: ['type', 'office', 'opened', 'other.days'],
    of: new Map([
      ['kind', ['days']],
      ['bureau', []],
    ]),
  });
  expect(joined(definition.measure, references, row({ type: 'none' }))('kind.days')).toBeUndefined();
});

it('counts different values, and says where there is none', () => {
  const definition = define({ function: 'MEASURE_FUNCTION_DISTINCT', field: 'caller', digits: 0 });
  const calls = ['a', 'b', 'a', 'A', ''].map((caller) => ({ opened, caller }));
  expect(value(definition, calls)).toMatchObject({ value: '3', recordCount: 4, unfit: { MISSING_FIELD: 1 } });
});

it('counts states at the end of a period: 0 where a unit has records, nothing where it has none', () => {
  const numerator = [
    { field: 'status', operator: filterOperatorFromJSON('FILTER_OPERATOR_IN'), values: ['open'] },
  ];
  const definition = define(
    { function: 'MEASURE_FUNCTION_STATE_COUNT', numerator, digits: 0 },
    { at: '2026-01' },
  );
  const later = { opened: '2026-02-01', status: 'open' };
  expect(value(definition, [later])).toBeUndefined();
  expect(value(definition, [later, { opened, status: 'closed' }])).toMatchObject({
    value: '0',
    recordCount: 0,
  });
  expect(value(definition, [{ opened: '2024-05-05', status: 'open' }])).toMatchObject({
    value: '1',
    recordCount: 1,
  });
});

const at = (text: string): number => Date.parse(`${text}:00+08:00`);
it.each([
  { why: 'no pull yet', pulls: [], now: '2026-03-05T00:00', is: [] },
  {
    why: 'within the month of the first pull',
    pulls: [['1', '2026-03-01T00:00']],
    now: '2026-03-31T23:59',
    is: [],
  },
  {
    why: 'the month ended',
    pulls: [['1', '2026-03-01T00:00']],
    now: '2026-04-01T00:00',
    is: [['1', ['2026-03']]],
  },
  {
    why: 'the last pull before each end, the same one where there was none between',
    pulls: [
      ['1', '2026-01-10T00:00'],
      ['2', '2026-01-31T23:59'],
      ['3', '2026-02-01T00:00'],
      ['4', '2026-04-01T00:00'],
    ],
    now: '2026-05-02T00:00',
    is: [
      ['2', ['2026-01']],
      ['3', ['2026-02', '2026-03']],
      ['4', ['2026-04']],
    ],
  },
])('known at the end of periods, $why: $is', ({ pulls, now, is }) => {
  const known = pulls.map(([position = '', finished = '']) => ({ position, finishedAt: at(finished) }));
  expect([...knownAtEnd(known, at(now), 'MONTH', zone)]).toEqual(is);
});
