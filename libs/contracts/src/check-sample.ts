import { SamplingAttested } from './gen/fuxing/connectors/v1/events';
import { type Observation, VerificationAct } from './gen/fuxing/connectors/v1/observations';
import type { DrawnValue, SampleDraw } from './gen/fuxing/connectors/v1/sampling';
import { isSampled, seedCommitment } from './sample';

/** Something that was told and cannot be right; `subject` is the value it is about, or empty. */
export interface SampleFault {
  /**
   * - NOT_COMMITTED: no commitment was told before anything else
   * - COMMITTED_AGAIN: another one was told later
   * - NOT_OPENED: the seed was not told
   * - OPENED_AGAIN: another one was told later
   * - OTHER_SEED: it is not the one that was committed to
   * - DRAWN_AFTER_OPENING: a draw was told when the seed was known
   * - HIDDEN: a value passed that belongs to the sample
   * - ADDED: a value waits that does not belong to it
   * - FORGOTTEN: a value passed although one of its unit and period was drawn before
   * - NOT_TOLD: a value passed by the policy and no draw of it was told
   */
  code:
    | 'NOT_COMMITTED'
    | 'COMMITTED_AGAIN'
    | 'NOT_OPENED'
    | 'OPENED_AGAIN'
    | 'OTHER_SEED'
    | 'DRAWN_AFTER_OPENING'
    | 'HIDDEN'
    | 'ADDED'
    | 'FORGOTTEN'
    | 'NOT_TOLD';
  subject: string;
}

/** What a log says of the sample of a pull. */
export interface SampleCheck {
  commitment: string;
  seed: string;
  /** Values that were drawn for. */
  valueCount: number;
  /** Those that went to a person. */
  waitCount: number;
  faults: SampleFault[];
}

/** `<indicator>~<unit>~<period>`, whatever the revision. */
const placeOf = (observationId: string): string => observationId.slice(0, observationId.lastIndexOf('~'));

/**
 * Computes the sample of a pull again from nothing but what was told of it: the seed was fixed before, is the one that was told
 * after, and says who waits. What comes more than once, as events may, is the same as once.
 *
 * @param log everything that was heard of samples, also of other pulls, in the order in which it was heard
 * @param published what was heard of values that count
 */
export function checkSample(
  pullId: string,
  log: readonly SamplingAttested[],
  published: readonly Observation[] = [],
): SampleCheck {
  const faults: SampleFault[] = [];
  const fault = (code: SampleFault['code'], subject = ''): number => faults.push({ code, subject });
  /** Where a person was to look, by what was told so far. */
  const seen = new Set<string>();
  const values = new Map<string, { value: DrawnValue; of: SampleDraw }>();
  let commitment = '';
  let seed = '';
  for (const { pullId: of, committed, drawn, opened } of log) {
    const own = of === pullId;
    if (own && committed) {
      if (commitment === '') commitment = committed.commitment;
      else if (commitment !== committed.commitment) fault('COMMITTED_AGAIN');
    }
    if (own && (drawn || opened) && commitment === '' && !faults.some(({ code }) => code === 'NOT_COMMITTED'))
      fault('NOT_COMMITTED');
    if (own && opened) {
      if (seed === '') seed = opened.seed;
      else if (seed !== opened.seed) fault('OPENED_AGAIN');
    }
    for (const value of drawn?.values ?? []) {
      const { observationId } = value;
      const before = values.get(observationId);
      const again = before !== undefined && JSON.stringify(before.value) === JSON.stringify(value);
      if (own && !again) {
        if (seed !== '') fault('DRAWN_AFTER_OPENING', observationId);
        if (!value.waits && seen.has(placeOf(observationId))) fault('FORGOTTEN', observationId);
        if (drawn) values.set(observationId, { value, of: drawn });
      }
      if (value.waits) seen.add(placeOf(observationId));
    }
  }
  if (commitment === '' && faults.length === 0) fault('NOT_COMMITTED');
  if (seed === '') fault('NOT_OPENED');
  else if (seedCommitment(pullId, seed) !== commitment) fault('OTHER_SEED');
  else
    for (const [id, { value, of }] of values) {
      const belongs = value.drawnBefore || isSampled(seed, id, of.sampleShare);
      if (belongs !== value.waits) fault(belongs ? 'HIDDEN' : 'ADDED', id);
    }
  for (const id of passedUntold(pullId, published, values)) fault('NOT_TOLD', id);
  const waitCount = [...values.values()].filter(({ value }) => value.waits).length;
  return { commitment, seed, valueCount: values.size, waitCount, faults };
}

/** Values that the policy of a measure with a sample let pass, and that were not told to have passed. */
function passedUntold(
  pullId: string,
  published: readonly Observation[],
  values: ReadonlyMap<string, { value: DrawnValue; of: SampleDraw }>,
): string[] {
  const drawing = new Set([...values.values()].map(({ of }) => `${of.measureId} ${of.measureVersion}`));
  const passed = published.filter(
    (one) =>
      one.pullId === pullId &&
      one.verification?.act === VerificationAct.VERIFICATION_ACT_AUTO &&
      drawing.has(`${one.measureId} ${one.measureVersion}`),
  );
  return [...new Set(passed.map(({ observationId }) => observationId))].filter(
    (id) => values.get(id)?.value.waits !== false,
  );
}
