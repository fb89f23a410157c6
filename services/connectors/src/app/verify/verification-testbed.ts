import { VerificationPolicy } from '@fuxing/contracts/connectors/v1/measure_checks';
import { MeasureFunction } from '@fuxing/contracts/connectors/v1/measures';
import type { VerificationActKind } from '@fuxing/contracts/connectors/v1/verification_acts';
import type { Caller } from '@fuxing/service';
import { as, office } from '@fuxing/testing';
import { testbed } from '../testbed';

export const MANUAL = { policy: VerificationPolicy.VERIFICATION_POLICY_ALWAYS_MANUAL };

/** For tests: values that wait for people, and people. */
export async function verificationTestbed(known: (string | { unitId: string })[]) {
  const bed = await testbed();
  const units = known.map((unit) => (typeof unit === 'string' ? unit : unit.unitId));
  await bed.mapping('units', Object.fromEntries(units.map((unit) => [unit, unit])));
  let n = 0;
  /** A verifier; of no unit unless told. */
  const by = (subject: string, unitId = ''): Partial<Caller> => ({ subject, unitId, roles: ['verifier'] });
  return {
    ...bed,
    by,
    /** A pushed source with one SUM measure of the same name. */
    setUp: async (more: object = {}): Promise<string> => {
      const id = `w${++n}`;
      await bed.known(known, [id]);
      await bed.source(id, { push: {} });
      const what = { function: MeasureFunction.MEASURE_FUNCTION_SUM, field: 'v', sourceId: id };
      await bed.measure(id, { ...what, ...MANUAL, ...more });
      return id;
    },
    push: async (sourceId: string, rows: [unit: string, v: string, month?: string][]): Promise<void> => {
      const pullId = `${sourceId}-${++n}`;
      const records = rows.map(([unit, v, month = '01']) => ({
        id: `${unit}-${month}`,
        unit,
        v,
        at: `2026-${month}-10`,
      }));
      await as(() => bed.pulls.push({ sourceId, pullId, records }));
      await bed.run().run(office.tenantId, pullId, new AbortController().signal);
    },
    accept: (observationId: string, verificationId: string, caller: Partial<Caller>) =>
      as(
        () =>
          bed.verification.accept({
            observationIds: [observationId],
            verificationId,
            reason: 'checked',
          }),
        caller,
      ),
    propose: (observationId: string, verificationId: string, value: string, caller: Partial<Caller>) =>
      as(
        () =>
          bed.verification.correct({
            observationId,
            verificationId,
            value,
            reason: 'typo',
            evidenceIds: [],
          }),
        caller,
      ),
    confirm: (observationId: string, proposalId: string, requestId: string, caller: Partial<Caller>) =>
      as(
        () => bed.verification.confirm({ observationId, proposalId, requestId, reason: 'seen too' }),
        caller,
      ),
    decline: (observationId: string, proposalId: string, requestId: string, caller: Partial<Caller>) =>
      as(() => bed.verification.decline({ observationId, proposalId, requestId, reason: 'not so' }), caller),
    reject: (observationId: string, verificationId: string, caller: Partial<Caller>, pullAgain = false) =>
      as(
        () => bed.verification.reject({ observationId, verificationId, reason: 'wrong', pullAgain }),
        caller,
      ),
    keep: (observationId: string, requestId: string, caller: Partial<Caller>) =>
      as(() => bed.verification.keep({ observationId, requestId, reason: 'agreed' }), caller),
    assign: (observationIds: string[], requestId: string, assignee: string, caller: Partial<Caller>) =>
      as(() => bed.assignment.assign({ observationIds, requestId, assignee, reason: 'his field' }), caller),
    acts: (observationId: string) => as(() => bed.queue.acts(observationId)),
    list: async (filter: object = {}, caller: Partial<Caller> = {}) => {
      const all = { pageSize: 0, pageToken: '', unitId: '', indicatorId: '', assignee: '', overdue: false };
      return (await as(() => bed.queue.list({ ...all, ...filter }), caller)).items.map(
        ({ observation }) => observation?.observationId,
      );
    },
    /** Topic, key and payload of what was said about acts. */
    said: (indicatorId: string) =>
      bed.db.query<{ kind: VerificationActKind }>(
        `SELECT a->>'kind' AS kind FROM outbox, jsonb_array_elements(payload->'acts') AS a
         WHERE topic = 'connectors.verification-acts-recorded.v1' AND key = $1 ORDER BY position`,
        [indicatorId],
      ),
  };
}
