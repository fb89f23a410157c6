import { VerificationPolicy as P } from '@fuxing/contracts/connectors/v1/measure_checks';
import { FlagSeverity as S } from '@fuxing/contracts/connectors/v1/observations';
import { isSampled } from '@fuxing/contracts/recheck';
import fc from 'fast-check';
import { type Candidate, forPeople } from './triage';

const policy = {
  policy: P.VERIFICATION_POLICY_UNSPECIFIED,
  sampleShare: '',
  riskShare: '',
  riskThreshold: '',
};
const one = (observationId: string, risk: string, ...flags: Candidate['flags']): Candidate => ({
  observationId,
  risk,
  flags,
});
const error = { code: 'OUT_OF_RANGE', severity: S.FLAG_SEVERITY_ERROR };
const info = { code: 'LATE', severity: S.FLAG_SEVERITY_INFO };
const changed = { code: 'CHANGED_AFTER_PUBLICATION', severity: S.FLAG_SEVERITY_WARNING };
const all = [
  one('a', '10'),
  one('b', '55', error),
  one('c', '30', info),
  one('d', '30'),
  one('e', '1', changed),
];
const none = '0.000000000000000001';

it.each([
  { why: 'nothing said: clean ones pass', of: {}, are: 'bce' },
  { why: 'clean ones pass', of: { policy: P.VERIFICATION_POLICY_AUTO_WHEN_CLEAN }, are: 'bce' },
  { why: 'everything', of: { policy: P.VERIFICATION_POLICY_ALWAYS_MANUAL }, are: 'abcde' },
  { why: 'all are sampled', of: { policy: P.VERIFICATION_POLICY_SAMPLED, sampleShare: '1' }, are: 'abcde' },
  {
    why: 'hardly one is sampled',
    of: { policy: P.VERIFICATION_POLICY_SAMPLED, sampleShare: none },
    are: 'bce',
  },
  {
    why: 'by threshold',
    of: { policy: P.VERIFICATION_POLICY_RISK_RANKED, riskThreshold: '30' },
    are: 'bcde',
  },
  {
    why: 'by share, ties by id',
    of: { policy: P.VERIFICATION_POLICY_RISK_RANKED, riskShare: '0.4' },
    are: 'bce',
  },
  {
    why: 'a share is rounded up',
    of: { policy: P.VERIFICATION_POLICY_RISK_RANKED, riskShare: '0.41' },
    are: 'bcde',
  },
  {
    why: 'errors and changes at any rate',
    of: { policy: P.VERIFICATION_POLICY_RISK_RANKED, riskThreshold: '99' },
    are: 'be',
  },
])('$why', ({ of, are }) => {
  expect([...forPeople({ ...policy, ...of }, all, '00'.repeat(32))].sort().join('')).toBe(are);
});

it('leaves nothing to chance without a seed', () => {
  const sampled = { ...policy, policy: P.VERIFICATION_POLICY_SAMPLED, sampleShare: none };
  expect(forPeople(sampled, all, undefined).size).toBe(5);
});

it('draws a larger share around a smaller one, and about as many as it says', () => {
  const seed = fc
    .uint8Array({ minLength: 32, maxLength: 32 })
    .map((bytes) => Buffer.from(bytes).toString('hex'));
  fc.assert(
    fc.property(
      seed,
      fc.string({ maxLength: 40 }),
      (s, id) => !isSampled(s, id, '0.2') || isSampled(s, id, '0.5'),
    ),
  );
  const drawn = Array.from({ length: 10_000 }, (_, n) => isSampled('ab'.repeat(32), `x~${n}`, '0.1')).filter(
    Boolean,
  );
  // Five standard deviations of a binomial distribution.
  expect(Math.abs(drawn.length - 1_000)).toBeLessThan(150);
});
