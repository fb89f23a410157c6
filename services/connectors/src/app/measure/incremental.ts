import { lastDay } from '@fuxing/calendar';
import { OpenCases } from '@fuxing/contracts/connectors/v1/measure_records';
import {
  changedKeys,
  keysAt,
  type Measured,
  placesOf,
  savePlaces,
  valuesAt,
} from '../../db/measure/measured';
import {
  dropComplaints,
  dropUnseenOf,
  type MeasuredRow,
  storeUnusable,
  type Unusable,
} from '../../db/collect/records';
import { endOfDay, instantOf } from '../../domain/measure/timestamp';
import { placingsOf } from './fingerprint';
import type { Outcome, Task } from './measuring';
import { Complaints, Pass, type Placing, type PlaceValue, type StoredDefinition, valuesOf } from './pass';
import { inOrder, readingOf } from './walk';

/** With more changes than this everything is computed again: that reads records in their order, and is faster. */
const MOST_CHANGES = 50_000;

/** One placing, the records of the units and periods that changed, and what they now give. */
interface Touched {
  placing: Placing;
  sharing: StoredDefinition[];
  /** Keys in order, by place; none: nothing is there any more. */
  members: Map<string, string[]>;
}

/**
 * Computes the units and periods that records left or entered since the last time, and those that time itself changes.
 *
 * @returns undefined when too much changed
 */
export async function incremental(task: Task, last: Measured): Promise<Outcome | undefined> {
  const { pull, flows, states, walk, read } = task;
  const at = { sourceId: pull.sourceId, position: pull.position };
  const changed = await read((tx) =>
    changedKeys(tx, pull.sourceId, last.position, pull.position, MOST_CHANGES + 1),
  );
  if (changed.length > MOST_CHANGES) return undefined;

  const [before, after] = [placingsOf(flows), placingsOf(flows)];
  await walk.some(
    { ...at, position: last.position },
    changed,
    before.map(({ placing }) => placing),
  );
  const unusable: Unusable[] = [];
  // Most of what is computed again in a burst of changes is what changed: it is read once.
  const passes = after.map(({ sharing }) => sharing.map((definition) => new Pass(definition)));
  const reading = readingOf(passes.flat());
  const held = new Map<string, MeasuredRow>();
  const placings = after.map(({ placing }) => placing);
  await walk.some(
    at,
    changed,
    [...placings, ...flows.map((flow) => new Complaints(flow))],
    (found) => {
      unusable.push(...found);
      return Promise.resolve();
    },
    { reading, held, keeps: true },
  );

  const values: Outcome['values'] = new Map();
  const computed = new Map<StoredDefinition, string[]>();
  const touched: Touched[] = [];
  for (const [n, { placing, sharing }] of after.entries()) {
    const left = before[n]?.placing.members.keys() ?? [];
    const places = new Set([
      ...left,
      ...placing.members.keys(),
      ...(await stillRunning(task, last, placing, sharing)),
    ]);
    const members = await membersOf(task, placing, [...places], new Set(changed));
    touched.push({ placing, sharing, members });
    const own = passes[n] ?? [];
    await walk.some(at, [...members.values()].flat(), own, undefined, { reading, held });
    for (const pass of own) {
      const { measureId } = pass.definition.measure;
      const kept = await read((tx) => valuesAt<PlaceValue>(tx, measureId));
      for (const place of places) kept.delete(place);
      computed.set(pass.definition, [...places]);
      for (const value of kept.values()) value.position = pull.position;
      values.set(pass.definition, new Map([...kept, ...valuesOf(pass, pull.position)]));
    }
  }

  const fresh: StoredDefinition[] = [];
  for (const definition of states) {
    const kept = await read((tx) => valuesAt<PlaceValue>(tx, definition.measure.measureId));
    const added = await walk.states(pull, definition, task.complain, last.now);
    if (added) fresh.push(definition);
    computed.set(definition, [...(added?.keys() ?? [])]);
    values.set(definition, new Map([...kept, ...(added ?? [])]));
  }

  return {
    values: inTurn(values, [...flows, ...states]),
    touched: computed,
    keysOf: (definition) => (places) => keysBehind(task, touched, definition, places),
    save: async (tx) => {
      for (const { placing, members } of touched) await savePlaces(tx, pull.sourceId, placing.id, members);
      const ids = flows.map(({ measure }) => measure.measureId);
      await dropComplaints(tx, pull.sourceId, ids, changed);
      await storeUnusable(tx, pull.sourceId, pull.position, unusable);
      for (const { measure } of fresh)
        await dropUnseenOf(tx, pull.sourceId, measure.measureId, pull.position);
    },
  };
}

/** Places whose open cases have lasted longer since the last time. */
async function stillRunning(
  { pull, read }: Task,
  last: Measured,
  placing: Placing,
  sharing: StoredDefinition[],
): Promise<string[]> {
  const [first] = sharing;
  if (!first || !sharing.some(({ measure }) => measure.openCases === OpenCases.OPEN_CASES_ELAPSED)) return [];
  const places = await read((tx) => placesOf(tx, pull.sourceId, placing.id));
  return places.filter((place) => {
    const period = place.slice(place.indexOf('~') + 1);
    return instantOf(endOfDay(lastDay(period)), first.dates.zone) > last.now;
  });
}

/** The keys that fall on places now. */
async function membersOf(
  { pull, read }: Task,
  placing: Placing,
  places: string[],
  changed: Set<string>,
): Promise<Map<string, string[]>> {
  const kept = await read((tx) => keysAt(tx, pull.sourceId, placing.id, places));
  return new Map(
    places.map((place) => {
      const stayed = (kept.get(place) ?? []).filter((key) => !changed.has(key));
      return [place, inOrder([...stayed, ...(placing.members.get(place) ?? [])])];
    }),
  );
}

/** Keys behind values of places that were not touched, by computing these again. */
async function keysBehind(
  { pull, walk, read }: Task,
  touched: Touched[],
  definition: StoredDefinition,
  places: string[],
): Promise<Map<string, Iterable<string>>> {
  const of = touched.find(({ sharing }) => sharing.includes(definition));
  if (!of) throw new Error(`Measure ${definition.measure.measureId} has no placing.`);
  const members = await read((tx) => keysAt(tx, pull.sourceId, of.placing.id, places));
  const pass = new Pass(definition);
  await walk.some(pull, [...members.values()].flat(), [pass]);
  return new Map([...pass.groups].map(([place, { keys }]) => [place, keys]));
}

/** In the order in which a complete computation stores them. */
function inTurn(values: Outcome['values'], order: StoredDefinition[]): Outcome['values'] {
  return new Map(
    order.flatMap((one) => (values.has(one) ? [[one, values.get(one) ?? new Map()] as const] : [])),
  );
}
