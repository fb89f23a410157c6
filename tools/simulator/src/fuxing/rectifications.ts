import { between, normal } from '../random';
import { workingDay } from '../working-time';
import { qualityOf, units, type World } from './world';

/** A problem found in a unit and what became of it, as another system pushes it. */
export interface Rectification {
  rectification_id: string;
  unit_code: string;
  /** Local floating timestamps, like all times of these systems. */
  found_at: string;
  due_at: string;
  rectified_at?: string;
}

/** Problems found in a year, about a hundred, more in poorer units. Invented. */
export function rectifications(world: World, year: string): Rectification[] {
  const { time } = world;
  const draw = world.draws('rectifications', year);
  const found: { at: number; rectification: Omit<Rectification, 'rectification_id'> }[] = [];
  for (const month of world.months.filter((month) => month.startsWith(year))) {
    const [first, after] = time.month(month);
    for (const unit of units) {
      const quality = qualityOf(unit, month);
      for (let left = Math.round(2.4 * (1 - quality) + draw()); left > 0; left--) {
        const at = first + draw() * (after - first);
        const days = between(draw, 10, 30);
        const done = at + days * workingDay * (1.35 - 0.7 * quality) * Math.exp(0.35 * normal(draw));
        const rectification = {
          unit_code: unit,
          found_at: time.clock(at),
          due_at: time.closeOfBusiness(at, days),
          ...(done < world.end && { rectified_at: time.clock(done) }),
        };
        found.push({ at, rectification });
      }
    }
  }
  found.sort((a, b) => a.at - b.at);
  return found.map(({ rectification }, at) => ({
    rectification_id: `R${year}${String(at + 1).padStart(4, '0')}`,
    ...rectification,
  }));
}
