import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { Unreachable } from './gateway-client';
import type { Teach } from './teach';
import type { Session } from './session';
import { printable } from './table';

const RECONNECT_MS = 3000;

export function eventsCommand(program: Command, session: Session, teach: Teach): void {
  teach(
    program,
    'events',
    'events',
    'fuxing events --topics connectors.pull-finished.v1,evaluation.results-publicised.v1',
  )
    .option('--topics <topics>', session.say('optTopics'))
    .action(async ({ topics }: { topics?: string }) => {
      const path = `/v1/events${topics ? `?topics=${encodeURIComponent(topics)}` : ''}`;
      const { signal } = new AbortController();
      let lastId = '';
      for (let isFirst = true; ; isFirst = false) {
        try {
          const pieces = session.gateway.stream(path, lastId ? { 'last-event-id': lastId } : {}, signal);
          for await (const event of parseEvents(pieces)) {
            lastId = event.id || lastId;
            show(event, session);
          }
        } catch (error) {
          // A stream ends with its token, and a connection may break; neither ends the command.
          const isBroken = error instanceof Unreachable || error instanceof TypeError;
          const wasNeverOpen = isFirst && !lastId;
          if (wasNeverOpen || !isBroken) throw error;
        }
        await sleep(RECONNECT_MS);
      }
    });
}

interface ServerEvent {
  id: string;
  event: string;
  data: string;
}

/** Server-sent events of a stream of text; comments and empty ones are left out. */
export async function* parseEvents(pieces: AsyncIterable<string>): AsyncIterable<ServerEvent> {
  let rest = '';
  let current: ServerEvent = { id: '', event: '', data: '' };
  for await (const piece of pieces) {
    const lines = (rest + piece).split(/\r\n|\n/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '') {
        if (current.data) yield current;
        current = { id: '', event: '', data: '' };
        continue;
      }
      const [, field, value = ''] = /^(id|event|data): ?(.*)$/.exec(line) ?? [];
      if (field === 'data') current.data += (current.data ? '\n' : '') + value;
      else if (field === 'id' || field === 'event') current[field] = value;
    }
  }
}

function show({ id, event, data }: ServerEvent, session: Session): void {
  if (event === 'reset') return session.note(session.say('lost'));
  session.line(
    session.output === 'json'
      ? `{"id":${JSON.stringify(id)},"topic":${JSON.stringify(event)},"data":${data}}`
      : printable(`${event}  ${data}`),
  );
}
