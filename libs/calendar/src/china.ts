import { type SpecialDay, WorkingCalendar } from './working-days';

interface Notice {
  /** Days off, month-day, single or first..last; weekends inside a holiday included. */
  off: string;
  /** Weekend days worked in exchange. */
  work: string;
  /** The State Council General Office notices (国务院办公厅关于部分节假日安排的通知) that set them. */
  notices: string[];
}

/**
 * Holidays of mainland China by the year in which the day falls; days of one notice that fall in the year
 * before stand there (30 and 31 December 2018). Corrections within a year (2015 Victory Day, 2019 Labour Day,
 * 2020 Spring Festival) are merged.
 */
const years: Record<number, Notice> = {
  2009: {
    off: '01-01..01-03 01-25..01-31 04-04..04-06 05-01..05-03 05-28..05-30 10-01..10-08',
    work: '01-04 01-24 02-01 05-31 09-27 10-10',
    notices: ['https://www.gov.cn/zhengce/zhengceku/2008-12/10/content_1572.htm'],
  },
  2010: {
    off: '01-01..01-03 02-13..02-19 04-03..04-05 05-01..05-03 06-14..06-16 09-22..09-24 10-01..10-07',
    work: '02-20 02-21 06-12 06-13 09-19 09-25 09-26 10-09',
    notices: ['https://www.gov.cn/zhengce/zhengceku/2009-12/08/content_1476.htm'],
  },
  2011: {
    off: '01-01..01-03 02-02..02-08 04-03..04-05 04-30..05-02 06-04..06-06 09-10..09-12 10-01..10-07',
    work: '01-30 02-12 04-02 10-08 10-09 12-31',
    notices: ['https://www.gov.cn/zhengce/zhengceku/2010-12/10/content_1423.htm'],
  },
  2012: {
    off: '01-01..01-03 01-22..01-28 04-02..04-04 04-29..05-01 06-22..06-24 09-30..10-07',
    work: '01-21 01-29 03-31 04-01 04-28 09-29',
    notices: ['https://www.gov.cn/zhengce/zhengceku/2011-12/06/content_1411.htm'],
  },
  2013: {
    off: '01-01..01-03 02-09..02-15 04-04..04-06 04-29..05-01 06-10..06-12 09-19..09-21 10-01..10-07',
    work: '01-05 01-06 02-16 02-17 04-07 04-27 04-28 06-08 06-09 09-22 09-29 10-12',
    notices: ['https://www.gov.cn/zhengce/zhengceku/2012-12/10/content_1353.htm'],
  },
  2014: {
    off: '01-01 01-31..02-06 04-05 04-07 05-01..05-03 06-02 09-08 10-01..10-07',
    work: '01-26 02-08 05-04 09-28 10-11',
    notices: ['https://www.gov.cn/zhengce/zhengceku/2014-01/02/content_1194.htm'],
  },
  2015: {
    off: '01-01..01-03 02-18..02-24 04-05..04-06 05-01 06-20 06-22 09-03..09-05 09-27 10-01..10-07',
    work: '01-04 02-15 02-28 09-06 10-10',
    notices: [
      'https://www.gov.cn/zhengce/zhengceku/2014-12/16/content_9302.htm',
      'https://www.gov.cn/zhengce/zhengceku/2015-05/13/content_9742.htm',
    ],
  },
  2016: {
    off: '01-01 02-07..02-13 04-04 05-01..05-02 06-09..06-11 09-15..09-17 10-01..10-07',
    work: '02-06 02-14 06-12 09-18 10-08 10-09',
    notices: ['https://www.gov.cn/zhengce/zhengceku/2015-12/10/content_10394.htm'],
  },
  2017: {
    off: '01-01..01-02 01-27..02-02 04-02..04-04 05-01 05-28..05-30 10-01..10-08',
    work: '01-22 02-04 04-01 05-27 09-30',
    notices: ['https://www.gov.cn/zhengce/zhengceku/2016-12/01/content_5141603.htm'],
  },
  2018: {
    off: '01-01 02-15..02-21 04-05..04-07 04-29..05-01 06-18 09-24 10-01..10-07 12-30..12-31',
    work: '02-11 02-24 04-08 04-28 09-29 09-30 12-29',
    notices: ['https://www.gov.cn/zhengce/zhengceku/2017-11/30/content_5243579.htm'],
  },
  2019: {
    off: '01-01 02-04..02-10 04-05 05-01..05-04 06-07 09-13 10-01..10-07',
    work: '02-02 02-03 04-28 05-05 09-29 10-12',
    notices: [
      'https://www.gov.cn/zhengce/zhengceku/2018-12/06/content_5346276.htm',
      'https://www.gov.cn/zhengce/zhengceku/2019-03/22/content_5375877.htm',
    ],
  },
  2020: {
    off: '01-01 01-24..02-02 04-04..04-06 05-01..05-05 06-25..06-27 10-01..10-08',
    work: '01-19 02-03 04-26 05-09 06-28 09-27 10-10',
    notices: [
      'https://www.gov.cn/zhengce/zhengceku/2019-11/21/content_5454164.htm',
      'https://www.gov.cn/zhengce/zhengceku/2020-01/27/content_5472352.htm',
    ],
  },
  2021: {
    off: '01-01..01-03 02-11..02-17 04-03..04-05 05-01..05-05 06-12..06-14 09-19..09-21 10-01..10-07',
    work: '02-07 02-20 04-25 05-08 09-18 09-26 10-09',
    notices: ['https://www.gov.cn/zhengce/zhengceku/2020-11/25/content_5564127.htm'],
  },
  2022: {
    off: '01-01..01-03 01-31..02-06 04-03..04-05 04-30..05-04 06-03..06-05 09-10..09-12 10-01..10-07 12-31',
    work: '01-29 01-30 04-02 04-24 05-07 10-08 10-09',
    notices: ['https://www.gov.cn/zhengce/zhengceku/2021-10/25/content_5644835.htm'],
  },
  2023: {
    off: '01-01..01-02 01-21..01-27 04-05 04-29..05-03 06-22..06-24 09-29..10-06',
    work: '01-28 01-29 04-23 05-06 06-25 10-07 10-08',
    notices: ['https://www.gov.cn/zhengce/zhengceku/2022-12/08/content_5730844.htm'],
  },
  2024: {
    off: '01-01 02-10..02-17 04-04..04-06 05-01..05-05 06-10 09-15..09-17 10-01..10-07',
    work: '02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12',
    notices: ['https://www.gov.cn/zhengce/zhengceku/202310/content_6911528.htm'],
  },
  2025: {
    off: '01-01 01-28..02-04 04-04..04-06 05-01..05-05 05-31..06-02 10-01..10-08',
    work: '01-26 02-08 04-27 09-28 10-11',
    notices: ['https://www.gov.cn/zhengce/zhengceku/202411/content_6986383.htm'],
  },
  2026: {
    off: '01-01..01-03 02-15..02-23 04-04..04-06 05-01..05-05 06-19..06-21 09-25..09-27 10-01..10-07',
    work: '01-04 02-14 02-28 05-09 09-20 10-10',
    notices: ['https://www.gov.cn/zhengce/zhengceku/202511/content_7047091.htm'],
  },
};

/** The years whose arrangement of holidays is held here. */
export const chinaYears: readonly number[] = Object.keys(years).map(Number);

const DAY_MS = 86_400_000;

function datesOf(year: string, list: string): string[] {
  return list.split(' ').flatMap((item) => {
    const [first = '', last = first] = item.split('..');
    const days: string[] = [];
    for (let at = Date.parse(`${year}-${first}`); at <= Date.parse(`${year}-${last}`); at += DAY_MS) {
      days.push(new Date(at).toISOString().slice(0, 10));
    }
    return days;
  });
}

/** Every day on which the arrangement of holidays differs from the plain week, or confirms a day off. */
export function chinaSpecialDays(): SpecialDay[] {
  return Object.entries(years).flatMap(([year, { off, work }]) => [
    ...datesOf(year, off).map((date) => ({ date, off: true })),
    ...datesOf(year, work).map((date) => ({ date, off: false })),
  ]);
}

/**
 * The working calendar of mainland China for {@link chinaYears}.
 *
 * Sources: Regulation on Public Holidays for National Annual Festivals and Memorial Days (State Council,
 * amended 2024) and the yearly notices listed with the data; days as collected by NateScarlet/holiday-cn (MIT).
 */
export function chinaCalendar(): WorkingCalendar {
  return new WorkingCalendar(chinaSpecialDays(), chinaYears);
}
