import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Facts } from './real-proof';
import { temporaryFolder } from './testbed';

const data = resolve(__dirname, '../../../../shared/data/boston311');
// The city's file does not belong to this project; where it is not beside it, there is nothing to compare with.
const here = existsSync(data) ? describe : describe.skip;

here('58,119 real requests of the City of Boston', () => {
  const folder = temporaryFolder();
  let facts: Facts;

  beforeAll(async () => {
    const program = join(__dirname, '../dist/real-proof.js');
    const args = [program, join(data, '2015-H1.csv'), join(data, 'expected-H1.json')];
    const env = { ...process.env, DATA_DIR: join(folder.path, 'data'), LOG_LEVEL: 'error' };
    const { stdout } = await promisify(execFile)(process.execPath, args, { env, maxBuffer: 1e8 });
    facts = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Facts;
  }, 180_000);
  afterAll(() => folder.remove());

  it('survive kill -9 of connectors in the middle of the pull: none is lost, none is doubled', () => {
    expect(facts.storedAtKill).toBeGreaterThan(0);
    expect(facts.storedAtKill).toBeLessThan(58_119);
    expect(facts.records).toEqual({ rows: 58_119, keys: 58_119, later: 0 });
  });

  it('give every published figure of every department and month, to the printed digits', () => {
    expect(facts.different).toEqual([]);
    expect(facts.compared).toBe(75 * 6);
  });

  it('had some values that a person had to look at', () => {
    expect(facts.verified).toBeGreaterThan(0);
  });

  it('change nothing when they are pulled a second time, by cursor or from the beginning', () => {
    expect(facts.second).toEqual({ added: 0, changed: 0 });
    expect(facts.third).toEqual({ read: 58_119, added: 0, changed: 0 });
    expect(new Set(facts.fingerprints).size).toBe(1);
  });
});
