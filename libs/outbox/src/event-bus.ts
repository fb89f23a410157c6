/** One domain event, in the shape that every adapter carries: CloudEvents attributes and proto JSON. */
export interface BusEvent {
  /** UUID; the same event delivered twice keeps it. */
  eventId: string;
  tenantId: string;
  /** `<service>.<noun-verbed>.v1`. */
  topic: string;
  /** The aggregate; events of one tenant, topic and key keep their order. */
  key: string;
  /** Full name of the proto message, for example `fuxing.indicators.v1.UnitChanged`. */
  type: string;
  occurredAt: Date;
  /** W3C trace context of the transaction that caused it. */
  traceparent?: string | undefined;
  /** Proto JSON of the message. */
  payload: unknown;
}

export interface SubscribeOptions {
  /** Members of a group share the work and a position; the position survives restarts. */
  group: string;
  topics: string[];
  /** Where a group without a position begins. */
  from: 'earliest' | 'latest';
  /**
   * Called for one event after the other, in order per key. Resolving means done; throwing means deliver it again, and
   * nothing after it in its key before.
   */
  handle(event: BusEvent): Promise<void>;
}

export interface Subscription {
  /** Waits for the event in hand, then leaves the group. */
  stop(): Promise<void>;
}

/** Carries events between services: at least once, in order per key. */
export interface EventBus {
  /** Resolves when the bus has stored all of them; throws when it may have stored only some. */
  send(events: BusEvent[]): Promise<void>;
  subscribe(options: SubscribeOptions): Promise<Subscription>;
  close(): Promise<void>;
}
