import type { ServerResponse } from 'node:http';
import type { BusEvent, EventBus } from '@fuxing/outbox';
import { keptToUnit } from '../auth/authorise';
import type { Caller } from '../auth/caller';
import type { Session } from '../auth/sessions';
import { topics } from '../auth/topics';
import { invalidRequest, problem } from '../http/problem';
import { Ring, type StreamEvent, toStreamEvent } from './ring';

const heartbeatMs = 15_000;
/** What may wait for a slow client. */
const bufferBytes = 1024 * 1024;
const streamsPerSubject = 10;
const streamsInAll = 5_000;

interface Client {
  session: Session;
  wants(event: StreamEvent): boolean;
  response: ServerResponse;
  expiry: NodeJS.Timeout;
}

/** Sends domain events to the clients that may see them. */
export class EventStreams {
  private readonly clients = new Set<Client>();
  private readonly ring = new Ring();
  private subscription: { stop(): Promise<void> } | undefined;
  private readonly heartbeat = setInterval(() => this.beat(), heartbeatMs).unref();

  /** @param group must be this replica's own, because each replica needs every event */
  async follow(bus: EventBus, group: string): Promise<void> {
    const handle = async (event: BusEvent): Promise<void> => this.hear(event);
    this.subscription = await bus.subscribe({ group, topics: Object.keys(topics), from: 'latest', handle });
  }

  /** @throws Problem TOO_MANY_STREAMS */
  admit({ key }: Session): void {
    const mine = [...this.clients].filter(({ session }) => session.key === key);
    if (mine.length >= streamsPerSubject || this.clients.size >= streamsInAll) {
      throw problem('TOO_MANY_STREAMS', [], { 'retry-after': '60' });
    }
  }

  /** Streams until the client leaves, lags or its access token ends. */
  serve(
    session: Session,
    wanted: ReadonlySet<string>,
    lastEventId: string | undefined,
    response: ServerResponse,
  ): void {
    response.write('retry: 3000\n\n');
    const wants = filterFor(session.caller, wanted);
    const expiry = setTimeout(() => leave('token expired'), session.expiresAt - Date.now()).unref();
    const client: Client = { session, wants, response, expiry };
    const leave = (why: string): void => this.drop(client, why);

    if (lastEventId) {
      const missed = this.ring.after(lastEventId, session.caller.tenant);
      // The client cannot know what it missed: it has to read afresh what it shows.
      if (!missed) response.write('event: reset\ndata: {}\n\n');
      for (const event of missed ?? []) if (wants(event)) response.write(event.frame);
    }
    this.clients.add(client);
    response.once('close', () => {
      clearTimeout(expiry);
      this.clients.delete(client);
    });
  }

  async stop(): Promise<void> {
    clearInterval(this.heartbeat);
    for (const client of this.clients) this.drop(client, 'server stops');
    await this.subscription?.stop();
  }

  private hear(event: BusEvent): void {
    const row = topics[event.topic];
    if (!row) return;
    const out = toStreamEvent(event, 'unit' in row ? row.unit : undefined);
    if (!this.ring.add(out)) return;
    for (const client of this.clients) if (client.wants(out)) this.send(client, out.frame);
  }

  private beat(): void {
    for (const client of this.clients) this.send(client, ': still here\n\n');
  }

  private send(client: Client, text: string): void {
    client.response.write(text);
    if (client.response.writableLength > bufferBytes) this.drop(client, 'too slow');
  }

  private drop(client: Client, why: string): void {
    this.clients.delete(client);
    client.response.end(`: ${why}\n\n`);
    setTimeout(() => client.response.destroy(), 1_000).unref();
  }
}

/**
 * The topics of a request that the caller may follow; without a list, all that it may.
 *
 * @throws Problem INVALID_REQUEST for an unknown topic, ROLE_MISSING for a forbidden one
 */
export function allowedTopics(caller: Caller, list: string | undefined): Set<string> {
  const may = (topic: string): boolean =>
    topics[topic]?.roles.some((role) => caller.roles.includes(role)) ?? false;
  const asked = list?.split(',').filter(Boolean) ?? Object.keys(topics).filter(may);
  for (const topic of asked) {
    if (!Object.hasOwn(topics, topic)) throw invalidRequest('topics', 'UNKNOWN_TOPIC');
    if (!may(topic)) throw problem('ROLE_MISSING');
  }
  if (asked.length === 0) throw problem('ROLE_MISSING');
  return new Set(asked);
}

/** Own tenant, asked topic, and for callers that act for one unit only events that name it. */
function filterFor(
  { tenant, roles, unit }: Caller,
  wanted: ReadonlySet<string>,
): (event: StreamEvent) => boolean {
  const ownUnitOnly = new Set(
    [...wanted].filter((topic) =>
      keptToUnit(topics[topic]?.roles.filter((role) => roles.includes(role)) ?? []),
    ),
  );
  return (event) =>
    event.tenant === tenant &&
    wanted.has(event.topic) &&
    (!ownUnitOnly.has(event.topic) || (unit !== undefined && event.unit === unit));
}
