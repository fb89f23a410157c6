import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { checkSample, isSampled, seedCommitment } from './recheck';
import { SamplingAttested } from './gen/fuxing/connectors/v1/events';
import { Observation } from './gen/fuxing/connectors/v1/observations';

const PULL = 'p';
const SHARE = '0.3';
const seed = 'ab'.repeat(32);
const attested = (fact: object, pullId = PULL): SamplingAttested =>
  SamplingAttested.fromJSON({ sourceId: 's', pullId, ...fact });
const committed = (by = seed) => attested({ committed: { commitment: seedCommitment(PULL, by) } });
const opened = (with_ = seed) => attested({ opened: { seed: with_ } });
const id = (n: number): string => `calls~unit-${n}~2026-09~1`;
const ids = Array.from({ length: 40 }, (_, n) => id(n));
const value = (observationId: string, more: object = {}) => ({
  observationId,
  drawnBefore: false,
  waits: isSampled(seed, observationId, SHARE),
  ...more,
});
const drawn = (values: object[], pullId = PULL) =>
  attested({ drawn: { measureId: 'm', measureVersion: 2, sampleShare: SHARE, values } }, pullId);
const honest = () => drawn(ids.map((one) => value(one)));
const sampled = ids.find((one) => isSampled(seed, one, SHARE)) ?? '';
const other = ids.find((one) => !isSampled(seed, one, SHARE)) ?? '';
const with_ = (of: string, more: object) => drawn(ids.map((one) => value(one, one === of ? more : {})));
const codes = (log: SamplingAttested[], published: Observation[] = []) =>
  checkSample(PULL, log, published).faults.map(({ code, subject }) => `${code} ${subject}`.trim());

it('finds an honest sample right, however often its events come', () => {
  const log = [committed(), honest(), honest(), opened(), committed(), honest(), opened()];
  const { faults, ...rest } = checkSample(PULL, log);
  expect(faults).toEqual([]);
  expect(rest).toEqual({
    commitment: seedCommitment(PULL, seed),
    seed,
    valueCount: 40,
    waitCount: ids.filter((one) => isSampled(seed, one, SHARE)).length,
  });
});

it.each<[string, () => SamplingAttested[], string[]]>([
  ['nothing', () => [], ['NOT_COMMITTED', 'NOT_OPENED']],
  ['no commitment', () => [honest(), opened()], ['NOT_COMMITTED', 'OTHER_SEED']],
  ['a commitment after the draw', () => [honest(), committed(), opened()], ['NOT_COMMITTED']],
  [
    'another commitment',
    () => [committed(), committed('cd'.repeat(32)), honest(), opened()],
    ['COMMITTED_AGAIN'],
  ],
  ['no opening', () => [committed(), honest()], ['NOT_OPENED']],
  ['another opening', () => [committed(), honest(), opened(), opened('cd'.repeat(32))], ['OPENED_AGAIN']],
  ['a seed chosen later', () => [committed('cd'.repeat(32)), honest(), opened()], ['OTHER_SEED']],
  [
    'a draw when the seed was known',
    () => [committed(), opened(), drawn([value(other)])],
    [`DRAWN_AFTER_OPENING ${other}`],
  ],
  [
    'a sampled value that passed',
    () => [committed(), with_(sampled, { waits: false }), opened()],
    [`HIDDEN ${sampled}`],
  ],
  [
    'a value that waits for no reason',
    () => [committed(), with_(other, { waits: true }), opened()],
    [`ADDED ${other}`],
  ],
  [
    'a value told twice, each time another way',
    () => [committed(), honest(), drawn([value(sampled, { waits: false })]), opened()],
    [`FORGOTTEN ${sampled}`, `HIDDEN ${sampled}`],
  ],
  [
    'a place that an earlier pull drew',
    () => [
      drawn([{ observationId: `${other.slice(0, -1)}0`, drawnBefore: true, waits: true }], 'earlier'),
      committed(),
      honest(),
      opened(),
    ],
    [`FORGOTTEN ${other}`],
  ],
])('tells of %s', (_, log, faults) => {
  expect(codes(log())).toEqual(faults);
});

it('tells of a value that the policy let pass and of which no draw was told', () => {
  const passed = (observationId: string, more: object = {}) =>
    Observation.fromJSON({
      observationId,
      pullId: PULL,
      measureId: 'm',
      measureVersion: 2,
      verification: { act: 'VERIFICATION_ACT_AUTO' },
      ...more,
    });
  const log = [committed(), honest(), opened()];
  expect(
    codes(log, [
      passed(other),
      passed(id(99)),
      passed(id(98), { pullId: 'another' }),
      passed(id(97), { measureId: 'unsampled' }),
      passed(sampled, { verification: { act: 'VERIFICATION_ACT_ACCEPT' } }),
    ]),
  ).toEqual([`NOT_TOLD ${id(99)}`]);
});

it('finds every single value that was moved, whatever the seed', () => {
  fc.assert(
    fc.property(fc.nat(39), fc.constantFrom('0.05', '0.5', '1'), (n, share) => {
      const random = randomBytes(32).toString('hex');
      const log = (moved: number) => [
        attested({ committed: { commitment: seedCommitment(PULL, random) } }),
        attested({
          drawn: {
            measureId: 'm',
            measureVersion: 1,
            sampleShare: share,
            values: ids.map((one, at) => ({
              observationId: one,
              drawnBefore: false,
              waits: isSampled(random, one, share) !== (at === moved),
            })),
          },
        }),
        attested({ opened: { seed: random } }),
      ];
      expect(checkSample(PULL, log(-1)).faults).toEqual([]);
      expect(checkSample(PULL, log(n)).faults.map(({ subject }) => subject)).toEqual([id(n)]);
    }),
  );
});
