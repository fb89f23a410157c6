import { bilingual } from '@fuxing/errors';
import type { ScoringPackage } from '@fuxing/scoring';
import { z } from 'zod';

const text = z.string().max(500).default('');

/** What filings bring to a cycle, in the form of the scoring library. */
export type Filed = Pick<ScoringPackage, 'events' | 'ballots' | 'declarations' | 'promotions'>;

/** Reads the proto JSON of a filing. */
export const Filed: z.ZodType<Filed> = z.object({
  events: z
    .array(
      z.object({
        eventId: text,
        unitId: text,
        itemId: text,
        matterId: text,
        tier: text,
        count: text.transform((count) => (count === '' ? '1' : count)),
        document: text,
        date: text,
      }),
    )
    .max(10_000, bilingual('at most 10,000', '最多 10,000 条'))
    .default([]),
  ballots: z
    .array(z.object({ nodeId: text, unitId: text, raterId: text, raterUnitId: text, option: text }))
    .max(100_000, bilingual('at most 100,000', '最多 100,000 条'))
    .default([]),
  declarations: z
    .array(
      z.object({
        nodeId: text,
        unitId: text,
        state: z
          .enum(
            [
              'DECLARED_STATE_NOT_APPLICABLE',
              'DECLARED_STATE_NOT_REPORTED',
              'DECLARED_STATE_PENDING',
              'DECLARED_STATE_IMPUTED',
              'DECLARED_STATE_JUDGED',
            ],
            bilingual(
              'must be DECLARED_STATE_NOT_APPLICABLE, _NOT_REPORTED, _PENDING, _IMPUTED or _JUDGED',
              '应为 DECLARED_STATE_NOT_APPLICABLE、_NOT_REPORTED、_PENDING、_IMPUTED 或 _JUDGED',
            ),
          )
          .transform(
            (state) =>
              state.replace('DECLARED_STATE_', '') as
                'NOT_APPLICABLE' | 'NOT_REPORTED' | 'PENDING' | 'IMPUTED' | 'JUDGED',
          ),
        value: text,
        reason: text,
        approvedBy: text,
        bandId: text.transform((bandId) => bandId || undefined),
      }),
    )
    .max(10_000, bilingual('at most 10,000', '最多 10,000 条'))
    .default([]),
  promotions: z
    .array(z.object({ unitId: text, gradeId: text, document: text }))
    .max(1_000, bilingual('at most 1,000', '最多 1,000 条'))
    .default([]),
});

/** Several filings as one, in the order given. */
export function together(filings: readonly Filed[]): Filed {
  return {
    events: filings.flatMap(({ events }) => events),
    ballots: filings.flatMap(({ ballots }) => ballots),
    declarations: filings.flatMap(({ declarations }) => declarations),
    promotions: filings.flatMap(({ promotions }) => promotions),
  };
}
