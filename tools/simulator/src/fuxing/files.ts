import { csvLine } from '../csv';
import { between, normal, pick } from '../random';
import { qualityOf, type Street, streets, units, type World } from './world';

/** Enterprises that owe an annual report, about 3,000; the window is 1 January to 30 June. Invented. */
export function* annualReports(world: World, year: string): Generator<string> {
  yield csvLine(['entity_id', 'bureau_code', 'street_code', 'obliged', 'filed_on', 'due_on']);
  const draw = world.draws('annual reports', year);
  const count = between(draw, 2950, 3050);
  for (let entity = 1; entity <= count; entity++) {
    // The same enterprise sits in the same street every year.
    const street = pick<Street>(world.draws('entity', entity), [
      [streets[0], 42],
      [streets[1], 33],
      [streets[2], 25],
    ]);
    const filed = draw() < 0.62 + 0.36 * qualityOf(street, `${year}-06`);
    // Most file late in the window.
    const day = Math.floor(181 * Math.sqrt(draw()));
    const date = new Date(Date.UTC(Number(year), 0, 1 + day)).toISOString().slice(0, 10);
    const entityId = `E${String(entity).padStart(6, '0')}`;
    yield csvLine([entityId, 'SCJG', street, '1', filed ? date : '', `${year}-06-30`]);
  }
}

/** Planned and completed investment by unit and month, in 10,000 yuan. Invented. */
export function* investment(world: World, year: string): Generator<string> {
  yield csvLine(['record_id', 'unit_code', 'month_begins', 'planned_amount', 'completed_amount']);
  const draw = world.draws('investment', year);
  for (const month of world.months.filter((month) => month.startsWith(year))) {
    for (const unit of units) {
      const planned = (unit === 'ZSCJ' ? 6000 : 1200) * (0.8 + 0.4 * draw());
      const completed = planned * Math.max(0.2, 0.45 + 0.65 * qualityOf(unit, month) + 0.1 * normal(draw));
      yield csvLine([`V-${month}-${unit}`, unit, `${month}-01`, planned.toFixed(2), completed.toFixed(2)]);
    }
  }
}
