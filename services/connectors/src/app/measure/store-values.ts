import { firstDay, lastDay } from '@fuxing/calendar';
import type { Measure } from '@fuxing/contracts/connectors/v1/measures';
import { ObservationStatus, VerificationAct } from '@fuxing/contracts/connectors/v1/observations';
import { canonicalJson, Documents } from '@fuxing/db';
import { publish } from '@fuxing/outbox';
import type { EntityManager } from 'typeorm';
import {
  decide,
  insertObservations,
  lockIndicators,
  type NewObservation,
  observationsById,
} from '../../db/measure/observations';
import type { StoredPull } from '../../db/collect/pulls';
import { insertRecordKeys } from '../../db/measure/record-keys';
import { type Standing, type Standings, standingsOf, type StoredRevision } from '../../db/verify/standings';
import type { Computed } from '../../domain/measure/accumulate';
import { comparable, gone } from '../../domain/measure/checks';
import { flagsOf } from '../../domain/measure/flags';
import { isGone, isPending, NO_RECORDS, revise, stillCounts } from '../../domain/measure/revise';
import { observationsPublished } from '../../events/published';
import type { PlaceValue, StoredDefinition } from './pass';
import { giveWay } from './give-way';
import { Triage } from './triage';

const measures = new Documents('measure');
/** In one statement. */
const BATCH = 2_000;

/**
 * Stores what was computed as revisions, lets pass what the policy allows, and publishes that.
 *
 * @param computed by `<unit>~<period>`
 * @param keysOf for values without keys
 */
export async function storeValues(
  tx: EntityManager,
  pull: StoredPull,
  { measure, mappingVersion, changes }: StoredDefinition,
  computed: Map<string, PlaceValue>,
  keysOf: KeysOf = noneKept,
): Promise<void> {
  await lockIndicators(tx, [measure.indicatorId]);
  if (await isMoved(tx, measure)) return;
  const standings = await standingsOf(tx, measure.indicatorId);
  const known = await unitsKnown(tx);
  const history = historyOf(computed, standings);
  const { checks } = measure;
  const totals = checks?.reconciliation
    ? await standingsOf(tx, checks.reconciliation.indicatorId)
    : undefined;
  const rivals = await rivalsOf(tx, measure);
  const added: NewObservation[] = [];
  /** By observation, its place. */
  const superseded = new Map<string, string>();
  const next = (place: string, standing: Standing | undefined) => {
    const [unitId = '', period = ''] = place.split('~');
    const revision = (standing?.revision ?? 0) + 1;
    return {
      observation_id: `${measure.indicatorId}~${unitId}~${period}~${revision}`,
      indicator_id: measure.indicatorId,
      unit_id: unitId,
      period,
      revision,
      source_id: pull.sourceId,
      measure_id: measure.measureId,
      measure_version: measure.version,
      mapping_version: mappingVersion,
      pull_id: pull.pullId,
    };
  };
  const earlierOf = (unitId: string, period: string): string[] =>
    comparable(history.get(unitId) ?? [], period, checks?.seasonal ?? false);

  for (const [place, result] of computed) {
    const [unitId = '', period = ''] = place.split('~');
    const standing = standings.get(place);
    const counts = standing?.published;
    const records = { collectedValue: result.value, recordsHash: result.recordsHash };
    const flags = flagsOf({
      value: result.value,
      unitId,
      unitKnown: known.has(unitId),
      unfit: result.unfit,
      checks,
      earlier: earlierOf(unitId, period),
      late: result.late,
      duplicates: result.duplicates,
      other: currentOf(totals?.get(place), checks?.reconciliation?.indicatorId),
      conflicting: [...(standing?.byMeasure ?? [])]
        .filter(([id, { collectedValue }]) => rivals.has(id) && collectedValue !== result.value)
        .map(([, { sourceId, collectedValue }]) => ({ sourceId, value: collectedValue })),
      definition: changes.find(({ day }) => firstDay(period) < day && day <= lastDay(period)),
      published: counts && !stillCounts(counts, records) ? counts.value : undefined,
    });
    const now = { ...records, flags: canonicalJson(flags) };
    const change = revise(
      {
        head: standing?.head,
        published: counts,
        foreign: standing?.head !== undefined && standing.head.measureId !== measure.measureId,
        own: standing?.byMeasure.get(measure.measureId),
      },
      now,
    );
    if (change === 'keep') continue;
    if (change !== 'add' && standing?.head) superseded.set(standing.head.observationId, place);
    if (change === 'withdraw') continue;
    added.push({
      ...next(place, standing),
      value: result.value,
      numerator: result.numerator ?? null,
      denominator: result.denominator ?? null,
      factor: result.numerator === undefined ? null : measure.factor,
      status:
        flags.length > 0
          ? ObservationStatus.OBSERVATION_STATUS_FLAGGED
          : ObservationStatus.OBSERVATION_STATUS_COLLECTED,
      flags,
      position: result.position,
      record_count: result.recordCount,
      records_hash: result.recordsHash,
      censored_count: result.censoredCount,
    });
  }
  // Nothing is behind a value any more: a pending one gives way; one that counts stays, and a person is told.
  for (const [place, standing] of standings) {
    const { head, published } = standing;
    if (computed.has(place)) continue;
    const own = head?.measureId === measure.measureId;
    const told = published !== undefined && head?.recordsHash === NO_RECORDS;
    if (own && isPending(head.status) && !told) superseded.set(head.observationId, place);
    const decides = own || !head || !isPending(head.status);
    if (decides && published?.measureId === measure.measureId && isGone(standing))
      added.push({ ...next(place, standing), ...nothing(published), position: pull.position });
  }
  const successors = new Map(added.map((row) => [placeOf(row), row.observation_id]));
  const carried = await giveWay(tx, superseded, successors);
  for (let n = 0; n < added.length; n += BATCH) await insertObservations(tx, added.slice(n, n + BATCH));
  const behind = new Map<string, Iterable<string>>();
  const asked = added.map(placeOf).filter((place) => computed.has(place) && !computed.get(place)?.keys);
  const found = asked.length > 0 ? await keysOf(asked) : new Map<string, Iterable<string>>();
  for (const row of added)
    behind.set(row.observation_id, computed.get(placeOf(row))?.keys ?? found.get(placeOf(row)) ?? []);
  await insertRecordKeys(tx, behind);
  const peers = peersOf(computed);
  const besideOf = ({ unit_id: unitId, period }: NewObservation) => ({
    earlier: earlierOf(unitId, period),
    peers: (peers.get(period) ?? []).flatMap(([of, value]) => (of === unitId ? [] : [value])),
  });
  const triage = await Triage.of(tx, pull, measure, added, besideOf);
  const waits = ({ observation_id: id }: NewObservation): boolean => triage.waiting.has(id);
  await triage.queue(tx, measure, added.filter(waits), besideOf, (row) => carried.get(placeOf(row)));
  await pass(
    tx,
    added.filter((row) => !waits(row)).map((row) => row.observation_id),
  );
}

/** Whether the measure came to give another indicator, or of another source, while it was computed: its values are for nobody. */
async function isMoved(tx: EntityManager, { measureId, indicatorId, sourceId }: Measure): Promise<boolean> {
  const stored = await measures.get(tx, measureId);
  const now = stored?.content as Measure | undefined;
  return now?.indicatorId !== indicatorId || now.sourceId !== sourceId;
}

/** Of a revision that says that no record is behind what is published, and repeats it until a person decides. */
function nothing({ value }: StoredRevision) {
  return {
    value,
    numerator: null,
    denominator: null,
    factor: null,
    status: ObservationStatus.OBSERVATION_STATUS_FLAGGED,
    flags: [gone(value)],
    record_count: 0,
    records_hash: NO_RECORDS,
    censored_count: 0,
  };
}

/** Unit and value of everything computed, by period. */
function peersOf(computed: Map<string, Computed>): Map<string, [unitId: string, value: string][]> {
  const peers = new Map<string, [string, string][]>();
  for (const [place, { value }] of computed) {
    const [unitId = '', period = ''] = place.split('~');
    const of = peers.get(period) ?? [];
    peers.set(period, of);
    of.push([unitId, value]);
  }
  return peers;
}

/** Finds the keys behind values that an earlier pull computed, by `<unit>~<period>`. */
export type KeysOf = (places: string[]) => Promise<Map<string, Iterable<string>>>;

const noneKept: KeysOf = () => Promise.reject(new Error('A value came without its keys.'));

function placeOf({ unit_id, period }: NewObservation): string {
  return `${unit_id}~${period}`;
}

/** By the policy. */
async function pass(tx: EntityManager, ids: string[]): Promise<void> {
  for (let n = 0; n < ids.length; n += BATCH) {
    const auto = {
      verificationId: 'auto',
      act: VerificationAct.VERIFICATION_ACT_AUTO,
      verifiedBy: 'policy',
      reason: '',
    };
    const waiting = await observationsById(tx, ids.slice(n, n + BATCH));
    await publish(tx, ...observationsPublished(await decide(tx, waiting, auto)));
  }
}

/** Other measures of the same indicator. */
async function rivalsOf(tx: EntityManager, { measureId, indicatorId }: Measure): Promise<Set<string>> {
  const all = await measures.list(tx, undefined, 1000, { indicatorId });
  return new Set(all.map(({ id }) => id).filter((id) => id !== measureId));
}

/** What counts, or else what waits. */
function currentOf(standing: Standing | undefined, indicatorId = '') {
  const value = standing?.published?.value ?? standing?.head?.value;
  return value === undefined ? undefined : { indicatorId, value };
}

async function unitsKnown(tx: EntityManager): Promise<Set<string>> {
  const rows: { id: string }[] = await tx.query(`SELECT unit_id AS id FROM unit`);
  return new Set(rows.map(({ id }) => id));
}

/** Per unit, period and value in order of time: what counts, or else what was just computed. Rejected values are no history. */
function historyOf(computed: Map<string, Computed>, standings: Standings): Map<string, [string, string][]> {
  const values = new Map([...computed].map(([place, { value }]) => [place, value]));
  for (const [place, { head, published }] of standings) {
    if (published) values.set(place, published.value);
    else if (head?.status === ObservationStatus.OBSERVATION_STATUS_REJECTED) values.delete(place);
  }
  const history = new Map<string, [string, string][]>();
  for (const [place, value] of [...values].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [unitId = '', period = ''] = place.split('~');
    const of = history.get(unitId) ?? [];
    history.set(unitId, of);
    of.push([period, value]);
  }
  return history;
}
