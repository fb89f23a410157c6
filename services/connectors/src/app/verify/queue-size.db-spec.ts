import { inTenant } from '@fuxing/db';
import { as, office } from '@fuxing/testing';
import type { EntityManager } from 'typeorm';
import { listQueue, listQuestions, type QueueFilter } from '../../db/verify/queue';
import { verificationTestbed } from './verification-testbed';

/* The queue with 100,000 values that wait, and as many that waited: what is read does not grow with it. */

jest.setTimeout(180_000);

const WAITING = 100_000;
const PAGE = 100;
const LARGE = ['observation', 'verification_item', 'verification_act'];
let bed: Awaited<ReturnType<typeof verificationTestbed>>;
beforeAll(async () => {
  bed = await verificationTestbed(['a']);
  await bed.db.query(
    `INSERT INTO observation (tenant_id, observation_id, indicator_id, unit_id, period, revision, value, collected_value, status, flags,
       source_id, measure_id, measure_version, mapping_version, pull_id, position, record_count, records_hash, censored_count)
     SELECT $1, 'i' || n % 50 || '~u' || n || '~2026-01~1', 'i' || n % 50, 'u' || n, '2026-01', 1, 1, 1,
       'OBSERVATION_STATUS_COLLECTED', '[]', 's', 'm', 1, 1, 'p', 1, 0, '', 0 FROM generate_series(1, $2::integer) AS n`,
    [office.tenantId, 2 * WAITING],
  );
  await bed.db.query(
    `INSERT INTO verification_item (tenant_id, observation_id, indicator_id, unit_id, source_id, open, risk, effect, priority, queue_rank,
       points,
       assignee, due_on, question_id, answer_due_on)
     SELECT tenant_id, observation_id, indicator_id, unit_id, 's', n % 2 = 0, 1, 1, round(n * 7919 % 10007 / 100.0, 6), n * 7919 % 10007 * 10000, '{}',
       CASE WHEN n % 1000 = 0 THEN 'li' ELSE '' END, '2026-03-0' || n % 9 + 1,
       CASE WHEN n % 200 = 0 THEN 'q' ELSE '' END, CASE WHEN n % 200 = 0 THEN '2026-03-02' ELSE '' END
     FROM (SELECT *, substr(unit_id, 2)::integer AS n FROM observation) AS o`,
  );
  await bed.db.query(
    `INSERT INTO verification_act SELECT tenant_id, observation_id, CASE WHEN question_id = '' THEN 'r' ELSE 'q' END, nextval('verification_act_position'), 'ASK', 'li', '', now(),
       'why?', 1, NULL, '{}', '', '2026-03-02', 0, '', '', '' FROM verification_item`,
  );
  await bed.db.query('ANALYZE');
});
afterAll(() => bed.stop());

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: Plan[];
}
/** Rows that a statement looks at, and the tables that it reads from one end to the other. */
async function looksAt(
  work: (tx: EntityManager) => Promise<unknown>,
): Promise<{ rows: number; whole: string[] }> {
  const seen = { rows: 0, whole: [] as string[] };
  const walk = (plan: Plan): void => {
    const of = plan['Relation Name'];
    if (of) seen.rows += (plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0)) * plan['Actual Loops'];
    if (of && LARGE.includes(of) && plan['Node Type'] === 'Seq Scan') seen.whole.push(of);
    plan.Plans?.forEach(walk);
  };
  await inTenant(bed.db.app, office.tenantId, async (tx) => {
    const explained = {
      query: async (sql: string, given: unknown[]) => {
        const [row]: [{ 'QUERY PLAN': [{ Plan: Plan }] }] = await tx.query(
          `EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`,
          given,
        );
        walk(row['QUERY PLAN'][0].Plan);
        return tx.query(sql, given);
      },
    };
    await work(explained as unknown as EntityManager);
  });
  return seen;
}
const all: QueueFilter = { unitId: '', indicatorId: '', assignees: undefined, dueBefore: '' };

it.each([
  ['the first page', all, undefined],
  ['a page in the middle', all, ['50.000000', 'i1~u5~2026-01~1']],
  ['the last page', all, ['0.100000', 'i1~u5~2026-01~1']],
  ['what is somebody’s', { ...all, assignees: ['li', 'wu'] }, undefined],
  ['a unit', { ...all, unitId: 'u50000' }, undefined],
  ['an indicator', { ...all, indicatorId: 'i8' }, undefined],
] as const)('reads %s without the rest', async (_, filter, after) => {
  const seen = await looksAt((tx) =>
    listQueue(
      tx,
      { ...filter, assignees: filter.assignees && [...filter.assignees] },
      after && [...after],
      PAGE + 1,
    ),
  );
  expect(seen.whole).toEqual([]);
  expect(seen.rows).toBeLessThan(10 * PAGE);
});

it('reads open questions without the rest', async () => {
  for (const [unitId, after] of [
    ['', undefined],
    ['', ['2026-03-02', 'i1']],
    ['u50000', undefined],
  ] as const) {
    const seen = await looksAt((tx) => listQuestions(tx, unitId, after && [...after], PAGE + 1));
    expect(seen.whole).toEqual([]);
    expect(seen.rows).toBeLessThan(20 * PAGE);
  }
});

it('gives every value once in pages, in order, while others are decided', async () => {
  const request = { pageSize: 1000, unitId: '', indicatorId: 'i8', assignee: '', overdue: false };
  const seen: string[] = [];
  let pageToken = '';
  let before = Infinity;
  do {
    const page = await as(() => bed.queue.list({ ...request, pageToken }));
    for (const { observation, priority } of page.items) {
      expect(Number(priority)).toBeLessThanOrEqual(before);
      before = Number(priority);
      seen.push(observation?.observationId ?? '');
    }
    // Of those that were shown already.
    await bed.db.query(`UPDATE verification_item SET open = false WHERE observation_id = $1`, [seen[0]]);
    pageToken = page.nextPageToken;
  } while (pageToken !== '');
  expect(seen).toHaveLength(WAITING / 25);
  expect(new Set(seen).size).toBe(seen.length);
});
