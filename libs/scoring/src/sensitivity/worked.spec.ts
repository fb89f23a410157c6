import { type Nodes, packageOf } from '../samples/points-package';
import { SensitivityOptions } from './options';
import { sensitivity } from './sensitivity';
import type { ShareInterval } from './share-intervals';

const still = SensitivityOptions.parse({ seed: 's', values: '0', draws: 1 });

const intervals = (nodes: Nodes, scheme?: object, events?: object[]): ShareInterval[] =>
  sensitivity(packageOf(nodes, scheme, events), still).shares;

/** `50 u1=u2 < share < 100 –`: who is level at each end. */
const span = (low: string, lowBy: string, high: string, highBy: string): string =>
  `${low} ${lowBy || '–'} < share < ${high} ${highBy || '–'}`;

const whole = ({ whole: { low, high, lowUnitIds, highUnitIds } }: ShareInterval): string =>
  span(low, lowUnitIds.join('='), high, highUnitIds.join('='));

it.each<{ why: string; nodes: Nodes; scheme?: object; events?: object[]; is: Record<string, string> }>([
  {
    why: '80t + 60(100 − t) = 60t + 90(100 − t) at t = 60',
    nodes: { a: { share: 50, scores: [80, 60] }, b: { share: 50, scores: [60, 90] } },
    is: { a: '0 – < share < 60 u1=u2', b: '40 u1=u2 < share < 100 –' },
  },
  {
    why: 'parallel: 10 apart for every t',
    nodes: { a: { share: 50, scores: [80, 70] }, b: { share: 50, scores: [60, 50] } },
    is: { a: '0 – < share < 100 –', b: '0 – < share < 100 –' },
  },
  {
    why: 'level for every t',
    nodes: { a: { share: 50, scores: [80, 80] }, b: { share: 50, scores: [60, 60] } },
    is: { a: '0 – < share < 100 –', b: '0 – < share < 100 –' },
  },
  {
    why: 'level where the shares stand, and nowhere else',
    nodes: { a: { share: 50, scores: [80, 60] }, b: { share: 50, scores: [60, 80] } },
    is: { a: '50 u1=u2 < share < 50 u1=u2', b: '50 u1=u2 < share < 50 u1=u2' },
  },
  {
    why: 'level at the border t = 0, which is not inside',
    nodes: { a: { share: 50, scores: [80, 60] }, b: { share: 50, scores: [70, 70] } },
    is: { a: '0 – < share < 100 –', b: '0 – < share < 100 –' },
  },
  {
    why: 'no weight: 60t + 80(100 − t) = 90t + 70(100 − t) at t = 25; the one with all weight cannot move',
    nodes: { a: { share: 0, scores: [60, 90] }, b: { share: 100, scores: [80, 70] } },
    is: { a: '0 – < share < 25 u1=u2' },
  },
  {
    why: 'no weight and level: any weight parts them, and none is less than none',
    nodes: { a: { share: 0, scores: [80, 60] }, b: { share: 100, scores: [70, 70] } },
    is: { a: '0 – < share < 0 u1=u2' },
  },
  {
    why: '20t = 10(100 − t) at 33.3…, told on the safe side',
    nodes: { a: { share: 50, scores: [80, 60] }, b: { share: 50, scores: [60, 70] } },
    is: { a: '33.333334 u1=u2 < share < 100 –', b: '0 – < share < 66.666666 u1=u2' },
  },
  {
    why: 'full marks of 30: 0.4 × 10 = 0.2 × 20, a third of the way, with no digit lost',
    nodes: { a: { share: 5, scores: [2, 4] }, b: { share: 25, scores: [25, 20] } },
    scheme: { shareKind: 'SHARE_KIND_FULL_MARKS', fullMark: '30' },
    is: { a: '0 – < share < 10 u1=u2', b: '20 u1=u2 < share < 30 –' },
  },
  {
    why: 'u1 has no b: (5000 + 110t) ÷ (100 + t) = 80 − 0.2t at t = 50',
    nodes: {
      a: { share: 40, scores: [80, 60] },
      b: { share: 30, scores: [undefined, 90] },
      c: { share: 30, scores: [50, 70] },
    },
    is: {
      a: '0 – < share < 50 u1=u2',
      // Beside b, a and c are 4 : 3: u1 has 470 ÷ 7 for every t, u2 (90t + 450 ÷ 7 × (100 − t)) ÷ 100.
      b: '11.111112 u1=u2 < share < 100 –',
      // (32000 + 30t) ÷ (400 + 3t) = (51000 − 20t) ÷ 700: 3t² − 6200t + 100000 = 0.
      c: '16.256914 u1=u2 < share < 100 –',
    },
  },
  {
    why: 'under a heading of half the weight: 0.5(20t − 30(100 − t)) + 0.5 × 20 × 100 = 0 at t = 20',
    nodes: {
      h: { share: 50, below: { a: { share: 10, scores: [80, 60] }, b: { share: 90, scores: [60, 90] } } },
      c: { share: 50, scores: [70, 50] },
    },
    // h: 62 and 87 against 70 and 50: 25t = 20(100 − t) at 44.4…; u1 is behind above it.
    is: {
      h: '44.444445 u1=u2 < share < 100 –',
      c: '0 – < share < 55.555555 u1=u2',
      a: '0 – < share < 20 u1=u2',
      b: '80 u1=u2 < share < 100 –',
    },
  },
  {
    why: 'two headings down: 0.4(20t − 30(100 − t)) ÷ 100 − 0.6 × 10 + 16 = 0 at t = 10',
    nodes: {
      h: {
        share: 50,
        below: {
          g: { share: 40, below: { a: { share: 20, scores: [80, 60] }, b: { share: 80, scores: [60, 90] } } },
          d: { share: 60, scores: [50, 60] },
        },
      },
      c: { share: 50, scores: [66, 50] },
    },
    is: { a: '10 u1=u2 < share < 100 –', b: '0 – < share < 90 u1=u2' },
  },
  {
    why: 'a veto takes a from u1: 60(100 − t) = 40t + 20(100 − t) at t = 50, and not 90 × 50 more',
    nodes: { a: { share: 30, scores: [90, 40] }, b: { share: 70, scores: [60, 20] } },
    scheme: { vetoes: [{ vetoId: 'v', effect: 'VETO_EFFECT_ZERO_NODE', nodeId: 'a', basis: '文' }] },
    events: [{ eventId: 'e', unitId: 'u1', itemId: 'v' }],
    is: { a: '0 – < share < 50 u1=u2', b: '50 u1=u2 < share < 100 –' },
  },
  {
    why: 'u2 is stopped and has no place: only u1 and u3 meet, 80t + 60(100 − t) = 60t + 70(100 − t) at 33.3…',
    nodes: {
      a: { share: 50, scores: [80, undefined, 60], more: { missing: 'MISSING_RULE_BLOCK' } },
      b: { share: 50, scores: [60, 90, 70] },
    },
    is: { a: '33.333334 u1=u3 < share < 100 –' },
  },
  {
    why: 'bonuses of 2 and 5 points: 20t − 3(100 − t) + 200 − 500 = 0 at t = 600 ÷ 23',
    nodes: { a: { share: 50, scores: [80, 60] }, b: { share: 50, scores: [2, 5] } },
    scheme: {
      adjustments: [
        {
          adjustmentId: 'plus',
          cap: '5',
          leaves: [{ nodeId: 'p', share: '5', indicatorId: 'b', points: {} }],
        },
      ],
    },
    is: { a: '26.086957 u1=u2 < share < 100 –', b: '0 – < share < 73.913043 u1=u2' },
  },
  {
    why: 'deductions of 2 and 3 points: 20t − 3(100 − t) − 200 + 300 = 0 at t = 200 ÷ 23',
    nodes: { a: { share: 50, scores: [80, 60] }, b: { share: 50, scores: [2, 5] } },
    scheme: {
      adjustments: [
        {
          adjustmentId: 'less',
          kind: 'ADJUSTMENT_KIND_DEDUCTION',
          cap: '3',
          leaves: [{ nodeId: 'p', share: '5', indicatorId: 'b', points: {} }],
        },
      ],
    },
    is: { a: '8.695653 u1=u2 < share < 100 –', b: '0 – < share < 91.304347 u1=u2' },
  },
  {
    why: 'u1 has nothing under the heading and stays at 70: (60t + 90(100 − t)) ÷ 200 + 36 = 81 − 0.15t at 73.3…',
    nodes: {
      h: {
        share: 50,
        below: { a: { share: 50, scores: [undefined, 60] }, b: { share: 50, scores: [undefined, 90] } },
      },
      c: { share: 50, scores: [70, 72] },
    },
    is: { a: '0 – < share < 73.333333 u1=u2', b: '26.666667 u1=u2 < share < 100 –' },
  },
  {
    why: 'u1 has nothing beside the heading, which is all of it: 60 + 0.2t = 70 − 0.15t at 28.57…',
    nodes: {
      h: { share: 50, below: { a: { share: 50, scores: [80, 60] }, b: { share: 50, scores: [60, 90] } } },
      c: { share: 50, scores: [undefined, 50] },
    },
    is: { a: '28.571429 u1=u2 < share < 100 –', b: '0 – < share < 71.428571 u1=u2' },
  },
  {
    why: 'u1 has a only and stays at 80: 90 − 0.3t at 33.3…; u3 is far behind',
    nodes: { a: { share: 50, scores: [80, 60, 10] }, b: { share: 50, scores: [undefined, 90, 10] } },
    is: { a: '33.333334 u1=u2 < share < 100 –', b: '0 – < share < 66.666666 u1=u2' },
  },
  {
    why: 'totals at the floor and at the cap, and not beyond: 0 and 100 for every t',
    nodes: { a: { share: 50, scores: [80, 60, 0, 100] }, b: { share: 50, scores: [60, 90, 0, 100] } },
    scheme: { totalCap: '100' },
    is: { a: '0 – < share < 60 u1=u2', b: '40 u1=u2 < share < 100 –' },
  },
  {
    why: 'a veto takes the heading from u1, which stays at 50: 45 − 0.15t + 10 at 33.3…',
    nodes: {
      h: { share: 50, below: { a: { share: 50, scores: [90, 60] }, b: { share: 50, scores: [20, 90] } } },
      c: { share: 50, scores: [100, 20] },
    },
    scheme: { vetoes: [{ vetoId: 'v', effect: 'VETO_EFFECT_ZERO_NODE', nodeId: 'h', basis: '文' }] },
    events: [{ eventId: 'e', unitId: 'u1', itemId: 'v' }],
    is: { a: '33.333334 u1=u2 < share < 100 –', b: '0 – < share < 66.666666 u1=u2' },
  },
  {
    why: 'u1 has two of three below a heading that asks for 80 %, and stays at 50: 55 − 0.15t at 33.3…',
    nodes: {
      h: {
        share: 50,
        below: {
          a: { share: 40, scores: [90, 60] },
          b: { share: 30, scores: [20, 90] },
          d: { share: 30, scores: [undefined, 90] },
        },
        more: { availability: '0.8' },
      },
      c: { share: 50, scores: [50, 20] },
    },
    is: { a: '33.333334 u1=u2 < share < 100 –' },
  },
])('$why', ({ nodes, scheme, events, is }) => {
  const found = intervals(nodes, scheme, events);
  expect(found.map(({ basis }) => basis)).toEqual(found.map(() => 'EXACT'));
  expect(Object.fromEntries(found.map((each) => [each.nodeId, whole(each)]))).toMatchObject(is);
});

it('tells each unit its own ends, with who is met there', () => {
  // u1 meets u2 at 60 and u3 at 33.3…; u2 and u3 at no t; u4 is behind all of them.
  const [a] = intervals({
    a: { share: 50, scores: [80, 60, 60, 10] },
    b: { share: 50, scores: [60, 90, 70, 20] },
  });
  expect(a).toMatchObject({ classId: '', share: '50', most: '100' });
  expect(
    a?.units.map(({ unitId, low, high, lowUnitId, highUnitId }) => [
      unitId,
      span(low, lowUnitId, high, highUnitId),
    ]),
  ).toEqual([
    ['u1', '33.333334 u3 < share < 60 u2'],
    ['u2', '0 – < share < 60 u1'],
    ['u3', '33.333334 u1 < share < 100 –'],
    ['u4', '0 – < share < 100 –'],
  ]);
});

it('tells units in order of their ids', () => {
  const of = packageOf({ a: { share: 50, scores: [80, 60, 60] }, b: { share: 50, scores: [60, 90, 70] } });
  of.units.reverse();
  const [a] = sensitivity(of, still).shares;
  expect(a?.units.map(({ unitId, high }) => `${unitId} ${high}`)).toEqual(['u1 60', 'u2 60', 'u3 100']);
  expect(a?.whole.highUnitIds).toEqual(['u1', 'u2']);
});

it('places stay between, not at, the ends of units that are level on one side', () => {
  // u1 and u2 share the first place at 50: above it u2 falls behind, below it u1.
  const [a] = intervals({ a: { share: 50, scores: [80, 60] }, b: { share: 50, scores: [60, 80] } });
  expect(a?.units.map(({ low, high }) => [low, high])).toEqual([
    ['50', '100'],
    ['0', '50'],
  ]);
});

const classes = (rankWithinClasses: boolean, share: string) => ({
  rankWithinClasses,
  unitClasses: [{ classId: 'y', unitIds: ['u1', 'u3'] }],
  nodes: (['a', 'b'] as const).map((nodeId) => ({
    nodeId,
    share: '50',
    classShares: [{ classId: 'y', share: nodeId === 'a' ? share : String(100 - Number(share)) }],
    indicatorId: nodeId,
    points: {},
  })),
});
const four = {
  a: { share: 50, scores: [80, 60, 60, 80] },
  b: { share: 50, scores: [60, 90, 70, 60] },
};

it.each([
  {
    why: 'classes apart: u1 and u3 at 33.3…, u2 and u4 at 60',
    scheme: classes(true, '40'),
    is: [
      'a  50/100 0 – < share < 60 u2=u4',
      'a y 40/100 33.333334 u1=u3 < share < 100 –',
      'b  50/100 40 u2=u4 < share < 100 –',
      'b y 60/100 0 – < share < 66.666666 u1=u3',
    ],
  },
  {
    // u1 and u3 have 0.8 of the share: 80 and 60 at a share of 0.8t, so they meet at t = 41.66… and u1 meets u4 at 0;
    // u3 meets u4, 70 − 0.08t = 60 + 0.2t, at 35.71…; u2, 90 − 0.3t, meets u4 at 60, u1, 60 + 0.16t, at 65.2…; b cannot
    // go above 100 ÷ 1.2 = 83.33…, where class y has nothing else.
    why: 'classes together, each with its own part of the share',
    scheme: classes(false, '40'),
    is: [
      'a  50/100 41.666667 u1=u3 < share < 60 u2=u4',
      'b  50/83.333333333333333333 40 u2=u4 < share < 55.555555 u1=u3',
    ],
  },
  { why: 'a class without the node: nothing to be in proportion to', scheme: classes(false, '0'), is: [] },
  { why: 'a class with the node only', scheme: classes(false, '100'), is: [] },
])('$why', ({ scheme, is }) => {
  expect(
    intervals(four, scheme).map(
      (each) => `${each.nodeId} ${each.classId} ${each.share}/${each.most} ${whole(each)}`,
    ),
  ).toEqual(is);
});
