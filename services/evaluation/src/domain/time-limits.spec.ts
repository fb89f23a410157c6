import { PACKAGE_FORMAT, ScoringPackage, SensitivityOptions, sensitivitySteps } from '@fuxing/scoring';
import { timeLimits, UNTIL_MS } from './time-limits';

/** 12 units with two values each. */
const of = ScoringPackage.parse({
  format: PACKAGE_FORMAT,
  cyclePeriod: '2026',
  scheme: {
    nodes: ['a', 'b'].map((nodeId) => ({
      nodeId,
      share: '50',
      indicatorId: nodeId,
      time: 'TIME_AGGREGATION_LAST',
      points: {},
    })),
  },
  indicators: [{ indicatorId: 'a' }, { indicatorId: 'b' }],
  units: Array.from({ length: 12 }, (_, i) => ({ unitId: `u${i}` })),
  observations: ['a', 'b'].flatMap((indicatorId, at) =>
    Array.from({ length: 12 }, (_, i) => ({
      indicatorId,
      unitId: `u${i}`,
      period: '2026',
      value: String(50 + ((i * (7 + at)) % 12)),
    })),
  ),
});

/** What a machine answers on which every step takes so long. */
function onMachine(stepMs: number) {
  let now = 0;
  const steps = sensitivitySteps(
    of,
    SensitivityOptions.parse({ seed: 's' }),
    timeLimits(() => now),
  );
  for (;;) {
    const step = steps.next();
    if (step.done) return { ms: now, ...step.value };
    now += stepMs;
  }
}

it('a fast machine answers whole', () => {
  expect(onMachine(0.1)).toMatchObject({ draws: 1000, trials: 1000, sharesLeft: [] });
});

it.each([7, 10, 100, 300])('a machine that takes %d ms for a step answers in time, with less', (stepMs) => {
  const { ms, draws, trials, sharesLeft, shares, ranks } = onMachine(stepMs);
  expect(ms).toBeLessThanOrEqual(UNTIL_MS.DRAWS + 3 * stepMs);
  expect(draws).toBeGreaterThanOrEqual(1);
  expect(draws).toBeLessThan(1000);
  expect(trials).toBeLessThanOrEqual(draws);
  expect(shares.length + sharesLeft.length).toBe(2);
  for (const { stays, gradeChanges } of ranks)
    expect(`${stays} ${gradeChanges}`).toMatch(/^[01]\.\d{4} [01]\.\d{4}$/);
});

it('a machine of the last century still says something', () => {
  expect(onMachine(20_000)).toMatchObject({ draws: 1, trials: 1, shares: [], sharesLeft: ['a', 'b'] });
});
