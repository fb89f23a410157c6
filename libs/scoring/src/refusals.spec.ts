import { checkPackage } from './check-package';
import { checkScheme } from './check-scheme';
import { PACKAGE_FORMAT, ScoringPackage } from './package';
import { Scheme } from './scheme';

const indicators = new Map([
  ['higher', { direction: 'DIRECTION_HIGHER_IS_BETTER' }],
  ['lower', { direction: 'DIRECTION_LOWER_IS_BETTER' }],
  ['band', { direction: 'DIRECTION_TARGET_BAND' }],
  ['signed', { direction: 'DIRECTION_HIGHER_IS_BETTER', changesSign: true }],
  ['mixed', { direction: 'DIRECTION_HIGHER_IS_BETTER', priceBasis: 'PRICE_BASIS_MIXED' }],
  ['constant', { direction: 'DIRECTION_HIGHER_IS_BETTER', priceBasis: 'PRICE_BASIS_CONSTANT' }],
] as const);

/** `field REASON` of every fault of a scheme; the field without the path of its only leaf. */
function faults(scheme: object): string[] {
  return checkScheme(Scheme.parse(scheme), indicators).map(
    ({ field, reason }) => `${field.replace(/^nodes\[0\]\.?/, '')} ${reason}`,
  );
}

/** Faults of one leaf out of 100. */
const ofLeaf = (leaf: object): string[] => faults({ nodes: [{ nodeId: 'n', share: '100', ...leaf }] });

const line = (...points: [string, string][]) => ({
  anchors: points.map(([value, share]) => ({ value, share })),
});
const bands = (...list: [string, string][]) => ({
  bands: list.map(([value, coefficient]) => ({ name: value, value, coefficient })),
});
const rungs = (...list: [string, string][]) => ({
  rungs: list.map(([bound, points]) => ({ bound, points })),
});
const interval = (worstLow: string, bestFrom: string, bestTo: string, worstHigh: string) => ({
  worstLow,
  bestFrom,
  bestTo,
  worstHigh,
});

it('growth is refused over a mix of current and constant prices', () => {
  const leaf = (indicatorId: string, growth: string) =>
    ofLeaf({ indicatorId, linear: { unacceptable: '0', satisfactory: '9' }, valueRule: { growth } });
  expect(leaf('mixed', 'GROWTH_RELATIVE')).toEqual(['valueRule.growth PRICES_MIXED']);
  expect(leaf('mixed', 'GROWTH_DIFFERENCE')).toEqual(['valueRule.growth PRICES_MIXED']);
  expect(leaf('mixed', 'GROWTH_NONE')).toEqual([]);
  expect(leaf('constant', 'GROWTH_RELATIVE')).toEqual([]);
});

// Every rule at its border: what is just right, and what is just wrong with the sentence's field and reason.
it.each<[method: string, on: string, parameters: object, ...told: string[]]>([
  ['ratioToTarget', 'higher', { cap: '1', floor: '1', threshold: '1' }],
  ['ratioToTarget', 'higher', { cap: '0.9', floor: '1' }, 'ratioToTarget.floor FLOOR_ABOVE_CAP'],
  ['ratioToTarget', 'higher', { threshold: '1.01' }, 'ratioToTarget.threshold OUT_OF_RANGE'],
  ['ratioToTarget', 'higher', { floor: '-0.1' }, 'ratioToTarget.floor OUT_OF_RANGE'],
  ['ratioToTarget', 'higher', { bonusFactor: '0.5' }, 'ratioToTarget.cap BONUS_WITHOUT_ROOM'],
  ['ratioToTarget', 'higher', { bonusUnitShare: '0.1' }, 'ratioToTarget.cap BONUS_WITHOUT_ROOM'],
  [
    'ratioToTarget',
    'higher',
    { bonusUnitShare: '2', cap: '1.1' },
    'ratioToTarget.bonusUnitShare OUT_OF_RANGE',
  ],
  ['ratioToTarget', 'higher', { cap: '10' }],
  ['ratioToTarget', 'higher', { cap: '110' }, 'ratioToTarget.cap OUT_OF_RANGE'],
  ['ratioToTarget', 'higher', { cap: '0' }, 'ratioToTarget.cap OUT_OF_RANGE'],
  ['deviation', 'higher', { perStep: '1', cap: '0.9', floor: '90' }],
  ['deviation', 'higher', { perStep: '1', cap: '0.9', floor: '90.01' }, 'deviation.floor FLOOR_ABOVE_CAP'],
  ['deviation', 'higher', { perStep: '0' }, 'deviation.perStep STEP_WITHOUT_POINTS'],
  ['ratioToTarget', 'signed', {}, 'ratioToTarget METHOD_NOT_FOR_SIGN_CHANGE'],
  ['ratioToTarget', 'band', {}, 'ratioToTarget METHOD_NOT_FOR_BAND'],
  ['twoTargets', 'higher', { standard: '1', bonusPerPoint: '0.01', penaltyPerPoint: '0.009' }],
  [
    'twoTargets',
    'lower',
    { standard: '0', bonusPerPoint: '0.01', penaltyPerPoint: '0.01', cap: '0.9' },
    'twoTargets.standard STANDARD_NOT_POSITIVE',
    'twoTargets.cap OUT_OF_RANGE',
    'twoTargets.bonusPerPoint BONUS_NOT_ABOVE_PENALTY',
    'twoTargets METHOD_NOT_FOR_LOWER',
  ],
  ['linear', 'higher', { ends: 'ENDS_PEERS', satisfactory: '1' }, 'linear.satisfactory PEER_ENDS_WITH_VALUE'],
  [
    'exponential',
    'higher',
    { unacceptable: '0', satisfactory: '1', baseShare: '0' },
    'exponential.baseShare BASE_SHARE_OPEN',
  ],
  [
    'exponential',
    'higher',
    { unacceptable: '0', satisfactory: '1', baseShare: '1' },
    'exponential.baseShare BASE_SHARE_OPEN',
  ],
  ['anchors', 'higher', line(['0', '0'], ['1', '1'])],
  ['anchors', 'band', line(['0', '0'], ['1', '1'], ['2', '0'])],
  ['anchors', 'higher', line(['0', '0.5'], ['1', '0.5'])],
  ['anchors', 'higher', line(['0', '0']), 'anchors.anchors ANCHORS_TOO_FEW'],
  ['anchors', 'higher', line(['1', '0'], ['1', '1']), 'anchors.anchors[1].value ANCHORS_NOT_INCREASING'],
  ['anchors', 'higher', line(['0', '1'], ['1', '0']), 'anchors.anchors[1].share ANCHORS_CONTRARY'],
  ['anchors', 'lower', line(['0', '0'], ['1', '1']), 'anchors.anchors[1].share ANCHORS_CONTRARY'],
  ['anchors', 'lower', line(['0', '1'], ['1', '0'])],
  [
    'anchors',
    'higher',
    line(['0', '-0.1'], ['1', '1.1']),
    'anchors.anchors[0].share OUT_OF_RANGE',
    'anchors.anchors[1].share OUT_OF_RANGE',
  ],
  ['bands', 'higher', bands(['90', '1'], ['80', '0.8'])],
  ['bands', 'lower', bands(['80', '1'], ['90', '0.8'])],
  ['bands', 'higher', bands(['90', '1']), 'bands.bands BANDS_TOO_FEW'],
  ['bands', 'higher', bands(['90', '1'], ['90', '0.8']), 'bands.bands[1].value BANDS_NOT_IN_ORDER'],
  ['bands', 'lower', bands(['90', '1'], ['80', '0.8']), 'bands.bands[1].value BANDS_NOT_IN_ORDER'],
  [
    'bands',
    'higher',
    bands(['90', '0.8'], ['80', '0.8']),
    'bands.bands[1].coefficient COEFFICIENTS_NOT_DECREASING',
  ],
  ['ladder', 'higher', rungs(['90', '100'], ['80', '100'])],
  ['ladder', 'lower', rungs(['80', '100'], ['90', '0'])],
  ['ladder', 'higher', rungs(), 'ladder.rungs RUNGS_TOO_FEW'],
  ['ladder', 'higher', rungs(['90', '90'], ['90', '80']), 'ladder.rungs[1].bound RUNGS_NOT_IN_ORDER'],
  ['ladder', 'lower', rungs(['90', '90'], ['80', '80']), 'ladder.rungs[1].bound RUNGS_NOT_IN_ORDER'],
  ['ladder', 'higher', rungs(['90', '80'], ['80', '81']), 'ladder.rungs[1].points POINTS_NOT_DECREASING'],
  ['ladder', 'higher', rungs(['90', '101']), 'ladder.rungs[0].points OUT_OF_RANGE'],
  ['moderate', 'band', { optimum: '1', tolerance: '0.1' }],
  ['moderate', 'higher', { optimum: '1', tolerance: '0.1' }, 'moderate METHOD_ONLY_FOR_BAND'],
  ['moderate', 'band', { optimum: '1', tolerance: '0' }, 'moderate.tolerance TOLERANCE_NOT_POSITIVE'],
  ['moderate', 'band', { optimum: '1', tolerance: '1', bestTo: '3' }, 'moderate.bestTo POINT_AND_INTERVAL'],
  ['moderate', 'band', { tolerance: '1' }, 'moderate.optimum DECIMAL_INVALID'],
  ['moderate', 'band', interval('0', '0', '5', '9')],
  ['moderate', 'band', interval('1', '0', '5', '9'), 'moderate INTERVAL_NOT_IN_ORDER'],
  ['moderate', 'band', interval('0', '6', '5', '9'), 'moderate INTERVAL_NOT_IN_ORDER'],
  ['moderate', 'band', interval('0', '4', '10', '9'), 'moderate INTERVAL_NOT_IN_ORDER'],
  ['moderate', 'band', interval('5', '5', '5', '5'), 'moderate INTERVAL_NOT_IN_ORDER'],
  ['moderate', 'band', interval('0', '0', '9', '9'), 'moderate INTERVAL_NOT_IN_ORDER'],
  ['normalise', 'higher', { low: '100' }, 'normalise.low RANGE_EMPTY'],
  ['normalise', 'higher', { deviation: '0' }, 'normalise.deviation DEVIATION_NOT_POSITIVE'],
  ['normalise', 'lower', { form: 'NORMAL_FORM_FRACTION_OF_MAXIMUM' }, 'normalise METHOD_NOT_FOR_LOWER'],
  [
    'normalise',
    'signed',
    { form: 'NORMAL_FORM_FRACTION_OF_MAXIMUM' },
    'normalise METHOD_NOT_FOR_SIGN_CHANGE',
  ],
  ['normalise', 'lower', { form: 'NORMAL_FORM_BORDA' }],
  ['rankPoints', 'higher', { form: 'RANK_FORM_TABLE' }, 'rankPoints.table TABLE_EMPTY'],
  [
    'rankPoints',
    'higher',
    { form: 'RANK_FORM_TABLE', table: ['5', '6'] },
    'rankPoints.table[1] POINTS_NOT_DECREASING',
  ],
  ['rankPoints', 'higher', { form: 'RANK_FORM_TABLE', table: ['5', '5'] }],
  ['rankPoints', 'higher', { form: 'RANK_FORM_TABLE', table: ['5', '4'], floor: '4' }],
  [
    'rankPoints',
    'higher',
    { form: 'RANK_FORM_TABLE', table: ['5', '4'], floor: '4.1' },
    'rankPoints.floor FLOOR_ABOVE_TABLE',
  ],
  ['rankPoints', 'higher', { form: 'RANK_FORM_ENDS', middle: '5' }, 'rankPoints.top ENDS_EMPTY'],
  ['rankPoints', 'higher', { form: 'RANK_FORM_ENDS', middle: '5', bottom: ['1'] }],
  ['rankPoints', 'higher', { form: 'RANK_FORM_LINEAR', floor: '99' }],
  ['rankPoints', 'higher', { form: 'RANK_FORM_LINEAR', floor: '100' }, 'rankPoints.floor FLOOR_IS_FULL_MARK'],
])('%s on %s with %j: %s', (method, on, parameters, ...told) => {
  expect(ofLeaf({ indicatorId: on, [method]: parameters })).toEqual(told);
});

const scale = (...list: [string, string][]) => ({
  scale: list.map(([option, value]) => ({ option, value })),
});
const judgedBands = (...list: [string, string, string][]) => ({
  judgedBy: '考核组',
  bands: list.map(([bandId, from, to]) => ({ bandId, from, to })),
});
const opinionLadder = { excellent: ['A'], rungs: [{ share: '0.9', points: '9' }], otherwise: '0' };

it.each<[leaf: object, ...told: string[]]>([
  [{ opinion: scale(['A', '100'], ['B', '0']) }],
  [{ opinion: scale(['A', '100']) }, 'opinion.scale SCALE_TOO_SHORT'],
  [{ opinion: scale(['A', '100'], ['A', '0']) }, 'opinion.scale[1].option OPTION_DUPLICATE'],
  [{ opinion: scale(['A', '100'], ['', '0']) }, 'opinion.scale[1].option OPTION_DUPLICATE'],
  [{ opinion: scale(['A', '50'], ['B', '50']) }, 'opinion.scale[1].value SCALE_NOT_DECREASING'],
  [{ opinion: scale(['A', '101'], ['B', '50']) }, 'opinion.scale[0].value OUT_OF_RANGE'],
  [{ opinionLadder }],
  [{ opinionLadder: { ...opinionLadder, excellent: [] } }, 'opinionLadder.excellent OPTIONS_EMPTY'],
  [
    { opinionLadder: { ...opinionLadder, poor: ['A'], poorShare: '0.3', poorPoints: '0' } },
    'opinionLadder.poor OPTION_BOTH_ENDS',
  ],
  [
    {
      opinionLadder: {
        ...opinionLadder,
        rungs: [
          { share: '0.5', points: '1' },
          { share: '0.5', points: '0' },
        ],
      },
    },
    'opinionLadder.rungs[1].share RUNGS_NOT_IN_ORDER',
  ],
  [{ opinionLadder, indicatorId: 'higher' }, 'indicatorId INDICATOR_NOT_JUDGED'],
  [{ opinionLadder: { ...opinionLadder, rungs: [] } }, 'opinionLadder.rungs RUNGS_TOO_FEW'],
  [
    { opinionLadder: { ...opinionLadder, rungs: [...opinionLadder.rungs, { share: '0.8', points: '9.1' }] } },
    'opinionLadder.rungs[1].points POINTS_NOT_DECREASING',
  ],
  [{ opinionLadder: { ...opinionLadder, otherwise: '9' } }],
  [
    { opinionLadder: { ...opinionLadder, otherwise: '9.1' } },
    'opinionLadder.otherwise POINTS_NOT_DECREASING',
  ],
  [
    { opinionLadder: { ...opinionLadder, poor: ['B'], poorShare: '0.3', poorPoints: '0.1' } },
    'opinionLadder.poorPoints POINTS_NOT_DECREASING',
  ],
  [{ opinionLadder: { ...opinionLadder, poorShare: '0.3' } }, 'opinionLadder.poor OPTIONS_EMPTY'],
  [
    {
      eventCount: {
        items: [{ itemId: 'a', points: '1' }],
        tiers: [
          { tier: 't', share: '0.5' },
          { tier: 't', share: '0.3' },
          { tier: '', share: '0.3' },
        ],
      },
    },
    'eventCount.tiers[1].tier TIER_DUPLICATE',
    'eventCount.tiers[2].tier TIER_DUPLICATE',
  ],
  [{ eventCount: { items: [{ itemId: 'a', points: '-1' }] } }, 'eventCount.start EVENTS_WITHOUT_EFFECT'],
  [{ eventCount: { items: [{ itemId: 'a', points: '-1' }], start: '100' } }],
  [
    { eventCount: { items: [{ itemId: 'a', points: '1' }], start: '100' } },
    'eventCount.start EVENTS_WITHOUT_EFFECT',
  ],
  [{ judged: judgedBands(['a', '0.8', '1'], ['b', '0.5', '0.8'], ['c', '0', '0.5']) }],
  [{ judged: judgedBands(['a', '0.8', '1']), indicatorId: 'higher' }, 'indicatorId INDICATOR_NOT_JUDGED'],
  [{ judged: {} }, 'judged.judgedBy JUDGE_MISSING', 'judged.bands BANDS_TOO_FEW'],
  [{ judged: judgedBands(['a', '0.8', '1.01']) }, 'judged.bands[0].to OUT_OF_RANGE'],
  [{ judged: judgedBands(['a', '-0.1', '1']) }, 'judged.bands[0].from OUT_OF_RANGE'],
  [{ judged: judgedBands(['a', '0.5', '0.5']) }],
  [{ judged: judgedBands(['a', '0.5', '0.4']) }, 'judged.bands[0].from BAND_ENDS_CONTRARY'],
  [{ judged: judgedBands(['a', '0.8', '1'], ['b', '0', '0.81']) }, 'judged.bands[1].to BANDS_OVERLAP'],
  [{ judged: judgedBands(['a', '0.8', '1'], ['a', '0', '0.8']) }, 'judged.bands[1].bandId BAND_ID_DUPLICATE'],
  [{ judged: judgedBands(['', '0', '1']) }, 'judged.bands[0].bandId BAND_ID_DUPLICATE'],
  // A band without ends is the whole scale.
  [{ judged: { judgedBy: '考核组', bands: [{ bandId: 'a' }] } }],
  [
    { judged: { judgedBy: '考核组', bands: [{ bandId: 'a' }, { bandId: 'b', to: '0.5' }] } },
    'judged.bands[1].to BANDS_OVERLAP',
  ],
  [{ judged: judgedBands(['a', '0.8', '1'], ['b', '0.6', '0.79'], ['c', '0', '0.59']) }],
  [{ judged: judgedBands(['a', '0.8', 'x'], ['b', '0', '0.8']) }, 'judged.bands[0].to DECIMAL_INVALID'],
  [
    {
      judged: {
        judgedBy: '考核组',
        bands: [
          { bandId: 'a', name: '达成', from: '0.8' },
          { bandId: 'b', name: '达成', to: '0.8' },
          { bandId: 'c', to: '0' },
          { bandId: 'd', to: '0' },
        ],
      },
    },
    'judged.bands[1].name BAND_NAME_DUPLICATE',
  ],
  [
    { judged: judgedBands(['a', '0', '1']), valueRule: { imputation: 'IMPUTATION_GROUP_MEAN' } },
    'valueRule VALUE_RULE_WITHOUT_VALUE',
  ],
  [
    { eventCount: { items: [{ itemId: 'a', points: '1' }] }, valueRule: { digits: 1 } },
    'valueRule VALUE_RULE_WITHOUT_VALUE',
  ],
  [
    { opinion: scale(['A', '100'], ['B', '0']), valueRule: { outliers: 'OUTLIERS_WINSORISE' } },
    'valueRule VALUE_RULE_WITHOUT_VALUE',
  ],
  [{ judged: judgedBands(['a', '0', '1']), raters: {} }, 'raters RATERS_WITHOUT_BALLOTS'],
  [{ eventCount: { items: [{ itemId: 'a', points: '1' }] } }],
  [{ eventCount: {} }, 'eventCount.items ITEMS_EMPTY'],
  [{ eventCount: { items: [{ itemId: 'a', points: '0' }] } }, 'eventCount.items[0].points POINTS_ZERO'],
  [
    {
      eventCount: {
        items: [
          { itemId: 'a', points: '1' },
          { itemId: 'a', points: '2' },
        ],
      },
    },
    'eventCount.items[1].itemId ITEM_ID_DUPLICATE',
  ],
  [{ eventCount: { items: [{ itemId: 'a', points: '1' }], start: '101' } }, 'eventCount.start START_OUTSIDE'],
  [{ indicatorId: 'higher', points: {}, raters: { minimum: 1 } }, 'raters RATERS_WITHOUT_BALLOTS'],
  [
    { indicatorId: 'higher', points: {}, valueRule: { coefficients: [{ unitId: 'u', coefficient: '0' }] } },
    'valueRule.coefficients[0].coefficient COEFFICIENT_NOT_POSITIVE',
  ],
  [
    { indicatorId: 'higher', points: {}, valueRule: { coefficients: [{ unitId: 'u' }, { unitId: 'u' }] } },
    'valueRule.coefficients[1].unitId COEFFICIENT_DUPLICATE',
  ],
])('a leaf %j: %s', (leaf, ...told) => {
  expect(ofLeaf(leaf)).toEqual(told);
});

const nodes = [{ nodeId: 'n', share: '100', indicatorId: 'higher', points: {} }];
const grades = [
  { gradeId: 'A', minScore: '90', quota: { share: '0.2' } },
  { gradeId: 'B', minScore: '0' },
];
const bonus = (more: object) => ({
  adjustments: [{ adjustmentId: 'b', cap: '5', leaves: [{ ...nodes[0], nodeId: 'x', share: '5' }], ...more }],
});

const counting = (...points: string[]) => ({
  nodeId: 'x',
  share: '5',
  eventCount: { floor: '-5', items: points.map((each, i) => ({ itemId: `i${i}`, points: each })) },
});

it.each<[scheme: object, ...told: string[]]>([
  [{ grades, vetoes: [{ vetoId: 'v', basis: 'b' }] }],
  [{ vetoes: [{ vetoId: 'v', basis: 'b' }] }, 'vetoes[0].effect VETO_WITHOUT_GRADES'],
  [{ grades, vetoes: [{ vetoId: 'v' }] }, 'vetoes[0].basis BASIS_MISSING'],
  [
    { grades, vetoes: [{ vetoId: 'v', basis: 'b', effect: 'VETO_EFFECT_DOWNGRADE', levels: 0 }] },
    'vetoes[0].levels OUT_OF_RANGE',
  ],
  [
    {
      grades,
      vetoes: [{ vetoId: 'v', basis: 'b', effect: 'VETO_EFFECT_DOWNGRADE' }],
      downgradeRule: 'DOWNGRADE_RULE_HEAVIEST',
    },
  ],
  [
    { grades, vetoes: [{ vetoId: 'v', basis: 'b' }], downgradeRule: 'DOWNGRADE_RULE_HEAVIEST' },
    'downgradeRule DOWNGRADES_MISSING',
  ],
  [
    { vetoes: [{ vetoId: 'v', basis: 'b', effect: 'VETO_EFFECT_ZERO_NODE', nodeId: 'm' }] },
    'vetoes[0].nodeId NODE_UNKNOWN',
  ],
  [{ vetoes: [{ vetoId: 'v', basis: 'b', effect: 'VETO_EFFECT_ZERO_NODE', nodeId: 'n' }] }],
  [{ grades: [grades[0], { ...grades[1], quota: { share: '0.1' } }] }, 'grades[1].quota LOWEST_WITH_QUOTA'],
  [
    { grades: [grades[0], { gradeId: 'M', minScore: '80', quota: { share: '0.9' } }, grades[1]] },
    'grades QUOTAS_ABOVE_ONE',
  ],
  [{ totalFloor: '5', totalCap: '4' }, 'totalFloor FLOOR_ABOVE_CAP'],
  [{ totalFloor: '5', totalCap: '5' }],
  [{ rankWithinClasses: true }, 'rankWithinClasses CLASSES_MISSING'],
  [{ taskLoads: [{ unitId: 'u', load: '1' }] }, 'taskLoads LOADS_TOO_FEW'],
  [
    {
      taskLoads: [
        { unitId: 'u', load: '0' },
        { unitId: 'u', load: '-1' },
        { unitId: 'v', load: '' },
        { unitId: '', load: '1' },
      ],
    },
    'taskLoads[1].unitId UNIT_TWICE',
    'taskLoads[1].load OUT_OF_RANGE',
    'taskLoads[2].load DECIMAL_INVALID',
    'taskLoads[3].unitId UNIT_MISSING',
  ],
  [
    {
      unitClasses: [
        { classId: 'c', unitIds: ['u'] },
        { classId: 'd', unitIds: ['u'] },
      ],
    },
    'unitClasses[1].unitIds[0] UNIT_IN_TWO_CLASSES',
  ],
  [
    { nodes: [{ ...nodes[0], classShares: [{ classId: 'c', share: '1' }] }] },
    'classShares[0].classId CLASS_UNKNOWN',
  ],
  [bonus({})],
  [bonus({ cap: '0' }), 'adjustments[0].cap CAP_NOT_POSITIVE'],
  [
    bonus({ leaves: [{ ...nodes[0], nodeId: 'x', share: '5', children: nodes }] }),
    'adjustments[0].leaves[0].children ADJUSTMENT_WITH_CHILDREN',
  ],
  [bonus({ leaves: nodes }), 'adjustments[0].leaves[0].nodeId NODE_ID_DUPLICATE'],
  [bonus({ leaves: [] }), 'adjustments[0].leaves ADJUSTMENT_EMPTY'],
  [
    bonus({ leaves: [{ ...nodes[0], nodeId: 'x', share: '0' }] }),
    'adjustments[0].leaves[0].share SHARE_ZERO',
  ],
  [bonus({ leaves: [counting('1', '-1')] })],
  [bonus({ leaves: [counting('-1', '-2')] }), 'adjustments[0].leaves[0].eventCount.items BONUS_ONLY_COSTS'],
  [bonus({ kind: 'ADJUSTMENT_KIND_DEDUCTION', leaves: [counting('-1', '-2')] })],
  [
    bonus({ kind: 'ADJUSTMENT_KIND_DEDUCTION', leaves: [counting('1', '-2')] }),
    'adjustments[0].leaves[0].eventCount.items DEDUCTION_OF_BOTH_SIGNS',
  ],
  [{ grades: [{ gradeId: 'A', minScore: '90', quota: {} }, grades[1]] }, 'grades[0].quota.share QUOTA_EMPTY'],
  [{ grades, totalCap: '90' }],
  [{ grades, totalCap: '89.9' }, 'grades[0].minScore GRADE_OUT_OF_REACH'],
  [{ tieNodeIds: ['n'] }, 'tieNodeIds TIE_NODES_WITHOUT_RULE'],
  [{ tieRule: 'TIE_RULE_BY_NODES', tieNodeIds: ['n', 'n'] }, 'tieNodeIds[1] TIE_NODE_TWICE'],
  [{ grades, vetoes: [{ vetoId: 'v', basis: 'b', nodeId: 'n' }] }, 'vetoes[0].nodeId NODE_WITHOUT_EFFECT'],
  [
    {
      unitClasses: [{ classId: 'c' }],
      nodes: [
        {
          ...nodes[0],
          classShares: [
            { classId: 'c', share: '100' },
            { classId: 'c', share: '90' },
          ],
        },
      ],
    },
    'classShares[1].classId CLASS_TWICE',
  ],
])('a scheme with %j: %s', (more, ...told) => {
  expect(faults({ nodes, ...more })).toEqual(told);
});

it('points of a method fit the full mark of every class, and the sentence names the class', () => {
  const leaf = (nodeId: string, forC: string) => ({
    nodeId,
    share: '50',
    classShares: [{ classId: 'c', share: forC }],
    indicatorId: 'higher',
    ladder: rungs(['90', '50']),
  });
  const scheme = Scheme.parse({
    shareKind: 'SHARE_KIND_FULL_MARKS',
    unitClasses: [{ classId: 'c', unitIds: ['u'] }],
    nodes: [leaf('a', '40'), leaf('b', '60')],
  });
  expect(checkScheme(scheme, indicators)).toEqual([
    {
      field: 'nodes[0].ladder.rungs[0].points',
      reason: 'OUT_OF_RANGE',
      en: 'Class c, out of 40: Must be between 0 and 40, got 50.',
      zh: '类别 c（满分 40）：应在 0 与 40 之间，收到的是 50。',
    },
  ]);
});

const opinions = { nodeId: 'o', share: '0', opinion: scale(['A', '100'], ['B', '0']) };
const happened = (more: object = {}) => ({ eventId: 'e', unitId: 'u', itemId: 'v', ...more });
const withVeto = { scheme: { nodes, vetoes: [{ vetoId: 'v', basis: 'b' }] } };
const value = { indicatorId: 'higher', unitId: 'u', period: '2026', value: '1' };
it.each<[data: object, ...told: string[]]>([
  [{ observations: [value], before: [value], targets: [value] }],
  [{ units: [{ unitId: 'u' }, { unitId: 'u' }] }, 'units[1] DUPLICATE'],
  [{ observations: [value, value] }, 'observations[1] DUPLICATE'],
  [{ observations: [value, { ...value, period: '2025' }] }],
  [{ observations: [{ ...value, unitId: 'x' }] }, 'observations[0].unitId UNKNOWN'],
  [{ before: [{ ...value, indicatorId: 'x' }] }, 'before[0].indicatorId UNKNOWN'],
  [{ targets: [{ ...value, value: 'many' }] }, 'targets[0].value DECIMAL_INVALID'],
  [
    { observations: [{ ...value, numerator: 'a', denominator: 'b' }] },
    'observations[0].numerator DECIMAL_INVALID',
    'observations[0].denominator DECIMAL_INVALID',
  ],
  [{ leads: [{ indicatorId: 'elsewhere', unitId: 'u', value: '1' }] }],
  [
    { leads: [{ indicatorId: 'elsewhere', unitId: 'x', value: 'a' }] },
    'leads[0].unitId UNKNOWN',
    'leads[0].value DECIMAL_INVALID',
  ],
  [
    { events: [{ eventId: 'e', unitId: 'x', count: 'some' }] },
    'events[0].unitId UNKNOWN',
    'events[0].itemId UNKNOWN',
    'events[0].count DECIMAL_INVALID',
  ],
  [{ ballots: [{ nodeId: 'm', unitId: 'u' }] }, 'ballots[0].nodeId UNKNOWN'],
  [{ ballots: [{ nodeId: 'o', unitId: 'u', option: 'A' }] }],
  [{ ballots: [{ nodeId: 'o', unitId: 'u', option: 'C' }] }, 'ballots[0].option OPTION_UNKNOWN'],
  [{ cyclePeriod: '' }, 'cyclePeriod PERIOD_INVALID'],
  [{ cyclePeriod: '2026-13' }, 'cyclePeriod PERIOD_INVALID'],
  [{ observations: [{ ...value, period: 'Jan 2026' }] }, 'observations[0].period PERIOD_INVALID'],
  [{ observations: [value, { ...value, period: '2026-01' }] }, 'observations[1].period PERIODS_MIXED'],
  [{ observations: [{ ...value, period: '2026-01' }], before: [{ ...value, period: '2025-12' }] }],
  [
    {
      observations: [
        { ...value, period: '2026-Q1' },
        { ...value, period: '2026-Q4' },
      ],
    },
  ],
  [{ events: [happened()] }, 'events[0].itemId UNKNOWN'],
  [{ ...withVeto, events: [happened({ count: '0.5', date: '2026-09-30' })] }],
  [{ ...withVeto, events: [happened({ count: '-1' })] }, 'events[0].count COUNT_NOT_POSITIVE'],
  [{ ...withVeto, events: [happened({ date: '30.9.2026' })] }, 'events[0].date DATE_INVALID'],
  [
    {
      declarations: [
        { nodeId: 'n', unitId: 'u', state: 'PENDING' },
        { nodeId: 'n', unitId: 'u', state: 'PENDING' },
      ],
    },
    'declarations[1] DUPLICATE',
  ],
  [{ previousTotals: [{ unitId: 'u', total: 'x' }] }, 'previousTotals[0].total DECIMAL_INVALID'],
  [{ promotions: [{ unitId: 'u', gradeId: 'Z', document: 'd' }] }, 'promotions[0].gradeId UNKNOWN'],
])('a package with %j: %s', (data, ...told) => {
  const of = ScoringPackage.parse({
    format: PACKAGE_FORMAT,
    cyclePeriod: '2026',
    scheme: { nodes: [...nodes, opinions] },
    indicators: [{ indicatorId: 'higher' }],
    units: [{ unitId: 'u' }],
    ...data,
  });
  expect(checkPackage(of).map(({ field, reason }) => `${field} ${reason}`)).toEqual(told);
});
