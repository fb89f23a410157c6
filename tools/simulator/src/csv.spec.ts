import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { datasetFromCsv, floatingTimestamp, startSimulator } from './index';
import { toRecord } from './dataset';

it.each([
  ['01/01/2015 12:20:09 AM', '2015-01-01T00:20:09.000'],
  ['01/01/2015 12:20:09 PM', '2015-01-01T12:20:09.000'],
  ['12/31/2015 11:59:59 PM', '2015-12-31T23:59:59.000'],
])('reads %s as %s', (text, expected) => {
  expect(floatingTimestamp(text)).toBe(expected);
});

describe('a CSV file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fuxing-csv-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const write = (text: string): string => {
    const path = join(folder, 'x.csv');
    writeFileSync(path, text);
    return path;
  };

  it('becomes rows with lower-case fields', async () => {
    const path = write('\ufeffCASE_ID,OPEN_DT,Note\r\n1,01/02/2015 01:00:00 PM,"a ""b"", c"\r\n2,,\r\n');
    const { fields, rows } = await datasetFromCsv(path, { timestamps: ['OPEN_DT'] });
    expect(rows.map((row) => toRecord(fields, row))).toEqual([
      { case_id: '1', open_dt: '2015-01-02T13:00:00.000', note: 'a "b", c' },
      { case_id: '2' },
    ]);
  });

  it('is refused where a timestamp is none', async () => {
    const path = write('OPEN_DT\n2015-01-02\n');
    await expect(datasetFromCsv(path, { timestamps: ['OPEN_DT'] })).rejects.toThrow(
      'Record 2: "2015-01-02" is not a timestamp',
    );
  });
});

/** The City of Boston's 311 requests of the first half of 2015, where someone has put them. */
const boston = process.env.BOSTON_311_CSV ?? '';
// The files are published by others and not part of this project; without them beside it there is nothing to compare with.
(existsSync(boston) ? describe : describe.skip)('the Boston 311 file', () => {
  it('is served in pages without losing or repeating a row', async () => {
    const timestamps = ['OPEN_DT', 'TARGET_DT', 'CLOSED_DT'];
    const simulator = await startSimulator({
      datasets: { boston311: await datasetFromCsv(boston, { timestamps }) },
    });
    try {
      const ask = async (search: Record<string, string>) => {
        const url = `${simulator.url}/resource/boston311.json?${new URLSearchParams(search).toString()}`;
        return (await (await fetch(url)).json()) as Record<string, string>[];
      };
      const $where = "open_dt >= '2015-02-01' AND closed_dt IS NOT NULL";
      const [{ count }] = (await ask({ $select: 'count(*)', $where })) as [{ count: string }];
      const seen = new Set<string>();
      for (let $offset = 0; ; $offset += 1000) {
        const page = await ask({ $where, $order: 'open_dt,case_enquiry_id', $offset: String($offset) });
        for (const row of page) seen.add(row.case_enquiry_id!);
        if (page.length < 1000) break;
      }
      expect(seen.size).toBe(Number(count));
      expect(await ask({ $select: 'count(*)' })).toEqual([{ count: '58119' }]);
    } finally {
      await simulator.stop();
    }
  }, 120_000);
});
