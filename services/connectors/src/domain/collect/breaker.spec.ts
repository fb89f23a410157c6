import { mayTry } from './breaker';

const MINUTE = 60_000;

it.each([
  { why: 'it never failed', count: 0, minutes: Infinity, is: true },
  { why: 'it failed twice just now', count: 2, minutes: 0, is: true },
  { why: 'it failed three times just now', count: 3, minutes: 14.9, is: false },
  { why: 'a quarter of an hour is over', count: 3, minutes: 15, is: true },
  { why: 'each further failure doubles the pause', count: 5, minutes: 59, is: false },
  { why: 'and it ends', count: 5, minutes: 60, is: true },
  { why: 'a day is the longest', count: 12, minutes: 24 * 60, is: true },
  { why: 'a day is not over', count: 12, minutes: 24 * 60 - 1, is: false },
])('$why: $is', ({ count, minutes, is }) => expect(mayTry({ count, agoMs: minutes * MINUTE })).toBe(is));
