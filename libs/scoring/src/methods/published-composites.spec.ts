import { checkScheme } from '../check-scheme';
import { evaluate, type Evaluation } from '../evaluate';
import { PACKAGE_FORMAT, ScoringPackage } from '../package';

interface Line {
  worst: string;
  best: string;
  value: string;
}

function evaluated(of: object): Evaluation {
  const read = ScoringPackage.parse({ format: PACKAGE_FORMAT, cyclePeriod: '2026', ...of });
  expect(checkScheme(read.scheme, new Map(read.indicators.map((each) => [each.indicatorId, each])))).toEqual(
    [],
  );
  return evaluate(read);
}

const value = (indicatorId: string, unitId: string, of: object) => ({
  indicatorId,
  unitId,
  period: '2026',
  ...of,
});

/** The mean of lines from 0 at the worst to 100 at the best value, over all of them. */
function distanceToFrontier(lines: Line[]): number {
  const ids = lines.map((_, i) => `i${i}`);
  const [result] = evaluated({
    scheme: {
      shareKind: 'SHARE_KIND_FULL_MARKS',
      fullMark: String(100 * lines.length),
      rounding: { itemDigits: 6, totalDigits: 6 },
      nodes: lines.map(({ worst, best }, i) => ({
        nodeId: `n${i}`,
        indicatorId: ids[i],
        share: '100',
        linear: { unacceptable: worst, satisfactory: best },
      })),
    },
    indicators: lines.map(({ worst, best }, i) => ({
      indicatorId: ids[i],
      direction: Number(worst) > Number(best) ? 'DIRECTION_LOWER_IS_BETTER' : 'DIRECTION_HIGHER_IS_BETTER',
    })),
    units: [{ unitId: 'u' }],
    observations: lines.map((line, i) => value(`i${i}`, 'u', { value: line.value })),
  }).results;
  return Number(result?.total) / lines.length;
}

const starting = (procedures: string, time: string, cost: string, capital: string): Line[] => [
  { worst: '18', best: '1', value: procedures },
  { worst: '100', best: '0.5', value: time },
  { worst: '200', best: '0', value: cost },
  { worst: '400', best: '0', value: capital },
];
const permits = (procedures: string, time: string, cost: string, quality?: string): Line[] => [
  { worst: '30', best: '5', value: procedures },
  { worst: '373', best: '26', value: time },
  { worst: '20', best: '0', value: cost },
  ...(quality === undefined ? [] : [{ worst: '0', best: '15', value: quality }]),
];

// World Bank, Doing Business: (worst − y) ÷ (worst − frontier), the mean per topic. Values and scores as published:
// doingbusiness.org, Portugal 2015 and 2017; country tables 2018, Afghanistan (its cost is beyond the worst).
it.each<[topic: string, lines: Line[], published: string]>([
  ['Portugal 2015, construction permits', permits('14', '113', '1.4'), '77.31'],
  ['Portugal 2017, starting a business', starting('5', '4.5', '2.1', '0'), '92.85'],
  ['Afghanistan 2018, starting a business', starting('3.5', '7.5', '82.3', '0'), '84.28'],
  ['Afghanistan 2018, construction permits', permits('13', '354', '89.8', '2.5'), '22.54'],
])('distance to frontier: %s', (_, lines, published) => {
  expect(distanceToFrontier(lines).toFixed(2)).toBe(published);
});

// 连云港市12345, 2017-04 (lyg.gov.cn fc38510f) and domain-rules g-5: rates as published, from their counts.
it.each([
  ['结案率', '23974', '24932', 2, '96.16'],
  ['按期结案率', '22345', '24932', 2, '89.62'],
  ['优良天数 86/91', '86', '91', 1, '94.5'],
  ['优良天数 212+141', '353', '365', 1, '96.7'],
  ['年报', '1219.03', '1392.37', 2, '87.55'],
  ['年报', '1482.49', '1741.62', 2, '85.12'],
  ['年报', '909', '912', 1, '99.7'],
  ['工单', '25783', '29186', 2, '88.34'],
  ['工单', '24165', '29186', 1, '82.8'],
])('%s: %s of %s', (_, numerator, denominator, digits, is) => {
  const [result] = evaluated({
    scheme: {
      rounding: { itemDigits: digits, totalDigits: digits },
      nodes: [
        {
          nodeId: 'n',
          share: '100',
          indicatorId: 'rate',
          time: 'TIME_AGGREGATION_POOLED_RATIO',
          points: {},
        },
      ],
    },
    indicators: [{ indicatorId: 'rate', unitOfMeasure: '%' }],
    units: [{ unitId: 'u' }],
    observations: [value('rate', 'u', { value: '0', numerator, denominator })],
  }).results;
  expect(Number(result?.total).toString()).toBe(is);
});

// 连云港市12345, 2022-08 (mirror …/dafdd770…): counties out of 150 and districts ranked apart.
it('places of counties and of districts', () => {
  const counties = { 灌云县: '145.89', 灌南县: '145.2', 东海县: '142.59', 赣榆区: '140.2' };
  const districts = {
    连云区: '98.5',
    徐圩新区: '96.06',
    市开发区: '95.88',
    云台山景区: '93.92',
    海州区: '91.48',
  };
  const all = Object.entries({ ...districts, ...counties });
  const { standings } = evaluated({
    scheme: {
      shareKind: 'SHARE_KIND_FULL_MARKS',
      fullMark: '150',
      nodes: [{ nodeId: 'n', share: '150', indicatorId: 'score', points: {} }],
      rankWithinClasses: true,
      unitClasses: [
        { classId: 'counties', unitIds: Object.keys(counties) },
        { classId: 'districts', unitIds: Object.keys(districts) },
      ],
    },
    indicators: [{ indicatorId: 'score' }],
    units: all.map(([unitId]) => ({ unitId })),
    observations: all.map(([unitId, points]) => value('score', unitId, { value: points })),
  });
  const listed = standings.map(({ unitId, rank }) => `${rank} ${unitId}`);
  expect(listed.toSorted()).toEqual(
    [...Object.keys(counties), ...Object.keys(districts)]
      .map((unitId, i) => `${i < 4 ? i + 1 : i - 3} ${unitId}`)
      .toSorted(),
  );
});
