import { PENDING, TASK } from './bodies';
import { type Wrong, wrong, invalid } from './wrong';

export const token = (...parts: unknown[]): string =>
  Buffer.from(JSON.stringify(parts)).toString('base64url');

export const lists: Wrong[] = [
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
export const READ = [
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

export const notFound = (field: string): string =>
  `${field
    .replace(/Id$/, '')
    .replaceAll(/[A-Z]/g, (letter) => `_${letter}`)
    .toUpperCase()}_NOT_FOUND`;

export const reads: Wrong[] = READ.flatMap(([path, field]) => [
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
