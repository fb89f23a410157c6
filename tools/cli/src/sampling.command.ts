import { readFileSync } from 'node:fs';
import { ObservationsPublished, SamplingAttested } from '@fuxing/contracts/connectors/v1/events';
import type { Observation } from '@fuxing/contracts/connectors/v1/observations';
import { Sampling } from '@fuxing/contracts/connectors/v1/sampling';
import { checkSample, seedCommitment } from '@fuxing/contracts/recheck';
import type { Command } from 'commander';
import { columns, type Row } from './columns';
import { exitCode, Failure } from './failures';
import type { Session } from './session';
import type { Teach } from './teach';

const ATTESTED = 'connectors.sampling-attested.v1';
const PUBLISHED = 'connectors.observations-published.v1';

/** How the sample of a pull was drawn: as the platform says, or as whoever kept its events can compute again without it. */
export function samplingCommand(program: Command, session: Session, teach: Teach): void {
  const { say } = session;
  teach(
    program,
    'sampling <pull>',
    'sampling',
    `fuxing sampling hotline-2026-09-30\nfuxing events --topics ${ATTESTED},${PUBLISHED} -o json >> log.jsonl\nfuxing sampling hotline-2026-09-30 --log log.jsonl`,
  )
    .option('--log <file>', say('optLog'))
    .action(async (pull: string, { log }: { log?: string }) => {
      if (log !== undefined) return checkLog(session, pull, log);
      const { body } = await session.gateway.get(`/v1/pulls/${encodeURIComponent(pull)}/sampling`);
      const sampling = Sampling.fromJSON(body['sampling']);
      if (sampling.seed !== '' && seedCommitment(sampling.pullId, sampling.seed) !== sampling.commitment)
        throw new Failure(exitCode.refused, 'otherSeed', pull);
      session.print(body['sampling'], [body['sampling'] as Row], columns.sampling);
      if (session.output === 'table') session.line(say(sampling.seed === '' ? 'seedSecret' : 'seedChecked'));
    });
}

function checkLog(session: Session, pull: string, file: string): void {
  const { attested, published } = readLog(file);
  const { faults, ...found } = checkSample(pull, attested, published);
  const row = { pullId: pull, ...found };
  session.print({ ...row, faults }, [row], columns.checkedSample);
  if (faults.length === 0) {
    if (session.output === 'table') session.line(session.say('sampleAsTold'));
    return;
  }
  const [first] = faults;
  throw new Failure(
    exitCode.refused,
    'wrongSample',
    pull,
    faults.length,
    `${first?.code} ${first?.subject}`.trim(),
  );
}

/** Lines as `fuxing events -o json` writes them; other topics are left out. */
function readLog(file: string): { attested: SamplingAttested[]; published: Observation[] } {
  const attested: SamplingAttested[] = [];
  const published: Observation[] = [];
  let lines: string[];
  try {
    lines = readFileSync(file === '-' ? 0 : file, 'utf8').split('\n');
  } catch {
    throw new Failure(exitCode.usage, 'badFile', file);
  }
  for (const [n, line] of lines.entries()) {
    if (line.trim() === '') continue;
    try {
      const { topic, data } = JSON.parse(line) as { topic: string; data: unknown };
      if (topic === ATTESTED) attested.push(SamplingAttested.fromJSON(data));
      if (topic === PUBLISHED) published.push(...ObservationsPublished.fromJSON(data).observations);
    } catch {
      throw new Failure(exitCode.usage, 'badLine', file, n + 1);
    }
  }
  return { attested, published };
}
