import { PACKAGE_FORMAT, ScoringPackage } from '../package';
import { Random } from '../sensitivity/random';
import { Draw } from './draw';
import { randomMethod } from './random-method';

interface Leaf {
  nodeId: string;
  direction: string;
  changesSign: boolean;
  source: 'VALUE' | 'EVENTS' | 'BALLOTS' | 'JUDGEMENTS';
  full: number;
  options: string[];
  items: string[];
}

const MEANS = ['MEAN_ARITHMETIC', 'MEAN_ARITHMETIC', 'MEAN_GEOMETRIC', 'MEAN_HARMONIC'] as const;
const MISSING = ['MISSING_RULE_ZERO', 'MISSING_RULE_EXCLUDE', 'MISSING_RULE_BLOCK'] as const;
const TIMES = ['MEAN_OF_VALUES', 'POOLED_RATIO', 'MEAN_OF_SCORES', 'SUM', 'LAST', 'BEST', 'WORST'] as const;

/** The events of a deduction have points of one sign. */
function onlyLoses(deducts: boolean, leaf: object): object {
  const { eventCount } = leaf as { eventCount?: { items: { points: string }[] } };
  if (!deducts || !eventCount) return leaf;
  const items = eventCount.items.filter(({ points }) => points.startsWith('-'));
  return { ...leaf, eventCount: { ...eventCount, items } };
}

/** What events may set off; the gravest seldom, so that grades stay apart. */
const VETOES = ['v-zero', 'v-best', 'v-down', 'v-down', 'v-criticised', 'v-criticised', 'v-fail'] as const;

/**
 * A package with a scheme that `checkScheme` passes, of any methods, means and rules; the same for the same seed.
 *
 * @param beyond also rules that the second opinion does not know: the generalised mean, bonuses for a share of the units,
 *   vetoes of a limited time, whole
 *   marks, the least spread of a rater
 */
export function randomPackage(seed: string, beyond = false): ScoringPackage {
  const draw = new Draw(new Random(seed));
  const mean = () =>
    beyond && draw.rarely(3)
      ? { mean: 'MEAN_POWER', meanPower: draw.one('2', '-2', '0.5', '3', '-1.5') }
      : { mean: draw.one(...MEANS) };
  const unitIds = Array.from({ length: draw.whole(3, 8) }, (_, i) => `u${i + 1}`);
  const byMarks = draw.rarely(2);
  const fullMark = draw.one(100, 150, 1000);
  const leaves: Leaf[] = [];

  const leaf = (nodeId: string, share: number, full: number) => {
    const { field, parameters, of } = randomMethod(draw, full, beyond);
    leaves.push({ nodeId, full, ...of });
    const time = `TIME_AGGREGATION_${of.source === 'VALUE' ? draw.one(...TIMES) : 'SUM'}`;
    return {
      nodeId,
      name: `指标${nodeId}`,
      nameEn: `Item ${nodeId}`,
      share: String(share),
      missing: draw.one(...MISSING),
      ...(of.source === 'VALUE' && { indicatorId: `i-${nodeId}`, time }),
      ...(of.source === 'VALUE' &&
        time !== 'TIME_AGGREGATION_MEAN_OF_SCORES' &&
        draw.rarely(3) && { valueRule: valueRule(of.changesSign) }),
      ...(of.source === 'BALLOTS' && { raters: raters(of.options, field === 'opinion') }),
      [field]: parameters,
    };
  };
  const raters = (options: string[], hasScale: boolean) => ({
    minimum: draw.whole(0, 6),
    recuse: draw.rarely(2),
    refuseUniform: draw.rarely(2),
    quotas: draw.rarely(2) ? [{ option: draw.one(...options), share: draw.decimal(0.3, 1) }] : [],
    ...(hasScale && {
      trimAbove: draw.one(0, 3, 5),
      ...(beyond && { leastSpread: draw.one('', '10', '30') }),
      levelling: draw.one('LEVELLING_NONE', 'LEVELLING_Z_SCORE', 'LEVELLING_MIN_MAX'),
    }),
  });
  const valueRule = (changesSign: boolean) => ({
    ...(changesSign && { growth: draw.one('GROWTH_NONE', 'GROWTH_RELATIVE', 'GROWTH_DIFFERENCE') }),
    ...(draw.rarely(2) && {
      corrections: [{ indicatorId: 'i-lead', factor: draw.decimal(0, 2), limit: draw.decimal(0, 5) }],
    }),
    coefficients: unitIds
      .filter(() => draw.rarely(2))
      .map((unitId) => ({ unitId, coefficient: draw.decimal(0.5, 1.5) })),
    ...(draw.rarely(2) && {
      digits: draw.whole(0, 4),
      roundingMode: draw.one('ROUNDING_MODE_HALF_UP', 'ROUNDING_MODE_HALF_EVEN'),
    }),
    imputation: draw.one('IMPUTATION_NONE', 'IMPUTATION_GROUP_MEAN', 'IMPUTATION_GROUP_MEDIAN'),
    outliers: draw.one('OUTLIERS_KEEP', 'OUTLIERS_WINSORISE'),
  });
  const tree = (prefix: string, total: number, depth: number): object[] =>
    draw.parts(total, draw.whole(depth === 0 ? 2 : 1, 3)).map((share, i) => {
      const nodeId = `${prefix}${i + 1}`;
      if (depth === 2 || share < 4 || draw.rarely(2)) return leaf(nodeId, share, byMarks ? share : fullMark);
      return {
        nodeId,
        name: `类${nodeId}`,
        share: String(share),
        ...mean(),
        missing: draw.one(...MISSING),
        availability: draw.one('0', '0', '0.5'),
        children: tree(`${nodeId}-`, byMarks ? share : 100, depth + 1),
      };
    });
  const nodes = tree('n', byMarks ? fullMark : 100, 0);
  const adjustments = [0, 1].slice(draw.whole(0, 2)).map((i) => {
    const cap = draw.whole(2, 10);
    return {
      adjustmentId: `a${i}`,
      name: i === 0 ? '加分' : '扣分',
      kind: i === 0 ? 'ADJUSTMENT_KIND_BONUS' : 'ADJUSTMENT_KIND_DEDUCTION',
      cap: String(cap),
      leaves: [onlyLoses(i === 1, leaf(`a${i}-leaf`, cap, cap))],
    };
  });
  const vetoed = draw.one(...leaves).nodeId;

  const values = (year: string) =>
    [...leaves, { nodeId: 'lead', source: 'VALUE', changesSign: true, direction: '' } as const]
      .filter(({ source }) => source === 'VALUE')
      .flatMap(({ nodeId, changesSign }) =>
        unitIds.flatMap((unitId) =>
          Array.from({ length: draw.one(0, 1, 1, 2, 3) }, (_, month) => ({
            indicatorId: `i-${nodeId}`,
            unitId,
            observationId: `${nodeId}-${unitId}-${year}-${month}`,
            period: `${year}-0${month + 1}`,
            value: draw.decimal(changesSign ? -50 : 0, 120),
            numerator: draw.decimal(0, 60, 0),
            denominator: draw.decimal(0, 60, 0),
          })),
        ),
      );

  return ScoringPackage.parse({
    format: PACKAGE_FORMAT,
    cyclePeriod: '2026',
    scheme: {
      schemeId: 'random',
      name: '随机方案',
      nameEn: 'Random scheme',
      fullMark: String(fullMark),
      shareKind: byMarks ? 'SHARE_KIND_FULL_MARKS' : 'SHARE_KIND_WEIGHTS',
      nodes,
      ...mean(),
      adjustments,
      totalCap: draw.one('', '', String(fullMark)),
      rounding: {
        itemDigits: draw.whole(0, 4),
        ...(beyond && draw.rarely(2) && { wholeFrom: '30' }),
        totalDigits: draw.whole(0, 4),
        mode: draw.one('ROUNDING_MODE_HALF_UP', 'ROUNDING_MODE_HALF_EVEN'),
      },
      ...(draw.rarely(2) && { tieRule: 'TIE_RULE_BY_NODES', tieNodeIds: ['n1', 'n2'] }),
      tieByImprovement: draw.rarely(2),
      taskLoads: draw.rarely(2) ? unitIds.map((unitId) => ({ unitId, load: draw.decimal(1, 4, 0) })) : [],
      vetoes: draw.shuffled([
        {
          vetoId: 'v-zero',
          name: '数据造假',
          effect: 'VETO_EFFECT_ZERO_NODE',
          nodeId: vetoed,
          basis: '办法第 1 条',
          ...(beyond && { decidedBy: '区考核委员会', validMonths: draw.whole(0, 12) }),
        },
        { vetoId: 'v-best', name: '一票否优', effect: 'VETO_EFFECT_NOT_BEST', basis: '办法第 2 条' },
        ...['v-down', 'v-criticised'].map((vetoId, i) => ({
          vetoId,
          name: i === 0 ? '降等' : '通报批评',
          effect: 'VETO_EFFECT_DOWNGRADE',
          levels: draw.whole(1, 2),
          basis: `办法第 ${i + 3} 条`,
        })),
        { vetoId: 'v-fail', name: '一票否决', effect: 'VETO_EFFECT_FAIL', basis: '办法第 5 条' },
      ]),
      downgradeRule: draw.one('DOWNGRADE_RULE_CUMULATIVE', 'DOWNGRADE_RULE_HEAVIEST'),
      ...(draw.rarely(2) && {
        rankWithinClasses: true,
        unitClasses: [
          { classId: 'streets', name: '街道', unitIds: unitIds.slice(0, 2) },
          { classId: 'offices', name: '部门', unitIds: unitIds.slice(2) },
        ],
      }),
      horsConcoursUnitIds: draw.rarely(3) ? [unitIds[0]] : [],
      grades: [
        { gradeId: 'A', name: '优秀', minScore: '60', quota: { share: '0.2', border: 'BORDER_COMMITTEE' } },
        { gradeId: 'B', name: '良好', minScore: '45' },
        { gradeId: 'C', name: '合格', minScore: '30' },
        { gradeId: 'D', name: '较差', minScore: '15' },
        { gradeId: 'E', name: '不合格', minScore: '0' },
      ],
    },
    indicators: [
      ...leaves
        .filter(({ source }) => source === 'VALUE')
        .map(({ nodeId, direction, changesSign }) => ({
          indicatorId: `i-${nodeId}`,
          direction,
          unitOfMeasure: '%',
          changesSign,
        })),
      { indicatorId: 'i-lead', unitOfMeasure: '%' },
    ],
    units: unitIds.map((unitId) => ({ unitId, name: `单位${unitId}`, nameEn: `Unit ${unitId}` })),
    observations: values('2026'),
    before: values('2025'),
    targets: leaves.flatMap(({ nodeId, source }) =>
      unitIds
        .filter(() => source === 'VALUE' && !draw.rarely(12))
        .map((unitId) => ({
          indicatorId: `i-${nodeId}`,
          unitId,
          period: '2026',
          value: draw.decimal(1, 100),
        })),
    ),
    leads: unitIds
      .filter(() => !draw.rarely(8))
      .map((unitId) => ({ indicatorId: 'i-lead', unitId, value: draw.decimal(-4, 4) })),
    events: unitIds.flatMap((unitId) =>
      Array.from({ length: draw.whole(0, 5) }, (_, i) => ({
        eventId: `e-${unitId}-${i}`,
        unitId,
        itemId: draw.one(...VETOES, ...leaves.flatMap(({ items }) => [...items, ...items])),
        matterId: draw.one('', 'm1', 'm2'),
        tier: draw.one('', 'second'),
        count: String(draw.whole(1, 3)),
        document: draw.one('', '复政〔2026〕1号'),
        date: '2026-05-01',
      })),
    ),
    ballots: leaves.flatMap(({ nodeId, options }) =>
      options.length === 0
        ? []
        : unitIds.flatMap((unitId) =>
            Array.from({ length: draw.whole(0, 9) }, (_, i) => ({
              nodeId,
              unitId,
              raterId: String(i + 1),
              raterUnitId: draw.one('', ...unitIds),
              option: draw.one(...options),
            })),
          ),
    ),
    declarations: leaves.flatMap(({ nodeId, source, full }) =>
      unitIds
        .filter(() => (source === 'JUDGEMENTS') !== draw.rarely(15))
        .map((unitId) => ({
          nodeId,
          unitId,
          ...(source === 'JUDGEMENTS'
            ? draw.one(
                { state: 'JUDGED', bandId: 'achieved', value: draw.decimal(0.8 * full, full, 1) },
                { state: 'JUDGED', bandId: 'not', value: draw.decimal(0, 0.5 * full, 1) },
              )
            : { state: draw.one('NOT_APPLICABLE', 'NOT_REPORTED', 'IMPUTED'), value: draw.decimal(1, 90) }),
          reason: '说明',
          approvedBy: '考核办',
        })),
    ),
    previousTotals: unitIds.map((unitId) => ({ unitId, total: draw.decimal(0, 100, 2) })),
  });
}
