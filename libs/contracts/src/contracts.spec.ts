import { PushRecordsRequest } from './gen/fuxing/connectors/v1/pulls';
import { ScoringRun, ScoringRunStatus } from './gen/fuxing/evaluation/v1/cycles';
import { Scheme } from './gen/fuxing/indicators/v1/schemes';
import { publicServices } from './index';

it('keeps every value of a Struct through the wire', () => {
  const records = [
    {
      text: '复兴区',
      number: 1.5,
      yes: true,
      none: null,
      list: [1, 'a', { deep: ['x'] }],
      object: { a: { b: '' } },
    },
  ];
  const sent = PushRecordsRequest.encode({ sourceId: 's', pullId: 'p', records }).finish();
  expect(PushRecordsRequest.decode(sent).records).toEqual(records);
});

it('keeps instants to the millisecond', () => {
  const finishedAt = new Date('2026-01-31T12:34:56.789Z');
  const run = {
    ...ScoringRun.fromJSON({}),
    status: ScoringRunStatus.SCORING_RUN_STATUS_SUCCEEDED,
    finishedAt,
  };
  expect(ScoringRun.decode(ScoringRun.encode(run).finish())).toEqual(run);
});

it('tells an absent number of digits from 0', () => {
  const scheme = (json: object) =>
    Scheme.toJSON(Scheme.decode(Scheme.encode(Scheme.fromJSON(json)).finish()));
  expect(scheme({ rounding: { itemDigits: 0 } })).toEqual({ rounding: { itemDigits: 0 } });
});

it('names every method by its path', () => {
  const paths = Object.entries(publicServices).flatMap(([name, methods]) =>
    Object.values(methods).map(({ path }) => [path, path.startsWith(`/${name}/`)]),
  );
  expect(paths.filter(([, right]) => !right)).toEqual([]);
  expect(paths.length).toBeGreaterThan(40);
});
