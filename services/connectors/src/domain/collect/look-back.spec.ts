import { endOfCursor, hoursBefore } from './look-back';

it.each([
  ['2026-03-01T00:30:00.123456', 1, '2026-02-28T23:30:00.123456'],
  ['2026-03-01T00:30:00Z', 48, '2026-02-27T00:30:00Z'],
  ['2026-03-01 00:30:00+08:00', 1, '2026-02-28 23:30:00+08:00'],
  ['2026-03-01 00:30', 1, '2026-02-28 23:30'],
  ['2026-03-01', 1, '2026-02-28'],
  ['2026-03-01', 25, '2026-02-27'],
  ['2026-03-01T00:30:00.000', 0, '2026-03-01T00:30:00.000'],
])('%s less %d h is %s', (cursor, hours, is) => expect(hoursBefore(cursor, hours)).toBe(is));

it.each(['17', 'abc', '2026-13-01', '2026-03-01Z', '', '03/01/2026'])('%j is no timestamp', (cursor) =>
  expect(hoursBefore(cursor, 1)).toBeUndefined(),
);

it.each([
  ['2026-03-31', '2026-03-31T23:59:59.999'],
  ['2026-03-31T08:00:00', '2026-03-31T08:00:00'],
  ['17', '17'],
])('up to %s means up to %s', (cursor, is) => expect(endOfCursor(cursor)).toBe(is));
