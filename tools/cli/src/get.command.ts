import type { Command } from 'commander';
import { columns, type Row } from './columns';
import { exitCode, Failure } from './failures';
import { findKind, type Kind, kinds } from './kinds';
import type { Teach } from './teach';
import type { Session } from './session';

/** Lists that are not documents. */
const others = {
  pulls: { path: '/v1/pulls', field: 'pulls', one: 'pull' },
  tasks: { path: '/v1/tasks', field: 'tasks', one: 'task' },
  outcomes: { path: '/v1/outcomes', field: 'outcomes', one: 'outcome' },
  observations: { path: '/v1/observations', field: 'observations', one: 'observation' },
} as const;

export function getCommand(program: Command, session: Session, teach: Teach): void {
  teach(
    program,
    'get <kind> [name]',
    'get',
    'fuxing get units\nfuxing get indicator complaint-closure   # as a document for apply\nfuxing get scoring-runs 2026-q3 -o json',
  ).action(async (wanted: string, name?: string) => {
    const word = wanted.toLowerCase();
    if (word === 'scoring-runs' || word === 'scoringruns') {
      if (!name) throw new Failure(exitCode.usage, 'nameNeeded');
      const path = `/v1/cycles/${encodeURIComponent(name)}/scoring-runs`;
      return session.printList(session.gateway.list<Row>(path, 'scoringRuns'), columns.scoringRuns);
    }
    const other = Object.values(others).find(({ field, one }) => word === field || word === one);
    if (other) {
      const { path, field, one } = other;
      if (!name) return session.printList(session.gateway.list<Row>(path, field), columns[field]);
      const { body } = await session.gateway.get(`${path}/${encodeURIComponent(name)}`);
      const resource = body[one] as Row;
      return session.print(resource, [resource], columns[field]);
    }
    const kind = findKind(word.replaceAll('-', ''));
    if (!kind) {
      const known = [...kinds.map((each) => each.kind), ...Object.keys(others), 'scoring-runs'].join(', ');
      throw new Failure(exitCode.usage, 'noSuchKind', wanted, known);
    }
    return document(session, kind, name);
  });
}

async function document(session: Session, kind: Kind, name: string | undefined): Promise<void> {
  const field = kind.list?.field;
  const heads: readonly string[] =
    field && field in columns ? columns[field as keyof typeof columns] : columns.tenant;
  if (kind.list && (!name || kind.kind === 'Targets')) {
    const query: Record<string, string> = name ? { indicatorId: name } : {};
    return session.printList(session.gateway.list<Row>(kind.list.path, kind.list.field, query), heads);
  }
  const { body } = await session.gateway.get(kind.path(name ?? ''));
  const resource = body[kind.field] as Row;
  if (session.output !== 'table') return session.print(resource, [resource], heads);
  const spec = Object.entries(resource).filter(
    ([field, value]) => ![...kind.output, kind.idField].includes(field) && !isUnset(value),
  );
  session.yaml({
    apiVersion: 'fuxing/v1',
    kind: kind.kind,
    metadata: { name: resource[kind.idField] },
    spec: Object.fromEntries(spec),
  });
}

/** As a document may leave it out. */
function isUnset(value: unknown): boolean {
  return (
    value === '' ||
    value === null ||
    (Array.isArray(value) && value.length === 0) ||
    (typeof value === 'string' && value.endsWith('_UNSPECIFIED'))
  );
}
