import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { type Pull, PullMode, PullStatus } from '@fuxing/contracts/connectors/v1/pulls';
import { type Source } from '@fuxing/contracts/connectors/v1/sources';
import { Documents, inTenant, isOutage } from '@fuxing/db';
import { DomainError } from '@fuxing/errors';
import { publish } from '@fuxing/outbox';
import { log, SETTINGS } from '@fuxing/service';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ahead } from '../../ahead';
import type { ConnectorSettings } from '../../config';
import { forgetMet, meetKeys } from '../../db/collect/deletes';
import {
  addPage,
  commitWithoutWaiting,
  type EndStatus,
  findPull,
  finishPull,
  lastState,
  markWhole,
  moveOn,
  noteShortfall,
  type StoredPull,
} from '../../db/collect/pulls';
import { dropAccepted, lockSource } from '../../db/collect/records';
import { samplingOf } from '../../db/verify/sampling';
import { RetryBudget } from '../../domain/collect/retry-budget';
import { together } from '../../domain/collect/schema';
import { pullFinished, samplingOpened } from '../../events/published';
import { kindOf } from '../../sources/index';
import { ANYWHERE, type Reader, startOfNext } from '../../sources/reader';
import { SourceError } from '../../sources/source-error';
import { Measuring } from '../measure/measuring';
import { Outside, type OutsideSettings } from './outside';
import { pullEnded } from './pull-metrics';
import { endRecords } from './end-records';
import { refused } from './replay';
import { watchSchema } from './schema-watch';
import { toSource } from './sources.service';
import { assertNotMore, type SiftedPage, sifted, within } from './pull-pages';
import { storeRows } from './store-rows';
import { TakenOver } from '../taken-over';

/** Failures in a row, without a page between them, after which a pull is given up. */
const ATTEMPTS = 6;
const MAX_BACKOFF_MS = 60_000;
/** Of RETRY_BASE_MS, between repetitions beyond the budget of a source. */
const PAUSES = 20;

/** Does one pull from where it stands to its end. Every step commits alone, so it can be broken off at any instant. */
@Injectable()
export class RunPull implements OnModuleDestroy {
  private readonly sources = new Documents('source');
  private readonly outside: Outside;
  /** By tenant and source, for as long as the process lives. */
  private readonly budgets = new Map<string, RetryBudget>();

  constructor(
    private readonly db: DataSource,
    private readonly measuring: Measuring,
    @Inject(SETTINGS)
    private readonly settings: OutsideSettings & Pick<ConnectorSettings, 'RETRY_BASE_MS'>,
  ) {
    this.outside = new Outside(db, settings);
  }

  async onModuleDestroy(): Promise<void> {
    await this.outside.close();
  }

  /**
   * @param stopped breaks the work off; the pull stays as it is and is taken up again
   * @throws when the database is away; the pull stays as it is
   */
  async run(tenantId: string, pullId: string, stopped: AbortSignal): Promise<void> {
    try {
      const pull = await this.begin(tenantId, pullId);
      if (!pull) return;
      if (pull.status === PullStatus.PULL_STATUS_RUNNING) await this.read(tenantId, pull, stopped);
      const changed = await inTenant(this.db, tenantId, async (tx) => {
        await lockSource(tx, pull.sourceId);
        const source = await this.sourceOf(tx, pull);
        const stop = await watchSchema(tx, pull, source);
        if (!stop && pull.error === '') await endRecords(tx, pull, source);
        return stop;
      });
      if (changed) throw changed;
      await this.measuring.measure(tenantId, pull, stopped);
      const { PULL_STATUS_FAILED: failed, PULL_STATUS_SUCCEEDED: succeeded } = PullStatus;
      await this.finish(tenantId, pullId, pull.error === '' ? succeeded : failed, pull.error);
    } catch (error) {
      if (error instanceof TakenOver || stopped.aborted) return;
      if (isOutage(error)) throw error;
      await this.finish(tenantId, pullId, PullStatus.PULL_STATUS_FAILED, sentence(error));
    }
  }

  /** Sets a queued pull going: pushed ones have their records already, the others read. */
  private begin(tenantId: string, pullId: string): Promise<StoredPull | undefined> {
    return inTenant(this.db, tenantId, async (tx) => {
      const pull = await findPull(tx, pullId);
      if (pull?.status !== PullStatus.PULL_STATUS_QUEUED) return pull?.finishedAt ? undefined : pull;
      const source = await this.sources.get(tx, pull.sourceId);
      const pushed = pull.pages > 0 || (source && toSource(source).push !== undefined);
      const measures = pushed && pull.mode !== PullMode.PULL_MODE_REPLAY;
      const status = measures ? PullStatus.PULL_STATUS_MEASURING : PullStatus.PULL_STATUS_RUNNING;
      await moveOn(tx, pullId, pull.status, status);
      return { ...pull, status };
    });
  }

  /** Where a pull without a page begins: what it is for says so. */
  private async place(tx: EntityManager, pull: StoredPull, source: Source): Promise<void> {
    if (pull.mode === PullMode.PULL_MODE_BACKFILL) pull.state = { of: ANYWHERE, cursor: pull.fromCursor };
    if (pull.mode === PullMode.PULL_MODE_CHANGES) {
      const last = await lastState(tx, pull);
      pull.state = last ? startOfNext(last, source.lookBackHours) : null;
    }
    const begins =
      pull.state === null || Object.keys(pull.state).every((key) => key === 'of' || key === 'before');
    pull.isWhole = begins && pull.mode !== PullMode.PULL_MODE_REPLAY;
    if (pull.isWhole) await markWhole(tx, pull.pullId);
  }

  private async read(tenantId: string, pull: StoredPull, stopped: AbortSignal): Promise<void> {
    const source = await inTenant(this.db, tenantId, async (tx) => {
      const found = await this.sourceOf(tx, pull);
      if (pull.pages === 0) await this.place(tx, pull, found);
      return found;
    });
    const reader = this.readerOf(tenantId, pull, source);
    const budget = this.budgetOf(tenantId, pull);
    for (let failures = 0; ;) {
      try {
        await this.readOn(tenantId, pull, source, reader, stopped, () => {
          failures = 0;
          budget.earn();
        });
        break;
      } catch (error) {
        if (error instanceof SourceError && error.readAll) {
          pull.error = sentence(error);
          break;
        }
        if (!(error instanceof SourceError) || !error.temporary || ++failures >= ATTEMPTS) throw error;
        log.warn({ pull_id: pull.pullId, failures, reason: error.message }, 'source will be asked again');
        const backoff = Math.min(this.settings.RETRY_BASE_MS * 2 ** (failures - 1), MAX_BACKOFF_MS);
        const pause = error.retryAfterMs ?? backoff * (0.5 + Math.random());
        const owed = budget.spend(performance.now());
        await sleep(Math.max(pause, owed), undefined, { signal: stopped });
      }
    }
    await inTenant(this.db, tenantId, async (tx) => {
      await lockSource(tx, pull.sourceId);
      const moved = await moveOn(
        tx,
        pull.pullId,
        PullStatus.PULL_STATUS_RUNNING,
        PullStatus.PULL_STATUS_MEASURING,
      );
      if (!moved) throw new TakenOver();
      if (pull.error !== '') await noteShortfall(tx, pull.pullId, pull.error);
    });
  }

  private budgetOf(tenantId: string, { sourceId }: StoredPull): RetryBudget {
    const key = `${tenantId}/${sourceId}`;
    const found =
      this.budgets.get(key) ?? new RetryBudget(PAUSES * this.settings.RETRY_BASE_MS, performance.now());
    this.budgets.set(key, found);
    return found;
  }

  private async sourceOf(tx: EntityManager, { sourceId }: StoredPull): Promise<Source> {
    const source = await this.sources.get(tx, sourceId);
    if (!source) throw new Error(`No source ${sourceId}.`);
    return toSource(source);
  }

  private readerOf(tenantId: string, { mode, sourceId }: StoredPull, source: Source): Reader {
    if (mode === PullMode.PULL_MODE_REPLAY) return (_, start) => refused(this.db, tenantId, sourceId, start);
    const kind = kindOf(source);
    if (kind) return kind.read;
    throw new SourceError(
      { en: 'The source cannot be pulled any more.', zh: '该数据来源已不能拉取。' },
      false,
    );
  }

  private async readOn(
    tenantId: string,
    pull: StoredPull,
    source: Source,
    reader: Reader,
    stopped: AbortSignal,
    progressed: () => void,
  ): Promise<void> {
    const upTo = pull.toCursor === '' ? {} : { upTo: pull.toCursor };
    const start = pull.state ?? undefined;
    // One that begins at the beginning again reads nothing more for that.
    let read = start ? pull.read : 0;
    const intake = this.outside.intakeOf(source, start ? pull.bytes : 0);
    let bytes = intake.bytes;
    const pages = this.outside.read(tenantId, source, reader, start, stopped, { ...upTo, intake });
    for await (const page of ahead(sifted(within(pages, pull, source), pull, source))) {
      stopped.throwIfAborted();
      read += page.rows.read;
      assertNotMore(read, source.maxRows);
      const isFurther = page.state !== undefined && !isDeepStrictEqual(page.state, pull.state);
      // Pages are read ahead, so a page may be counted with the one before it.
      const now = intake.bytes;
      await this.store(tenantId, pull, { ...page, bytes: now - bytes }, source);
      bytes = now;
      if (isFurther) progressed();
    }
  }

  /** Records, progress and the place to go on commit together. */
  private async store(
    tenantId: string,
    pull: StoredPull,
    page: SiftedPage & { bytes: number },
    source: Source,
  ): Promise<void> {
    const { rows, state, seen, bytes } = page;
    const seenTogether = seen ? together(pull.seenFields, seen) : pull.seenFields;
    await inTenant(this.db, tenantId, async (tx) => {
      await commitWithoutWaiting(tx);
      await lockSource(tx, pull.sourceId);
      const stored = await storeRows(tx, pull, rows);
      if (source.deletes?.absent && pull.isWhole)
        await meetKeys(
          tx,
          pull,
          rows.records.map(({ key }) => key),
        );
      if (pull.mode === PullMode.PULL_MODE_REPLAY)
        await dropAccepted(tx, pull.sourceId, pull.position, state?.key ?? '');
      const added = await addPage(
        tx,
        { ...pull, status: PullStatus.PULL_STATUS_RUNNING },
        { ...stored, state, seenFields: seenTogether, bytes },
      );
      if (!added) throw new TakenOver();
    });
    pull.pages += 1;
    pull.read += rows.read;
    pull.bytes += bytes;
    pull.state = state ?? null;
    pull.seenFields = seenTogether;
  }

  private async finish(tenantId: string, pullId: string, status: EndStatus, error = ''): Promise<void> {
    const ended = await inTenant(this.db, tenantId, (tx) => endPull(tx, pullId, status, error));
    if (ended) pullEnded(ended);
  }
}

/** Ends a pull and says so; undefined when it had ended before. */
export async function endPull(
  tx: EntityManager,
  pullId: string,
  status: EndStatus,
  error: string,
): Promise<Pull | undefined> {
  const pull = await finishPull(tx, pullId, status, error);
  if (!pull) return undefined;
  await forgetMet(tx, pull);
  const sampling = await samplingOf(tx, pullId);
  await publish(tx, pullFinished(pull), ...(sampling ? [samplingOpened(pull, sampling)] : []));
  return pull;
}

/** For people, in both languages; what is not theirs to mend is only in the log. */
function sentence(error: unknown): string {
  if (error instanceof SourceError || error instanceof DomainError)
    return `${error.text.zh} ${error.text.en}`;
  log.error({ err: error }, 'pull failed');
  return '内部错误，详见服务日志。 An internal error, see the log of the service.';
}
