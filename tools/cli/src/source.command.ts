import type { Command } from 'commander';
import type { Warning } from './apply';
import { warn } from './apply.command';
import { columns } from './columns';
import { type Document, readDocuments } from './documents';
import { codeOf, exitCode, Failure } from './failures';
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

interface Seen {
  rows?: number;
  fields?: Field[];
  keyCandidates?: string[];
  cursorCandidates?: string[];
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
  // The first version is nobody's decision.
  const is = acceptedBy === 'pull' ? 'schemaFirst' : 'schemaIs';
  session.line(printable(session.say(is, sourceId, version, acceptedBy)));
  session.print(schema, lines, columns.schemaFields);
  if (changes.length === 0) session.line(session.say('schemaUnchanged'));
  else {
    const told = changes.map((change) => ({ ...change, change: session.inLanguage(change) }));
    session.print(schema, told, columns.schemaChanges);
  }
  if (stopped) session.line(session.say('schemaStopped'));
}

async function check(session: Session, path: string, set: Options['set']): Promise<void> {
  const sources = sourcesIn(session, path, set);
  const faults: SourceFault[] = [];
  for (const [n, source] of sources.entries()) {
    session.progress(`${n + 1}/${sources.length} ${source.name}`);
    const {
      rows = 0,
      problems = [],
      warnings = [],
      refusal,
    } = await ask<{ rows?: number; problems?: Warning[] }>(session, 'check', source);
    session.clearProgress();
    const found = [
      ...problems.map(({ code, field, zh, en }) =>
        fault(source, field, code, session.inLanguage({ zh, en })),
      ),
      ...faultsOf(source, refusal),
    ];
    faults.push(...found);
    warn(session, source, warnings);
    if (session.output !== 'table') continue;
    if (!refusal) session.line(printable(session.say('sourceRows', source.name, rows)));
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

async function discover(session: Session, path: string, set: Options['set']): Promise<void> {
  const found = [];
  const refused: SourceFault[] = [];
  const seenColumns = ['source', 'field', 'type', 'blanks', 'distinct', 'example'];
  for (const source of sourcesIn(session, path, set)) {
    const { refusal, ...seen } = await ask<Seen>(session, 'discover', source);
    warn(session, source, seen.warnings ?? []);
    if (refusal) {
      refused.push(...faultsOf(source, refusal));
      continue;
    }
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
  for (const { at, field, text, reason } of refused)
    session.note(printable([at, field, `${text} (${reason})`].filter(Boolean).join(': ')));
  if (refused.length > 0) throw new Failure(exitCode.refused, 'sourceFaulty', refused.length);
}

/** Those that can be read; of those that are pushed to there is nothing to try. */
function sourcesIn(session: Session, path: string, set: Options['set']): Document[] {
  const sources = readDocuments(path, set).filter(({ kind }) => kind.kind === 'Source');
  if (sources.length === 0) throw new Failure(exitCode.usage, 'noSource', path);
  const isPushed = ({ spec }: Document): boolean => spec['push'] !== undefined;
  for (const { name } of sources.filter(isPushed)) session.note(printable(session.say('sourcePushed', name)));
  return sources.filter((source) => !isPushed(source));
}

interface Tried {
  warnings?: Warning[];
  /** Of this source; the others are tried all the same. */
  refusal?: Refused;
}

async function ask<T>(session: Session, what: string, document: Document): Promise<T & Tried> {
  const { name, spec } = document;
  try {
    const asked = { source: { sourceId: name, ...spec } };
    return (await session.gateway.post<T & Tried>(`/v1/sources:${what}`, asked)).body;
  } catch (error) {
    if (!(error instanceof Refused) || codeOf(error) !== exitCode.refused) throw error;
    return { refusal: error } as T & Tried;
  }
}

function fault({ name, lineOf }: Document, field: string, reason: string, text: string): SourceFault {
  return { at: lineOf(field), source: name, field, reason, text };
}

function faultsOf(source: Document, refusal: Refused | undefined): SourceFault[] {
  if (!refusal) return [];
  const { errors, reason, message } = refusal;
  if (errors.length === 0) return [fault(source, '', reason, message)];
  return errors.map((each) => fault(source, each.field, each.reason, each.detail));
}
