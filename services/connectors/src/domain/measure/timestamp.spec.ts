import fc from 'fast-check';
import { DateTime } from 'luxon';
import {
  DateStyle,
  DurationClock,
  durationClockFromJSON,
} from '@fuxing/contracts/connectors/v1/measure_records';
import { duration } from './duration';
import { instantOf, isNotAfter, localDate, parseTimestamp, type Timestamp } from './timestamp';

const at = (text: string): Timestamp => {
  const found = parseTimestamp(text);
  if (!found) throw new Error(text);
  return found;
};
const NY = 'America/New_York';
const CN = 'Asia/Shanghai';

it.each([
  '2015-13-01',
  '2015-00-10',
  '2015-02-30',
  '2015-02-28T24:00',
  '2015-02-28T10:60',
  '01/02/2015',
  '1420070400',
  '2015-01-01T',
  'yesterday',
  '',
])('%p is no timestamp', (text) => expect(parseTimestamp(text)).toBeUndefined());

it.each([
  { text: '2015-01-01T00:20:09.000', zone: CN, day: '2015-01-01', why: 'floating: as written' },
  { text: '2015-01-01 00:20', zone: CN, day: '2015-01-01', why: 'a blank, no seconds' },
  { text: '2024-02-29', zone: CN, day: '2024-02-29', why: 'a plain day' },
  { text: '2025-12-31T20:00:00Z', zone: CN, day: '2026-01-01', why: 'an instant: the day in the zone' },
  { text: '2026-01-01T02:00:00+08:00', zone: NY, day: '2025-12-31', why: 'an offset: the day in the zone' },
  { text: '2026-01-01T02:00:00+0800', zone: CN, day: '2026-01-01', why: 'an offset without colon' },
])('$text happened on $day: $why', ({ text, zone, day }) => expect(localDate(at(text), zone)).toBe(day));

it.each([
  { a: '2026-01-01T10:00', b: '2026-01-01T10:00', is: true, why: 'the same moment' },
  { a: '2026-01-01T10:01', b: '2026-01-01T10:00', is: false, why: 'a minute late' },
  { a: '2026-01-01T23:59', b: '2026-01-01', is: true, why: 'a deadline lasts to its evening' },
  { a: '2026-01-02T00:00', b: '2026-01-01', is: false, why: 'the next day' },
  {
    a: '2026-01-01T10:00',
    b: '2026-01-01T02:00:00Z',
    is: true,
    why: 'floating against an instant, in the zone',
  },
])('$a not after $b is $is: $why', ({ a, b, is }) => expect(isNotAfter(at(a), at(b), CN)).toBe(is));

const { DATE_STYLE_UNSPECIFIED: none, DATE_STYLE_MONTH_FIRST: us, DATE_STYLE_DAY_FIRST: eu } = DateStyle;
it.each([
  { text: '2017/12/31 16:50:00', style: none, is: '2017-12-31T16:50:00.000Z' },
  { text: '2017/1/5 8:05:00', style: none, is: '2017-01-05T08:05:00.000Z' },
  { text: '2017.1.5', style: none, is: '2017-01-05T00:00:00.000Z' },
  { text: '2017年1月5日 8:05', style: none, is: '2017-01-05T08:05:00.000Z' },
  { text: '2017/2/29', style: none, is: undefined },
  { text: '2017/1-5', style: none, is: undefined },
  { text: '12/31/2017 11:59:58 PM', style: us, is: '2017-12-31T23:59:58.000Z' },
  { text: '12/31/2017 12:00:00 AM', style: us, is: '2017-12-31T00:00:00.000Z' },
  { text: '12/31/2017 12:30 pm', style: us, is: '2017-12-31T12:30:00.000Z' },
  { text: '12/31/2017 13:30 PM', style: us, is: undefined },
  { text: '12/31/2017 0:30 AM', style: us, is: undefined },
  { text: '31/12/2017 23:59', style: eu, is: '2017-12-31T23:59:00.000Z' },
  { text: '12/31/2017', style: eu, is: undefined },
  { text: '12/31/2017', style: none, is: undefined },
  { text: '2017-12-31', style: us, is: '2017-12-31T00:00:00.000Z' },
])('$text in style $style is $is', ({ text, style, is }) => {
  const found = parseTimestamp(text, style);
  expect(found && new Date(found.wall).toISOString()).toBe(is);
  expect(found?.day).toBe(is?.slice(0, 10));
});

const HOUR = 3_600_000;
it.each([
  {
    why: 'wall clock over the spring change',
    from: '2015-03-08T00:00',
    to: '2015-03-08T04:00',
    clock: 'WALL_HOURS',
    is: 4 * HOUR,
  },
  {
    why: 'an hour less really passed',
    from: '2015-03-08T00:00',
    to: '2015-03-08T04:00',
    clock: 'ELAPSED_HOURS',
    is: 3 * HOUR,
  },
  {
    why: 'an hour more in autumn',
    from: '2015-11-01T00:00',
    to: '2015-11-01T04:00',
    clock: 'ELAPSED_DAYS',
    is: 5 * HOUR,
  },
  {
    why: 'instants',
    from: '2015-01-01T00:00Z',
    to: '2015-01-01T09:00+08:00',
    clock: 'ELAPSED_HOURS',
    is: HOUR,
  },
  {
    why: 'instants as printed',
    from: '2015-01-01T00:00Z',
    to: '2015-01-01T09:00+08:00',
    clock: 'WALL_HOURS',
    is: 9 * HOUR,
  },
  { why: 'backwards', from: '2015-01-02', to: '2015-01-01', clock: 'WALL_DAYS', is: -24 * HOUR },
  {
    why: 'over National Day, with a make-up Saturday',
    from: '2025-09-30',
    to: '2025-10-11',
    clock: 'WORKING_DAYS',
    is: 3,
  },
  {
    why: 'the same working day',
    from: '2025-09-30T09:00',
    to: '2025-09-30T17:00',
    clock: 'WORKING_DAYS',
    is: 0,
  },
  {
    why: 'backwards within a day',
    from: '2025-09-30T17:00',
    to: '2025-09-30T09:00',
    clock: 'WORKING_DAYS',
    is: -1,
  },
])('$clock, $why: $is', ({ from, to, clock, is }) => {
  expect(duration(at(from), at(to), durationClockFromJSON(`DURATION_CLOCK_${clock}`), NY)).toBe(is);
});

it('refuses working days of a year that was not announced', () => {
  const clock = DurationClock.DURATION_CLOCK_WORKING_DAYS;
  expect(() => duration(at('2035-01-01'), at('2035-01-10'), clock, CN)).toThrow(/2035/);
});

it('is the instant that a calendar says, also around every change of a clock', () => {
  const zones = [CN, NY, 'Australia/Lord_Howe', 'Pacific/Apia', 'Africa/Casablanca', 'UTC'];
  const wall = fc.integer({ min: Date.UTC(2009, 0, 1), max: Date.UTC(2027, 0, 1) });
  fc.assert(
    fc.property(fc.constantFrom(...zones), wall, fc.integer({ min: 0, max: 72 }), (zone, from, hours) => {
      const shown = from + hours * 3_600_000;
      const timestamp = { day: '', wall: shown, instant: undefined, dayOnly: false };
      const said = DateTime.fromMillis(shown, { zone: 'UTC' }).setZone(zone, { keepLocalTime: true });
      expect(instantOf(timestamp, zone)).toBe(said.toMillis());
    }),
    { numRuns: 5_000 },
  );
});
