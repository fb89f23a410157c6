import { type FieldViolation } from '@fuxing/errors';
import {
  checkScheme,
  decimal,
  evaluate,
  parseDecimal,
  type ScoringPackage,
  Scheme,
  type Standing,
  text,
  walk,
} from '@fuxing/scoring';

export interface Change {
  indicatorId: string;
  unitId: string;
  period: string;
  value: string;
}

/** What is tried on a package. */
export interface Changes {
  shares: { nodeId: string; share: string }[];
  values: Change[];
  targets: Change[];
  /** Instead of the frozen scheme. */
  scheme?: Scheme | undefined;
}

/** A unit before and after. */
export interface Compared {
  unitId: string;
  before: Standing;
  after: Standing;
}

/** Everything that makes changes unusable, each fault with its path; empty when they can be tried. */
export function checkChanges(of: ScoringPackage, changes: Changes): FieldViolation[] {
  const faults: FieldViolation[] = [];
  const nodes = new Set([...walk((changes.scheme ?? of.scheme).nodes)].map(([{ nodeId }]) => nodeId));
  const units = new Set(of.units.map(({ unitId }) => unitId));
  const indicators = new Set(of.indicators.map(({ indicatorId }) => indicatorId));
  const add = (field: string, reason: string, en: string, zh: string): void => {
    faults.push({ field, reason, en, zh });
  };
  const number = (field: string, value: string): void => {
    if (parseDecimal(value)) return;
    add(
      field,
      'DECIMAL_INVALID',
      `Must be a plain decimal number such as 12.5, got "${value}".`,
      `应为普通十进制数（例如 12.5），收到的是“${value}”。`,
    );
  };
  for (const [i, { nodeId, share }] of changes.shares.entries()) {
    number(`shares[${i}].share`, share);
    if (!nodes.has(nodeId))
      add(`shares[${i}].nodeId`, 'NODE_UNKNOWN', `There is no node "${nodeId}".`, `节点“${nodeId}”不存在。`);
  }
  for (const name of ['values', 'targets'] as const) {
    for (const [i, { indicatorId, unitId, value }] of changes[name].entries()) {
      number(`${name}[${i}].value`, value);
      if (!units.has(unitId))
        add(
          `${name}[${i}].unitId`,
          'UNIT_NOT_IN_GROUP',
          `"${unitId}" is not a unit of this cycle.`,
          `“${unitId}”不是本周期的考核单位。`,
        );
      if (!indicators.has(indicatorId)) {
        add(
          `${name}[${i}].indicatorId`,
          'INDICATOR_UNKNOWN',
          `The scheme does not use the indicator "${indicatorId}".`,
          `方案没有使用指标“${indicatorId}”。`,
        );
      }
    }
  }
  if (faults.length > 0) return faults;
  const library = new Map(of.indicators.map((each) => [each.indicatorId, each]));
  return checkScheme(changed(of, changes).scheme, library).map((fault) => ({
    ...fault,
    field: `scheme.${fault.field}`,
  }));
}

const key = ({ indicatorId, unitId, period }: Omit<Change, 'value'>): string =>
  `${indicatorId}\n${unitId}\n${period}`;

/** The package with the changes made; what is not named stays. A changed rate keeps its denominator, its numerator follows. */
export function changed(of: ScoringPackage, { shares, values, targets, scheme }: Changes): ScoringPackage {
  const other = structuredClone(scheme ?? of.scheme);
  const wanted = new Map(shares.map(({ nodeId, share }) => [nodeId, share]));
  for (const [node] of walk(other.nodes)) node.share = wanted.get(node.nodeId) ?? node.share;
  const replaced = new Set(values.map(key));
  const stood = new Map(of.observations.map((each) => [key(each), each]));
  const retargeted = new Set(targets.map(key));
  return {
    ...of,
    scheme: other,
    observations: [
      ...of.observations.filter((each) => !replaced.has(key(each))),
      ...values.map((each) => ({
        ...each,
        observationId: '',
        ...partsOf(each.value, stood.get(key(each))),
      })),
    ],
    targets: [...of.targets.filter((each) => !retargeted.has(key(each))), ...targets],
  };
}

/** Numerator and denominator of a changed rate; none where there were none. */
function partsOf(
  value: string,
  before: ScoringPackage['observations'][number] | undefined,
): { numerator?: string; denominator?: string; factor?: string } {
  const { denominator, factor = '100' } = before ?? {};
  if (denominator === undefined) return {};
  const cases = decimal('value', value).times(decimal('denominator', denominator));
  return { numerator: text(cases.div(decimal('factor', factor))), denominator, factor };
}

/** Scores a package as it is and with the changes, in the order after the changes. */
export function compare(of: ScoringPackage, changes: Changes): Compared[] {
  const before = new Map(evaluate(of).standings.map((standing) => [standing.unitId, standing]));
  return evaluate(changed(of, changes)).standings.map((after) => ({
    unitId: after.unitId,
    before: before.get(after.unitId) ?? after,
    after,
  }));
}
