import type { Command } from 'commander';
import { columns } from './columns';
import { type Document, readDocuments } from './documents';
import { exitCode, Failure, RefusedDocument } from './failures';
import { type Fault, sayFaults } from './faults';
import { Refused } from './gateway-client';
import type { Session } from './session';
import { printable } from './table';
import type { Teach } from './teach';
import { variable } from './variables';

interface Options {
  set: Record<string, string>;
}

interface SourceFault extends Fault {
  source: string;
}

interface Problem {
  code: string;
  field: string;
  zh: string;
  en: string;
}

interface Field {
  name: string;
  type: string;
  blanks: number;
  distinct: number;
  example: string;
}

/** Tries sources that need not be put: the platform reads their first page and stores nothing. */
export function sourceCommand(program: Command, session: Session, teach: Teach): void {
  const { say } = session;
  const source = teach(program, 'source', 'source', 'fuxing source check district/sources.yaml');
  teach(
    source,
    'check <path>',
    'sourceCheck',
    'fuxing source check district/ --set HOTLINE_URL=https://12345.cn',
  )
    .option('--set <NAME=VALUE>', say('optSet'), variable, {})
    .action((path: string, { set }: Options) => check(session, path, set));
  teach(source, 'discover <path>', 'sourceDiscover', 'fuxing source discover district/sources.yaml -o json')
    .option('--set <NAME=VALUE>', say('optSet'), variable, {})
    .action((path: string, { set }: Options) => discover(session, path, set));
  teach(source, 'kinds', 'sourceKinds', 'fuxing source kinds -o json').action(() => showKinds(session));
  teach(source, 'schema <source>', 'sourceSchema', 'fuxing source schema hotline').action((id: string) =>
    showSchema(session, id),
  );
  teach(source, 'accept <source>', 'sourceAccept', 'fuxing source accept hotline --seen 1 --reason 系统升级')
    .requiredOption('--seen <version>', say('optSeen'))
    .requiredOption('--reason <text>', say('optReason'))
    .action((id: string, { seen, reason }: { seen: string; reason: string }) =>
      acceptSchema(session, id, seen, reason),
    );
}

interface Kind {
  name: string;
  jsonSchema: { properties?: Record<string, unknown>; required?: string[] };
}

async function showKinds(session: Session): Promise<void> {
  const { body } = await session.gateway.get('/v1/source-kinds');
  const kinds = (body['kinds'] ?? []) as Kind[];
  const lines = kinds.map(({ name, jsonSchema: { properties = {}, required = [] } }) => ({
    kind: name,
    required: required.join(', '),
    optional: Object.keys(properties)
      .filter((field) => !required.includes(field))
      .join(', '),
  }));
  session.print(kinds, lines, columns.sourceKinds);
}

interface Schema {
  sourceId: string;
  version: number;
  acceptedBy: string;
  fields?: { name: string; type: string; presentShare: string }[];
  changes?: (Record<string, unknown> & { zh: string; en: string })[];
  stopped?: boolean;
}

async function showSchema(session: Session, id: string): Promise<void> {
  const { body } = await session.gateway.get(`/v1/sources/${encodeURIComponent(id)}/schema`);
  printSchema(session, body['schema'] as Schema);
}

async function acceptSchema(session: Session, id: string, version: string, reason: string): Promise<void> {
  if (!/^[1-9]\d{0,8}$/.test(version)) throw new Failure(exitCode.usage, 'badVersion', version);
  const { body } = await session.gateway.post(`/v1/sources/${encodeURIComponent(id)}/schema/acceptance`, {
    version: Number(version),
    reason,
  });
  printSchema(session, body['schema'] as Schema);
}

function printSchema(session: Session, schema: Schema): void {
  const { sourceId, version, acceptedBy, fields = [], changes = [], stopped = false } = schema;
  const lines = fields.map(({ name, type, presentShare }) => ({ field: name, type, presentShare }));
  if (session.output !== 'table') {
    session.print(schema, lines, columns.schemaFields);
    return;
  }
  session.line(printable(session.say('schemaIs', sourceId, version, acceptedBy)));
  session.print(schema, lines, columns.schemaFields);
  if (changes.length === 0) session.line(session.say('schemaUnchanged'));
  else {
    const told = changes.map((change) => ({ ...change, change: session.inLanguage(change) }));
    session.print(schema, told, columns.schemaChanges);
  }
  if (stopped) session.line(session.say('schemaStopped'));
}

async function check(session: Session, path: string, set: Options['set']): Promise<void> {
  const sources = sourcesIn(path, set);
  const faults: SourceFault[] = [];
  for (const [n, source] of sources.entries()) {
    session.progress(`${n + 1}/${sources.length} ${source.name}`);
    const {
      rows = 0,
      problems = [],
      warnings = [],
    } = (await ask(session, 'check', source)) as {
      rows?: number;
      problems?: Problem[];
      warnings?: Problem[];
    };
    session.clearProgress();
    const found = problems.map(({ code, field, zh, en }) => ({
      at: source.lineOf(field),
      source: source.name,
      field,
      reason: code,
      text: session.inLanguage({ zh, en }),
    }));
    faults.push(...found);
    warn(session, source, warnings);
    if (session.output !== 'table') continue;
    session.line(printable(session.say('sourceRows', source.name, rows)));
    sayFaults(session, found);
  }
  if (session.output !== 'table')
    session.print(
      faults,
      faults.map((fault) => ({ ...fault })),
      ['at', 'source', 'field', 'reason', 'text'],
    );
  else session.line(session.say('sourcesChecked', sources.length, faults.length));
  if (faults.length > 0) throw new Failure(exitCode.refused, 'sourceFaulty', faults.length);
}

/** Beside the answer, and no failure: what to know of a source. */
function warn(session: Session, { lineOf }: Document, warnings: Problem[]): void {
  for (const { code, field, zh, en } of warnings)
    session.note(printable(`${lineOf(field)}: ${code}: ${session.inLanguage({ zh, en })}`));
}

async function discover(session: Session, path: string, set: Options['set']): Promise<void> {
  const found = [];
  const seenColumns = ['source', 'field', 'type', 'blanks', 'distinct', 'example'];
  for (const source of sourcesIn(path, set)) {
    const seen = (await ask(session, 'discover', source)) as {
      rows?: number;
      fields?: Field[];
      keyCandidates?: string[];
      cursorCandidates?: string[];
      warnings?: Problem[];
    };
    warn(session, source, seen.warnings ?? []);
    const { fields = [], rows = 0, keyCandidates = [], cursorCandidates = [] } = seen;
    const lines = fields.map(({ name, type, blanks, distinct, example }) => ({
      source: source.name,
      field: name,
      type,
      blanks,
      distinct,
      example,
    }));
    found.push({ seen: { source: source.name, ...seen }, lines });
    if (session.output !== 'table') continue;
    const none = session.say('noCandidate');
    session.line(printable(session.say('sourceRows', source.name, rows)));
    session.print(seen, lines, seenColumns.slice(1));
    session.line(printable(session.say('keyCandidates', keyCandidates.join(', ') || none)));
    session.line(printable(session.say('cursorCandidates', cursorCandidates.join(', ') || none)));
  }
  if (session.output !== 'table')
    session.print(
      found.map(({ seen }) => seen),
      found.flatMap(({ lines }) => lines),
      seenColumns,
    );
}

function sourcesIn(path: string, set: Options['set']): Document[] {
  const sources = readDocuments(path, set).filter(({ kind }) => kind.kind === 'Source');
  if (sources.length === 0) throw new Failure(exitCode.usage, 'noSource', path);
  return sources;
}

async function ask(session: Session, what: string, document: Document): Promise<Record<string, unknown>> {
  const { name, spec, at, lineOf } = document;
  try {
    return (await session.gateway.post(`/v1/sources:${what}`, { source: { sourceId: name, ...spec } })).body;
  } catch (error) {
    if (error instanceof Refused) throw new RefusedDocument(error, at, lineOf, 0);
    throw error;
  }
}
