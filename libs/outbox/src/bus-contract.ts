import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BusEvent, EventBus, SubscribeOptions } from './event-bus';

/** An adapter under test. */
export interface BusUnderTest {
  open(): Promise<EventBus>;
  /** Cuts every connection, and keeps the broker away until `recover` where the adapter has one of its own. */
  fail(): Promise<void>;
  recover(): Promise<void>;
}

const tenantId = '130404';

export function busEvent(topic: string, key: string, n: number): BusEvent {
  const eventId = randomUUID();
  return { eventId, tenantId, topic, key, type: 'sample.Thing', occurredAt: new Date(), payload: { n } };
}

export async function until(done: () => Promise<boolean> | boolean, seconds = 60): Promise<void> {
  for (const end = Date.now() + seconds * 1_000; Date.now() < end; await sleep(20)) if (await done()) return;
  throw new Error(`It did not happen within ${seconds} s.`);
}

export function numberOf({ payload }: BusEvent): number {
  return (payload as { n: number }).n;
}

/** Whether the first delivery of every event of a key comes after that of the one before it. Repeats are allowed. */
export function inOrderPerKey(heard: BusEvent[]): boolean {
  const seen = new Set<string>();
  const last = new Map<string, number>();
  for (const event of heard) {
    if (seen.has(event.eventId)) continue;
    seen.add(event.eventId);
    if (numberOf(event) <= (last.get(event.key) ?? -1)) return false;
    last.set(event.key, numberOf(event));
  }
  return true;
}

/** Registers the tests that every adapter of the bus must pass. */
export function busContract(bus: () => BusUnderTest): void {
  const opened: EventBus[] = [];
  const open = async (): Promise<EventBus> => {
    const one = await bus().open();
    opened.push(one);
    return one;
  };
  afterEach(() => Promise.all(opened.splice(0).map((each) => each.close())));

  const names = () => {
    const id = randomUUID().slice(0, 8);
    return { topic: `sample.thing-changed-${id}.v1`, group: `group-${id}` };
  };
  /** Every key in turn, so that neighbours in the topic are of different keys. */
  const events = (topic: string, keys: number, perKey: number, first = 0): BusEvent[] =>
    Array.from({ length: keys * perKey }, (_, i) =>
      busEvent(topic, `key-${i % keys}`, first + Math.floor(i / keys)),
    );
  const listen = async (
    on: EventBus,
    options: Partial<SubscribeOptions> & { group: string; topic: string },
  ) => {
    const heard: BusEvent[] = [];
    const subscription = await on.subscribe({
      topics: [options.topic],
      from: 'earliest',
      handle: async (event) => void heard.push(event),
      ...options,
    });
    return { heard, stop: () => subscription.stop() };
  };
  const ids = (of: BusEvent[]): Set<string> => new Set(of.map(({ eventId }) => eventId));

  it('carries every attribute, and a payload in any language', async () => {
    const { topic, group } = names();
    const on = await open();
    const sent = {
      ...busEvent(topic, '单位/№ 1', 0),
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      payload: { name: '绩效', nested: [{ ok: true, none: null }] },
    };
    await on.send([sent]);
    const { heard } = await listen(on, { topic, group });
    await until(() => heard.length > 0);
    expect(heard).toEqual([sent]);
  });

  it('keeps the order per key, also across restarts of the consumer, and repeats nothing when all is calm', async () => {
    const { topic, group } = names();
    const on = await open();
    const sent = events(topic, 40, 25);
    for (let i = 0; i < sent.length; i += 100) await on.send(sent.slice(i, i + 100));
    const heard: BusEvent[] = [];
    for (const enough of [150, 400, sent.length]) {
      const part = await on.subscribe({
        group,
        topics: [topic],
        from: 'earliest',
        handle: async (event) => {
          await sleep(1);
          heard.push(event);
        },
      });
      await until(() => heard.length >= enough);
      await part.stop();
    }
    expect(inOrderPerKey(heard)).toBe(true);
    expect({ heard: heard.length, different: ids(heard).size }).toEqual({
      heard: sent.length,
      different: sent.length,
    });
  });

  it('delivers again what the handler refused, and nothing after it in its key before', async () => {
    const { topic, group } = names();
    const on = await open();
    const heard: BusEvent[] = [];
    let refusals = 3;
    await on.send(events(topic, 5, 4));
    await listen(on, {
      topic,
      group,
      handle: async (event) => {
        // A TypeError, because a client library may take it for a fault that no repeat cures.
        if (event.key === 'key-3' && numberOf(event) === 1 && refusals-- > 0) throw new TypeError('not yet');
        heard.push(event);
      },
    });
    await until(() => ids(heard).size === 20);
    expect(refusals).toBe(-1);
    expect(inOrderPerKey(heard)).toBe(true);
  });

  it('lets go at once when the handler keeps refusing, and loses nothing by it', async () => {
    const { topic, group } = names();
    const on = await open();
    await on.send(events(topic, 1, 3));
    let refused = 0;
    const refusing = await listen(on, {
      topic,
      group,
      handle: async () => {
        refused++;
        throw new Error('never');
      },
    });
    await until(() => refused > 1);
    const before = Date.now();
    await refusing.stop();
    expect(Date.now() - before).toBeLessThan(3_000);
    const { heard } = await listen(on, { topic, group });
    await until(() => heard.length === 3);
    expect(heard.map(numberOf)).toEqual([0, 1, 2]);
  });

  it('waits for the event in hand when it stops', async () => {
    const { topic, group } = names();
    const on = await open();
    await on.send(events(topic, 1, 3));
    const done: number[] = [];
    let begun = 0;
    const { stop } = await listen(on, {
      topic,
      group,
      handle: async (event) => {
        begun++;
        await sleep(300);
        done.push(numberOf(event));
      },
    });
    await until(() => begun === 1);
    await stop();
    expect(done).toEqual([0]);
    const { heard } = await listen(on, { topic, group });
    await until(() => heard.length === 2);
    expect(heard.map(numberOf)).toEqual([1, 2]);
  });

  it('has one member of a group handle an event, and the rest take over', async () => {
    const { topic, group } = names();
    const [on, other] = [await open(), await open()];
    const first = await listen(on, { topic, group });
    const second = await listen(other, { topic, group });
    const sent = events(topic, 30, 5);
    await on.send(sent);
    await until(() => first.heard.length + second.heard.length >= sent.length);
    await sleep(500);
    expect(first.heard.length + second.heard.length).toBe(sent.length);
    await first.stop();
    const later = events(topic, 30, 5, 5);
    await on.send(later);
    const all = (): BusEvent[] => [...first.heard, ...second.heard];
    await until(() => ids(all()).size === sent.length + later.length);
    expect(inOrderPerKey(second.heard)).toBe(true);
  });

  it('begins at the earliest or at the latest event, each group for itself', async () => {
    const { topic, group } = names();
    const on = await open();
    const before = events(topic, 6, 2);
    await on.send(before);
    const late = await listen(on, { topic, group: `${group}-late`, from: 'latest' });
    const after = events(topic, 6, 2, 2);
    await on.send(after);
    const early = await listen(on, { topic, group });
    await until(() => early.heard.length >= 24 && late.heard.length >= 12);
    await sleep(300);
    expect(ids(early.heard)).toEqual(ids([...before, ...after]));
    expect(ids(late.heard)).toEqual(ids(after));
  });

  it.each(['earliest', 'latest'] as const)('keeps a position begun at the %s', async (from) => {
    const { topic, group } = names();
    const first = await bus().open();
    const { heard } = await listen(first, { topic, group, from });
    const sent = events(topic, 9, 1);
    await first.send(sent);
    await until(() => heard.length === 9);
    await first.close();
    const again = await open();
    const meanwhile = events(topic, 9, 1, 1);
    await again.send(meanwhile);
    const reopened = await listen(again, { topic, group, from });
    await until(() => reopened.heard.length >= 9);
    await sleep(300);
    expect(ids(reopened.heard)).toEqual(ids(meanwhile));
  });

  it('loses nothing of what it accepted when it fails in the middle, and recovers by itself', async () => {
    const { topic, group } = names();
    const on = await open();
    const { heard } = await listen(on, { topic, group });
    const accepted: BusEvent[] = [];
    const stop = new AbortController();
    const sending = (async () => {
      for (let n = 0; !stop.signal.aborted; n++) {
        const batch = Array.from({ length: 10 }, (_, key) => busEvent(topic, `key-${key}`, n));
        const send = (): Promise<void> => on.send(batch).catch(send);
        await send();
        accepted.push(...batch);
        await sleep(5);
      }
    })();
    for (let times = 0; times < 2; times++) {
      const enough = accepted.length + 200;
      await until(() => accepted.length > enough && heard.length > 100);
      await bus().fail();
      await sleep(300);
      await bus().recover();
    }
    const enough = accepted.length + 200;
    await until(() => accepted.length > enough);
    stop.abort();
    await sending;
    await until(() => ids(heard).size === accepted.length);
    expect(ids(heard)).toEqual(ids(accepted));
    expect(inOrderPerKey(heard)).toBe(true);
  });
}
