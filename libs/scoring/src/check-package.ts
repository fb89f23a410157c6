import { checkJudgement } from './check-judgement';
import { checkEvents, checkOptions, checkPeriods } from './check-rows';
import type { ScoringPackage } from './package';
import { leavesOf } from './scheme';
import type { FieldViolation } from './scoring-error';
import { Violations } from './violations';

/**
 * What is wrong with the data of a package: rows of units, indicators or leaves that it does not have would otherwise be
 * left out without a word, and so would one of two equal ones. The scheme is the question of `checkScheme`.
 */
export function checkPackage(of: ScoringPackage): FieldViolation[] {
  const faults = new Violations();
  const units = ids(faults, 'units', of.units, ({ unitId }) => unitId);
  const indicators = ids(faults, 'indicators', of.indicators, ({ indicatorId }) => indicatorId);
  const leaves = new Map([...leavesOf(of.scheme)].map(([node]) => [node.nodeId, node]));
  const known = { unitId: units, indicatorId: indicators, nodeId: new Set(leaves.keys()) };

  checkPeriods(faults, of);
  for (const list of ['observations', 'before'] as const) {
    ids(faults, list, of[list], (row) => `${row.indicatorId} ${row.unitId} ${row.period}`);
    refer(faults, list, of[list], known);
    decimals(faults, list, of[list], ['value', 'numerator', 'denominator', 'factor']);
  }
  ids(faults, 'targets', of.targets, (row) => `${row.indicatorId} ${row.unitId} ${row.period}`);
  refer(faults, 'targets', of.targets, known);
  decimals(faults, 'targets', of.targets, ['value']);
  ids(faults, 'leads', of.leads, (row) => `${row.indicatorId} ${row.unitId}`);
  refer(faults, 'leads', of.leads, { unitId: units });
  decimals(faults, 'leads', of.leads, ['value']);
  ids(faults, 'events', of.events, ({ eventId }) => eventId);
  refer(faults, 'events', of.events, { unitId: units });
  checkEvents(faults, of);
  ids(faults, 'ballots', of.ballots, (row) => `${row.nodeId} ${row.unitId} ${row.raterId}`);
  refer(faults, 'ballots', of.ballots, known);
  checkOptions(faults, of);
  ids(faults, 'declarations', of.declarations, (row) => `${row.nodeId} ${row.unitId}`);
  refer(faults, 'declarations', of.declarations, known);
  for (const [i, row] of of.declarations.entries()) {
    const node = leaves.get(row.nodeId);
    if (row.state === 'IMPUTED' && !node?.judged) faults.decimal(`declarations[${i}].value`, row.value);
    if (node)
      checkJudgement(faults, `declarations[${i}]`, { scheme: of.scheme, node, unitId: row.unitId }, row);
  }
  ids(faults, 'previousTotals', of.previousTotals, ({ unitId }) => unitId);
  decimals(faults, 'previousTotals', of.previousTotals, ['total']);
  ids(faults, 'promotions', of.promotions, ({ unitId }) => unitId);
  refer(faults, 'promotions', of.promotions, {
    unitId: units,
    gradeId: new Set(of.scheme.grades.map(({ gradeId }) => gradeId)),
  });
  return faults.list;
}

/** The ids of a list; a second row of the same id is a fault. */
function ids<T>(faults: Violations, list: string, rows: readonly T[], idOf: (row: T) => string): Set<string> {
  const seen = new Set<string>();
  for (const [i, row] of rows.entries()) {
    const id = idOf(row);
    if (seen.has(id))
      faults.add(`${list}[${i}]`, 'DUPLICATE', `"${id}" stands here twice.`, `“${id}”重复出现。`);
    seen.add(id);
  }
  return seen;
}

function refer(
  faults: Violations,
  list: string,
  rows: readonly object[],
  known: Readonly<Record<string, ReadonlySet<string>>>,
): void {
  for (const [i, row] of rows.entries()) {
    for (const [field, id] of Object.entries(row)) {
      const there = known[field];
      if (!there || there.has(id)) continue;
      faults.add(
        `${list}[${i}].${field}`,
        'UNKNOWN',
        `The package has no ${field.slice(0, -2)} "${id}".`,
        `数据包中没有编号为“${id}”的${NAMES[field] ?? '项'}。`,
      );
    }
  }
}

const NAMES: Readonly<Record<string, string>> = {
  unitId: '单位',
  indicatorId: '指标',
  nodeId: '末级节点',
  gradeId: '等次',
};

function decimals<F extends string>(
  faults: Violations,
  list: string,
  rows: readonly Partial<Record<F, string>>[],
  fields: readonly F[],
): void {
  for (const [i, row] of rows.entries()) {
    for (const field of fields) {
      const text = row[field];
      if (text !== undefined) faults.decimal(`${list}[${i}].${field}`, text);
    }
  }
}
