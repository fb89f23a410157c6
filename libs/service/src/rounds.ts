import { setTimeout as sleep } from 'node:timers/promises';
import { log } from './log';
import type { Background } from './start';

/** Work that comes round again and again until the service stops. A round that fails is logged, and the next one comes. */
export abstract class Rounds implements Background {
  protected readonly ended = new AbortController();
  private working: Promise<void> = Promise.resolve();

  /**
   * @param everyMs between the end of a round and the next one
   * @param waits what the log says of work that a failed round left
   */
  constructor(
    private readonly everyMs: number,
    private readonly waits: string,
  ) {}

  abstract round(): Promise<unknown>;

  start(): void {
    this.working = this.work();
  }

  async stop(): Promise<void> {
    this.ended.abort();
    await this.working;
  }

  private async work(): Promise<void> {
    const { signal } = this.ended;
    while (!signal.aborted) {
      try {
        await this.round();
      } catch (error) {
        log.error({ err: error }, this.waits);
      }
      // Ends early when the service stops; nothing else can fail here.
      await sleep(this.everyMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
