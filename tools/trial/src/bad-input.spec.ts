import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { signIn } from '@fuxing/identity';
import { CLI_CLIENT, DEMO_PASSWORD } from './accounts';
import { People } from './people';
import { followPull } from './steps';
import { asRole } from './superuser';
import { type RunningTrial, runTrial, temporaryFolder } from './testbed';

type Json = Record<string, unknown>;
const PEOPLE = ['guanli', 'kaohe', 'heyan', 'shichang', 'lingdao', 'linqu'] as const;
type Who = (typeof PEOPLE)[number] | 'system' | 'nobody' | 'garbage';

/** One wrong request and the refusal that it must get. */
interface Wrong {
  name: string;
  who: Who;
  line: string;
  body?: unknown;
  headers?: Record<string, string>;
  status: number;
  reason: string;
  /** One of the fields that the refusal names. */
  field?: string;
}

interface Problem {
  status: number;
  reason: string;
  title: string;
  detail?: string;
  instance: string;
  traceId: string;
  errors?: { field: string; reason: string; detail: string }[];
}

const unit = (with_: Json = {}): Json => ({
  name: '新单位',
  kind: 'UNIT_KIND_BUREAU',
  parentUnitId: 'district',
  ...with_,
});
const group = (unitIds: unknown): Json => ({ name: '分组', unitIds });
const indicator = (with_: Json = {}): Json => ({
  name: '诉求办结率',
  level: 2,
  unitOfMeasure: '%',
  direction: 'DIRECTION_HIGHER_IS_BETTER',
  periodKind: 'PERIOD_KIND_MONTH',
  digits: 2,
  effectiveFrom: '2025',
  ...with_,
});
const leaf = (with_: Json = {}): Json => ({
  nodeId: 'calls',
  name: '办结',
  share: '100',
  indicatorId: 'calls',
  time: 'TIME_AGGREGATION_POOLED_RATIO',
  missing: 'MISSING_RULE_ZERO',
  ratioToTarget: { cap: '1' },
  ...with_,
});
const GRADES = [
  { gradeId: 'good', name: '良好', minScore: '80' },
  { gradeId: 'poor', name: '一般', minScore: '0' },
];
const scheme = (with_: Json = {}): Json => ({
  name: '方案',
  unitGroupId: 'all',
  shareKind: 'SHARE_KIND_WEIGHTS',
  nodes: [leaf()],
  grades: GRADES,
  effectiveFrom: '2025',
  ...with_,
});
const rest = (url: string): Json => ({ name: '来源', keyField: 'id', rest: { url } });
const measure = (with_: Json = {}): Json => ({
  sourceId: 'pushed',
  indicatorId: 'calls',
  function: 'MEASURE_FUNCTION_RATE',
  periodField: 'at',
  unitField: 'unit',
  unitMappingId: 'codes',
  numerator: [{ field: 'done', operator: 'FILTER_OPERATOR_IN', values: ['1'] }],
  factor: '100',
  digits: 2,
  policy: 'VERIFICATION_POLICY_ALWAYS_MANUAL',
  ...with_,
});
const cycle = (with_: Json = {}): Json => ({
  name: '2025',
  schemeId: 'annual',
  period: '2025',
  publicityDays: 0,
  ...with_,
});
const policy = (with_: Json = {}): Json => ({
  name: '政策',
  unitGroupId: 'all',
  star: { places: 1 },
  ...with_,
});
const target = (with_: Json = {}): Json => ({ unitId: 'scjg', period: '2025', value: '95', ...with_ });
const decision = (with_: Json = {}): Json => ({ verificationId: 'v1', reason: '核对', ...with_ });
const report = (with_: Json = {}): Json => ({
  reportId: 'r1',
  week: '2025-W50',
  progress: '50',
  note: '',
  ...with_,
});

const PENDING = 'calls~scjg~2025-12~1';
const TASK = 'calls~scjg~2025-12';
const nested = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
const long = 'a'.repeat(65);

function wrong(
  name: string,
  who: Who,
  line: string,
  body: unknown,
  status: number,
  reason: string,
  field?: string,
  headers?: Record<string, string>,
): Wrong {
  return {
    name,
    who,
    line,
    body,
    status,
    reason,
    ...(field === undefined ? {} : { field }),
    ...(headers ? { headers } : {}),
  };
}

const invalid = (
  name: string,
  who: Who,
  line: string,
  body: unknown,
  field?: string,
  reason = 'INVALID_REQUEST',
): Wrong => wrong(name, who, line, body, 400, reason, field);

const units: Wrong[] = [
  invalid('a number where text is', 'guanli', 'PUT /v1/units/new', unit({ name: 7 }), 'unit.name'),
  invalid(
    'an object where text is',
    'guanli',
    'PUT /v1/units/new',
    unit({ name: { zh: '新' } }),
    'unit.name',
  ),
  invalid('a field that is not there', 'guanli', 'PUT /v1/units/new', unit({ boss: 'li' }), 'unit.boss'),
  invalid(
    'an enum value that is not there',
    'guanli',
    'PUT /v1/units/new',
    unit({ kind: 'UNIT_KIND_EMPIRE' }),
    'unit.kind',
  ),
  invalid('an enum number that is not there', 'guanli', 'PUT /v1/units/new', unit({ kind: 77 }), 'unit.kind'),
  invalid('no kind', 'guanli', 'PUT /v1/units/new', unit({ kind: undefined }), 'unit.kind'),
  invalid('an empty name', 'guanli', 'PUT /v1/units/new', unit({ name: '  ' }), 'unit.name'),
  invalid('a name without end', 'guanli', 'PUT /v1/units/new', unit({ name: '长'.repeat(201) }), 'unit.name'),
  invalid('an id with a space', 'guanli', 'PUT /v1/units/new%20unit', unit(), 'unitId'),
  invalid('an id in capitals', 'guanli', 'PUT /v1/units/NEW', unit(), 'unitId'),
  invalid('an id of 65 characters', 'guanli', `PUT /v1/units/${long}`, unit(), 'unitId'),
  invalid('an id that climbs', 'guanli', 'PUT /v1/units/..%2F..%2Fetc%2Fpasswd', unit(), 'unitId'),
  invalid('an id in Chinese', 'guanli', `PUT /v1/units/${encodeURIComponent('新')}`, unit(), 'unitId'),
  invalid(
    'an id with SQL',
    'guanli',
    `PUT /v1/units/${encodeURIComponent("x'; DROP TABLE unit;--")}`,
    unit(),
    'unitId',
  ),
  invalid('another id in the body', 'guanli', 'PUT /v1/units/new', unit({ unitId: 'old' }), 'unit.unitId'),
  invalid(
    'a parent that is not there',
    'guanli',
    'PUT /v1/units/new',
    unit({ parentUnitId: 'moon' }),
    'unit.parentUnitId',
    'UNIT_PARENT_NOT_FOUND',
  ),
  invalid(
    'its own parent',
    'guanli',
    'PUT /v1/units/new',
    unit({ parentUnitId: 'new' }),
    'unit.parentUnitId',
    'UNIT_CYCLE',
  ),
  invalid(
    'a circle of units',
    'guanli',
    'PUT /v1/units/district',
    unit({ kind: 'UNIT_KIND_DISTRICT', parentUnitId: 'scjg' }),
    'unit.parentUnitId',
    'UNIT_CYCLE',
  ),
  invalid(
    'a wrong credit code',
    'guanli',
    'PUT /v1/units/new',
    unit({ creditCode: '911304041234567890' }),
    'unit.creditCode',
  ),
  invalid(
    'a division code of 5 digits',
    'guanli',
    'PUT /v1/units/new',
    unit({ divisionCode: '13040' }),
    'unit.divisionCode',
  ),
  invalid('a NUL in a name', 'guanli', 'PUT /v1/units/new', unit({ name: 'a\u0000b' }), 'unit.name'),
  invalid('a NUL in a filter', 'kaohe', 'GET /v1/targets?unitId=a%00b', undefined),
  invalid(
    'half a character in a name',
    'guanli',
    'PUT /v1/units/new',
    '{"name":"\\ud800","kind":"UNIT_KIND_BUREAU"}',
    'unit.name',
  ),
  invalid(
    'another district',
    'guanli',
    'PUT /v1/tenant',
    { tenantId: '310101', name: '别处' },
    'tenant.tenantId',
    'TENANT_OTHER',
  ),
  invalid(
    'a time zone that is not there',
    'guanli',
    'PUT /v1/tenant',
    { name: '区', timeZone: 'Mars/Olympus' },
    'tenant.timeZone',
  ),
  invalid(
    'a unit twice in a group',
    'kaohe',
    'PUT /v1/unit-groups/new',
    group(['scjg', 'scjg']),
    'unitGroup.unitIds[1]',
    'UNIT_TWICE',
  ),
  invalid(
    'a unit that is not there in a group',
    'kaohe',
    'PUT /v1/unit-groups/new',
    group(['scjg', 'moon']),
    'unitGroup.unitIds[1]',
    'UNIT_NOT_FOUND',
  ),
  invalid('an empty group', 'kaohe', 'PUT /v1/unit-groups/new', group([]), 'unitGroup.unitIds'),
  invalid('a group that is text', 'kaohe', 'PUT /v1/unit-groups/new', group('scjg'), 'unitGroup.unitIds'),
];

const indicators: Wrong[] = [
  invalid('level 4', 'kaohe', 'PUT /v1/indicators/new', indicator({ level: 4 }), 'indicator.level'),
  invalid('a huge level', 'kaohe', 'PUT /v1/indicators/new', indicator({ level: 1e300 }), 'indicator.level'),
  invalid('half a level', 'kaohe', 'PUT /v1/indicators/new', indicator({ level: 1.5 }), 'indicator.level'),
  invalid('9 digits', 'kaohe', 'PUT /v1/indicators/new', indicator({ digits: 9 }), 'indicator.digits'),
  invalid(
    'no direction',
    'kaohe',
    'PUT /v1/indicators/new',
    indicator({ direction: 'DIRECTION_UNSPECIFIED' }),
    'indicator.direction',
  ),
  invalid(
    'an owner that is not there',
    'kaohe',
    'PUT /v1/indicators/new',
    indicator({ ownerUnitId: 'moon' }),
    'indicator.ownerUnitId',
    'UNIT_NOT_FOUND',
  ),
  invalid(
    'a month 13',
    'kaohe',
    'PUT /v1/indicators/new',
    indicator({ effectiveFrom: '2025-13' }),
    'indicator.effectiveFrom',
  ),
  invalid(
    'a link to nothing',
    'kaohe',
    'PUT /v1/indicators/new',
    indicator({ contributesTo: [{ indicatorId: 'moon', weight: '10' }] }),
    'indicator.contributesTo[0].indicatorId',
    'INDICATOR_LINK_NOT_FOUND',
  ),
  invalid(
    'a link to itself',
    'kaohe',
    'PUT /v1/indicators/new',
    indicator({ contributesTo: [{ indicatorId: 'new', weight: '10' }] }),
    'indicator.contributesTo[0].indicatorId',
    'INDICATOR_LINK_CYCLE',
  ),
  invalid(
    'a link in a circle',
    'kaohe',
    'PUT /v1/indicators/goal',
    indicator({ level: 1, contributesTo: [{ indicatorId: 'calls', weight: '10' }] }),
    'indicator.contributesTo[0].indicatorId',
    'INDICATOR_LINK_CYCLE',
  ),
  invalid(
    'a link downwards',
    'kaohe',
    'PUT /v1/indicators/new',
    indicator({ level: 1, contributesTo: [{ indicatorId: 'calls', weight: '10' }] }),
    'indicator.contributesTo[0].indicatorId',
    'INDICATOR_LINK_LEVEL',
  ),
  invalid(
    'links of more than 100 together',
    'kaohe',
    'PUT /v1/indicators/new',
    indicator({ contributesTo: [{ indicatorId: 'goal', weight: '40.01' }] }),
    'indicator.contributesTo[0].weight',
    'LINK_WEIGHTS_EXCEED_100',
  ),
  ...['0', '-1', '100.5', 'NaN', 'Infinity', '1e1', ''].map((weight) =>
    invalid(
      `a link of weight "${weight}"`,
      'kaohe',
      'PUT /v1/indicators/new',
      indicator({ contributesTo: [{ indicatorId: 'goal', weight }] }),
      'indicator.contributesTo[0].weight',
    ),
  ),
  ...['NaN', 'Infinity', '1e5', '0x10', ' 1', '1,5', '٣', '9'.repeat(25), `0.${'1'.repeat(19)}`, ''].map(
    (value) =>
      invalid(
        `a target of "${value.slice(0, 12)}"`,
        'kaohe',
        'PUT /v1/indicators/calls/targets',
        { targets: [target({ value })] },
        'targets[0].value',
      ),
  ),
  invalid(
    'a target that is a number',
    'kaohe',
    'PUT /v1/indicators/calls/targets',
    { targets: [target({ value: 95 })] },
    'targets[0].value',
  ),
  ...['2025-13', '2025-02-30', '2025-W54', '2025-Q5', '25', '2025-W10', '2025-12-31'].map((period) =>
    invalid(
      `a target for ${period}`,
      'kaohe',
      'PUT /v1/indicators/calls/targets',
      { targets: [target({ period })] },
      'targets[0].period',
    ),
  ),
  invalid(
    'two targets for one period',
    'kaohe',
    'PUT /v1/indicators/calls/targets',
    { targets: [target(), target({ value: '90' })] },
    'targets[1]',
    'TARGET_TWICE',
  ),
  invalid(
    'a good target before one for nobody',
    'kaohe',
    'PUT /v1/indicators/calls/targets',
    { targets: [target({ value: '1' }), target({ unitId: 'moon' })] },
    'targets[1].unitId',
    'UNIT_NOT_FOUND',
  ),
  invalid('no targets', 'kaohe', 'PUT /v1/indicators/calls/targets', { targets: [] }, 'targets'),
  wrong(
    'targets of nothing',
    'kaohe',
    'PUT /v1/indicators/moon/targets',
    { targets: [target()] },
    404,
    'INDICATOR_NOT_FOUND',
  ),
];

const badScheme = (name: string, with_: Json, field: string): Wrong =>
  invalid(name, 'kaohe', 'PUT /v1/schemes/new', scheme(with_), field, 'SCHEME_INVALID');
const schemes: Wrong[] = [
  badScheme('weights of 90', { nodes: [leaf({ share: '90' })] }, 'scheme.nodes'),
  badScheme('no nodes', { nodes: [] }, 'scheme.nodes'),
  badScheme('grades that leave low scores out', { grades: GRADES.slice(0, 1) }, 'scheme.grades[0].minScore'),
  badScheme('grades upside down', { grades: GRADES.toReversed() }, 'scheme.grades[1].minScore'),
  badScheme('a leaf without a method', { nodes: [leaf({ ratioToTarget: undefined })] }, 'scheme.nodes[0]'),
  badScheme(
    'equal ends',
    { nodes: [leaf({ ratioToTarget: undefined, linear: { unacceptable: '60', satisfactory: '60.0' } })] },
    'scheme.nodes[0].linear.satisfactory',
  ),
  badScheme(
    'ends the wrong way round',
    { nodes: [leaf({ ratioToTarget: undefined, linear: { unacceptable: '98', satisfactory: '60' } })] },
    'scheme.nodes[0].linear.satisfactory',
  ),
  badScheme(
    'an indicator that is not there',
    { nodes: [leaf({ indicatorId: 'moon' })] },
    'scheme.nodes[0].indicatorId',
  ),
  badScheme('a share that is not a number', { nodes: [leaf({ share: 'NaN' })] }, 'scheme.nodes[0].share'),
  badScheme('99 digits', { rounding: { itemDigits: 99 } }, 'scheme.rounding.itemDigits'),
  badScheme(
    'ties by a node that is not there',
    { tieRule: 'TIE_RULE_BY_NODES', tieNodeIds: ['moon'] },
    'scheme.tieNodeIds[0]',
  ),
  invalid(
    'a method that is not there',
    'kaohe',
    'PUT /v1/schemes/new',
    scheme({ nodes: [leaf({ magic: {} })] }),
    'scheme.nodes[0].magic',
  ),
  invalid(
    'two methods',
    'kaohe',
    'PUT /v1/schemes/new',
    scheme({ nodes: [leaf({ linear: { unacceptable: '1', satisfactory: '2' } })] }),
  ),
  invalid(
    'a group that is not there',
    'kaohe',
    'PUT /v1/schemes/new',
    scheme({ unitGroupId: 'moon' }),
    'scheme.unitGroupId',
    'UNIT_GROUP_NOT_FOUND',
  ),
];

const sources: Wrong[] = [
  ...['file:///etc/passwd', 'gopher://example.org/', 'http://u:p@example.org/', 'nothing'].map((url) =>
    invalid(`a source at ${url}`, 'guanli', 'PUT /v1/sources/new', rest(url), 'source.rest.url'),
  ),
  ...[
    'http://169.254.169.254/latest',
    'http://100.100.100.200/',
    'http://10.0.0.1/',
    'http://127.1/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://localhost:5432/',
    'http://[64:ff9b::a00:1]/',
  ].map((url) =>
    invalid(
      `a source at ${url}`,
      'guanli',
      'PUT /v1/sources/new',
      rest(url),
      undefined,
      'SOURCE_ADDRESS_FORBIDDEN',
    ),
  ),
  invalid('a source of no kind', 'guanli', 'PUT /v1/sources/new', { name: '来源', keyField: 'id' }, 'source'),
  invalid('a source of two kinds', 'guanli', 'PUT /v1/sources/new', {
    ...rest('https://example.org/'),
    push: {},
  }),
  invalid(
    'a mapping to a wrong id',
    'guanli',
    'PUT /v1/unit-mappings/new',
    { units: { A: 'NOT AN ID' } },
    'unitMapping.units.A',
  ),
  ...['0', '100', '-5', '1e1', 'NaN'].map((percentile) =>
    invalid(
      `a percentile of ${percentile}`,
      'kaohe',
      'PUT /v1/measures/new',
      measure({
        function: 'MEASURE_FUNCTION_PERCENTILE',
        numerator: [],
        factor: '',
        field: 'hours',
        percentile,
      }),
      'measure.percentile',
    ),
  ),
  invalid(
    'a ratio without a denominator',
    'kaohe',
    'PUT /v1/measures/new',
    measure({ function: 'MEASURE_FUNCTION_RATIO', numerator: [], field: 'sum' }),
    'measure.denominatorField',
  ),
  invalid(
    'a mean of nothing',
    'kaohe',
    'PUT /v1/measures/new',
    measure({ function: 'MEASURE_FUNCTION_MEAN', numerator: [], factor: '' }),
    'measure.field',
  ),
  invalid(
    'a rate without a numerator',
    'kaohe',
    'PUT /v1/measures/new',
    measure({ numerator: [] }),
    'measure.numerator',
  ),
  invalid(
    'a source that is not there',
    'kaohe',
    'PUT /v1/measures/new',
    measure({ sourceId: 'moon' }),
    'measure.sourceId',
    'SOURCE_NOT_FOUND',
  ),
  wrong(
    'records pushed to a pulled source',
    'system',
    'POST /v1/sources/pulled/records',
    { pullId: 'x', records: [{ id: '1' }] },
    409,
    'SOURCE_IS_PULLED',
  ),
  wrong(
    'a pull of a pushed source',
    'guanli',
    'POST /v1/sources/pushed/pulls',
    { pullId: 'x' },
    409,
    'SOURCE_IS_PUSHED',
  ),
  wrong(
    'a pull of nothing',
    'guanli',
    'POST /v1/sources/moon/pulls',
    { pullId: 'x' },
    404,
    'SOURCE_NOT_FOUND',
  ),
  invalid('a pull without an id', 'guanli', 'POST /v1/sources/pulled/pulls', {}, 'pullId'),
  invalid('no records', 'system', 'POST /v1/sources/pushed/records', { pullId: 'x', records: [] }, 'records'),
  invalid(
    'records that are numbers',
    'system',
    'POST /v1/sources/pushed/records',
    { pullId: 'x', records: [1] },
    'records[0]',
  ),
  wrong(
    'a key used again for other records',
    'system',
    'POST /v1/sources/pushed/records',
    { records: [{ id: '9' }] },
    422,
    'IDEMPOTENCY_KEY_REUSED',
    undefined,
    { 'idempotency-key': 'first' },
  ),
];

const observations: Wrong[] = [
  invalid(
    'a correction to NaN',
    'heyan',
    `POST /v1/observations/${PENDING}/corrections`,
    decision({ value: 'NaN' }),
    'value',
    'DECIMAL_INVALID',
  ),
  invalid(
    'a correction to 1e5',
    'heyan',
    `POST /v1/observations/${PENDING}/corrections`,
    decision({ value: '1e5' }),
    'value',
    'DECIMAL_INVALID',
  ),
  wrong(
    'a value that is not there',
    'heyan',
    'POST /v1/observations:accept',
    decision({ observationIds: [PENDING, 'calls~moon~2025-12~1'] }),
    404,
    'OBSERVATION_NOT_FOUND',
  ),
  invalid(
    'no reason',
    'heyan',
    'POST /v1/observations:accept',
    decision({ observationIds: [PENDING], reason: ' ' }),
    'reason',
  ),
  invalid(
    'a reason without end',
    'heyan',
    `POST /v1/observations/${PENDING}/rejections`,
    decision({ reason: '长'.repeat(2001) }),
    'reason',
  ),
  invalid(
    '1,001 values',
    'heyan',
    'POST /v1/observations:accept',
    decision({ observationIds: Array.from({ length: 1001 }, (_, n) => `calls~scjg~2025-12~${n + 1}`) }),
    'observationIds',
  ),
  invalid(
    'a value twice',
    'heyan',
    'POST /v1/observations:accept',
    decision({ observationIds: [PENDING, PENDING] }),
    'observationIds',
  ),
  invalid(
    'the name of the policy',
    'heyan',
    'POST /v1/observations:accept',
    decision({ observationIds: [PENDING], verificationId: 'auto' }),
    'verificationId',
  ),
  wrong(
    'the reporter accepting the own value',
    'shichang',
    'POST /v1/observations:accept',
    decision({ observationIds: [PENDING] }),
    403,
    'ROLE_MISSING',
  ),
  wrong(
    'records behind nothing',
    'heyan',
    'GET /v1/observations/calls~moon~2025-12~1/records',
    undefined,
    404,
    'OBSERVATION_NOT_FOUND',
  ),
];

const consequences: Wrong[] = [
  invalid(
    'a cycle of February 30',
    'kaohe',
    'PUT /v1/cycles/new',
    cycle({ period: '2025-02-30' }),
    'cycle.period',
  ),
  invalid('a cycle of a week', 'kaohe', 'PUT /v1/cycles/new', cycle({ period: '2025-W10' }), 'cycle.period'),
  invalid(
    'a cycle by no scheme',
    'kaohe',
    'PUT /v1/cycles/new',
    cycle({ schemeId: 'moon' }),
    'cycle.schemeId',
    'SCHEME_NOT_FOUND',
  ),
  invalid(
    'publicity of -1 days',
    'kaohe',
    'PUT /v1/cycles/new',
    cycle({ publicityDays: -1 }),
    'cycle.publicityDays',
  ),
  invalid(
    'publicity of a billion days',
    'kaohe',
    'PUT /v1/cycles/new',
    cycle({ publicityDays: 1_000_000_000 }),
    'cycle.publicityDays',
  ),
  wrong('final before public', 'kaohe', 'POST /v1/cycles/year:finalise', {}, 409, 'RESULTS_NOT_PUBLICISED'),
  wrong(
    'a run that is not there',
    'kaohe',
    'POST /v1/cycles/year:publish',
    { scoringRunId: 'moon' },
    404,
    'SCORING_RUN_NOT_FOUND',
  ),
  wrong(
    'a run of no cycle',
    'kaohe',
    'POST /v1/cycles/moon/scoring-runs',
    { scoringRunId: 'x' },
    404,
    'CYCLE_NOT_FOUND',
  ),
  wrong('results of no cycle', 'kaohe', 'GET /v1/cycles/moon/results', undefined, 404, 'CYCLE_NOT_FOUND'),
  wrong('results before a run', 'kaohe', 'GET /v1/cycles/year/results', undefined, 404, 'RESULTS_NOT_FOUND'),
  wrong(
    'an explanation of nothing',
    'kaohe',
    'GET /v1/cycles/moon/results/scjg/explanation',
    undefined,
    404,
    'CYCLE_NOT_FOUND',
  ),
  invalid(
    'progress of 101',
    'shichang',
    `POST /v1/tasks/${TASK}/reports`,
    report({ progress: '101' }),
    'progress',
  ),
  invalid(
    'progress of -1',
    'shichang',
    `POST /v1/tasks/${TASK}/reports`,
    report({ progress: '-1' }),
    'progress',
  ),
  invalid(
    'progress of NaN',
    'shichang',
    `POST /v1/tasks/${TASK}/reports`,
    report({ progress: 'NaN' }),
    'progress',
    'DECIMAL_INVALID',
  ),
  invalid(
    'week 60',
    'shichang',
    `POST /v1/tasks/${TASK}/reports`,
    report({ week: '2025-W60' }),
    'week',
    'INVALID_PERIOD',
  ),
  invalid(
    'week 53 of a year with 52',
    'shichang',
    `POST /v1/tasks/${TASK}/reports`,
    report({ week: '2025-W53' }),
    'week',
    'INVALID_PERIOD',
  ),
  wrong(
    'progress of a draft',
    'shichang',
    `POST /v1/tasks/${TASK}/reports`,
    report(),
    409,
    'TASK_NOT_PUBLISHED',
  ),
  wrong('a draft closed', 'shichang', `POST /v1/tasks/${TASK}:close`, {}, 409, 'TASK_NOT_PUBLISHED'),
  wrong(
    'a list that was not drafted',
    'kaohe',
    'POST /v1/units/street/task-lists/2025-11:publish',
    {},
    404,
    'TASK_LIST_NOT_FOUND',
  ),
  invalid(
    'a list for month 13',
    'kaohe',
    'POST /v1/units/scjg/task-lists',
    { month: '2025-13' },
    'month',
    'INVALID_PERIOD',
  ),
  wrong(
    'a list of nobody',
    'kaohe',
    'POST /v1/units/moon/task-lists',
    { month: '2025-12' },
    404,
    'UNIT_NOT_FOUND',
  ),
  invalid(
    '11 years',
    'kaohe',
    'PUT /v1/policies/new',
    policy({ accountability: { years: 11 } }),
    'policy.accountability.years',
  ),
  invalid(
    'a share of 0',
    'kaohe',
    'PUT /v1/policies/new',
    policy({ reserve: { topShare: '0', years: 2 } }),
    'policy.reserve.topShare',
  ),
  invalid(
    'a share of Infinity',
    'kaohe',
    'PUT /v1/policies/new',
    policy({ reserve: { topShare: 'Infinity', years: 2 } }),
    'policy.reserve.topShare',
    'DECIMAL_INVALID',
  ),
  invalid(
    'a coefficient of 11',
    'kaohe',
    'PUT /v1/policies/new',
    policy({ budget: { coefficients: { good: '11' } } }),
    'policy.budget.coefficients.good',
  ),
  invalid(
    '-1 places',
    'kaohe',
    'PUT /v1/policies/new',
    policy({ star: { places: -1 } }),
    'policy.star.places',
  ),
];

const etags: Wrong[] = [
  wrong('an etag from yesterday', 'guanli', 'PUT /v1/units/scjg', unit(), 412, 'ETAG_MISMATCH', undefined, {
    'if-match': '"yesterday"',
  }),
  wrong(
    'a weak etag from yesterday',
    'guanli',
    'PUT /v1/units/scjg',
    unit(),
    412,
    'ETAG_MISMATCH',
    undefined,
    { 'if-match': 'W/"yesterday"' },
  ),
  wrong('an etag of nothing', 'guanli', 'PUT /v1/units/new', unit(), 412, 'ETAG_MISMATCH', undefined, {
    'if-match': '"yesterday"',
  }),
  wrong('no etag', 'guanli', 'PUT /v1/units/scjg', unit(), 428, 'ETAG_REQUIRED'),
  wrong(
    'no etag for a scheme',
    'kaohe',
    'PUT /v1/schemes/annual',
    scheme({ name: '别的' }),
    428,
    'ETAG_REQUIRED',
  ),
  wrong('any etag', 'guanli', 'PUT /v1/units/scjg', unit(), 400, 'INVALID_REQUEST', 'If-Match', {
    'if-match': '*',
  }),
  wrong('two etags', 'guanli', 'PUT /v1/units/scjg', unit(), 400, 'INVALID_REQUEST', 'If-Match', {
    'if-match': '"a", "b"',
  }),
  wrong('half a quoted etag', 'guanli', 'PUT /v1/units/scjg', unit(), 400, 'INVALID_REQUEST', 'If-Match', {
    'if-match': '"a',
  }),
  wrong(
    'a bad idempotency key',
    'guanli',
    'POST /v1/sources/pulled/pulls',
    {},
    400,
    'INVALID_REQUEST',
    'Idempotency-Key',
    { 'idempotency-key': 'a b' },
  ),
];

const token = (...parts: unknown[]): string => Buffer.from(JSON.stringify(parts)).toString('base64url');
const lists: Wrong[] = [
  ...[
    'units',
    'unit-groups',
    'indicators',
    'targets',
    'schemes',
    'sources',
    'unit-mappings',
    'pulls',
    'measures',
    'observations',
    'unusable-records',
    'cycles',
    'cycles/year/scoring-runs',
    'tasks',
    'policies',
    'outcomes',
  ].flatMap((list) => [
    invalid(`-1 ${list}`, 'kaohe', `GET /v1/${list}?pageSize=-1`, undefined, 'pageSize', 'PAGE_SIZE_INVALID'),
    invalid(
      `${list} by a token of another list`,
      'kaohe',
      `GET /v1/${list}?pageToken=${token('strange', 'a')}`,
      undefined,
      'pageToken',
      'PAGE_TOKEN_INVALID',
    ),
    invalid(
      `${list} by garbage`,
      'kaohe',
      `GET /v1/${list}?pageToken=garbage!`,
      undefined,
      'pageToken',
      'PAGE_TOKEN_INVALID',
    ),
  ]),
  invalid('a page of half a unit', 'kaohe', 'GET /v1/units?pageSize=1.5', undefined, 'pageSize'),
  invalid('a page of text', 'kaohe', 'GET /v1/units?pageSize=many', undefined, 'pageSize'),
  invalid('a huge page', 'kaohe', 'GET /v1/units?pageSize=99999999999', undefined, 'pageSize'),
  invalid('a parameter that is not there', 'kaohe', 'GET /v1/units?sort=name', undefined, 'sort'),
  invalid('a parameter twice', 'kaohe', 'GET /v1/units?pageSize=1&pageSize=2', undefined, 'pageSize'),
  invalid('a status that is not there', 'kaohe', 'GET /v1/observations?status=LOST', undefined, 'status'),
  invalid('tasks of month 2025', 'kaohe', 'GET /v1/tasks?month=2025', undefined, 'month'),
];

/** What can be read by its id, with one that the district has, where it has any. */
const READ = [
  ['units', 'unitId', 'scjg'],
  ['unit-groups', 'unitGroupId', 'all'],
  ['indicators', 'indicatorId', 'calls'],
  ['schemes', 'schemeId', 'annual'],
  ['sources', 'sourceId', 'pushed'],
  ['unit-mappings', 'unitMappingId', 'codes'],
  ['measures', 'measureId', 'calls'],
  ['observations', 'observationId', PENDING],
  ['pulls', 'pullId', 'first'],
  ['cycles', 'cycleId', 'year'],
  ['scoring-runs', 'scoringRunId', ''],
  ['filings', 'filingId', ''],
  ['tasks', 'taskId', TASK],
  ['policies', 'policyId', 'all'],
  ['outcomes', 'outcomeId', ''],
] as const;
const notFound = (field: string): string =>
  `${field
    .replace(/Id$/, '')
    .replaceAll(/[A-Z]/g, (letter) => `_${letter}`)
    .toUpperCase()}_NOT_FOUND`;

const reads: Wrong[] = READ.flatMap(([path, field]) => [
  wrong(
    `one of the ${path} that is not there`,
    'kaohe',
    `GET /v1/${path}/moon`,
    undefined,
    404,
    notFound(field),
  ),
  invalid(`an id of ${path} that cannot be`, 'kaohe', `GET /v1/${path}/%E6%9C%88%20!`, undefined, field),
]);

const neighbour = (name: string, line: string, body: unknown, reason: string): Wrong =>
  wrong(name, 'linqu', line, body, 404, reason);

/** Nothing that another district has is there for this one. */
const tenants: Wrong[] = [
  ...READ.flatMap(([path, field, known]) =>
    known === ''
      ? []
      : [neighbour(`another district’s ${path}`, `GET /v1/${path}/${known}`, undefined, notFound(field))],
  ),
  invalid(
    'a unit below a unit of another district',
    'linqu',
    'PUT /v1/units/scjg',
    unit(),
    'unit.parentUnitId',
    'UNIT_PARENT_NOT_FOUND',
  ),
  invalid(
    'a measure of another district’s source',
    'linqu',
    'PUT /v1/measures/calls',
    measure(),
    'measure.sourceId',
    'SOURCE_NOT_FOUND',
  ),
  neighbour(
    'a pull of another district’s source',
    'POST /v1/sources/pulled/pulls',
    { pullId: 'p' },
    'SOURCE_NOT_FOUND',
  ),
  neighbour(
    'a run of another district’s cycle',
    'POST /v1/cycles/year/scoring-runs',
    { scoringRunId: 'r' },
    'CYCLE_NOT_FOUND',
  ),
  neighbour(
    'publishing another district’s results',
    'POST /v1/cycles/year:publish',
    { scoringRunId: 'r' },
    'CYCLE_NOT_FOUND',
  ),
  neighbour('closing another district’s year', 'POST /v1/cycles/year:finalise', {}, 'CYCLE_NOT_FOUND'),
  neighbour(
    'accepting another district’s value',
    'POST /v1/observations:accept',
    decision({ observationIds: [PENDING] }),
    'OBSERVATION_NOT_FOUND',
  ),
  neighbour(
    'correcting another district’s value',
    `POST /v1/observations/${PENDING}/corrections`,
    decision({ value: '1' }),
    'OBSERVATION_NOT_FOUND',
  ),
  neighbour(
    'rejecting another district’s value',
    `POST /v1/observations/${PENDING}/rejections`,
    decision(),
    'OBSERVATION_NOT_FOUND',
  ),
  neighbour(
    'another district’s raw records',
    `GET /v1/observations/${PENDING}/records`,
    undefined,
    'OBSERVATION_NOT_FOUND',
  ),
];

const simulation: Wrong[] = [
  neighbour(
    'trying changes in another district’s year',
    'POST /v1/cycles/year:simulate',
    {},
    'CYCLE_NOT_FOUND',
  ),
];

const door: Wrong[] = [
  wrong('broken JSON', 'guanli', 'PUT /v1/units/new', '{"name":', 400, 'INVALID_REQUEST', ''),
  wrong('no body', 'guanli', 'PUT /v1/units/new', '', 400, 'INVALID_REQUEST'),
  wrong('null', 'guanli', 'PUT /v1/units/new', 'null', 400, 'INVALID_REQUEST'),
  wrong('an array', 'guanli', 'PUT /v1/units/new', [unit()], 400, 'INVALID_REQUEST'),
  wrong('an array for a whole body', 'guanli', 'POST /v1/sources/pulled/pulls', [], 400, 'INVALID_REQUEST'),
  wrong('a text', 'guanli', 'PUT /v1/units/new', '"unit"', 400, 'INVALID_REQUEST'),
  wrong(
    'a prototype',
    'guanli',
    'PUT /v1/units/new',
    '{"__proto__":{"kind":"UNIT_KIND_BUREAU"},"name":"x"}',
    400,
    'INVALID_REQUEST',
  ),
  wrong(
    'a number beyond all types',
    'system',
    'POST /v1/sources/pushed/records',
    '{"pullId":"x","records":[{"id":1e999}]}',
    400,
    'INVALID_REQUEST',
    'records[0].id',
  ),
  wrong('a bomb of 100,000 levels', 'guanli', 'PUT /v1/units/new', nested(100_000), 400, 'INVALID_REQUEST'),
  wrong(
    'a record of 1,000 levels',
    'system',
    'POST /v1/sources/pushed/records',
    `{"pullId":"x","records":[${nested(1000)}]}`,
    400,
    'INVALID_REQUEST',
  ),
  wrong('a form', 'guanli', 'PUT /v1/units/new', 'name=x', 415, 'CONTENT_TYPE_UNSUPPORTED', undefined, {
    'content-type': 'application/x-www-form-urlencoded',
  }),
  wrong('plain text', 'guanli', 'PUT /v1/units/new', '{}', 415, 'CONTENT_TYPE_UNSUPPORTED', undefined, {
    'content-type': 'text/plain',
  }),
  wrong(
    'a method that is not there',
    'guanli',
    'DELETE /v1/units/scjg',
    undefined,
    405,
    'METHOD_NOT_ALLOWED',
  ),
  wrong('a method in a header', 'guanli', 'POST /v1/units/scjg', {}, 405, 'METHOD_NOT_ALLOWED', undefined, {
    'x-http-method-override': 'DELETE',
  }),
  wrong('an address that is not there', 'guanli', 'GET /v1/secrets', undefined, 404, 'ROUTE_NOT_FOUND'),
  wrong('a version that is not there', 'guanli', 'GET /v2/units', undefined, 404, 'ROUTE_NOT_FOUND'),
  wrong('a broken address', 'guanli', 'GET /v1/units/%zz', undefined, 400, 'INVALID_REQUEST'),
  wrong('nobody', 'nobody', 'GET /v1/units', undefined, 401, 'TOKEN_MISSING'),
  wrong('somebody with garbage', 'garbage', 'GET /v1/units', undefined, 401, 'TOKEN_INVALID'),
  wrong('a leader who decides', 'lingdao', 'PUT /v1/units/new', unit(), 403, 'ROLE_MISSING'),
  wrong(
    'a reporter who decides',
    'shichang',
    'PUT /v1/indicators/calls/targets',
    { targets: [target()] },
    403,
    'ROLE_MISSING',
  ),
  wrong(
    'an office that verifies',
    'kaohe',
    'POST /v1/observations:accept',
    decision({ observationIds: [PENDING] }),
    403,
    'ROLE_MISSING',
  ),
  wrong(
    'a verifier who publishes',
    'heyan',
    'POST /v1/cycles/year:publish',
    { scoringRunId: 'x' },
    403,
    'ROLE_MISSING',
  ),
  wrong(
    'an operator who sets targets',
    'guanli',
    'PUT /v1/indicators/calls/targets',
    { targets: [target()] },
    403,
    'ROLE_MISSING',
  ),
  wrong(
    'a person who pushes',
    'guanli',
    'POST /v1/sources/pushed/records',
    { pullId: 'x', records: [{ id: '1' }] },
    403,
    'ROLE_MISSING',
  ),
  wrong('a system that reads', 'system', 'GET /v1/units', undefined, 403, 'ROLE_MISSING'),
  wrong('a reporter at another unit', 'shichang', 'GET /v1/units/street', undefined, 403, 'UNIT_FORBIDDEN'),
  wrong(
    'a reporter at the targets of another unit',
    'shichang',
    'GET /v1/targets?unitId=street',
    undefined,
    403,
    'UNIT_FORBIDDEN',
  ),
  wrong(
    'a reporter at the task of another unit',
    'shichang',
    'POST /v1/tasks/calls~street~2025-12:close',
    {},
    403,
    'UNIT_FORBIDDEN',
  ),
  wrong(
    'a reporter at the value of another unit',
    'shichang',
    'GET /v1/observations/calls~street~2025-12~1',
    undefined,
    403,
    'UNIT_FORBIDDEN',
  ),
  wrong(
    'a reporter at the score of another unit',
    'shichang',
    'GET /v1/cycles/year/results/street/explanation',
    undefined,
    403,
    'UNIT_FORBIDDEN',
  ),
];

const all = {
  units,
  indicators,
  schemes,
  sources,
  observations,
  consequences,
  etags,
  lists,
  reads,
  tenants,
  simulation,
  door,
};

describe('wrong requests', () => {
  const folder = temporaryFolder();
  let trial: RunningTrial;
  let before: Record<string, string>;
  const tokens = new Map<Who, string>([['garbage', 'abc.def.ghi']]);

  beforeAll(async () => {
    trial = await runTrial(['--empty'], folder.path);
    const secret = (JSON.parse(readFileSync(`${folder.path}/secrets.json`, 'utf8')) as { role: string }).role;
    await setUp(trial, secret);
    for (const username of PEOPLE) {
      tokens.set(
        username,
        (await signIn(trial.issuer, CLI_CLIENT, { username, password: DEMO_PASSWORD })).accessToken,
      );
    }
    tokens.set('system', await systemToken(trial.issuer, secret));
    before = await quiet(folder.path);
  }, 60_000);
  afterAll(async () => {
    await trial?.stop();
    folder.remove();
  });

  async function send(
    { who, line, body, headers }: Wrong,
    language: string,
  ): Promise<[Response, Problem, string]> {
    const [method = '', path = ''] = line.split(' ');
    const bearer = tokens.get(who);
    const response = await fetch(`${trial.url}${path}`, {
      method,
      headers: {
        'accept-language': language,
        ...(bearer ? { authorization: `Bearer ${bearer}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return [response, JSON.parse(text) as Problem, text];
  }

  describe.each(Object.entries(all))('%s', (_, cases) => {
    it.each(cases)('$name: $line → $status $reason', async (each) => {
      for (const language of ['zh-CN', 'en']) {
        const [response, problem, text] = await send(each, language);
        const fields = problem.errors?.map(({ field }) => field) ?? [];
        expect({ status: response.status, reason: problem.reason, errors: problem.errors }).toMatchObject({
          status: each.status,
          reason: each.reason,
        });
        if (each.field !== undefined) expect(fields).toContain(each.field);
        expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
        expect(response.headers.get('content-language')).toBe(language);
        expect(problem).toMatchObject({ status: each.status, traceId: expect.stringMatching(/./) });
        const chinese = /[\u4e00-\u9fff]/;
        expect([problem.title, problem.detail].map((said) => chinese.test(said ?? ''))).toEqual(
          language === 'en' ? [false, false] : [true, true],
        );
        expect(problem.detail).toMatch(/./);
        for (const error of problem.errors ?? [])
          expect([error.detail, chinese.test(error.detail)]).toEqual([error.detail, language !== 'en']);
        expect(text).not.toMatch(/\\n\s+at |node_modules|\.[jt]s:\d|SELECT |pg_|stack/);
      }
    });
  });

  it('are told apart by stable reasons, each written once', () => {
    const names = Object.values(all).flatMap((cases) => cases.map(({ name, line }) => `${name} ${line}`));
    expect(names.length).toBeGreaterThan(60);
    expect(new Set(names).size).toBe(names.length);
  });

  it('page tokens belong to the filters that they were made for', async () => {
    const ask = async (query: string): Promise<[number, Json]> => {
      const response = await fetch(`${trial.url}/v1/targets?pageSize=1${query}`, {
        headers: { authorization: `Bearer ${tokens.get('kaohe')}` },
      });
      return [response.status, (await response.json()) as Json];
    };
    const [, first] = await ask('&indicatorId=calls');
    const next = String(first['nextPageToken']);
    expect((await ask(`&indicatorId=calls&pageToken=${next}`))[0]).toBe(200);
    expect(await ask(`&indicatorId=goal&pageToken=${next}`)).toMatchObject([
      400,
      { reason: 'PAGE_TOKEN_INVALID' },
    ]);
    expect(await ask(`&pageToken=${next}`)).toMatchObject([400, { reason: 'PAGE_TOKEN_INVALID' }]);
    const [mark] = JSON.parse(Buffer.from(next, 'base64url').toString()) as string[];
    expect(await ask(`&indicatorId=calls&pageToken=${token(mark, 'one')}`)).toMatchObject([
      400,
      { reason: 'PAGE_TOKEN_INVALID' },
    ]);
  });

  it.each([true, false])(
    'a body of 100 MB is refused without being kept (length announced: %s)',
    async (announced) => {
      const peak = peakMemory(trial.process.pid);
      const status = await flood(`${trial.url}/v1/units/new`, tokens.get('guanli') ?? '', 100, announced);
      expect(status).toBe(413);
      expect(peakMemory(trial.process.pid) - peak).toBeLessThan(64 * 1024);
      expect((await fetch(`${trial.url}/readyz`)).status).toBe(200);
    },
  );

  it('have changed nothing at all', async () => {
    expect(await quiet(folder.path)).toEqual(before);
    expect(trial.output()).not.toMatch(/"level":50/);
  });
});

/** A small district in which everything that may be refused could also be accepted. */
async function setUp({ url, issuer }: RunningTrial, secret: string): Promise<void> {
  const people = new People(url, issuer);
  const [operator, office] = [people.as('guanli'), people.as('kaohe')];
  await operator.put('/v1/tenant', { name: '区' });
  await operator.put('/v1/units/district', { name: '区', kind: 'UNIT_KIND_DISTRICT' });
  await operator.put('/v1/units/scjg', unit({ name: '市场监督管理局' }));
  await operator.put('/v1/units/street', unit({ name: '街道', kind: 'UNIT_KIND_SUB_DISTRICT' }));
  await office.put('/v1/unit-groups/all', group(['scjg', 'street']));
  await office.put('/v1/indicators/goal', indicator({ name: '目标', level: 1 }));
  await office.put(
    '/v1/indicators/calls',
    indicator({ contributesTo: [{ indicatorId: 'goal', weight: '60' }] }),
  );
  await office.put('/v1/indicators/calls/targets', { targets: [target(), target({ unitId: 'street' })] });
  await office.put('/v1/schemes/annual', scheme());
  await operator.put('/v1/sources/pushed', { name: '推送', keyField: 'id', push: {} });
  await operator.put('/v1/sources/pulled', rest('https://example.org/records.json'));
  await operator.put('/v1/unit-mappings/codes', { units: { A: 'scjg', B: 'street' } });
  await patiently(() => office.put('/v1/measures/calls', measure()));
  await patiently(() => office.put('/v1/cycles/year', cycle()));
  await office.put('/v1/policies/all', policy());
  await patiently(async () => {
    const { body } = await office.post<{ tasks: unknown[] }>('/v1/units/scjg/task-lists', {
      month: '2025-12',
    });
    if (body.tasks.length === 0) throw new Error('No task was drafted.');
  });
  const records = ['A', 'A', 'B'].map((code, n) => ({
    id: `r${n}`,
    at: '2025-12-01T08:00:00',
    unit: code,
    done: '1',
  }));
  const response = await fetch(`${url}/v1/sources/pushed/records`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await systemToken(issuer, secret)}`,
      'content-type': 'application/json',
      'idempotency-key': 'first',
    },
    body: JSON.stringify({ records }),
  });
  if (!response.ok) throw new Error(await response.text());
  await followPull(operator, 'first', () => undefined);
}

/** What one service said, another hears a moment later. */
async function patiently(work: () => Promise<unknown>): Promise<void> {
  for (let left = 50; ; left--) {
    try {
      await work();
      return;
    } catch (error) {
      if (left === 0) throw error;
      await sleep(100);
    }
  }
}

async function systemToken(issuer: string, secret: string): Promise<string> {
  const response = await fetch(`${issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`rectification-system:${secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
}

/** A hash over every row of every table, once two looks half a second apart agree. */
async function quiet(dataDir: string): Promise<Record<string, string>> {
  for (let last = ''; ;) {
    const now = await fingerprint(dataDir);
    const text = JSON.stringify(now);
    if (text === last) return now;
    last = text;
    await sleep(500);
  }
}

function fingerprint(dataDir: string): Promise<Record<string, string>> {
  return asRole(dataDir, 'postgres', async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind = 'r' AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' ORDER BY 1`,
    );
    const found: Record<string, string> = {};
    for (const { name } of rows) {
      const { rows: texts } = await client.query<{ text: string }>(
        `SELECT t::text AS text FROM ${name} t ORDER BY 1`,
      );
      const hash = createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 12);
      found[name] = `${texts.length} rows ${hash}`;
    }
    return found;
  });
}

/** The most memory that a process ever had, in kB; 0 where the system does not tell. */
function peakMemory(pid = 0): number {
  const file = `/proc/${pid}/status`;
  return existsSync(file) ? Number(/VmHWM:\s+(\d+)/.exec(readFileSync(file, 'utf8'))?.[1] ?? 0) : 0;
}

/** Sends so many MB of JSON until it is answered; returns the status. */
function flood(
  url: string,
  bearer: string,
  megabytes: number,
  announced: boolean,
): Promise<number | undefined> {
  const piece = Buffer.alloc(1024 * 1024, 'a');
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, {
      method: 'PUT',
      headers: {
        authorization: `Bearer ${bearer}`,
        'content-type': 'application/json',
        ...(announced ? { 'content-length': megabytes * piece.length } : {}),
      },
    });
    let left = megabytes;
    const more = (): void => {
      if (left > 0 && !request.destroyed) {
        left -= 1;
        request.write(piece);
        // A pause after each piece: an answer that comes before the end must be read before the next write meets a closed door.
        return void setTimeout(more, 50);
      }
      request.end();
    };
    request.once('response', (response) => {
      left = 0;
      resolve(response.statusCode);
      request.destroy();
    });
    request.once('error', reject);
    // An announced length is refused by its header alone.
    request.flushHeaders();
    setTimeout(more, announced ? 1000 : 0);
  });
}
