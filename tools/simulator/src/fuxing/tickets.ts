import { between, normal, pick } from '../random';
import { workingDay } from '../working-time';
import { type Bureau, type Draft, keyed, mark, qualityOf, streets, type World } from './world';

export const ticketFields = [
  'ticket_id',
  'street_code',
  'bureau_code',
  'category',
  'created_at',
  'due_at',
  'closed_at',
  'contacted',
  'solved',
  'satisfaction',
  'updated_at',
];

interface Category {
  name: string;
  bureau: Bureau;
  /** Working days allowed. */
  days: number;
}
const categories: [Category, number][] = [
  [{ name: '市容环境', bureau: 'CSGL', days: 3 }, 40],
  [{ name: '消费维权', bureau: 'SCJG', days: 7 }, 25],
  [{ name: '噪声油烟', bureau: 'STHJ', days: 5 }, 18],
  [{ name: '证照办理', bureau: 'XZSP', days: 3 }, 10],
  [{ name: '企业诉求', bureau: 'ZSCJ', days: 5 }, 7],
];
/** Noise and dust in summer, little around the Spring Festival. */
const season = [8, 6, 8, 8, 9, 10, 11, 10, 9, 8, 8, 7];

/** 12345 hotline tickets, about 6,000 a year, of which eight are dirty. Invented. */
export function tickets(world: World): Draft['row'][] {
  const drafts = world.months.flatMap((month) => [...ticketsOf(world, month)]);
  for (const year of world.years) soil(world, year, drafts);
  return keyed(drafts, 'ticket_id', 'T', world.time);
}

function* ticketsOf(world: World, month: string): Generator<Draft> {
  const { time } = world;
  const draw = world.draws('tickets', month);
  const [first, after] = time.month(month);
  for (let left = world.count(6000, season, month, draw); left > 0; left--) {
    const category = pick(draw, categories);
    const street = pick(draw, [
      [streets[0], 40],
      [streets[1], 33],
      [streets[2], 27],
    ]);
    const quality = (qualityOf(street, month) + qualityOf(category.bureau, month)) / 2;
    const created = first + draw() * (after - first);
    const duration = category.days * workingDay * (1.2 - 0.8 * quality) * Math.exp(0.5 * normal(draw));
    const closed = created + Math.max(900, duration);
    const contacted = draw() < 0.72 + 0.26 * quality;
    const solved = draw() < 0.5 + 0.45 * quality;
    const surveyed = draw() < 0.6;
    const satisfaction = mark(solved ? quality : quality - 0.4, normal(draw));
    const changed = closed + between(draw, 300, 5400);
    const stuck = draw() < 0.01;
    const open = stuck || changed >= world.end;
    yield {
      changed: open ? created : changed,
      row: {
        street_code: street,
        bureau_code: category.bureau,
        category: category.name,
        created_at: time.clock(created),
        due_at: time.closeOfBusiness(created, category.days),
        closed_at: open ? undefined : time.clock(closed),
        contacted: contacted ? '1' : '0',
        solved: solved && !open ? '1' : '0',
        satisfaction: surveyed && !open ? satisfaction : undefined,
      },
    };
  }
}

/** Each year: three clocks that ran backwards, two streets nobody knows, three tickets without a bureau. */
function soil(world: World, year: string, drafts: Draft[]): void {
  const draw = world.draws('dirty tickets', year);
  const clean = drafts.filter(({ row }) => row.created_at!.startsWith(year) && row.closed_at);
  const take = (): Draft['row'] => clean.splice(between(draw, 0, clean.length - 1), 1)[0]!.row;
  for (let left = 3; left > 0; left--) {
    const row = take();
    row.closed_at = row.created_at!.replace(/T\d\d/, 'T07');
  }
  for (let left = 2; left > 0; left--) take().street_code = '130404999';
  for (let left = 3; left > 0; left--) take().bureau_code = undefined;
}
