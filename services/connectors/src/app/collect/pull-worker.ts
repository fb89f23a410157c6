import { type Background, log, WORKER_DB } from '@fuxing/service';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type QueryRunner } from 'typeorm';
import { Bell } from './bell';
import { RunPull } from './run-pull';

/** Each holds a connection of the worker pool. */
const AT_ONCE = 2;
const LOOK_EVERY_MS = 1_000;
/** A turn whose holder says nothing for so long is free again, though its connection stands: a process may be frozen. */
const LEASE_MS = 20_000;
const SIGN_EVERY_MS = LEASE_MS / 5;

interface Waiting {
  tenantId: string;
  sourceId: string;
  pullId: string;
}

/**
 * Does the pulls that wait, also those that a crash broke off: one of a source at a time on any number of replicas. The
 * turn is an advisory lock of the session, which the server frees when this process dies or gives no sign of life for a while;
 * whoever lost it so finds at its next page that another one went on.
 */
@Injectable()
export class PullWorker implements Background {
  private readonly ended = new AbortController();
  private readonly running = new Map<string, Promise<void>>();
  private loop: Promise<void> | undefined;

  constructor(
    @Inject(WORKER_DB) private readonly worker: DataSource,
    private readonly pulls: RunPull,
    private readonly bell: Bell,
  ) {}

  start(): void {
    this.loop = this.serve();
  }

  /** Breaks pulls off at the next page; they are taken up again by whoever starts next. */
  async stop(): Promise<void> {
    this.ended.abort();
    await this.loop;
    await Promise.all(this.running.values());
  }

  private async serve(): Promise<void> {
    const { signal } = this.ended;
    while (!signal.aborted) {
      try {
        await this.takeUp();
      } catch (error) {
        log.warn({ err: error }, 'the queue of pulls cannot be read');
      }
      await this.bell.wait(LOOK_EVERY_MS, signal);
    }
  }

  private async takeUp(): Promise<void> {
    if (this.running.size >= AT_ONCE) return;
    const waiting: Waiting[] = await this.worker.query(
      `SELECT * FROM (
         SELECT DISTINCT ON (tenant_id, source_id) tenant_id AS "tenantId", source_id AS "sourceId", pull_id AS "pullId", position
         FROM queued_pull ORDER BY tenant_id, source_id, position
       ) AS first ORDER BY position LIMIT 1000`,
    );
    for (const pull of waiting) {
      const turn = `${pull.tenantId}/${pull.sourceId}`;
      if (this.running.size >= AT_ONCE || this.ended.signal.aborted) return;
      if (this.running.has(turn)) continue;
      const lock = await this.lock(turn);
      if (!lock) continue;
      const done = this.work(pull, turn, lock).finally(() => {
        this.running.delete(turn);
        this.bell.ring();
      });
      this.running.set(turn, done);
    }
  }

  private async lock(turn: string): Promise<QueryRunner | undefined> {
    const session = this.worker.createQueryRunner();
    try {
      const [{ got }]: [{ got: boolean }] = await session.query(
        `SELECT pg_try_advisory_lock(hashtextextended('pull/' || $1, 0)) AS got`,
        [turn],
      );
      if (got) {
        await session.query(`SET idle_session_timeout = ${LEASE_MS}`);
        return session;
      }
    } catch (error) {
      await session.release();
      throw error;
    }
    await session.release();
    return undefined;
  }

  private async work({ tenantId, pullId }: Waiting, turn: string, lock: QueryRunner): Promise<void> {
    // Without its session the turn is somebody else's.
    const lost = new AbortController();
    const sign = (): Promise<unknown> => lock.query('SELECT 1').catch((error: unknown) => lost.abort(error));
    const signs = setInterval(() => void sign(), SIGN_EVERY_MS);
    try {
      await this.pulls.run(tenantId, pullId, AbortSignal.any([this.ended.signal, lost.signal]));
      if (lost.signal.aborted)
        log.warn({ err: lost.signal.reason, pull_id: pullId }, 'the turn of the pull is lost');
    } catch (error) {
      log.warn({ err: error, pull_id: pullId }, 'pull waits for the database');
      await this.bell.wait(LOOK_EVERY_MS, this.ended.signal);
    }
    clearInterval(signs);
    await lock
      .query(`SELECT pg_advisory_unlock(hashtextextended('pull/' || $1, 0))`, [turn])
      .then(() => lock.query('RESET idle_session_timeout'))
      .catch((error: unknown) =>
        log.warn({ err: error, pull_id: pullId }, 'the turn of the pull ends with its session'),
      );
    await lock.release();
  }
}
