import { setTimeout as sleep } from 'node:timers/promises';
import { PullStatus, type Source } from '@fuxing/contracts/connectors/v1/sources';
import { Documents, inTenant, isOutage } from '@fuxing/db';
import { DomainError } from '@fuxing/errors';
import { publish } from '@fuxing/outbox';
import { log, SETTINGS } from '@fuxing/service';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ahead } from '../ahead';
import type { ConnectorSettings } from '../config';
import { addPage, findPull, finishPull, lastState, moveOn, type StoredPull } from '../db/pulls';
import { lockSource } from '../db/records';
import { pullFinished } from '../events/published';
import { Http } from '../sources/fetch';
import { kindOf } from '../sources/index';
import { type Reader, type ReadState, type SourcePage, startOfNext } from '../sources/reader';
import { SourceError } from '../sources/source-error';
import { Measuring } from './measuring';
import { pullEnded } from './pull-metrics';
import { toSource } from './sources.service';
import { sift, type Sifted, storeRows } from './store-rows';

/** Failures in a row, without a page between them, after which a pull is given up. */
const ATTEMPTS = 6;
const MAX_BACKOFF_MS = 60_000;

/** Somebody else took the pull over; there is nothing left to do here. */
class TakenOver extends Error {}

/** Does one pull from where it stands to its end. Every step commits alone, so it can be broken off at any instant. */
@Injectable()
export class RunPull implements OnModuleDestroy {
  private readonly sources = new Documents('source');
  private readonly http: Http;

  constructor(
    private readonly db: DataSource,
    private readonly measuring: Measuring,
    @Inject(SETTINGS)
    private readonly settings: Pick<ConnectorSettings, 'ALLOW_PRIVATE_ADDRESSES' | 'RETRY_BASE_MS'>,
  ) {
    this.http = new Http(settings.ALLOW_PRIVATE_ADDRESSES);
  }

  async onModuleDestroy(): Promise<void> {
    await this.http.close();
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
      await this.measuring.measure(tenantId, pull, stopped);
      await this.finish(tenantId, pullId, PullStatus.PULL_STATUS_SUCCEEDED);
    } catch (error) {
      if (error instanceof TakenOver || stopped.aborted) return;
      if (isOutage(error)) throw error;
      await this.finish(tenantId, pullId, PullStatus.PULL_STATUS_FAILED, sentence(error));
    }
  }

  /** Sets a queued pull going: pushed ones have their records already, pulled ones go on where the last one came to. */
  private begin(tenantId: string, pullId: string): Promise<StoredPull | undefined> {
    return inTenant(this.db, tenantId, async (tx) => {
      const pull = await findPull(tx, pullId);
      if (pull?.status !== PullStatus.PULL_STATUS_QUEUED) return pull?.finishedAt ? undefined : pull;
      const source = await this.sources.get(tx, pull.sourceId);
      const pushed = pull.pages > 0 || (source && toSource(source).push !== undefined);
      const status = pushed ? PullStatus.PULL_STATUS_MEASURING : PullStatus.PULL_STATUS_RUNNING;
      await moveOn(tx, pullId, pull.status, status);
      const last = pull.full || pushed ? undefined : await lastState(tx, pull);
      return { ...pull, status, state: last ? startOfNext(last) : null };
    });
  }

  private async read(tenantId: string, pull: StoredPull, stopped: AbortSignal): Promise<void> {
    const source = await inTenant(this.db, tenantId, (tx) => this.sources.get(tx, pull.sourceId));
    const reader = source && kindOf(toSource(source))?.read;
    if (!source || !reader)
      throw new SourceError(
        { en: 'The source cannot be pulled any more.', zh: '该数据来源已不能拉取。' },
        false,
      );
    // A broken-off pull that had not stored a page yet begins as a new one does.
    if (pull.pages === 0 && !pull.full && !pull.state) {
      const last = await inTenant(this.db, tenantId, (tx) => lastState(tx, pull));
      pull.state = last ? startOfNext(last) : null;
    }
    for (let failures = 0; ;) {
      try {
        await this.readOn(tenantId, pull, toSource(source), reader, stopped, () => (failures = 0));
        break;
      } catch (error) {
        if (!(error instanceof SourceError) || !error.temporary || ++failures >= ATTEMPTS) throw error;
        log.warn({ pull_id: pull.pullId, failures, reason: error.message }, 'source will be asked again');
        const backoff = Math.min(this.settings.RETRY_BASE_MS * 2 ** (failures - 1), MAX_BACKOFF_MS);
        await sleep(error.retryAfterMs ?? backoff * (0.5 + Math.random()), undefined, { signal: stopped });
      }
    }
    const moved = await inTenant(this.db, tenantId, (tx) =>
      moveOn(tx, pull.pullId, PullStatus.PULL_STATUS_RUNNING, PullStatus.PULL_STATUS_MEASURING),
    );
    if (!moved) throw new TakenOver();
  }

  private async readOn(
    tenantId: string,
    pull: StoredPull,
    source: Source,
    reader: Reader,
    stopped: AbortSignal,
    progressed: () => void,
  ): Promise<void> {
    const pages = reader(source, pull.state ?? undefined, { http: this.http, stopped });
    for await (const page of ahead(sifted(pages, source.keyField))) {
      stopped.throwIfAborted();
      await this.store(tenantId, pull, page);
      // A source that must be read from its beginning again has not come further.
      if (page.state) progressed();
    }
  }

  /** Records, progress and the place to go on commit together. */
  private async store(tenantId: string, pull: StoredPull, { rows, state }: SiftedPage): Promise<void> {
    await inTenant(this.db, tenantId, async (tx) => {
      await lockSource(tx, pull.sourceId);
      const stored = await storeRows(tx, pull, rows);
      const added = await addPage(
        tx,
        { ...pull, status: PullStatus.PULL_STATUS_RUNNING },
        { ...stored, state },
      );
      if (!added) throw new TakenOver();
    });
    pull.pages += 1;
    pull.state = state ?? null;
  }

  private async finish(
    tenantId: string,
    pullId: string,
    status: PullStatus.PULL_STATUS_SUCCEEDED | PullStatus.PULL_STATUS_FAILED,
    error = '',
  ): Promise<void> {
    const ended = await inTenant(this.db, tenantId, async (tx) => {
      const pull = await finishPull(tx, pullId, status, error);
      if (pull) await publish(tx, pullFinished(pull));
      return pull;
    });
    if (ended) pullEnded(ended);
  }
}

interface SiftedPage {
  rows: Sifted;
  state?: ReadState | undefined;
}

async function* sifted(pages: AsyncIterable<SourcePage>, keyField: string): AsyncGenerator<SiftedPage> {
  for await (const { rows, state } of pages) yield { rows: sift(rows, keyField), state };
}

/** For people, in both languages; what is not theirs to mend is only in the log. */
function sentence(error: unknown): string {
  if (error instanceof SourceError || error instanceof DomainError)
    return `${error.text.zh} ${error.text.en}`;
  log.error({ err: error }, 'pull failed');
  return '内部错误，详见服务日志。 An internal error, see the log of the service.';
}
