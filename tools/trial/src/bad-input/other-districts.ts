import { unit, measure, decision, PENDING } from './bodies';
import { notFound, READ } from './lists';
import { type Wrong, wrong, invalid } from './wrong';

export const neighbour = (name: string, line: string, body: unknown, reason: string): Wrong =>
  wrong(name, 'linqu', line, body, 404, reason);

/** Nothing that another district has is there for this one. */
export const tenants: Wrong[] = [
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

export const simulation: Wrong[] = [
  neighbour(
    'trying changes in another district’s year',
    'POST /v1/cycles/year:simulate',
    {},
    'CYCLE_NOT_FOUND',
  ),
];
