import { between, normal, pick } from '../random';
import { workingDay } from '../working-time';
import { type Bureau, type Draft, keyed, mark, qualityOf, type World } from './world';

export const approvalFields = [
  'case_id',
  'bureau_code',
  'item_code',
  'channel',
  'accepted_at',
  'decided_at',
  'promised_working_days',
  'rating',
  'updated_at',
];

const shares: [Bureau, number][] = [
  ['XZSP', 68],
  ['SCJG', 12],
  ['STHJ', 7],
  ['CSGL', 8],
  ['ZSCJ', 5],
];
const channels: [string, number][] = [
  ['online', 60],
  ['window', 32],
  ['terminal', 8],
];
/** Working days promised, by item: item 01 of each bureau takes one day, item 06 twenty. */
const promises = [1, 3, 5, 7, 10, 20];
/** Few around the Spring Festival, many in March, before the end of the year fewer. */
const season = [7, 5, 11, 9, 8, 9, 8, 8, 10, 7, 9, 8];

/** Administrative approvals, about 5,000 a year. Invented. */
export function approvals(world: World): Draft['row'][] {
  const drafts = world.months.flatMap((month) => [...approvalsOf(world, month)]);
  return keyed(drafts, 'case_id', 'A', world.time);
}

function* approvalsOf(world: World, month: string): Generator<Draft> {
  const { time } = world;
  const draw = world.draws('approvals', month);
  const [first, after] = time.month(month);
  for (let left = world.count(5000, season, month, draw); left > 0; left--) {
    const bureau = pick(draw, shares);
    const quality = qualityOf(bureau, month);
    const item = between(draw, 1, promises.length);
    const promised = promises[item - 1]!;
    const accepted = first + draw() * (after - first);
    const duration = promised * workingDay * (0.85 - 0.45 * quality) * Math.exp(0.45 * normal(draw));
    const decided = accepted + Math.max(600, duration);
    const rating = draw() < 0.45 ? mark(quality, normal(draw)) : undefined;
    const changed = decided + between(draw, 60, 3600);
    const pending = changed >= world.end;
    yield {
      changed: pending ? accepted : changed,
      row: {
        bureau_code: bureau,
        item_code: `${bureau}-${String(item).padStart(2, '0')}`,
        channel: pick(draw, channels),
        accepted_at: time.clock(accepted),
        decided_at: pending ? undefined : time.clock(decided),
        promised_working_days: String(promised),
        rating: pending ? undefined : rating,
      },
    };
  }
}
