import type { BusEvent, EventBus, SubscribeOptions } from '@fuxing/outbox';

/** Delivers at once what a test sends. */
export class FakeBus implements EventBus {
  private readonly subscribers = new Set<SubscribeOptions>();

  async subscribe(options: SubscribeOptions) {
    this.subscribers.add(options);
    return {
      stop: async (): Promise<void> => {
        this.subscribers.delete(options);
      },
    };
  }

  async send(events: BusEvent[]): Promise<void> {
    for (const event of events) {
      for (const subscriber of this.subscribers) {
        if (subscriber.topics.includes(event.topic)) await subscriber.handle(event);
      }
    }
  }

  async close(): Promise<void> {}
}
