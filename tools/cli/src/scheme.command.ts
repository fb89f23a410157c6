import {
  type CheckedIndicator,
  checkScheme,
  type Direction,
  type FieldViolation,
  leavesOf,
  isPeriod,
  Scheme,
  shapeFault,
  strayFields,
  unknownUnits,
} from '@fuxing/scoring';
import type { Command } from 'commander';
import { type Document, readDocuments } from './documents';
import { exitCode, Failure } from './failures';
import { type Fault, sayFaults } from './faults';
import { Refused } from './gateway-client';
import type { Session } from './session';
import type { Teach } from './teach';

interface SchemeFault extends Fault {
  scheme: string;
}

export function schemeCommand(program: Command, session: Session, teach: Teach): void {
  const { say } = session;
  const scheme = teach(program, 'scheme', 'scheme', 'fuxing scheme check district/');
  teach(
    scheme,
    'check <path>',
    'schemeCheck',
    'fuxing scheme check district/\nfuxing scheme check scheme.yaml -o json',
  ).action(async (path: string) => {
    const documents = readDocuments(path, 'as written');
    const schemes = documents.filter(({ kind }) => kind.kind === 'Scheme');
    if (schemes.length === 0) throw new Failure(exitCode.usage, 'noScheme', path);
    const faults: SchemeFault[] = [];
    for (const document of schemes) faults.push(...(await check(session, document, documents)));
    if (session.output === 'table') {
      sayFaults(session, faults);
      session.line(say('schemesChecked', schemes.length, faults.length));
    } else {
      session.print(
        faults,
        [...faults].map((fault) => ({ ...fault })),
        ['at', 'scheme', 'field', 'reason', 'text'],
      );
    }
    if (faults.length > 0) throw new Failure(exitCode.refused, 'schemeFaulty', faults.length);
  });
}

async function check(session: Session, document: Document, documents: Document[]): Promise<SchemeFault[]> {
  const fault = (field: string, reason: string, text: string): SchemeFault => ({
    at: document.lineOf(field),
    scheme: document.name,
    field,
    reason,
    text,
  });
  const given = { schemeId: document.name, ...document.spec };
  const read = Scheme.safeParse(given, { reportInput: true });
  const faults = read.success
    ? [
        ...strayFields(given, read.data).filter(({ field }) => !document.kind.output.includes(field)),
        ...headFaults(read.data),
        ...checkScheme(read.data, await indicatorsOf(session, read.data, documents)),
        ...(await unitFaults(session, read.data, documents)),
      ]
    : read.error.issues.map(shapeFault);
  return faults.map(({ field, reason, en, zh }) => fault(field, reason, session.inLanguage({ en, zh })));
}

/** What the platform asks of every scheme before its rules. */
function headFaults({ unitGroupId, effectiveFrom }: Scheme): FieldViolation[] {
  const faults: FieldViolation[] = [];
  if (unitGroupId === '') {
    faults.push({
      field: 'unitGroupId',
      reason: 'UNIT_GROUP_MISSING',
      en: 'A scheme names the unit group that it scores, got "".',
      zh: '方案应写明适用的考核分组，收到的是“”。',
    });
  }
  if (!isPeriod(effectiveFrom)) {
    faults.push({
      field: 'effectiveFrom',
      reason: 'PERIOD_INVALID',
      en: `Must be a year, quarter or month such as 2026, 2026-Q3 or 2026-09, got "${effectiveFrom}".`,
      zh: `应为年、季或月，例如 2026、2026-Q3 或 2026-09，收到的是“${effectiveFrom}”。`,
    });
  }
  return faults;
}

/** From the documents at hand; those that are not there are asked for. */
async function indicatorsOf(
  session: Session,
  scheme: Scheme,
  documents: Document[],
): Promise<Map<string, CheckedIndicator>> {
  const known = new Map(
    documents
      .filter(({ kind }) => kind.kind === 'Indicator')
      .map(({ name, spec }) => [name, asChecked(spec)]),
  );
  const used = [...leavesOf(scheme)].flatMap(([{ indicatorId, valueRule }]) => [
    indicatorId,
    ...(valueRule?.corrections ?? []).map((correction) => correction.indicatorId),
  ]);
  for (const id of new Set(used.filter((each) => each !== '' && !known.has(each)))) {
    const body = await found(session, `/v1/indicators/${encodeURIComponent(id)}`);
    if (body) known.set(id, asChecked(body['indicator'] as Record<string, unknown>));
  }
  return known;
}

/** What the platform has there; undefined where it has nothing. */
async function found(session: Session, path: string): Promise<Record<string, unknown> | undefined> {
  try {
    return (await session.gateway.get(path)).body;
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return undefined;
    throw error;
  }
}

/** Those that neither the documents at hand nor the platform have. */
async function unitFaults(
  session: Session,
  scheme: Scheme,
  documents: Document[],
): Promise<FieldViolation[]> {
  const known = new Set(documents.filter(({ kind }) => kind.kind === 'Unit').map(({ name }) => name));
  if (unknownUnits(scheme, known).length === 0) return [];
  for await (const { unitId } of session.gateway.list<{ unitId: string }>('/v1/units', 'units'))
    known.add(unitId);
  return unknownUnits(scheme, known);
}

function asChecked({ direction, changesSign, priceBasis }: Record<string, unknown>): CheckedIndicator {
  return {
    direction: direction as Direction,
    changesSign: changesSign === true,
    priceBasis: typeof priceBasis === 'string' ? priceBasis : undefined,
  };
}
