import { type Nodes, nodesOf, packageOf } from '../samples/points-package';
import { SensitivityOptions } from './options';
import { sensitivity } from './sensitivity';

const still = SensitivityOptions.parse({ seed: 's', values: '0', draws: 1 });

/** Thirtieths of a way of at most 80, halved 16 times, and the last digit that is told. */
const SCANNED = 80 / 30 / 2 ** 16 + 1e-6;

it.each<{ why: string; nodes: Nodes; scheme: object; low: [number, string]; high: [number, string] }>([
  {
    why: 'geometric: 90^t × 40^(100 − t) = 60^100 at t = 50, for 90 ÷ 60 = 60 ÷ 40',
    nodes: { a: { share: 60, scores: [90, 60] }, b: { share: 40, scores: [40, 60] } },
    scheme: { mean: 'MEAN_GEOMETRIC' },
    low: [50, 'u1=u2'],
    high: [100, ''],
  },
  {
    why: 'harmonic: t ÷ 90 + (100 − t) ÷ 45 = 100 ÷ 60 at t = 50',
    nodes: { a: { share: 40, scores: [90, 60] }, b: { share: 60, scores: [45, 60] } },
    scheme: { mean: 'MEAN_HARMONIC' },
    low: [0, ''],
    high: [50, 'u1=u2'],
  },
  {
    why: 'power 2: 70²t + 10²(100 − t) = 50² × 100 at t = 50',
    nodes: { a: { share: 40, scores: [70, 50] }, b: { share: 60, scores: [10, 50] } },
    scheme: { mean: 'MEAN_POWER', meanPower: '2' },
    low: [0, ''],
    high: [50, 'u1=u2'],
  },
  {
    why: 'geometric below an arithmetic heading: √(90 × 40) = 60 at t = 50',
    nodes: { a: { share: 60, scores: [90, 60] }, b: { share: 40, scores: [40, 60] } },
    scheme: {
      nodes: [
        {
          nodeId: 'h',
          share: '100',
          mean: 'MEAN_GEOMETRIC',
          children: nodesOf({
            a: { share: 60, scores: [] },
            b: { share: 40, scores: [] },
          }),
        },
      ],
    },
    low: [50, 'u1=u2'],
    high: [100, ''],
  },
  {
    why: 'a cap of 85: u2, 90 − 0.3t, comes down from it at 16.67 and meets u1, 60 + 0.2t, at 60',
    nodes: { a: { share: 50, scores: [80, 60, 100] }, b: { share: 50, scores: [60, 90, 100] } },
    scheme: { totalCap: '85' },
    low: [50 / 3, 'u2=u3'],
    high: [60, 'u1=u2'],
  },
  {
    why: 'the same from the first to the last',
    nodes: { a: { share: 50, scores: [100, 60, 80] }, b: { share: 50, scores: [100, 90, 60] } },
    scheme: { totalCap: '85' },
    low: [50 / 3, 'u1=u2'],
    high: [60, 'u2=u3'],
  },
  {
    why: 'a cap of 72 that both meet at 60: from there on they are level',
    nodes: { a: { share: 50, scores: [80, 60] }, b: { share: 50, scores: [60, 90] } },
    scheme: { totalCap: '72' },
    low: [0, ''],
    high: [60, 'u1=u2'],
  },
  {
    why: 'a floor of 65: u1 and u3, 60 + 0.2t, come down to it at 25 and meet u2, 10 + 0.8t, at 83.33',
    nodes: { a: { share: 80, scores: [80, 90, 80] }, b: { share: 20, scores: [60, 10, 60] } },
    scheme: { totalFloor: '65' },
    low: [25, 'u1=u2'],
    high: [250 / 3, 'u1=u2'],
  },
  {
    why: 'a cap that u3, always first, meets at t = 0 only: 100 − 0.1t',
    nodes: { a: { share: 50, scores: [60, 80, 90] }, b: { share: 50, scores: [90, 80, 100] } },
    scheme: { totalCap: '99' },
    low: [100 / 3, 'u1=u2'],
    high: [100, ''],
  },
  {
    why: 'a cap that u3, always first, meets at t = 100 only: 95 + 0.05t',
    nodes: { a: { share: 50, scores: [80, 60, 100] }, b: { share: 50, scores: [60, 90, 95] } },
    scheme: { totalCap: '99' },
    low: [0, ''],
    high: [60, 'u1=u2'],
  },
  {
    why: 'who is met first within a step: u3, 20t = 30.2(100 − t) at 60.16, before u2 at 60.47',
    nodes: { a: { share: 50, scores: [80, 60, 60, 100] }, b: { share: 50, scores: [60, 90.6, 90.2, 100] } },
    scheme: { totalCap: '99' },
    low: [0, ''],
    high: [3020 / 50.2, 'u1=u3'],
  },
])('found by trying, $why', ({ nodes, scheme, low, high }) => {
  const found = sensitivity(packageOf(nodes, scheme), still).shares.find(({ nodeId }) => nodeId === 'a');
  expect(found?.basis).toBe('SCANNED');
  const { lowUnitIds, highUnitIds, ...ends } = found!.whole;
  expect([lowUnitIds.join('='), highUnitIds.join('=')]).toEqual([low[1], high[1]]);
  expect(Number(ends.low) - low[0]).toBeGreaterThanOrEqual(0);
  expect(Number(ends.low) - low[0]).toBeLessThanOrEqual(low[0] && SCANNED);
  expect(high[0] - Number(ends.high)).toBeGreaterThanOrEqual(0);
  expect(high[0] - Number(ends.high)).toBeLessThanOrEqual(high[0] && SCANNED);
});
