import { checkScheme } from '../check-scheme';
import { evaluate } from '../evaluate';
import type { MethodField } from '../methods';
import { PACKAGE_FORMAT, ScoringPackage } from '../package';

/** What one unit is judged by; everything else of the package is plain. */
export interface Given {
  outOf?: string;
  lower?: boolean;
  band?: boolean;
  target?: string;
  /** Value of the unit `u`, and of others. */
  value?: string;
  others?: string[];
  before?: string;
  events?: object[];
  ballots?: Record<string, number>;
  node?: object;
  rounding?: object;
  declared?: string;
}

/** One leaf of one method, judged for the unit `u` beside others; scores have 4 digits. */
function packageOf(field: MethodField, parameters: object, given: Given): ScoringPackage {
  const {
    outOf = '100',
    lower,
    band,
    target,
    value,
    others = [],
    before,
    events = [],
    ballots = {},
    node,
    declared,
    rounding = { itemDigits: 4, totalDigits: 4 },
  } = given;
  const units = ['u', ...others.map((_, i) => `o${i}`)];
  const values = [value, ...others];
  const direction = band ? 'TARGET_BAND' : lower ? 'LOWER_IS_BETTER' : 'HIGHER_IS_BETTER';
  const judged = value === undefined ? {} : { indicatorId: 'i' };
  return ScoringPackage.parse({
    format: PACKAGE_FORMAT,
    cyclePeriod: '2026',
    scheme: {
      schemeId: 's',
      fullMark: outOf,
      shareKind: 'SHARE_KIND_FULL_MARKS',
      rounding,
      nodes: [{ nodeId: 'n', share: outOf, ...judged, [field]: parameters, ...node }],
    },
    indicators: [{ indicatorId: 'i', direction: `DIRECTION_${direction}` }],
    units: units.map((unitId) => ({ unitId })),
    observations: values.flatMap((each, n) =>
      each === undefined ? [] : [{ indicatorId: 'i', unitId: units[n], period: '2026', value: each }],
    ),
    before: before === undefined ? [] : [{ indicatorId: 'i', unitId: 'u', period: '2025', value: before }],
    targets: units.flatMap((unitId) =>
      target === undefined ? [] : [{ indicatorId: 'i', unitId, period: '2026', value: target }],
    ),
    declarations:
      declared === undefined
        ? []
        : [{ nodeId: 'n', unitId: 'u', state: declared, reason: 'r', approvedBy: 'a' }],
    events: events.map((event, n) => ({ eventId: `e${n}`, unitId: 'u', document: 'd', ...event })),
    ballots: Object.entries(ballots).flatMap(([option, count]) =>
      Array.from({ length: count }, (_, n) => ({
        nodeId: 'n',
        unitId: 'u',
        raterId: `${option}${n}`,
        option,
      })),
    ),
  });
}

/** The score of one unit through the whole engine, after the scheme is checked. */
export function score(field: MethodField, parameters: object, given: Given): string {
  const of = packageOf(field, parameters, given);
  const faults = checkScheme(of.scheme, new Map(of.indicators.map((each) => [each.indicatorId, each])));
  if (faults.length > 0) return faults.map((each) => `${each.field} ${each.reason}`).join(', ');
  const [result] = evaluate(of).results;
  return (
    (result?.total === undefined ? undefined : String(Number(result.total))) ??
    (result?.obstacles[0]?.state || result?.state || '')
  );
}

/** A published or worked-out score. */
export interface Published {
  why: string;
  field: MethodField;
  rule: object;
  given: Given;
  is: string;
}
