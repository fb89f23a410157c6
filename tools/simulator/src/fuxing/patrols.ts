import { between, pick } from '../random';
import { type Draft, keyed, qualityOf, type Street, streets, type World } from './world';

export const patrolFields = [
  'patrol_id',
  'street_code',
  'grid_code',
  'patrolled_at',
  'minutes',
  'events_found',
  'updated_at',
];

/** Fewer rounds in the cold and in the hottest weeks. */
const season = [7, 7, 9, 9, 9, 8, 8, 8, 9, 9, 9, 8];
const gridsPerStreet = 12;

/** Rounds of grid workers, about 9,000 a year; good streets walk more. Invented. */
export function patrols(world: World): Draft['row'][] {
  const drafts = world.months.flatMap((month) => [...patrolsOf(world, month)]);
  return keyed(drafts, 'patrol_id', 'P', world.time);
}

function* patrolsOf(world: World, month: string): Generator<Draft> {
  const { time } = world;
  const draw = world.draws('patrols', month);
  const [first, after] = time.month(month);
  const weights = streets.map((street): [Street, number] => [street, 0.6 + qualityOf(street, month)]);
  for (let left = world.count(9000, season, month, draw); left > 0; left--) {
    const street = pick(draw, weights);
    const minutes = between(draw, 20, 90);
    // The round is over within office time of the month.
    const patrolled = first + draw() * (after - first - 5400);
    const keen = draw() < qualityOf(street, month);
    yield {
      changed: patrolled + minutes * 60,
      row: {
        street_code: street,
        grid_code: `${street}-G${String(between(draw, 1, gridsPerStreet)).padStart(2, '0')}`,
        patrolled_at: time.clock(patrolled),
        minutes: String(minutes),
        events_found: String(keen ? between(draw, 0, 4) : between(draw, 0, 1)),
      },
    };
  }
}
