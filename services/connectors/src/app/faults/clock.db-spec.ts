import type { BuiltService } from '@fuxing/testing';
import { type FaultBed, faultBed, PULLED, startSource, until } from './fault-testbed';

/* F10: processes whose clocks are an hour off, or jump. The database's clock is the only one that orders anything. */

const HOUR_MS = 3_600_000;

/** Settings of a process whose clock is so many milliseconds off; with several, it jumps from one to the next. */
const clock = (...offsets: number[]): Record<string, string> => {
  const program = `
    const offsets = ${JSON.stringify(offsets)}, Real = Date, began = performance.now();
    const now = () => Real.now() + offsets[Math.floor((performance.now() - began) / 700) % offsets.length];
    globalThis.Date = class Date extends Real {
      constructor(...given) { given.length === 0 ? super(now()) : super(...given); }
      static now() { return now(); }
    };`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(program)}` };
};

let bed: FaultBed;
beforeAll(async () => void (bed = await faultBed()));
afterAll(() => bed.stop());

const skewOf = ({ lines }: BuiltService): number => Date.parse(String(lines.at(-1)?.['time'])) - Date.now();
const queued = (sourceId: string) =>
  bed.db.query(`SELECT FROM pull WHERE source_id = $1`, [sourceId]).then(({ length }) => length);

it('schedules are due by the clock of the database, and pulls end as ever, on clocks an hour early, late, and jumping', async () => {
  const site = await startSource(30);
  const rest = { url: `${site.url}/resource/items.json`, pageSize: 20, cursorField: 'changed' };
  const schedule = { cron: '30 2 * * *', workingDays: false };
  for (const sourceId of ['due', 'later']) await bed.source(sourceId, { rest, schedule });
  const due = (sourceId: string, when: string) =>
    bed.db.query(`UPDATE source_schedule SET next_at = now() + $2::interval WHERE source_id = $1`, [
      sourceId,
      when,
    ]);
  await due('later', '50 minutes');
  const early = await bed.start(clock(-HOUR_MS));
  const late = await bed.start(clock(HOUR_MS));
  const jumping = await bed.start(clock(0, HOUR_MS, -HOUR_MS));
  expect(Math.round(skewOf(early) / HOUR_MS)).toBe(-1);
  expect(Math.round(skewOf(late) / HOUR_MS)).toBe(1);
  await due('due', '-1 minute');
  await until(async () => (await queued('due')) > 0);
  const [pull] = await bed.stored('due');
  expect(await bed.ended(pull?.pullId ?? '')).toMatchObject({
    added: PULLED,
    changed: 0,
    read: PULLED,
    error: '',
  });
  expect([await queued('due'), await queued('later')]).toEqual([1, 0]);
  // Neither a token of another hour is believed.
  const client = bed.client(late.address);
  await expect(bed.push(client, 'too-late')).rejects.toThrow(/UNAUTHENTICATED/);
  for (const service of [early, late, jumping]) expect(await service.stop()).toBe(0);
  await site.stop();
});

it('pushes that come through processes with jumping clocks are stored in the order of their commits', async () => {
  const jumping = await bed.start(clock(0, 2_000, -2_000, 30_000));
  const client = bed.client(jumping.address);
  const states = Array.from({ length: 12 }, (_, n) => ({
    id: 'one',
    at: '2026-01-05',
    unit: 'A',
    n: String(n),
  }));
  for (const [n, state] of states.entries()) await bed.push(client, `turn-${n}`, [state]);
  await until(async () => (await bed.stored()).every(({ ended }) => ended));
  const versions = await bed.db.query<{ n: string }>(
    `SELECT content->>'n' AS n FROM record WHERE source_id = 'pushed' ORDER BY version`,
  );
  expect(versions.map(({ n }) => n)).toEqual(states.map(({ n }) => n));
  const finished = await bed.db.query(
    `SELECT FROM pull WHERE finished_at NOT BETWEEN now() - interval '1 minute' AND now()`,
  );
  expect(finished.length).toBeLessThanOrEqual(1);
  expect(await jumping.stop()).toBe(0);
});
