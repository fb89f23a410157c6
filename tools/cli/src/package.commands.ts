import { writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import {
  evaluate,
  type Evaluation,
  inputHash,
  joinPackage,
  type PackagePart,
  type Receipt,
  receiptOf,
  renderReceipt,
  renderReceiptText,
  resultHash,
  type SchemeNode,
  type ScoringPackage,
} from '@fuxing/scoring';
import type { Command } from 'commander';
import type { Row } from './columns';
import { exitCode, Failure } from './failures';
import { given } from './observation.commands';
import type { Session } from './session';
import type { Teach } from './teach';
import { heading } from './headings';
import { label } from './labels';
import { type Language } from './texts';

interface PackagePage {
  part: PackagePart;
  nextPageToken?: string;
  /** Empty for runs whose hash cannot be computed from the package. */
  inputHash?: string;
  resultHash: string;
}

const write: Readonly<Record<string, (receipt: Receipt, language: Language) => string>> = {
  '.html': renderReceipt,
  '.txt': renderReceiptText,
  '.json': (receipt) => `${JSON.stringify(receipt, null, 2)}\n`,
};

/** What leaves the platform is computed again before it does: what cannot be reproduced is not handed out. */
export function packageCommands(program: Command, session: Session, teach: Teach): void {
  const { say } = session;

  teach(program, 'package <cycle>', 'package', 'fuxing package 2026-q3 --to 2026-q3.json')
    .requiredOption('--to <file>', say('optTo'))
    .option('--run <id>', say('optRun'))
    .action(async (cycle: string, { run, to }: { run?: string; to: string }) => {
      const { of, input, hash } = await fetchPackage(session, cycle, run);
      writeFileSync(to, `${JSON.stringify(of, null, 1)}\n`);
      session.note(say('packageWritten', to, input, hash));
    });

  teach(program, 'receipt <cycle> <unit>', 'receipt', 'fuxing receipt 2026-q3 scjg --to scjg.html')
    .option('--to <file>', say('optReceiptTo'))
    .option('--run <id>', say('optRun'))
    .action(async (cycle: string, unit: string, { run, to }: { run?: string; to?: string }) => {
      const render = to === undefined ? renderReceiptText : write[extname(to)];
      if (!render) throw new Failure(exitCode.usage, 'badReceiptFile', to ?? '');
      const { of, evaluation } = await fetchPackage(session, cycle, run);
      assertUnit(of, unit);
      const text = render(receiptOf(of, unit, evaluation), session.language);
      if (to === undefined) return session.line(text);
      writeFileSync(to, text);
      session.note(say('receiptWritten', to));
    });

  teach(program, 'compare <cycle> <units...>', 'compare', 'fuxing compare 2026-q3 scjg xzsp')
    .option('--run <id>', say('optRun'))
    .action(async (cycle: string, units: string[], { run }: { run?: string }) => {
      const { of, evaluation } = await fetchPackage(session, cycle, run);
      for (const unit of units) assertUnit(of, unit);
      const rows = [...nodeRows(of, evaluation, units, session), ...standingRows(evaluation, units, session)];
      session.print(rows, rows, ['item', 'share', ...units]);
    });
}

function assertUnit(of: ScoringPackage, unit: string): void {
  if (!of.units.some(({ unitId }) => unitId === unit))
    throw new Failure(exitCode.refused, 'unitNotThere', unit);
}

/** Every node in the order of the scheme, indented by its level, with what it brought each of the units. */
function nodeRows(of: ScoringPackage, { results }: Evaluation, units: string[], session: Session): Row[] {
  const scores = units.map((unit) => {
    const nodes = results.find(({ unitId }) => unitId === unit)?.nodes ?? [];
    return [
      unit,
      new Map(nodes.map(({ nodeId, state, score }) => [nodeId, score ?? label(state, session.language)])),
    ] as const;
  });
  const row = (node: SchemeNode, level: number): Row[] => [
    {
      item:
        '  '.repeat(level) +
        (session.inLanguage({ zh: node.name, en: node.nameEn || node.name }) || node.nodeId),
      share: node.share,
      ...Object.fromEntries(scores.map(([unit, nodes]) => [unit, nodes.get(node.nodeId) ?? ''])),
    },
    ...node.children.flatMap((child) => row(child, level + 1)),
  ];
  return of.scheme.nodes.flatMap((node) => row(node, 0));
}

/** Total, place and grade. */
function standingRows({ standings }: Evaluation, units: string[], { language }: Session): Row[] {
  return (['total', 'rank', 'gradeId'] as const).map((field) => ({
    item: heading(field, language),
    share: '',
    ...Object.fromEntries(
      units.map((unit) => [unit, String(standings.find(({ unitId }) => unitId === unit)?.[field] ?? '–')]),
    ),
  }));
}

/**
 * @throws Failure when the package is not what the result was computed from, or does not come to the result that is stored
 */
async function fetchPackage(
  session: Session,
  cycle: string,
  run: string | undefined,
): Promise<{ of: ScoringPackage; evaluation: Evaluation; input: string; hash: string }> {
  const parts: PackagePart[] = [];
  let query: Record<string, string> = given({ scoringRunId: run });
  for (;;) {
    const { body } = await session.gateway.get<PackagePage>(
      `/v1/cycles/${encodeURIComponent(cycle)}/package?${new URLSearchParams(query).toString()}`,
    );
    parts.push(body.part);
    session.progress(session.say('packageParts', parts.length));
    if (!body.nextPageToken) {
      const of = joinPackage(parts);
      const evaluation = evaluate(of);
      const hash = resultHash(evaluation.standings);
      if (hash !== body.resultHash)
        throw new Failure(exitCode.refused, 'notReproduced', hash, body.resultHash);
      const input = inputHash(of);
      if (body.inputHash && input !== body.inputHash)
        throw new Failure(exitCode.refused, 'inputNotReproduced', input, body.inputHash);
      return { of, evaluation, input, hash };
    }
    query = { ...query, pageToken: body.nextPageToken };
  }
}
