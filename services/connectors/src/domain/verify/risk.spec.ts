import { FlagSeverity as S } from '@fuxing/contracts/connectors/v1/observations';
import fc from 'fast-check';
import { effectOf, priorityOf, type RiskFacts, riskOf } from './risk';

const none = { decided: 0, mended: 0 };
const clean: RiskFacts = {
  flags: [],
  value: '10',
  earlier: ['10', '10', '10'],
  share: '0',
  source: none,
  unit: none,
};
const flags = (...severities: S[]) => severities.map((severity) => ({ severity }));

it.each<{ why: string; facts: Partial<RiskFacts>; is: string }>([
  { why: 'clean, usual, weightless', facts: {}, is: '0.00' },
  { why: 'an error', facts: { flags: flags(S.FLAG_SEVERITY_ERROR) }, is: '40.00' },
  {
    why: 'a warning and an info',
    facts: { flags: flags(S.FLAG_SEVERITY_WARNING, S.FLAG_SEVERITY_INFO) },
    is: '20.00',
  },
  {
    why: 'two errors, capped',
    facts: { flags: flags(S.FLAG_SEVERITY_ERROR, S.FLAG_SEVERITY_ERROR) },
    is: '50.00',
  },
  { why: 'a fifth more than usual', facts: { value: '12' }, is: '4.00' },
  { why: 'ten times as much, capped', facts: { value: '100' }, is: '20.00' },
  { why: 'nothing to compare with', facts: { earlier: [] }, is: '10.00' },
  { why: 'something where there was nothing', facts: { earlier: ['0'], value: '1' }, is: '20.00' },
  { why: 'a third of the scheme', facts: { share: '0.3333' }, is: '5.00' },
  { why: 'one correction of fifteen decisions', facts: { source: { decided: 15, mended: 1 } }, is: '0.75' },
  {
    why: 'the worse of two histories',
    facts: { source: { decided: 15, mended: 1 }, unit: { decided: 15, mended: 10 } },
    is: '7.50',
  },
])('$why: $is', ({ facts, is }) => {
  expect(riskOf({ ...clean, ...facts }).risk).toBe(is);
});

it.each([
  { why: 'in no scheme', share: '0', value: '10', before: '9', peers: [], is: '0.01' },
  { why: 'passes nobody', share: '0.2', value: '10', before: '9', peers: ['8', '11'], is: '0.2' },
  { why: 'passes somebody', share: '0.2', value: '10', before: '7', peers: ['8', '11'], is: '0.4' },
  { why: 'draws level', share: '0.2', value: '8', before: '7', peers: ['8'], is: '0.4' },
  { why: 'unchanged beside an equal one', share: '0.2', value: '8', before: '8', peers: ['8'], is: '0.2' },
  { why: 'the first of its unit', share: '0.2', value: '8', before: undefined, peers: ['8'], is: '0.2' },
])('effect: $why', ({ share, value, before, peers, is }) => {
  expect(effectOf(share, value, before, peers)).toBe(is);
});

it('is their product', () => expect(priorityOf('40.00', '0.25')).toBe('10'));

it('is 0 to 100, and never less for another flag', () => {
  const decimal = fc.integer({ min: -1_000_000, max: 1_000_000 }).map((n) => String(n / 100));
  const record = fc
    .nat(50)
    .chain((decided) => fc.record({ decided: fc.constant(decided), mended: fc.nat(decided) }));
  const facts = fc.record({
    flags: fc.array(
      fc.constantFrom(...Object.values(S)).map((severity) => ({ severity })),
      { maxLength: 5 },
    ),
    value: decimal,
    earlier: fc.array(decimal, { maxLength: 15 }),
    share: fc.nat(100).map((n) => String(n / 100)),
    source: record,
    unit: record,
  });
  fc.assert(
    fc.property(facts, (one) => {
      const risk = Number(riskOf(one).risk);
      const more = Number(riskOf({ ...one, flags: [...one.flags, ...flags(S.FLAG_SEVERITY_WARNING)] }).risk);
      return risk >= 0 && risk <= 100 && more >= risk;
    }),
  );
});
