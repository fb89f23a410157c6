import { isCron, nextTime } from './schedule';

const zone = 'Asia/Shanghai';
const next = (cron: string, after: string, workingDays = false, at = zone): string | undefined =>
  nextTime({ cron, workingDays }, new Date(after), at)?.toISOString();

it.each([
  ['every night', '30 2 * * *', '2026-03-01T00:00:00Z', '2026-03-01T18:30:00.000Z'],
  ['the moment itself is over', '30 2 * * *', '2026-03-01T18:30:00Z', '2026-03-02T18:30:00.000Z'],
  ['every quarter of an hour', '*/15 * * * *', '2026-03-01T00:07:00Z', '2026-03-01T00:15:00.000Z'],
  ['the first of a month', '0 8 1 * *', '2026-03-01T00:00:01Z', '2026-04-01T00:00:00.000Z'],
])('%s', (_, cron, after, is) => expect(next(cron, after)).toBe(is));

it.each([
  ['a weekend', '0 9 * * *', '2026-11-27T02:00:00Z', '2026-11-30T01:00:00.000Z'],
  ['the week of the National Day', '*/5 * * * *', '2026-09-30T15:59:00Z', '2026-10-07T16:00:00.000Z'],
  [
    'not a Saturday that is worked in exchange',
    '0 9 * * 6',
    '2026-02-13T02:00:00Z',
    '2026-02-14T01:00:00.000Z',
  ],
  [
    'a year that is not announced: Monday to Friday',
    '0 9 * * *',
    '2031-05-02T02:00:00Z',
    '2031-05-05T01:00:00.000Z',
  ],
])('leaves out on working days: %s', (_, cron, after, is) => expect(next(cron, after, true)).toBe(is));

it('never comes on a day that is never worked', () => {
  expect(next('0 9 * * 0', '2031-01-01T00:00:00Z', true)).toBeUndefined();
});

it('takes a time that daylight saving skips, and one that comes twice once', () => {
  const york = 'America/New_York';
  expect(next('30 2 * * *', '2026-03-08T05:00:00Z', false, york)).toMatch(/^2026-03-08T0[67]:/);
  const once = next('30 1 * * *', '2026-11-01T04:00:00Z', false, york) ?? '';
  expect(next('30 1 * * *', once, false, york)).toBe('2026-11-02T06:30:00.000Z');
});

it.each(['', '* * * *', '* * * * * *', '61 * * * *', '@daily', '0 0 31 2 *', 'a b c d e', '* * * * *\n'])(
  'refuses %j',
  (cron) => expect(isCron(cron)).toBe(false),
);
it.each(['* * * * *', '0 0 29 2 *', '15 3-5 * * 1,3', '0 8 * * MON-FRI'])('takes %j', (cron) =>
  expect(isCron(cron)).toBe(true),
);
