import { readFileSync } from 'node:fs';
import { PullStatus } from '@fuxing/contracts/connectors/v1/pulls';
import { type RunningSimulator, startSimulator } from '@fuxing/simulator';
import { published } from '@fuxing/testing';
import { parse } from 'csv-parse/sync';
import { packTestbed } from './pack-testbed';

const shared = published('.');
const file = shared.path('cn_messages/2011-2017.utf8.csv');

const DAY_MS = 86_400_000;
const YEARS = ['2011', '2012', '2013', '2014', '2015', '2016', '2017'];

/** A message as this file reads it, apart from the product: milliseconds of the wall clock, and days. */
interface Message {
  year: string;
  subject: string;
  days: number;
  workingDays: number;
}

/** Working days by the published files alone. */
function workingDays(): (from: number, to: number) => number {
  const special = new Map<number, boolean>();
  for (const year of [...YEARS, '2018', '2010']) {
    const { days } = JSON.parse(readFileSync(shared.path(`cn_holidays/${year}.json`), 'utf8')) as {
      days: { date: string; isOffDay: boolean }[];
    };
    for (const { date, isOffDay } of days) special.set(Date.parse(date) / DAY_MS, isOffDay);
  }
  const works = (day: number): boolean => {
    const weekday = new Date(day * DAY_MS).getUTCDay();
    return !(special.get(day) ?? (weekday === 0 || weekday === 6));
  };
  return (from, to) => {
    let n = 0;
    for (let day = Math.floor(from / DAY_MS) + 1; day <= Math.floor(to / DAY_MS); day += 1)
      if (works(day)) n += 1;
    return n;
  };
}

function read(csv: string): Message[] {
  const between = workingDays();
  const at = (text: string): number => {
    const [year = 0, month = 0, ...rest] = text.split(/[/ :]/).map(Number);
    const [day, hour, minute, second] = rest;
    return Date.UTC(year, month - 1, day, hour, minute, second);
  };
  const rows = parse<Record<string, string>>(csv, { bom: true, columns: true });
  return rows.map((row) => {
    const [from, to] = [at(row['留言时间'] ?? ''), at(row['答复时间'] ?? '')];
    return {
      year: (row['留言时间'] ?? '').slice(0, 4),
      subject: row['留言主题'] ?? '',
      days: (to - from) / DAY_MS,
      workingDays: between(from, to),
    };
  });
}

const mean = (of: number[]): number => of.reduce((sum, one) => sum + one, 0) / of.length;
const quantile = (of: number[], share: number): number => {
  const sorted = of.toSorted((a, b) => a - b);
  const rank = (sorted.length - 1) * share;
  const [low = 0, high = low] = [sorted[Math.floor(rank)], sorted[Math.ceil(rank)]];
  return low + (high - low) * (rank - Math.floor(rank));
};
const FIGURES: Record<string, (of: Message[]) => number> = {
  messages: (of) => of.length,
  'mean-days': (of) => mean(of.map(({ days }) => days)),
  'median-days': (of) =>
    quantile(
      of.map(({ days }) => days),
      0.5,
    ),
  'mean-working-days': (of) => mean(of.map(({ workingDays }) => workingDays)),
  'median-working-days': (of) =>
    quantile(
      of.map(({ workingDays }) => workingDays),
      0.5,
    ),
  'p90-working-days': (of) =>
    quantile(
      of.map(({ workingDays }) => workingDays),
      0.9,
    ),
  'rate-10-days': (of) => 100 * mean(of.map(({ workingDays }) => Number(workingDays <= 10))),
};

shared.describe('1,079 real messages to leaders and their replies, 2011 to 2017', () => {
  let bed: Awaited<ReturnType<typeof packTestbed>>;
  let site: RunningSimulator;
  let messages: Message[] = [];

  beforeAll(async () => {
    const csv = readFileSync(file, 'utf8');
    messages = read(csv);
    site = await startSimulator({ datasets: {}, files: { 'cn_messages.csv': csv } });
    bed = await packTestbed('cn_messages', site.url);
    const pull = await bed.pull('messages', 'first');
    expect(pull).toMatchObject({
      status: PullStatus.PULL_STATUS_SUCCEEDED,
      read: 1079,
      added: 1079,
      rejected: 0,
    });
  }, 60_000);
  afterAll(async () => {
    await site?.stop();
    await bed?.stop();
  });

  it.each(Object.keys(FIGURES))('gives %s of the province and of every place per year', async (figure) => {
    const units = bed.spec('UnitMapping', 'places')['units'] as Record<string, string>;
    // The subject names places as `A4区`; what names two of the same length is nobody's.
    const places = (subject: string): string[] => {
      const named = [...new Set(subject.match(/[A-Z]\d*[市区县]|西地省/g) ?? [])];
      const longest = Math.max(...named.map(({ length }) => length));
      return named.filter(({ length }) => length === longest).map((name) => units[name] ?? '');
    };
    const groups = Map.groupBy(messages, ({ year, subject }) => {
      const [place = '', ...more] = places(subject);
      return more.length > 0 || place === '' ? '' : `${place} ${year}`;
    });
    groups.delete('');
    for (const year of YEARS)
      groups.set(
        `province ${year}`,
        messages.filter((of) => of.year === year),
      );
    const digits = { messages: 0, 'median-working-days': 1, 'p90-working-days': 1 }[figure] ?? 2;
    const found = await bed.values(figure);
    expect(Object.fromEntries(found.map((of) => [`${of.unitId} ${of.period}`, of.value]))).toEqual(
      Object.fromEntries([...groups].map(([at, of]) => [at, rounded(FIGURES[figure]!(of), digits)])),
    );
  });

  it('lists the subjects that name no place, or two, instead of guessing', async () => {
    const rows = await bed.db.query<{ detail: string }>(
      `SELECT detail FROM unusable_record WHERE measure_id = 'messages-by-place' ORDER BY detail COLLATE "C"`,
    );
    const total = (await bed.values('messages'))
      .filter(({ unitId }) => unitId !== 'province')
      .reduce((sum, { value }) => sum + Number(value), 0);
    expect(rows.length + total).toBe(1079);
    expect(rows.length).toBeGreaterThan(100);
    expect(rows.every(({ detail }) => messages.some(({ subject }) => subject.trim() === detail.trim()))).toBe(
      true,
    );
  });
});

/** Half up as people round, where binary floating point is a hair below the five. */
function rounded(value: number, digits: number): string {
  return (Math.round((value + 1e-9) * 10 ** digits) / 10 ** digits).toFixed(digits);
}
