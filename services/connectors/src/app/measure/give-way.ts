import { VerificationActKind } from '@fuxing/contracts/connectors/v1/verification_acts';
import type { EntityManager } from 'typeorm';
import { type LeftOpen, leftOpen } from '../../db/verify/queue';
import { subjectsOf } from '../../db/verify/subjects';
import { supersede } from '../../db/verify/standings';
import { complete, record } from '../verify/record-acts';

/** Of the act that says so; one of a value. */
export const GAVE_WAY = 'superseded';
const SOURCE = { subject: 'source', onBehalfOf: '' };

/** What goes on with the value that takes the place, by place. */
export type Carried = ReadonlyMap<string, LeftOpen>;

/**
 * Takes pending values out of the queue because the source gives others, or none. A question or a proposal about one is
 * closed by an act; who is to look, since when it waits and how late it is go on with whatever takes its place.
 *
 * @param places observation and place (`<unit>~<period>`) of each
 * @param successors observation by place, where there is one
 */
export async function giveWay(
  tx: EntityManager,
  places: ReadonlyMap<string, string>,
  successors: ReadonlyMap<string, string>,
): Promise<Carried> {
  if (places.size === 0) return new Map();
  const left = await leftOpen(tx, [...places.keys()]);
  const busy = left.filter(({ isAsked }) => isAsked).map(({ observationId }) => observationId);
  const subjects = busy.length > 0 ? await subjectsOf(tx, busy) : [];
  await supersede(tx, [...places.keys()]);
  if (subjects.length > 0)
    await record(
      tx,
      subjects.map((subject) => {
        const other = successors.get(places.get(subject.observation.observationId) ?? '') ?? '';
        const kind = VerificationActKind.VERIFICATION_ACT_KIND_GIVE_WAY;
        return complete({ subject, actor: SOURCE, kind, other }, GAVE_WAY, '');
      }),
    );
  return new Map(left.map((one) => [places.get(one.observationId) ?? '', one]));
}
