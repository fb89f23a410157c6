import type { MethodField } from '../methods';
import type { Draw } from './draw';

const HIGHER = 'DIRECTION_HIGHER_IS_BETTER';
const LOWER = 'DIRECTION_LOWER_IS_BETTER';
const BAND = 'DIRECTION_TARGET_BAND';

interface Judged {
  direction: string;
  changesSign: boolean;
  source: 'VALUE' | 'EVENTS' | 'BALLOTS' | 'JUDGEMENTS';
  options: string[];
  items: string[];
}

type Drawn = { parameters: object } & Partial<Judged>;
type Recipe = (draw: Draw, full: number, beyond: boolean) => Drawn;

/** A leaf out of `full` points with parameters that the check passes. */
const recipes: Record<MethodField, Recipe> = {
  ratioToTarget: (draw, _, beyond) => ({
    parameters: draw.one<object>(
      ...(beyond ? [{ bonusFactor: '0.5', cap: '1.2', bonusUnitShare: draw.decimal(0, 1) }] : []),
      { cap: draw.decimal(1, 1.2), floor: draw.decimal(0, 0.5) },
      { threshold: draw.decimal(0, 1) },
      { bonusFactor: draw.decimal(0, 2), cap: '1.1' },
    ),
    direction: draw.one(HIGHER, LOWER),
  }),
  twoTargets: (draw) => ({
    parameters: { standard: draw.decimal(10, 90), bonusPerPoint: '0.01', penaltyPerPoint: '0.005' },
  }),
  allOrNothing: (draw) => ({
    parameters: {},
    direction: draw.one(HIGHER, LOWER),
    changesSign: draw.rarely(2),
  }),
  deduction: (draw, full) => ({
    parameters: {
      step: draw.decimal(0.5, 3),
      perStep: draw.decimal(0.001, 2),
      floor: draw.decimal(0, full / 2),
      stepping: draw.one('STEPPING_LINEAR', 'STEPPING_WHOLE_DOWN', 'STEPPING_WHOLE_UP'),
      reference: draw.one('REFERENCE_TARGET', 'REFERENCE_GROUP_MEAN'),
    },
    direction: draw.one(HIGHER, LOWER),
    changesSign: draw.rarely(2),
  }),
  deviation: (draw) => ({
    parameters: {
      perStep: draw.decimal(0.001, 1),
      step: draw.decimal(0.5, 3),
      cap: draw.one('1', '1.2'),
      stepping: draw.one('STEPPING_LINEAR', 'STEPPING_WHOLE_DOWN', 'STEPPING_WHOLE_UP'),
    },
    direction: draw.one(HIGHER, LOWER),
    changesSign: draw.rarely(2),
  }),
  linear: (draw) => {
    const [low, high] = [draw.decimal(-20, 40), draw.decimal(41, 110)];
    const higher = draw.rarely(2);
    return {
      parameters: draw.rarely(2)
        ? { ends: 'ENDS_PEERS', baseShare: draw.decimal(0, 1) }
        : {
            unacceptable: higher ? low : high,
            satisfactory: higher ? high : low,
            baseShare: draw.decimal(0, 1),
          },
      direction: higher ? HIGHER : LOWER,
      changesSign: draw.rarely(2),
    };
  },
  exponential: (draw) => ({
    parameters: {
      unacceptable: draw.decimal(-20, 40),
      satisfactory: draw.decimal(41, 110),
      baseShare: '0.6',
    },
    changesSign: draw.rarely(2),
  }),
  anchors: (draw) => ({
    parameters: {
      anchors: [
        { value: draw.decimal(-30, 0), share: '0' },
        { value: draw.decimal(1, 50), share: draw.decimal(0, 0.9) },
        { value: draw.decimal(51, 100), share: '1' },
      ],
    },
    direction: draw.one(HIGHER, BAND),
    changesSign: draw.rarely(2),
  }),
  bands: (draw) => ({
    parameters: {
      bands: [
        { name: '优秀', value: draw.decimal(80, 90), coefficient: '1' },
        { name: '良好', value: draw.decimal(50, 70), coefficient: '0.8' },
        { name: '较差', value: draw.decimal(-10, 40), coefficient: '0.2' },
      ],
    },
    changesSign: draw.rarely(2),
  }),
  rankPoints: (draw, full) => ({
    parameters: draw.one<object>(
      { form: 'RANK_FORM_SHARE_DECREMENT', decrement: draw.decimal(0.01, 0.3), floor: draw.decimal(0, 0.5) },
      { form: 'RANK_FORM_FIXED_DECREMENT', decrement: draw.decimal(0.01, 5), floor: draw.decimal(0, full) },
      { form: 'RANK_FORM_LINEAR', floor: draw.decimal(0, full) },
      { form: 'RANK_FORM_TABLE', table: [String(full), String(full / 2), '0'] },
      { form: 'RANK_FORM_ENDS', middle: draw.decimal(0, full), top: ['1', '0.5'], bottom: ['1'] },
    ),
    direction: draw.one(HIGHER, LOWER),
    changesSign: draw.rarely(2),
  }),
  ratioToBest: (draw) => ({
    parameters: { floor: draw.decimal(0, 0.5) },
    direction: draw.one(HIGHER, LOWER),
  }),
  ladder: (draw, full) => ({
    parameters: {
      rungs: [
        { bound: draw.decimal(60, 100), points: String(full), exclusive: draw.rarely(2) },
        { bound: draw.decimal(-10, 50), points: draw.decimal(0, full) },
      ],
    },
    changesSign: draw.rarely(2),
  }),
  moderate: (draw) => ({
    parameters: draw.one<object>(
      { optimum: draw.decimal(-5, 80), tolerance: draw.decimal(1, 60) },
      { worstLow: '-10', bestFrom: draw.decimal(0, 40), bestTo: draw.decimal(40, 60), worstHigh: '90' },
    ),
    direction: BAND,
    changesSign: draw.rarely(2),
  }),
  normalise: (draw, full) => {
    const form = draw.one(
      'MIN_MAX',
      'Z_SCORE',
      'PERCENTILE_RANK',
      'BORDA',
      'DISTANCE_TO_TARGET',
      'DISTANCE_TO_MAXIMUM',
      'FRACTION_OF_MAXIMUM',
    );
    const fraction = form === 'FRACTION_OF_MAXIMUM';
    return {
      parameters: {
        form: `NORMAL_FORM_${form}`,
        low: draw.decimal(-5, full / 2),
        mean: draw.decimal(-2, full / 2),
        deviation: draw.decimal(0.1, 10),
      },
      direction: fraction ? HIGHER : draw.one(HIGHER, LOWER),
      changesSign: !fraction && draw.rarely(2),
    };
  },
  points: (draw) => ({ parameters: {}, direction: draw.one(HIGHER, BAND), changesSign: draw.rarely(2) }),
  eventCount: (draw, full) => ({
    parameters: {
      items: [
        { itemId: 'praise', points: draw.decimal(0.1, 3), cap: draw.one('', '4') },
        { itemId: 'blame', points: draw.decimal(-3, -0.1) },
      ],
      start: draw.decimal(0, full),
      oncePerMatter: draw.rarely(2),
      needsDocument: draw.rarely(2),
      tiers: [{ tier: 'second', share: '0.5' }],
    },
    source: 'EVENTS',
    items: ['praise', 'blame'],
  }),
  opinion: (draw) => ({
    parameters: {
      scale: [
        { option: '好', value: '100' },
        { option: '较好', value: draw.decimal(70, 90) },
        { option: '差', value: draw.decimal(0, 60) },
      ],
    },
    source: 'BALLOTS',
    options: ['好', '较好', '差'],
  }),
  opinionLadder: (draw, full) => {
    const [points = '', otherwise = '', poorPoints = ''] = [1, 2, 3]
      .map(() => draw.decimal(0, full))
      .toSorted((a, b) => Number(b) - Number(a));
    return {
      parameters: {
        excellent: ['优秀'],
        rungs: [
          { share: '0.8', points: String(full) },
          { share: '0.6', points },
        ],
        poor: ['差'],
        poorShare: '0.3333',
        poorPoints,
        otherwise,
      },
      source: 'BALLOTS',
      options: ['优秀', '称职', '差'],
    };
  },
  judged: (draw) => ({
    parameters: {
      judgedBy: '考核组',
      bands: [
        { bandId: 'achieved', name: '达成', from: '0.8', to: '1' },
        { bandId: 'partly', name: '部分达成', from: draw.one('0.5', '0.6'), to: '0.8' },
        { bandId: 'not', name: '未达成', from: '0', to: '0.5' },
      ],
    },
    source: 'JUDGEMENTS',
  }),
};

/** Any method, with what it judges. */
export function randomMethod(
  draw: Draw,
  full: number,
  beyond = false,
): { field: MethodField; parameters: object; of: Judged } {
  const field = draw.one(...(Object.keys(recipes) as MethodField[]));
  const { parameters, ...of } = recipes[field](draw, full, beyond);
  return {
    field,
    parameters,
    of: { direction: HIGHER, changesSign: false, source: 'VALUE', options: [], items: [], ...of },
  };
}
