import type { BusEvent } from '@fuxing/outbox';

/** An event as it goes over the wire, with what decides who gets it. */
export interface StreamEvent {
  id: string;
  tenant: string;
  topic: string;
  /** The one unit that it names, if it does. */
  unit: string | undefined;
  frame: string;
}

const maxEvents = 5_000;
const maxCharacters = 32 * 1024 * 1024;

/** The latest events, for clients that come back. */
export class Ring {
  private readonly events: StreamEvent[] = [];
  private readonly ids = new Set<string>();
  private characters = 0;

  /** False when the event is already there: the bus may deliver twice. */
  add(event: StreamEvent): boolean {
    if (this.ids.has(event.id)) return false;
    this.ids.add(event.id);
    this.events.push(event);
    this.characters += event.frame.length;
    while (this.events.length > maxEvents || this.characters > maxCharacters) {
      const oldest = this.events.shift();
      this.ids.delete(oldest?.id ?? '');
      this.characters -= oldest?.frame.length ?? 0;
    }
    return true;
  }

  /** What came after an event, or undefined when it is no longer, or was never, here. */
  after(id: string, tenant: string): StreamEvent[] | undefined {
    const at = this.events.findIndex((event) => event.id === id && event.tenant === tenant);
    return at < 0 ? undefined : this.events.slice(at + 1);
  }
}

export function toStreamEvent(event: BusEvent, unitPath: string | undefined): StreamEvent {
  let unit: unknown = unitPath && event.payload;
  for (const step of unitPath?.split('.') ?? []) unit = (unit as Record<string, unknown> | undefined)?.[step];
  return {
    id: event.eventId,
    tenant: event.tenantId,
    topic: event.topic,
    unit: typeof unit === 'string' ? unit : undefined,
    frame: `event: ${event.topic}\nid: ${event.eventId}\ndata: ${JSON.stringify(event.payload)}\n\n`,
  };
}
