import { createHash } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { type Dataset, fuxingDatasets, startSimulator } from './index';
import { toRecord } from './dataset';

const data = fuxingDatasets({ seed: 130404 });
const records = ({ fields, rows }: Dataset) => rows.map((row) => toRecord(fields, row));
const tickets = records(data.datasets.tickets);
const approvals = records(data.datasets.approvals);
const patrols = records(data.datasets.patrols);

function text(name: string): string {
  const file = data.files[name]!;
  return typeof file === 'string' ? file : [...file()].join('');
}
function share<T>(rows: T[], test: (row: T) => boolean): number {
  return rows.filter(test).length / rows.length;
}

function fingerprint(seed: number): string {
  const { datasets, files, rectifications } = fuxingDatasets({ seed });
  const hash = createHash('sha256').update(JSON.stringify(datasets));
  for (const file of Object.values(files))
    hash.update(typeof file === 'string' ? file : [...file()].join(''));
  return hash.update(JSON.stringify([rectifications(2024), rectifications(2025)])).digest('hex');
}

it('is the same for a seed and another for another', () => {
  expect(fingerprint(1)).toBe(fingerprint(1));
  expect(fingerprint(1)).not.toBe(fingerprint(2));
});

it.each([
  ['tickets', tickets, 6000, 'created_at'],
  ['approvals', approvals, 5000, 'accepted_at'],
  ['patrols', patrols, 9000, 'patrolled_at'],
] as const)('has about so many %s a year', (_name, rows, yearly, field) => {
  for (const year of ['2024', '2025']) {
    const count = rows.filter((row) => row[field]!.startsWith(year)).length;
    expect(Math.abs(count / yearly - 1)).toBeLessThan(0.05);
  }
});

it.each([
  ['tickets', tickets, 'ticket_id'],
  ['approvals', approvals, 'case_id'],
  ['patrols', patrols, 'patrol_id'],
] as const)('keys %s once, in the order of their last change', (_name, rows, key) => {
  expect(new Set(rows.map((row) => row[key])).size).toBe(rows.length);
  for (let at = 1; at < rows.length; at++) {
    expect(rows[at]![key]! > rows[at - 1]![key]!).toBe(true);
    expect(rows[at]!.updated_at! >= rows[at - 1]!.updated_at!).toBe(true);
  }
});

it('keeps office hours', () => {
  for (const { created_at } of tickets) {
    const clock = created_at!.slice(11, 19);
    expect((clock >= '08:30:00' && clock < '12:00:00') || (clock >= '14:30:00' && clock < '18:00:00')).toBe(
      true,
    );
  }
  expect(tickets.filter((row) => row.created_at!.startsWith('2024-10-01'))).toEqual([]);
  expect(tickets.some((row) => row.created_at!.startsWith('2024-10-12'))).toBe(true);
});

it.each(['2024', '2025'])('has dirty tickets in %s', (year) => {
  const rows = tickets.filter((row) => row.created_at!.startsWith(year));
  expect(rows.filter((row) => row.closed_at && row.closed_at < row.created_at!)).toHaveLength(3);
  expect(rows.filter((row) => row.street_code === '130404999')).toHaveLength(2);
  expect(rows.filter((row) => row.bureau_code === undefined)).toHaveLength(3);
  expect(rows.some((row) => row.closed_at === undefined && row.solved === '0')).toBe(true);
});

describe('consequences over two years', () => {
  const onTime = (rows: Record<string, string>[]) => share(rows, (row) => row.closed_at! <= row.due_at!);
  const ranking = (field: string, year: string) => {
    const rows = tickets.filter((row) => row.closed_at && row.created_at!.startsWith(year));
    const all = [...new Set(rows.map((row) => row[field]!))].filter((unit) => unit && unit !== '130404999');
    return all.sort(
      (a, b) => onTime(rows.filter((r) => r[field] === b)) - onTime(rows.filter((r) => r[field] === a)),
    );
  };

  it('have one street best and one last in both years', () => {
    for (const year of ['2024', '2025'])
      expect(ranking('street_code', year)).toEqual(['130404002', '130404001', '130404003']);
  });

  it('have one bureau best and one last, while others change places', () => {
    const [before, after] = [ranking('bureau_code', '2024'), ranking('bureau_code', '2025')];
    for (const order of [before, after]) expect([order[0], order.at(-1)]).toEqual(['XZSP', 'CSGL']);
    expect(before).not.toEqual(after);
  });
});

it('writes annual reports within their window', () => {
  const rows: Record<string, string>[] = parse(text('annual-reports-2024.csv'), { columns: true });
  expect(Math.abs(rows.length - 3000)).toBeLessThan(100);
  for (const row of rows) {
    expect(row.obliged).toBe('1');
    expect(row.filed_on === '' || (row.filed_on! >= '2024-01-01' && row.filed_on! <= '2024-06-30')).toBe(
      true,
    );
  }
  expect(share(rows, (row) => row.filed_on === '')).toBeGreaterThan(0.02);
});

it('writes investment for every unit and month', () => {
  const rows: Record<string, string>[] = parse(text('investment-2025.csv'), { columns: true });
  expect(rows).toHaveLength(8 * 12);
  for (const row of rows) expect(row.completed_amount).toMatch(/^\d+\.\d\d$/);
});

it('lists rectifications', () => {
  const rows = data.rectifications(2024);
  expect(rows.length).toBeGreaterThan(50);
  expect(rows.some((row) => row.rectified_at && row.rectified_at > row.due_at)).toBe(true);
});

it('is labelled as invented on the wire', async () => {
  const simulator = await startSimulator(data);
  try {
    for (const path of ['/resource/tickets.json?$limit=1', '/files/investment-2024.csv']) {
      expect((await fetch(`${simulator.url}${path}`)).headers.get('x-invented-data')).toBe('true');
    }
  } finally {
    await simulator.stop();
  }
});

it('refuses months that are none', () => {
  expect(() => fuxingDatasets({ seed: 1, from: '2024', to: '2025-12' })).toThrow('"2024" is not a month');
  expect(() => fuxingDatasets({ seed: 1, from: '2025-02', to: '2025-01' })).toThrow('lies after');
});
