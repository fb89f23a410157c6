import { type Pull, PullMode, PullStatus } from '@fuxing/contracts/connectors/v1/pulls';
import { type Source } from '@fuxing/contracts/connectors/v1/sources';
import { Documents, inTenant } from '@fuxing/db';
import { bilingual, DomainError, notFound } from '@fuxing/errors';
import { caller, fields, page, pageKey, slice } from '@fuxing/service';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { z } from 'zod';
import { findPull, listPulls, type StoredPull, toPull } from '../../db/collect/pulls';
import { lockSource } from '../../db/collect/records';
import { endOfCursor } from '../../domain/collect/look-back';
import { cursorFieldOf } from '../../sources/index';
import { isAfter } from '../../sources/reader';
import { Bell } from './bell';
import { pushRecords } from './push-records';
import { queuePull } from './queue-pull';
import { endPull } from './run-pull';
import { toSource } from './sources.service';

const cursor = z.string().max(500);
const reason = fields.text.refine((text) => text.trim() !== '', bilingual('must not be empty', '不能为空'));

export const StartPull = z
  .object({
    sourceId: fields.id,
    pullId: fields.requestId,
    full: z.boolean(),
    fromCursor: cursor.default(''),
    toCursor: cursor.default(''),
  })
  .refine(({ full, fromCursor, toCursor }) => !full || (fromCursor === '' && toCursor === ''), {
    path: ['fromCursor'],
    error: bilingual('must not be given together with full', '不能与 full 同时填写'),
  })
  .refine(({ fromCursor, toCursor }) => fromCursor !== '' || toCursor === '', {
    path: ['fromCursor'],
    error: bilingual('must be given with toCursor', '填写 toCursor 时必须填写'),
  })
  .refine(({ fromCursor, toCursor }) => toCursor === '' || !isAfter(fromCursor, endOfCursor(toCursor)), {
    path: ['toCursor'],
    error: bilingual('must not be before fromCursor', '不能早于 fromCursor'),
  });
export const CancelPull = z.object({ pullId: fields.requestId, reason });
export const ReplayRecords = z.object({ sourceId: fields.id, pullId: fields.requestId });
export const PushRecords = z.object({
  sourceId: fields.id,
  pullId: fields.requestId,
  records: z
    .array(z.record(z.string(), z.unknown()))
    .min(1, bilingual('must have 1 to 10000', '应有 1 至 10000 条'))
    .max(10_000, bilingual('must have 1 to 10000', '应有 1 至 10000 条')),
});
export const ListPulls = z.object({ ...fields.pageFields, sourceId: z.string() });
export const ListUnusableRecords = z.object({
  ...fields.pageFields,
  sourceId: z.string(),
  measureId: z.string(),
});

/** Pulls as callers see them; the worker does them. */
@Injectable()
export class PullsService {
  private readonly sources = new Documents('source');

  constructor(
    private readonly db: DataSource,
    private readonly bell: Bell,
  ) {}

  /** Queues a pull and returns at once; the same pull_id finds the same pull. */
  async start(request: z.infer<typeof StartPull>): Promise<Pull> {
    const { sourceId, pullId, full, fromCursor } = request;
    const toCursor = endOfCursor(request.toCursor);
    const mode = full
      ? PullMode.PULL_MODE_FULL
      : fromCursor === ''
        ? PullMode.PULL_MODE_CHANGES
        : PullMode.PULL_MODE_BACKFILL;
    const pull = await inTenant(this.db, caller().tenantId, async (tx) => {
      const source = await this.source(tx, sourceId);
      if (source.push) {
        throw new DomainError('FAILED_PRECONDITION', 'SOURCE_IS_PUSHED', {
          en: `Source ${sourceId} is pushed to; there is nothing to pull from.`,
          zh: `数据来源 ${sourceId} 为推送方式，无法拉取。`,
        });
      }
      if (mode === PullMode.PULL_MODE_BACKFILL && cursorFieldOf(source) === '') throw noCursor(sourceId);
      await lockSource(tx, sourceId);
      const wanted = { pullId, sourceId, mode, fromCursor, toCursor };
      return (await same(tx, pullId, sourceId)) ?? queuePull(tx, wanted);
    });
    this.bell.ring();
    return toPull(pull);
  }

  /** Stores pushed records at once, all or none; their measures follow as after a pull. */
  async push({ sourceId, pullId, records }: z.infer<typeof PushRecords>): Promise<Pull> {
    const pull = await inTenant(this.db, caller().tenantId, async (tx) => {
      const source = await this.source(tx, sourceId);
      if (!source.push) {
        throw new DomainError('FAILED_PRECONDITION', 'SOURCE_IS_PULLED', {
          en: `Source ${sourceId} is pulled; nothing can be pushed to it.`,
          zh: `数据来源 ${sourceId} 为拉取方式，不能推送。`,
        });
      }
      if (source.push.byHand) {
        throw new DomainError('FAILED_PRECONDITION', 'SOURCE_IS_BY_HAND', {
          en: `Source ${sourceId} takes only what units enter; no system pushes to it.`,
          zh: `数据来源 ${sourceId} 只接收单位填报的数据，不能由系统推送。`,
        });
      }
      await lockSource(tx, sourceId);
      return (await same(tx, pullId, sourceId)) ?? pushRecords(tx, pullId, source, records);
    });
    this.bell.ring();
    return toPull(pull);
  }

  /** Tries refused rows and computes every measure again, without asking the source. */
  async replay({ sourceId, pullId }: z.infer<typeof ReplayRecords>): Promise<Pull> {
    const pull = await inTenant(this.db, caller().tenantId, async (tx) => {
      await this.source(tx, sourceId);
      await lockSource(tx, sourceId);
      const mode = PullMode.PULL_MODE_REPLAY;
      const wanted = { pullId, sourceId, mode };
      return (await same(tx, pullId, sourceId)) ?? queuePull(tx, wanted);
    });
    this.bell.ring();
    return toPull(pull);
  }

  /** Whoever works on the pull finds it ended at its next step. */
  cancel({ pullId, reason }: z.infer<typeof CancelPull>): Promise<Pull> {
    const { tenantId, subject } = caller();
    return inTenant(this.db, tenantId, async (tx) => {
      const pull = await findPull(tx, pullId);
      if (!pull) throw pullNotFound(pullId);
      await lockSource(tx, pull.sourceId);
      const status = PullStatus.PULL_STATUS_CANCELLED;
      const sentence = `由 ${subject} 取消：${reason}。 Cancelled by ${subject}: ${reason}.`;
      const ended =
        (await endPull(tx, pullId, status, sentence)) ?? toPull((await findPull(tx, pullId)) ?? pull);
      if (ended.status === status) return ended;
      const how =
        ended.status === PullStatus.PULL_STATUS_SUCCEEDED
          ? { en: 'succeeded', zh: '成功' }
          : { en: 'failed', zh: '失败' };
      throw new DomainError('FAILED_PRECONDITION', 'PULL_ENDED', {
        en: `Pull ${pullId} has ended already: it ${how.en}.`,
        zh: `采集任务 ${pullId} 已结束：${how.zh}。`,
      });
    });
  }

  get(pullId: string): Promise<Pull> {
    return inTenant(this.db, caller().tenantId, async (tx) => {
      const pull = await findPull(tx, pullId);
      if (!pull) throw pullNotFound(pullId);
      return toPull(pull);
    });
  }

  list(request: z.infer<typeof ListPulls>) {
    const { sourceId } = request;
    const asked = page(request, { sourceId }, [pageKey.whole(Number.MAX_SAFE_INTEGER)]);
    return inTenant(this.db, caller().tenantId, async (tx) => {
      const found = await listPulls(tx, sourceId, asked.after?.[0], asked.size + 1);
      const { rows, nextPageToken } = slice(found, asked, ({ position }) => [position]);
      return { pulls: rows.map(toPull), nextPageToken };
    });
  }

  listUnusable(request: z.infer<typeof ListUnusableRecords>) {
    const { sourceId, measureId } = request;
    const { text } = pageKey;
    const asked = page(request, { sourceId, measureId }, [text, text, text, text]);
    const after = asked.after ?? ['', '', '', ''];
    return inTenant(this.db, caller().tenantId, async (tx) => {
      const found: UnusableRow[] = await tx.query(
        `SELECT source_id AS "sourceId", measure_id AS "measureId", record_key AS "recordKey", place, reason, detail, pull_id AS "pullId"
         FROM unusable_record
         WHERE (source_id, measure_id, record_key, place) > ($1, $2, $3, $4)
           AND ($5 = '' OR source_id = $5) AND ($6 = '' OR measure_id = $6)
         ORDER BY source_id, measure_id, record_key, place LIMIT $7`,
        [...after, sourceId, measureId, asked.size + 1],
      );
      const key = (row: UnusableRow): string[] => [row.sourceId, row.measureId, row.recordKey, row.place];
      const { rows, nextPageToken } = slice(found, asked, key);
      return { unusableRecords: rows.map(({ place: _place, ...row }) => row), nextPageToken };
    });
  }

  private async source(tx: EntityManager, sourceId: string): Promise<Source> {
    const stored = await this.sources.get(tx, sourceId);
    if (!stored) throw notFound('SOURCE_NOT_FOUND', `No source ${sourceId}.`, `没有数据来源 ${sourceId}。`);
    return toSource(stored);
  }
}

function pullNotFound(pullId: string): DomainError {
  return notFound('PULL_NOT_FOUND', `No pull ${pullId}.`, `没有采集任务 ${pullId}。`);
}

function noCursor(sourceId: string): DomainError {
  return new DomainError('FAILED_PRECONDITION', 'SOURCE_HAS_NO_CURSOR', {
    en: `Source ${sourceId} has no cursor field, so a range of it cannot be asked for; pull it in full.`,
    zh: `数据来源 ${sourceId} 没有游标字段，无法按范围补采，请全量采集。`,
  });
}

interface UnusableRow {
  sourceId: string;
  measureId: string;
  recordKey: string;
  place: string;
  reason: string;
  detail: string;
  pullId: string;
}

async function same(tx: EntityManager, pullId: string, sourceId: string): Promise<StoredPull | undefined> {
  const pull = await findPull(tx, pullId);
  if (!pull || pull.sourceId === sourceId) return pull;
  const [en, zh] = [
    `pullId ${pullId} is a pull of ${pull.sourceId}.`,
    `pullId ${pullId} 属于数据来源 ${pull.sourceId}。`,
  ];
  throw new DomainError('INVALID_ARGUMENT', 'INVALID_REQUEST', { en, zh }, [
    { field: 'pullId', reason: 'INVALID_REQUEST', en, zh },
  ]);
}
