import {
  Observation,
  ObservationStatus,
  VerificationAct,
} from '@fuxing/contracts/connectors/v1/observations';
import { Sampling } from '@fuxing/contracts/connectors/v1/sampling';
import { bindingHash, seedCommitment } from '@fuxing/contracts/recheck';
import { Pull } from '@fuxing/contracts/connectors/v1/pulls';
import { ScoringRun } from '@fuxing/contracts/evaluation/v1/cycles';
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { refusal } from '../../../services/gateway/src/testing/backend';
import { Door } from '../../../services/gateway/src/testing/door';
import { run } from './program';

let door: Door;
beforeAll(async () => {
  door = await Door.open();
  const { backend } = door;
  backend.on('/fuxing.connectors.v1.SourcesService/StartPull', () => ({
    pull: Pull.fromJSON({ pullId: 'p' }),
  }));
  backend.on('/fuxing.connectors.v1.VerificationService/GetSampling', () => ({
    sampling: Sampling.fromJSON({ pullId: 'p' }),
  }));
  backend.on('/fuxing.evaluation.v1.CyclesService/StartScoringRun', () => ({
    scoringRun: ScoringRun.fromJSON({ scoringRunId: 'r' }),
  }));
});
afterAll(() => door.close());

async function fuxing(user: string, ...args: string[]) {
  let text = '';
  const collect = (piece: string) => (text += piece);
  const env = { FUXING_TOKEN: await door.token(user) };
  const code = await run(['--lang', 'en', '--gateway', door.url, '-o', 'json', ...args], {
    env,
    out: collect,
    err: collect,
    isTerminal: false,
  });
  return { code, text };
}

const reason = ['--reason', 'because'];

it.each([
  { line: ['get', 'tenant'], rpc: 'TenantsService/GetTenant' },
  { line: ['get', 'units'], rpc: 'UnitsService/ListUnits', request: { pageSize: 500 } },
  { line: ['get', 'unit', 'a'], rpc: 'UnitsService/GetUnit', request: { unitId: 'a' } },
  { line: ['get', 'unit-groups'], rpc: 'UnitsService/ListUnitGroups' },
  { line: ['get', 'unit-group', 'a'], rpc: 'UnitsService/GetUnitGroup' },
  { line: ['get', 'indicators'], rpc: 'IndicatorsService/ListIndicators' },
  { line: ['get', 'indicator', 'a'], rpc: 'IndicatorsService/GetIndicator' },
  { line: ['get', 'targets', 'i'], rpc: 'IndicatorsService/ListTargets', request: { indicatorId: 'i' } },
  { line: ['get', 'schemes'], rpc: 'SchemesService/ListSchemes' },
  { line: ['get', 'scheme', 'a'], rpc: 'SchemesService/GetScheme' },
  { line: ['get', 'sources'], rpc: 'SourcesService/ListSources' },
  { line: ['get', 'source', 'a'], rpc: 'SourcesService/GetSource' },
  { line: ['get', 'unit-mappings'], rpc: 'SourcesService/ListUnitMappings' },
  { line: ['get', 'unit-mapping', 'a'], rpc: 'SourcesService/GetUnitMapping' },
  { line: ['get', 'measures'], rpc: 'MeasuresService/ListMeasures' },
  { line: ['get', 'measure', 'a'], rpc: 'MeasuresService/GetMeasure' },
  { line: ['get', 'assignment-rules'], rpc: 'VerificationService/ListAssignmentRules' },
  { line: ['get', 'assignment-rule', 'a'], rpc: 'VerificationService/GetAssignmentRule' },
  { line: ['get', 'manual-field', 'a'], rpc: 'BurdenService/GetManualField' },
  { line: ['get', 'cycles'], rpc: 'CyclesService/ListCycles' },
  { line: ['get', 'cycle', 'a'], rpc: 'CyclesService/GetCycle' },
  { line: ['get', 'filings'], rpc: 'FilingsService/ListFilings' },
  { line: ['get', 'filing', 'f'], rpc: 'FilingsService/GetFiling', request: { filingId: 'f' } },
  { line: ['get', 'policies'], rpc: 'IncentivesService/ListPolicies' },
  { line: ['get', 'policy', 'a'], rpc: 'IncentivesService/GetPolicy' },
  { line: ['get', 'pulls'], rpc: 'SourcesService/ListPulls' },
  { line: ['get', 'pull', 'p'], rpc: 'SourcesService/GetPull', request: { pullId: 'p' } },
  { line: ['get', 'task', 't'], rpc: 'TasksService/GetTask', request: { taskId: 't' } },
  { line: ['get', 'outcome', 'o'], rpc: 'IncentivesService/GetOutcome', request: { outcomeId: 'o' } },
  { line: ['get', 'scoring-runs', 'c'], rpc: 'CyclesService/ListScoringRuns', request: { cycleId: 'c' } },
  {
    line: ['pull', 's', '--full', '--id', 'p'],
    rpc: 'SourcesService/StartPull',
    request: { sourceId: 's', pullId: 'p', full: true },
  },
  {
    line: ['observations', '--indicator', 'i', '--unit', 'u', '--period', '2026', '--status', 'flagged'],
    rpc: 'ObservationsService/ListObservations',
    request: { indicatorId: 'i', unitId: 'u', period: '2026', status: 'OBSERVATION_STATUS_FLAGGED' },
  },
  {
    line: ['records', 'i~u~2026~1'],
    rpc: 'ObservationsService/ListObservationRecords',
    request: { observationId: 'i~u~2026~1' },
  },
  {
    line: ['unusable', '--source', 's', '--measure', 'm'],
    rpc: 'SourcesService/ListUnusableRecords',
    request: { sourceId: 's', measureId: 'm' },
  },
  {
    user: 'verifier',
    line: ['verify', 'accept', 'a', 'b', ...reason],
    rpc: 'ObservationsService/AcceptObservations',
    request: { observationIds: ['a', 'b'], reason: 'because' },
  },
  {
    user: 'verifier',
    line: ['verify', 'correct', 'a', '--value', '-1.5', ...reason],
    rpc: 'ObservationsService/CorrectObservation',
    request: { observationId: 'a', value: '-1.5' },
  },
  {
    user: 'verifier',
    line: ['verify', 'reject', 'a', ...reason],
    rpc: 'ObservationsService/RejectObservation',
    request: { observationId: 'a' },
  },
  {
    line: ['queue', '--unit', 'u', '--overdue'],
    rpc: 'VerificationService/ListVerificationQueue',
    request: { unitId: 'u', overdue: true },
  },
  {
    user: 'verifier',
    line: ['queue', '--mine'],
    rpc: 'VerificationService/ListVerificationQueue',
    request: { assignee: 'me' },
  },
  {
    user: 'verifier',
    line: ['queue', 'i~u~2026~1'],
    rpc: 'VerificationService/GetVerificationItem',
    request: { observationId: 'i~u~2026~1' },
  },
  {
    user: 'verifier',
    line: ['accept', 'a', 'b', '--id', 'r', ...reason],
    rpc: 'ObservationsService/AcceptObservations',
    request: { observationIds: ['a', 'b'], verificationId: 'r' },
  },
  {
    user: 'verifier',
    line: ['correct', 'a', '--value', '2', '--evidence', 'e', ...reason],
    rpc: 'ObservationsService/CorrectObservation',
    request: { observationId: 'a', value: '2', evidenceIds: ['e'] },
  },
  {
    user: 'verifier',
    line: ['confirm', 'a', '--proposal', 'p', '--id', 'r', ...reason],
    rpc: 'VerificationService/ConfirmCorrection',
    request: { observationId: 'a', proposalId: 'p', requestId: 'r', reason: 'because' },
  },
  {
    user: 'verifier',
    line: ['decline', 'a', '--proposal', 'p', ...reason],
    rpc: 'VerificationService/DeclineCorrection',
    request: { proposalId: 'p' },
  },
  {
    user: 'verifier',
    line: ['reject', 'a', '--again', ...reason],
    rpc: 'ObservationsService/RejectObservation',
    request: { pullAgain: true },
  },
  {
    user: 'verifier',
    line: ['keep', 'a', ...reason],
    rpc: 'VerificationService/KeepPublished',
    request: { observationId: 'a' },
  },
  {
    user: 'verifier',
    line: ['ask', 'a', 'why?', '--days', '2'],
    rpc: 'VerificationService/AskForExplanation',
    request: { text: 'why?', withinDays: 2 },
  },
  { line: ['questions', '--unit', 'u'], rpc: 'VerificationService/ListQuestions', request: { unitId: 'u' } },
  {
    user: 'reporter',
    line: ['answer', 'i~water~2026~1', 'q', 'so', '--value', '3'],
    rpc: 'VerificationService/AnswerExplanation',
    request: { observationId: 'i~water~2026~1', questionId: 'q', text: 'so', value: '3' },
  },
  {
    line: ['assign', 'a', '--to', 'li', ...reason],
    rpc: 'VerificationService/AssignObservations',
    request: { observationIds: ['a'], assignee: 'li' },
  },
  {
    user: 'verifier',
    line: ['delegate', 'li', '--from', '2026-10-01', '--until', '2026-10-08', ...reason],
    rpc: 'VerificationService/DelegateVerification',
    request: { toSubject: 'li', firstDay: '2026-10-01', lastDay: '2026-10-08' },
  },
  { line: ['acts', 'a'], rpc: 'VerificationService/ListVerificationActs', request: { observationId: 'a' } },
  {
    line: ['verification', '--year', '2026'],
    rpc: 'VerificationService/GetVerificationSummary',
    request: { year: 2026 },
  },
  {
    line: ['burden', '2026-09', '--unit', 'u'],
    rpc: 'BurdenService/GetReportingBurden',
    request: { month: '2026-09', unitId: 'u' },
  },
  {
    user: 'reporter',
    line: ['due', '--field', 'f'],
    rpc: 'BurdenService/ListManualValues',
    request: { manualFieldId: 'f', missing: true },
  },
  {
    user: 'reporter',
    line: ['enter', 'water', 'f', '2026-09', '12.50', '次', '--note', 'n', '--evidence', 'e', '--id', 'r'],
    rpc: 'BurdenService/EnterManualValues',
    request: {
      unitId: 'water',
      requestId: 'r',
      entries: [
        {
          manualFieldId: 'f',
          period: '2026-09',
          value: '12.50',
          unitOfMeasure: '次',
          note: 'n',
          evidenceIds: ['e'],
        },
      ],
    },
  },
  { line: ['sampling', 'p'], rpc: 'VerificationService/GetSampling', request: { pullId: 'p' } },
  {
    user: 'verifier',
    line: ['evidence', 'put', __filename, '--id', 'e'],
    rpc: 'EvidenceService/PutEvidence',
    request: { evidenceId: 'e', name: 'gateway.spec.ts' },
  },
  {
    line: ['score', 'c', '--id', 'r'],
    rpc: 'CyclesService/StartScoringRun',
    request: { cycleId: 'c', scoringRunId: 'r' },
  },
  {
    line: ['results', 'c', '--run', 'r'],
    rpc: 'ResultsService/ListResults',
    request: { cycleId: 'c', scoringRunId: 'r' },
  },
  {
    line: ['publish', 'c', '--run', 'r'],
    rpc: 'CyclesService/PublishResults',
    request: { cycleId: 'c', scoringRunId: 'r' },
  },
  { line: ['finalise', 'c'], rpc: 'CyclesService/FinaliseResults', request: { cycleId: 'c' } },
  {
    line: ['explain', 'c', 'u', 'n', '--run', 'r'],
    rpc: 'ResultsService/ExplainScore',
    request: { cycleId: 'c', unitId: 'u', nodeId: 'n', scoringRunId: 'r' },
  },
  {
    line: ['outcomes', '--cycle', 'c', '--unit', 'u', '--kind', 'reserve-pool'],
    rpc: 'IncentivesService/ListOutcomes',
    request: { cycleId: 'c', unitId: 'u', kind: 'OUTCOME_KIND_RESERVE_POOL' },
  },
  {
    line: ['tasks', 'draft', 'u', '2026-09'],
    rpc: 'TasksService/DraftTaskList',
    request: { unitId: 'u', month: '2026-09' },
  },
  {
    line: ['tasks', 'publish', 'u', '2026-09'],
    rpc: 'TasksService/PublishTaskList',
    request: { unitId: 'u', month: '2026-09' },
  },
  {
    line: ['tasks', 'list', '--unit', 'u', '--month', '2026-09', '--status', 'overdue'],
    rpc: 'TasksService/ListTasks',
    request: { unitId: 'u', month: '2026-09', status: 'TASK_STATUS_OVERDUE' },
  },
  {
    user: 'reporter',
    line: ['tasks', 'report', 'i~water~2026-09', '--week', '2026-W37', '--progress', '60'],
    rpc: 'TasksService/ReportProgress',
    request: { taskId: 'i~water~2026-09', week: '2026-W37', progress: '60' },
  },
  { line: ['tasks', 'close', 't'], rpc: 'TasksService/CloseTask', request: { taskId: 't' } },
])(
  '$line.0 $line.1 reaches $rpc through the real gateway',
  async ({ user = 'office', line, rpc, request = {} }) => {
    expect(await fuxing(user, ...line)).toMatchObject({ code: 0 });
    expect(door.backend.seen.at(-1)?.path).toContain(rpc);
    expect(door.backend.last.request).toMatchObject(request);
  },
);

it('is told what is wrong with a document by the real gateway, and finds the line', async () => {
  const file = join(tmpdir(), `cli-${process.pid}.yaml`);
  writeFileSync(
    file,
    'apiVersion: fuxing/v1\nkind: Scheme\nmetadata: { name: s }\nspec:\n  nodes:\n    - nodeId: a\n    - nodeId: 5\n',
  );
  door.backend.on('/fuxing.indicators.v1.SchemesService/GetScheme', () => {
    throw refusal(5, 'SCHEME_NOT_FOUND', 'No scheme s.', '没有 s。');
  });
  const { code, text } = await fuxing('office', 'apply', '-f', file);
  rmSync(file);
  expect([code, text]).toEqual([1, expect.stringContaining(`${file}:7: scheme.nodes[1].nodeId: `)]);
});

it('enters a list of values as they are written', async () => {
  const file = join(tmpdir(), `values-${process.pid}.yaml`);
  writeFileSync(file, '- { manualFieldId: f, period: 2026-09, value: 12.50, unitOfMeasure: 次 }\n');
  const { code } = await fuxing('reporter', 'enter', 'water', '--file', file);
  writeFileSync(file, 'value: 12');
  const noList = await fuxing('reporter', 'enter', 'water', '--file', file);
  rmSync(file);
  expect([code, door.backend.last.request]).toMatchObject([
    0,
    { entries: [{ manualFieldId: 'f', period: '2026-09', value: '12.50', unitOfMeasure: '次' }] },
  ]);
  expect(noList).toMatchObject({ code: 2, text: expect.stringContaining('is no list of values') });
  expect(await fuxing('reporter', 'enter', 'water', 'f', '2026-09')).toMatchObject({ code: 2 });
});

it('computes a sample again from a log of events, without the gateway, and says what is wrong with it', async () => {
  const file = join(tmpdir(), `log-${process.pid}.jsonl`);
  const seed = 'ab'.repeat(32);
  const id = 'calls~u~2026-09~1';
  const line = (fact: object, topic = 'connectors.sampling-attested.v1') =>
    `${JSON.stringify({ id: '1', topic, data: { sourceId: 's', pullId: 'p', ...fact } })}\n`;
  const log = (waits: boolean, last = '') =>
    writeFileSync(
      file,
      line({ committed: { commitment: seedCommitment('p', seed) } }) +
        line({ pull: {} }, 'connectors.pull-finished.v1') +
        line({
          drawn: {
            measureId: 'm',
            measureVersion: 1,
            sampleShare: '1',
            values: [{ observationId: id, waits }],
          },
        }) +
        line({ opened: { seed } }) +
        last,
    );
  const check = (lang = 'en') =>
    fuxing('auditor', 'sampling', 'p', '--log', file, '--gateway', 'http://127.0.0.1:9', '--lang', lang);
  log(true);
  expect(await check()).toMatchObject({ code: 0, text: expect.stringContaining('"faults": []') });
  log(false);
  expect(await check()).toMatchObject({ code: 1, text: expect.stringContaining(`HIDDEN ${id}`) });
  log(true, 'no event');
  expect(await check()).toMatchObject({ code: 2, text: expect.stringContaining('line 5 of') });
  rmSync(file);
});

it('may not do what the role may not do', async () => {
  expect(await fuxing('leader', 'finalise', 'c')).toMatchObject({
    code: 4,
    text: expect.stringContaining('ROLE_MISSING'),
  });
});

it('computes the binding of a published value again, and says so when it is another', async () => {
  const bound = Observation.fromJSON({
    observationId: 'i~u~2026~1',
    value: '12',
    status: ObservationStatus.OBSERVATION_STATUS_PUBLISHED,
    verification: {
      verificationId: 'v',
      act: VerificationAct.VERIFICATION_ACT_ACCEPT,
      verifiedAt: '2026-09-30T01:02:03.004Z',
      verifiedValue: '12',
    },
  });
  if (!bound.verification) throw new Error('No decision.');
  bound.verification.bindingHash = bindingHash(bound);
  const answer = (value: string) =>
    door.backend.on('/fuxing.connectors.v1.ObservationsService/GetObservation', () => ({
      observation: { ...bound, value },
    }));
  answer('12');
  expect(await fuxing('auditor', 'verify-binding', 'i~u~2026~1')).toMatchObject({
    code: 0,
    text: expect.stringContaining(bindingHash(bound)),
  });
  answer('13');
  expect(await fuxing('auditor', 'verify-binding', 'i~u~2026~1')).toMatchObject({
    code: 1,
    text: expect.stringContaining('not what was bound'),
  });
});
