import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';

/** Wakes the worker of this process when a pull was queued here; other replicas look by themselves every second. */
@Injectable()
export class Bell {
  private readonly events = new EventEmitter();
  private rung = false;

  ring(): void {
    this.rung = true;
    this.events.emit('ring');
  }

  /** Until the bell rings, or rang since the last wait; at most `ms`. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    const over = new AbortController();
    const either = AbortSignal.any([signal, over.signal]);
    if (!this.rung) {
      await Promise.race([
        once(this.events, 'ring', { signal: either }),
        sleep(ms, undefined, { signal: either }),
      ]).catch(() => undefined);
    }
    over.abort();
    this.rung = false;
  }
}
