import type { Question } from '@fuxing/contracts/connectors/v1/questions';
import type {
  GetVerificationItemResponse,
  VerificationItem,
} from '@fuxing/contracts/connectors/v1/verification';
import type { VerificationActRecord } from '@fuxing/contracts/connectors/v1/verification_acts';
import { inTenant } from '@fuxing/db';
import { caller, fields, page, pageKey, slice } from '@fuxing/service';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { z } from 'zod';
import { actsOf } from '../../db/verify/acts';
import { historyOf, peersOf } from '../../db/measure/beside';
import { standinsOf } from '../../db/verify/delegations';
import { itemsOf, listQuestions, listQueue } from '../../db/verify/queue';
import { clockOf } from '../../db/zone';
import { recordKeys } from '../../db/measure/record-keys';
import { meetVerifier } from './own-figures';
import { findObservation, recordsBehind } from '../measure/observations.service';

export const ListVerificationQueue = z.object({
  ...fields.pageFields,
  unitId: z.string(),
  indicatorId: z.string(),
  assignee: z.string(),
  overdue: z.boolean(),
});
export const ListQuestions = z.object({ ...fields.pageFields, unitId: z.string() });

const FIRST_RECORDS = 20;
/** As numeric prints it. */
const number = z.string().regex(/^\d{1,20}(\.\d{1,12})?$/);

/** What waits for people, and what they look at. */
@Injectable()
export class QueueService {
  constructor(private readonly db: DataSource) {}

  async list(request: z.infer<typeof ListVerificationQueue>) {
    const { unitId, indicatorId, assignee, overdue } = request;
    const filter = { unitId, indicatorId, assignee, overdue };
    const asked = page(request, filter, [number, pageKey.text]);
    const { tenantId, subject } = caller();
    await meetVerifier(this.db, caller());
    return inTenant(this.db, tenantId, async (tx) => {
      const { today } = await clockOf(tx);
      const assignees = await assigneesOf(tx, assignee, subject, today);
      const found = await listQueue(
        tx,
        { unitId, indicatorId, assignees, dueBefore: overdue ? today : '' },
        asked.after,
        asked.size + 1,
      );
      const key = ({ priority, observation }: VerificationItem): string[] => [
        priority,
        observation?.observationId ?? '',
      ];
      const { rows, nextPageToken } = slice(found, asked, key);
      return { items: rows, nextPageToken };
    });
  }

  get(observationId: string): Promise<GetVerificationItemResponse> {
    return inTenant(this.db, caller().tenantId, async (tx) => {
      const observation = await findObservation(tx, observationId);
      const [item] = await itemsOf(tx, [observationId]);
      const keys = await recordKeys(tx, observationId, 0, Math.min(FIRST_RECORDS, observation.recordCount));
      return {
        item: item ?? passed(observation),
        records: await recordsBehind(tx, observationId, observation.sourceId, keys),
        history: await historyOf(tx, observation),
        peers: await peersOf(tx, observation),
        acts: await actsOf(tx, observationId),
      };
    });
  }

  acts(observationId: string): Promise<VerificationActRecord[]> {
    return inTenant(this.db, caller().tenantId, async (tx) => {
      await findObservation(tx, observationId);
      return actsOf(tx, observationId);
    });
  }

  questions(request: z.infer<typeof ListQuestions>) {
    const { unitId } = request;
    const asked = page(request, { unitId }, [pageKey.text, pageKey.text]);
    return inTenant(this.db, caller().tenantId, async (tx) => {
      const found = await listQuestions(tx, unitId, asked.after, asked.size + 1);
      const key = ({ dueOn, observationId }: Question): string[] => [dueOn, observationId];
      const { rows, nextPageToken } = slice(found, asked, key);
      return { questions: rows, nextPageToken };
    });
  }
}

async function assigneesOf(
  tx: EntityManager,
  assignee: string,
  subject: string,
  today: string,
): Promise<string[] | undefined> {
  if (assignee === '') return undefined;
  if (assignee === 'none') return [''];
  if (assignee !== 'me') return [assignee];
  return [subject, ...(await standinsOf(tx, subject, today)).map(({ fromSubject }) => fromSubject)];
}

/** A value that never waited. */
function passed(observation: VerificationItem['observation']): VerificationItem {
  return {
    observation,
    risk: '',
    points: undefined,
    effect: '',
    priority: '',
    assignee: '',
    queuedAt: undefined,
    dueOn: '',
    level: 0,
    proposal: undefined,
    answerDueOn: '',
  };
}
