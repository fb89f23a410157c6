import { label, oneLanguage } from './labels';
import { type Language, sayIn } from './texts';

export type Row = Record<string, unknown>;

/** Columns of a list, by the field of the answer that holds it. */
export const columns = {
  tenant: ['tenantId', 'name', 'timeZone'],
  units: ['unitId', 'name', 'kind', 'parentUnitId'],
  unitGroups: ['unitGroupId', 'name', 'unitIds'],
  indicators: [
    'indicatorId',
    'name',
    'level',
    'unitOfMeasure',
    'direction',
    'periodKind',
    'ownerUnitId',
    'version',
  ],
  targets: ['indicatorId', 'unitId', 'period', 'value'],
  schemes: ['schemeId', 'name', 'version', 'publishedAt'],
  sources: ['sourceId', 'name', 'keyField'],
  unitMappings: ['unitMappingId', 'units'],
  measures: ['measureId', 'sourceId', 'indicatorId', 'function', 'policy', 'version'],
  cycles: ['cycleId', 'name', 'schemeId', 'period', 'status', 'scoringRunId', 'publicityEndsOn'],
  policies: ['policyId', 'name', 'unitGroupId'],
  pulls: [
    'pullId',
    'sourceId',
    'status',
    'pages',
    'read',
    'added',
    'changed',
    'rejected',
    'deleted',
    'createdAt',
    'finishedAt',
    'error',
  ],
  sourceKinds: ['kind', 'required', 'optional'],
  schemaChanges: ['kind', 'field', 'newName', 'usedBy', 'pullId', 'change'],
  schemaFields: ['field', 'type', 'presentShare'],
  scoringRuns: [
    'scoringRunId',
    'cycleId',
    'status',
    'units',
    'unitsWithoutTotal',
    'createdAt',
    'finishedAt',
    'error',
  ],
  observations: ['observationId', 'value', 'status', 'flags', 'recordCount', 'censoredCount', 'sourceId'],
  assignmentRules: ['assignmentRuleId', 'verifier', 'unitIds', 'indicatorIds', 'active', 'version'],
  manualFields: ['manualFieldId', 'name', 'indicatorId', 'unitIds', 'minutes', 'timesPerYear', 'version'],
  queue: [
    'observationId',
    'value',
    'risk',
    'effect',
    'priority',
    'flags',
    'assignee',
    'dueOn',
    'escalations',
    'proposal',
    'answerDueOn',
  ],
  recordsBeside: ['recordKey', 'version', 'content'],
  beside: ['unitId', 'period', 'value', 'status'],
  acts: ['actedAt', 'kind', 'told', 'evidenceIds'],
  questions: ['observationId', 'questionId', 'value', 'text', 'dueOn'],
  delegations: ['delegationId', 'fromSubject', 'toSubject', 'firstDay', 'lastDay', 'reason'],
  sampling: ['pullId', 'commitment', 'committedAt', 'seed'],
  checkedSample: ['pullId', 'commitment', 'seed', 'valueCount', 'waitCount'],
  summary: [
    'valueCount',
    'passedCount',
    'decidedCount',
    'pendingCount',
    'coverage',
    'seenByPeople',
    'medianAgeHours',
    'oldestAgeHours',
    'overdueCount',
    'escalatedCount',
  ],
  burden: ['unitId', 'fieldCount', 'minutes'],
  manualValues: [
    'manualFieldId',
    'unitId',
    'period',
    'dueOn',
    'lateDays',
    'value',
    'unitOfMeasure',
    'enteredBy',
    'observationStatus',
  ],
  // Its value is computed a moment later; until then the status is that of what it takes the place of.
  entries: ['manualFieldId', 'unitId', 'period', 'dueOn', 'lateDays', 'value', 'unitOfMeasure', 'enteredBy'],
  supplied: ['manualFieldId', 'unitId', 'measureId'],
  mended: ['id', 'decided', 'corrected', 'valuesRejected'],
  selfReports: ['unitId', 'compared', 'equal', 'meanDifference'],
  evidence: ['evidenceId', 'name', 'mediaType', 'size', 'sha256', 'unitId', 'uploadedBy'],
  records: ['recordKey', 'version', 'pullId', 'contentHash', 'content'],
  unusableRecords: ['sourceId', 'recordKey', 'measureId', 'reason', 'detail', 'pullId'],
  unusableReasons: ['sourceId', 'measureId', 'reason', 'count', 'recordKey', 'detail'],
  results: ['rank', 'unitId', 'total', 'gradeId', 'nodes'],
  simulated: ['unitId', 'totalBefore', 'totalAfter', 'rankBefore', 'rankAfter', 'gradeBefore', 'gradeAfter'],
  firmness: ['rank', 'unitId', 'firmness', 'median', 'best', 'worst', 'stays', 'gradeChanges'],
  reaches: ['nodeId', 'name', 'classId', 'share', 'low', 'high', 'meet', 'basis'],
  raterGroups: ['raterUnitId', 'raters', 'flat', 'leniency', 'finding'],
  filings: ['filingId', 'cycleId', 'name', 'ballotCount', 'version'],
  outcomes: ['kind', 'unitId', 'cycleId', 'place', 'coefficient', 'why'],
  tasks: ['taskId', 'unitId', 'indicatorId', 'month', 'target', 'dueOn', 'status', 'progress'],
} as const satisfies Record<string, readonly string[]>;

/** One field of a row, for people. */
export function cell(row: Row, field: string, language: Language): string {
  const english = language === 'en';
  const value = row[field];
  switch (field) {
    case 'name':
      return text((english && row['nameEn']) || value, language);
    case 'told':
      return text(row[english ? 'en' : 'zh'], language);
    case 'proposal': {
      const { proposedBy, value: proposed } = (value ?? {}) as Row;
      return proposed === undefined ? '' : `${text(proposed, language)} (${text(proposedBy, language)})`;
    }
    case 'why':
      return text(row[english ? 'en' : 'zh'], language);
    case 'flags':
      return list(value)
        .map((flag) => text(flag['code'], language))
        .join(' ');
    case 'nodes':
      return list(value)
        .map((node) => `${text(node['nodeId'], language)}=${text(node['score'] || node['state'], language)}`)
        .join(' ');
    case 'progress':
      return text(list(row['reports'])[0]?.['progress'], language);
    case 'error':
      return typeof value === 'string' ? oneLanguage(value, language) : text(value, language);
    case 'escalations':
      return text(row['level'], language);
    case 'valuesRejected':
      return text(row['rejected'], language);
    case 'firmness':
      return sayIn(language)(row['isFirm'] ? 'firm' : 'mayMove');
    case 'stays':
    case 'gradeChanges':
      return percent(value);
    case 'meet':
      return meetings(row);
    case 'rank':
    case 'place':
      return value === 0 ? '' : text(value, language);
    default:
      return text(value, language);
  }
}

/** A share of 1 as people read it: `0.9150` is `91.5%`. */
function percent(share: unknown): string {
  return typeof share === 'string' ? `${Number((Number(share) * 100).toFixed(2))}%` : '';
}

/** Who is level at the ends of an interval: `< a=b` below it, `> c=d` above it. */
function meetings(row: Row): string {
  return (
    [
      ['<', row['lowUnitIds']],
      ['>', row['highUnitIds']],
    ] as const
  )
    .flatMap(([side, units]) =>
      Array.isArray(units) && units.length > 0 ? [`${side} ${units.join('=')}`] : [],
    )
    .join(', ');
}

function list(value: unknown): Row[] {
  return Array.isArray(value) ? (value as Row[]) : [];
}

function text(value: unknown, language: Language): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return label(value, language);
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.join(' ');
  return JSON.stringify(value);
}
