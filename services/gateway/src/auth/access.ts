import type { RpcPath } from '@fuxing/contracts';

/** Roles that act for the whole district. */
export type DistrictRole = 'operator' | 'office' | 'verifier' | 'leader' | 'auditor' | 'system';
/** `reporter` acts for one unit, the `unit` of its token. */
export type Role = DistrictRole | 'reporter';

/**
 * Where a request names the unit it is about, for roles that act for one unit.
 *
 * `shared`: the answer is the same for every unit of the district and may be read by all of them.
 * `field`: a field of the request; with `part`, that part of an id like `<indicator>~<unit>~<month>`, from 0. A plain
 * field that the caller left empty is filled with its own unit; anything but the own unit is refused.
 */
export type UnitScope = 'shared' | { field: string; part?: number };

/** A row that lets reporters in does not compile without saying how they are kept to their unit. */
export type Access = { roles: readonly DistrictRole[] } | { roles: readonly Role[]; unit: UnitScope };

const readers = ['office', 'leader', 'auditor'] as const;
const everyone = ['operator', 'verifier', 'reporter', ...readers] as const;
const setup = ['operator', 'verifier', ...readers] as const;

const configure: Access = { roles: ['operator'] };
const decide: Access = { roles: ['office'] };
const configureOrDecide: Access = { roles: ['operator', 'office'] };
const verify: Access = { roles: ['verifier'] };
const read: Access = { roles: readers };
const readSetup: Access = { roles: setup };
const readData: Access = { roles: ['verifier', ...readers] };
const readRules: Access = { roles: everyone, unit: 'shared' };

/** Who may call what. An RPC without a row does not compile; a row is all it takes to see who may call it. */
export const access = {
  '/fuxing.indicators.v1.TenantsService/PutTenant': configure,
  '/fuxing.indicators.v1.TenantsService/GetTenant': readRules,
  '/fuxing.indicators.v1.UnitsService/PutUnit': configure,
  '/fuxing.indicators.v1.UnitsService/GetUnit': { roles: everyone, unit: { field: 'unit_id' } },
  '/fuxing.indicators.v1.UnitsService/ListUnits': readSetup,
  '/fuxing.indicators.v1.UnitsService/PutUnitGroup': configureOrDecide,
  '/fuxing.indicators.v1.UnitsService/GetUnitGroup': readSetup,
  '/fuxing.indicators.v1.UnitsService/ListUnitGroups': readSetup,
  '/fuxing.indicators.v1.IndicatorsService/PutIndicator': decide,
  '/fuxing.indicators.v1.IndicatorsService/GetIndicator': readRules,
  '/fuxing.indicators.v1.IndicatorsService/ListIndicators': readRules,
  '/fuxing.indicators.v1.IndicatorsService/ListIndicatorVersions': readRules,
  '/fuxing.indicators.v1.IndicatorsService/PutTargets': decide,
  '/fuxing.indicators.v1.IndicatorsService/ListTargets': {
    roles: ['verifier', 'reporter', ...readers],
    unit: { field: 'unit_id' },
  },
  '/fuxing.indicators.v1.SchemesService/PutScheme': decide,
  '/fuxing.indicators.v1.SchemesService/GetScheme': readRules,
  '/fuxing.indicators.v1.SchemesService/ListSchemes': readRules,

  '/fuxing.connectors.v1.SourcesService/PutSource': configure,
  '/fuxing.connectors.v1.SourcesService/ListSourceKinds': readSetup,
  '/fuxing.connectors.v1.SourcesService/CheckSource': configure,
  '/fuxing.connectors.v1.SourcesService/DiscoverSource': configure,
  '/fuxing.connectors.v1.SourcesService/PutCredential': configure,
  '/fuxing.connectors.v1.SourcesService/ListCredentials': configure,
  '/fuxing.connectors.v1.SourcesService/DeleteCredential': configure,
  '/fuxing.connectors.v1.SourcesService/RewrapCredentials': configure,
  '/fuxing.connectors.v1.SourcesService/GetSource': readSetup,
  '/fuxing.connectors.v1.SourcesService/ListSources': readSetup,
  '/fuxing.connectors.v1.SourcesService/PutUnitMapping': configure,
  '/fuxing.connectors.v1.SourcesService/GetUnitMapping': readSetup,
  '/fuxing.connectors.v1.SourcesService/ListUnitMappings': readSetup,
  // A verifier who rejects a value may fetch it again.
  '/fuxing.connectors.v1.SourcesService/StartPull': { roles: ['operator', 'office', 'verifier'] },
  '/fuxing.connectors.v1.SourcesService/CancelPull': { roles: ['operator', 'office'] },
  '/fuxing.connectors.v1.SourcesService/ReplayRecords': { roles: ['operator', 'office'] },
  '/fuxing.connectors.v1.SourcesService/GetSourceSchema': readSetup,
  '/fuxing.connectors.v1.SourcesService/AcceptSourceSchema': { roles: ['operator', 'office'] },
  '/fuxing.connectors.v1.SourcesService/GetPull': { roles: ['system', ...setup] },
  '/fuxing.connectors.v1.SourcesService/ListPulls': readSetup,
  '/fuxing.connectors.v1.SourcesService/PushRecords': { roles: ['system'] },
  '/fuxing.gateway.v1.RecordStreamsService/StreamRecords': { roles: ['system'] },
  '/fuxing.connectors.v1.SourcesService/ListUnusableRecords': readSetup,
  '/fuxing.connectors.v1.MeasuresService/PutMeasure': configureOrDecide,
  '/fuxing.connectors.v1.MeasuresService/GetMeasure': readSetup,
  '/fuxing.connectors.v1.MeasuresService/ListMeasures': readSetup,
  '/fuxing.connectors.v1.MeasuresService/PreviewMeasure': configureOrDecide,
  '/fuxing.connectors.v1.MeasuresService/GetMeasureQuality': readSetup,
  '/fuxing.connectors.v1.ObservationsService/ListObservations': {
    roles: ['verifier', 'reporter', ...readers],
    unit: { field: 'unit_id' },
  },
  '/fuxing.connectors.v1.ObservationsService/GetObservation': {
    roles: ['verifier', 'reporter', ...readers],
    unit: { field: 'observation_id', part: 1 },
  },
  // Raw cases name residents; a unit sees its values, not the cases behind them.
  '/fuxing.connectors.v1.ObservationsService/ListObservationRecords': readData,
  '/fuxing.connectors.v1.ObservationsService/ListRecordKeys': readData,
  '/fuxing.connectors.v1.ObservationsService/AcceptObservations': verify,
  '/fuxing.connectors.v1.ObservationsService/CorrectObservation': verify,
  '/fuxing.connectors.v1.ObservationsService/RejectObservation': verify,
  '/fuxing.connectors.v1.BurdenService/PutManualField': decide,
  '/fuxing.connectors.v1.BurdenService/GetManualField': readRules,
  '/fuxing.connectors.v1.BurdenService/ListManualFields': readRules,
  '/fuxing.connectors.v1.BurdenService/GetReportingBurden': {
    roles: ['verifier', 'reporter', ...readers],
    unit: { field: 'unit_id' },
  },
  '/fuxing.connectors.v1.BurdenService/EnterManualValues': {
    roles: ['reporter'],
    unit: { field: 'unit_id' },
  },
  '/fuxing.connectors.v1.BurdenService/ListManualValues': {
    roles: ['verifier', 'reporter', ...readers],
    unit: { field: 'unit_id' },
  },
  '/fuxing.connectors.v1.EvidenceService/PutEvidence': {
    roles: ['verifier', 'reporter'],
    unit: { field: 'unit_id' },
  },
  '/fuxing.connectors.v1.EvidenceService/GetEvidence': readData,
  '/fuxing.connectors.v1.EvidenceService/DownloadEvidence': readData,
  '/fuxing.connectors.v1.VerificationService/GetSampling': readSetup,
  '/fuxing.connectors.v1.VerificationService/ListVerificationQueue': readData,
  // With the first raw records.
  '/fuxing.connectors.v1.VerificationService/GetVerificationItem': readData,
  '/fuxing.connectors.v1.VerificationService/ListVerificationActs': {
    roles: ['verifier', 'reporter', ...readers],
    unit: { field: 'observation_id', part: 1 },
  },
  '/fuxing.connectors.v1.VerificationService/AssignObservations': { roles: ['office', 'verifier'] },
  '/fuxing.connectors.v1.VerificationService/ConfirmCorrection': verify,
  '/fuxing.connectors.v1.VerificationService/DeclineCorrection': verify,
  '/fuxing.connectors.v1.VerificationService/KeepPublished': verify,
  '/fuxing.connectors.v1.VerificationService/AskForExplanation': verify,
  '/fuxing.connectors.v1.VerificationService/AnswerExplanation': {
    roles: ['reporter'],
    unit: { field: 'observation_id', part: 1 },
  },
  '/fuxing.connectors.v1.VerificationService/ListQuestions': {
    roles: ['verifier', 'reporter', ...readers],
    unit: { field: 'unit_id' },
  },
  '/fuxing.connectors.v1.VerificationService/PutAssignmentRule': decide,
  '/fuxing.connectors.v1.VerificationService/GetAssignmentRule': readData,
  '/fuxing.connectors.v1.VerificationService/ListAssignmentRules': readData,
  '/fuxing.connectors.v1.VerificationService/DelegateVerification': verify,
  '/fuxing.connectors.v1.VerificationService/ListDelegations': readData,
  '/fuxing.connectors.v1.VerificationService/GetVerificationSummary': readData,

  '/fuxing.evaluation.v1.CyclesService/PutCycle': decide,
  '/fuxing.evaluation.v1.CyclesService/GetCycle': readRules,
  '/fuxing.evaluation.v1.CyclesService/ListCycles': readRules,
  '/fuxing.evaluation.v1.CyclesService/StartScoringRun': decide,
  '/fuxing.evaluation.v1.CyclesService/GetScoringRun': read,
  '/fuxing.evaluation.v1.CyclesService/ListScoringRuns': read,
  '/fuxing.evaluation.v1.CyclesService/PublishResults': decide,
  '/fuxing.evaluation.v1.CyclesService/FinaliseResults': decide,
  // Ballots are for those who count and those who check them.
  '/fuxing.evaluation.v1.FilingsService/PutFiling': decide,
  '/fuxing.evaluation.v1.FilingsService/GetFiling': { roles: ['office', 'auditor'] },
  '/fuxing.evaluation.v1.FilingsService/ListFilings': read,
  '/fuxing.evaluation.v1.FilingsService/ReviewBallots': { roles: ['office', 'auditor'] },
  '/fuxing.evaluation.v1.SimulationsService/Simulate': { roles: ['office', 'leader'] },
  '/fuxing.evaluation.v1.SimulationsService/GetSensitivity': read,
  '/fuxing.evaluation.v1.SimulationsService/GetScoringPackage': { roles: ['office', 'auditor'] },
  '/fuxing.evaluation.v1.ResultsService/ListResults': read,
  '/fuxing.evaluation.v1.ResultsService/ExplainScore': {
    roles: ['reporter', ...readers],
    unit: { field: 'unit_id' },
  },

  '/fuxing.tasks.v1.TasksService/DraftTaskList': decide,
  '/fuxing.tasks.v1.TasksService/PublishTaskList': decide,
  '/fuxing.tasks.v1.TasksService/GetTask': {
    roles: ['reporter', ...readers],
    unit: { field: 'task_id', part: 1 },
  },
  '/fuxing.tasks.v1.TasksService/ListTasks': { roles: ['reporter', ...readers], unit: { field: 'unit_id' } },
  '/fuxing.tasks.v1.TasksService/ReportProgress': {
    roles: ['reporter'],
    unit: { field: 'task_id', part: 1 },
  },
  '/fuxing.tasks.v1.TasksService/CloseTask': {
    roles: ['reporter', 'office'],
    unit: { field: 'task_id', part: 1 },
  },

  '/fuxing.incentives.v1.IncentivesService/PutPolicy': decide,
  '/fuxing.incentives.v1.IncentivesService/GetPolicy': read,
  '/fuxing.incentives.v1.IncentivesService/ListPolicies': read,
  '/fuxing.incentives.v1.IncentivesService/GetOutcome': {
    roles: ['reporter', ...readers],
    unit: { field: 'outcome_id', part: 3 },
  },
  '/fuxing.incentives.v1.IncentivesService/ListOutcomes': {
    roles: ['reporter', ...readers],
    unit: { field: 'unit_id' },
  },
} as const satisfies Record<RpcPath, Access>;
