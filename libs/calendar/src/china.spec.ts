// oxlint-disable-next-line no-restricted-imports -- the rules stay pure; only this comparison reads a file
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { chinaCalendar, chinaSpecialDays, chinaYears } from './china';

const calendar = chinaCalendar();
const published = resolve(__dirname, '../../../../shared/data/cn_holidays');
// The files are published by others and not part of this project; without them beside it there is nothing to compare with.
// CI has them, so there nothing is skipped.
const here = existsSync(published) || process.env['CI'] === 'true' ? it : it.skip;

it.each([
  { why: 'Spring Festival with make-up days at both ends', from: '2026-02-13', n: 5, is: '2026-02-27' },
  { why: 'Spring Festival, ten days', from: '2026-02-13', n: 10, is: '2026-03-05' },
  { why: 'National Day and Mid-Autumn together', from: '2025-09-28', n: 5, is: '2025-10-11' },
  { why: 'Spring Festival 2024', from: '2024-02-07', n: 5, is: '2024-02-20' },
  { why: 'Labour Day', from: '2026-04-28', n: 3, is: '2026-05-06' },
  { why: 'a review period over Spring Festival', from: '2025-01-24', n: 15, is: '2025-02-20' },
])('$why: $from + $n = $is', ({ from, n, is }) => {
  expect(calendar.addWorkingDays(from, n)).toBe(is);
  expect(calendar.workingDaysBetween(from, is)).toBe(n);
});

it.each([
  { why: 'a holiday on a weekday', date: '2026-10-01', works: false },
  { why: 'a Saturday worked in exchange', date: '2026-02-14', works: true },
  { why: 'a plain Saturday', date: '2026-03-07', works: false },
  { why: 'a plain Monday', date: '2026-03-09', works: true },
  { why: 'set by the notice of the following year', date: '2018-12-31', works: false },
  { why: 'Victory Day, announced during 2015', date: '2015-09-03', works: false },
  { why: 'Spring Festival 2020 prolonged in January 2020', date: '2020-02-02', works: false },
])('$why: $date', ({ date, works }) => {
  expect(calendar.isWorkingDay(date)).toBe(works);
});

it.each(['2008-12-31', '2027-01-01'])('does not guess about %s', (date) => {
  expect(() => calendar.isWorkingDay(date)).toThrow(
    expect.objectContaining({ reason: 'CALENDAR_NOT_ANNOUNCED', metadata: { year: date.slice(0, 4) } }),
  );
});

here('holds exactly the published days', () => {
  const days = [...chinaYears].flatMap((year) => {
    const file = JSON.parse(readFileSync(resolve(published, `${year}.json`), 'utf8')) as {
      days: { date: string; isOffDay: boolean }[];
    };
    return file.days.map(({ date, isOffDay }) => `${date} ${isOffDay}`);
  });
  expect(
    chinaSpecialDays()
      .map(({ date, off }) => `${date} ${off}`)
      .sort(),
  ).toEqual(days.sort());
});
