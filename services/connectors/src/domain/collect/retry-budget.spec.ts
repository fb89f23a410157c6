import fc from 'fast-check';
import { RetryBudget } from './retry-budget';

it('lets a few go at once, then one for ten pages, then one in a pause', () => {
  const budget = new RetryBudget(10_000, 0);
  expect([1, 2, 3, 4, 5].map(() => budget.spend(0))).toEqual([0, 0, 0, 0, 0]);
  for (let page = 0; page < 10; page++) budget.earn();
  expect(budget.spend(0)).toBeCloseTo(0);
  expect(budget.spend(0)).toBeCloseTo(10_000);
  // It was waited for.
  expect(budget.spend(10_000)).toBeCloseTo(10_000);
  expect(budget.spend(1_000_000)).toBe(0);
});

it('never lets more go than five, a tenth of the pages and one in each pause', () => {
  const step = fc.oneof(
    fc.constant('retry' as const),
    fc.constant('page' as const),
    fc.integer({ min: 1, max: 30_000 }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
      const budget = new RetryBudget(10_000, 0);
      let [now, retries, pages] = [0, 0, 0];
      for (const one of steps) {
        if (one === 'page') {
          budget.earn();
          pages += 1;
        } else if (one === 'retry') {
          now += budget.spend(now);
          retries += 1;
        } else now += one;
        expect(retries).toBeLessThanOrEqual(5 + pages / 10 + now / 10_000 + 1e-6);
      }
    }),
  );
});
