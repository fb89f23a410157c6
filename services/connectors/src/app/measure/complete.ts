import { dropPlaces, savePlaces } from '../../db/measure/measured';
import { dropUnseen } from '../../db/collect/records';
import { placingsOf } from './fingerprint';
import type { Outcome, Task } from './measuring';
import { Pass, type PlaceValue, valuesOf } from './pass';

/** Computes everything, in one pass over the records. */
export async function complete({ pull, flows, states, walk, complain }: Task): Promise<Outcome> {
  const passes = flows.map((definition) => new Pass(definition));
  const placings = placingsOf(flows).map(({ placing }) => placing);
  await walk.all(pull, [...passes, ...placings], complain);
  const values: Outcome['values'] = new Map(
    passes.map((pass) => [pass.definition, valuesOf(pass, pull.position)]),
  );
  for (const definition of states)
    values.set(definition, (await walk.states(pull, definition, complain)) ?? new Map<string, PlaceValue>());
  return {
    values,
    keysOf: () => () => Promise.reject(new Error('A value was computed without its keys.')),
    save: async (tx) => {
      await dropPlaces(tx, pull.sourceId);
      for (const { id, members } of placings) await savePlaces(tx, pull.sourceId, id, members);
      await dropUnseen(tx, pull.sourceId, pull.position);
    },
  };
}
