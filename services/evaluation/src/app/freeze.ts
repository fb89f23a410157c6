import type { FrozenIndicator } from '../domain/frozen-indicator';
import { yearEarlier } from '@fuxing/calendar';
import { DomainError } from '@fuxing/errors';
import { leavesOf, Scheme } from '@fuxing/scoring';
import type { EntityManager } from 'typeorm';
import type { CycleRow } from '../db/cycle.entity';
import { filingsOf } from '../db/filings';
import { checkFiling } from '../domain/check-filing';
import { Filed, together } from '../domain/filed';
import { measuresOf } from '../domain/formula';
import { references } from '../db/references';
import type { Frozen } from './frozen';

/**
 * The rules and filings of a cycle as they stand at this moment.
 *
 * @throws DomainError SCHEME_NOT_FOUND, UNIT_GROUP_NOT_FOUND, INDICATOR_NOT_FOUND, FILING_OUTDATED
 */
export async function freeze(
  tx: EntityManager,
  cycle: CycleRow,
): Promise<{ frozen: Frozen; scheme: Scheme; filed: Filed }> {
  const stored = (await references.scheme.newest(tx, [cycle.schemeId])).get(cycle.schemeId);
  if (!stored) throw missing('SCHEME_NOT_FOUND', `scheme ${cycle.schemeId}`, `考核方案 ${cycle.schemeId}`);
  const scheme = Scheme.parse(stored.content);
  const { unitGroupId } = scheme;
  const group = (await references.unitGroup.newest(tx, [unitGroupId])).get(unitGroupId);
  if (!group) throw missing('UNIT_GROUP_NOT_FOUND', `unit group ${unitGroupId}`, `考核分组 ${unitGroupId}`);
  const unitIds = [...group.content.unitIds].sort();
  const filings = (await filingsOf(tx, cycle.cycleId)).map(({ filingId, content }) => ({
    filingId,
    filed: Filed.parse(content),
  }));
  for (const each of filings) assertFits(each, scheme, new Set(unitIds));
  const filed = together(filings.map((each) => each.filed));
  const frozen: Frozen = {
    scheme: stored.content,
    indicators: await indicatorsOf(tx, scheme),
    unitIds,
    unitNames: await namesOf(tx, unitIds),
    cyclePeriod: cycle.period,
    events: filed.events,
    promotions: filed.promotions,
    previousTotals: scheme.tieByImprovement ? await previousTotals(tx, cycle) : [],
    hashed: 'PACKAGE',
  };
  return { frozen, scheme, filed };
}

/** Names as they are now: receipts of a finished cycle go on saying them. */
async function namesOf(tx: EntityManager, unitIds: string[]): Promise<Frozen['unitNames']> {
  const units = await references.unit.newest(tx, unitIds);
  return Object.fromEntries(
    [...units].map(([id, { content }]) => [id, { name: content.name, nameEn: content.nameEn ?? '' }]),
  );
}

/** What was filed under an older scheme or for another group would count nothing without a word. */
function assertFits(
  { filingId, filed }: { filingId: string; filed: Filed },
  scheme: Scheme,
  unitIds: ReadonlySet<string>,
): void {
  const none = new Set<string>();
  const others = { eventIds: none, ballotKeys: none, declarationKeys: none, promotedIds: none };
  const [first] = checkFiling(filed, { scheme, unitIds, ...others });
  if (!first) return;
  throw new DomainError('FAILED_PRECONDITION', 'FILING_OUTDATED', {
    en: `Filing ${filingId} does not fit the scheme and the units as they are now: ${first.field}: ${first.en}`,
    zh: `报送件 ${filingId} 与现行方案或单位不符：${first.field}：${first.zh}`,
  });
}

/** Every indicator that the scheme scores or corrects by, and those that their formulas are computed from. */
async function indicatorsOf(tx: EntityManager, scheme: Scheme): Promise<Record<string, FrozenIndicator>> {
  const scored = [...leavesOf(scheme)].flatMap(([{ indicatorId, valueRule }]) => [
    indicatorId,
    ...(valueRule?.corrections ?? []).map((correction) => correction.indicatorId),
  ]);
  const indicators = await library(tx, scored);
  const measures = await library(tx, Object.values(indicators).flatMap(measuresOf));
  return { ...measures, ...indicators };
}

async function library(tx: EntityManager, ids: string[]): Promise<Record<string, FrozenIndicator>> {
  const used = [...new Set(ids)].filter(Boolean).sort();
  const found = await references.indicator.newest(tx, used);
  for (const id of used) {
    if (!found.has(id)) throw missing('INDICATOR_NOT_FOUND', `indicator ${id}`, `指标 ${id}`);
  }
  return Object.fromEntries([...found].map(([id, { content }]) => [id, content]));
}

/** Totals of the final results of the year before under the same scheme, whatever its version. */
async function previousTotals(
  tx: EntityManager,
  { schemeId, period }: CycleRow,
): Promise<Frozen['previousTotals']> {
  return tx.query(
    `SELECT unit_id AS "unitId", total::text FROM result
     WHERE total IS NOT NULL AND scoring_run_id = (
       SELECT scoring_run_id FROM cycle
       WHERE scheme_id = $1 AND period = $2 AND status = 'CYCLE_STATUS_FINAL' ORDER BY cycle_id LIMIT 1)
     ORDER BY unit_id`,
    [schemeId, yearEarlier(period)],
  );
}

function missing(reason: string, en: string, zh: string): DomainError {
  return new DomainError('FAILED_PRECONDITION', reason, { en: `There is no ${en}.`, zh: `没有${zh}。` });
}
