import fc from 'fast-check';
import { Decimal, parseDecimal, round, sum, text } from '../decimal';
import { evaluate } from '../evaluate';
import { methodFields, methodName } from '../methods';
import { randomPackage } from '../samples/random-package';
import { workedValue } from '../samples/worked-text';
import type { AdjustmentStep, LeafStep, Receipt, ScoreStep, TotalStep, Worked } from './receipt';
import { receiptOf } from './receipt-of';

type Step = TotalStep | ScoreStep | AdjustmentStep | LeafStep['steps'][number];

function* stepsOf(step: Step): Generator<Step> {
  yield step;
  if ('steps' in step) for (const each of step.steps) yield* stepsOf(each);
}

/** What the numbers of a receipt, cut at 18 digits, may be off by after one formula. */
const CUT = new Decimal('1e-12');

function expectRecomputed({ worked, before }: Worked): void {
  if (before === undefined) {
    expect(worked).toBe('');
    return;
  }
  const recomputed = workedValue(worked);
  const off = recomputed.minus(before).abs();
  if (!off.lte(CUT.times(Decimal.max(1, recomputed.abs())))) {
    throw new Error(`${worked} is ${text(recomputed)}, the receipt says ${before}`);
  }
}

function receiptsOf(seed: string): Receipt[] {
  const of = randomPackage(seed, true);
  const evaluation = evaluate(of);
  return of.units.map(({ unitId }) => receiptOf(of, unitId, evaluation));
}

it.each([
  ['2 + 3 × 4', '14'],
  ['(2 + 3) × 4 − 1', '19'],
  ['8 ÷ 4 ÷ 2', '1'],
  ['7 − 2 − 1', '4'],
  ['−2 × (−3)', '6'],
  ['−2^2', '-4'],
  ['clip(12.5, 0, 10) + min(3, 2) + max(1, 4)', '16'],
  ['floor(2.9) + ceil(2.1) + round(2.345, 2)', '7.35'],
  ['4^(1 ÷ 2)', '2'],
])('%s is %s', (worked, is) => {
  expect(text(workedValue(worked))).toBe(is);
});

it.each(['2 +', '2 - 1', '(2', 'sqrt(4)', '1 2', '', '–'])('refuses %j', (worked) => {
  expect(() => workedValue(worked)).toThrow('Unexpected');
});

it('every step of a receipt recomputes to its result', () => {
  const methods = new Set<string>();
  let scored = 0;
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      for (const receipt of receiptsOf(`recompute ${seed}`)) {
        for (const step of stepsOf(receipt.total)) {
          expectRecomputed(step);
          if (step.before === undefined) continue;
          methods.add(step.method);
          if (step.kind === 'TOTAL') scored += 1;
        }
      }
    }),
    { numRuns: 200 },
  );
  const expected = methodFields.map(methodName);
  expect(expected.filter((name) => !methods.has(name))).toEqual([]);
  expect(scored).toBeGreaterThan(50);
});

it('every rounded result is its unrounded one rounded, and every step takes up what the steps below came to', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      for (const receipt of receiptsOf(`chain ${seed}`)) {
        for (const step of stepsOf(receipt.total)) {
          if (!('rounding' in step)) continue;
          const { before, after, rounding } = step;
          expect(after).toBe(
            before === undefined
              ? undefined
              : text(round(new Decimal(before), rounding.digits, rounding.mode), rounding.digits),
          );
          if (step.kind === 'LEAF') expectFedLeaf(step);
          else expectFedParent(step);
        }
      }
    }),
    { numRuns: 80 },
  );
});

function expectFedLeaf({ steps, value, before }: LeafStep): void {
  const periods = steps.filter(({ kind }) => kind === 'PERIOD');
  const last = steps.at(-1);
  if (periods.length === 0) {
    if (last && value !== undefined) expect(value).toBe(last.before);
  } else if (before !== undefined) {
    const scores = periods.map((step) => new Decimal(step.before ?? 'NaN'));
    expect(sum(scores).div(scores.length).minus(before).abs().lte(CUT)).toBe(true);
  }
}

function expectFedParent(step: Extract<Step, { children: unknown }>): void {
  const below = new Map(
    step.steps.flatMap((each) => (each.kind === 'ADJUSTMENT' ? [] : [[each.nodeId, each] as const])),
  );
  expect(step.children.map(({ nodeId }) => nodeId)).toEqual([...below.keys()]);
  for (const { nodeId, state, score } of step.children) {
    const child = below.get(nodeId);
    const own = child?.kind === 'LEAF' ? child.after : child?.before;
    if (state === 'SCORED')
      expect(
        parseDecimal(score ?? '')
          ?.minus(own ?? 'NaN')
          .abs()
          .lte(CUT),
      ).toBe(true);
  }
}
