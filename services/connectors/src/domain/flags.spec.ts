import { observationStatusFromJSON } from '@fuxing/contracts/connectors/v1/observations';
import { type Circumstances, flagsOf } from './flags';
import { revise, type Revision } from './revise';

const clean: Circumstances = {
  value: '10',
  unitId: 'u',
  unitKnown: true,
  unfit: {},
  checks: { min: '1', max: '100', jumpShare: '0.5' },
  earlier: ['9', '10', '11'],
  published: undefined,
};

it.each([
  { why: 'nothing', but: {}, is: [] },
  { why: 'at the ends of the range', but: { value: '100', earlier: [] }, is: [] },
  { why: 'below', but: { value: '0.99', earlier: [] }, is: ['OUT_OF_RANGE'] },
  { why: 'above', but: { value: '100.01', earlier: [] }, is: ['OUT_OF_RANGE'] },
  { why: 'exactly the share away', but: { value: '15' }, is: [] },
  { why: 'a jump', but: { value: '15.1' }, is: ['JUMP'] },
  { why: 'a fall', but: { value: '4' }, is: ['JUMP'] },
  { why: 'two periods are no history', but: { value: '90', earlier: ['9', '10'] }, is: [] },
  {
    why: 'only the last twelve count',
    but: { earlier: ['900', '900', '900', ...Array<string>(12).fill('10')] },
    is: [],
  },
  { why: 'from nothing to something', but: { earlier: ['0', '0', '0'] }, is: ['JUMP'] },
  { why: 'records left out', but: { unfit: { IMPOSSIBLE_DURATION: 2 } }, is: ['IMPOSSIBLE_DURATION'] },
  { why: 'an unknown unit', but: { unitKnown: false }, is: ['UNMAPPED_UNIT'] },
  { why: 'another value counts', but: { published: '12' }, is: ['CHANGED_AFTER_PUBLICATION'] },
])('$why: $is', ({ but, is }) => {
  expect(flagsOf({ ...clean, ...but }).map(({ code }) => code)).toEqual(is);
});

it('says the numbers behind it in both languages', () => {
  const [jump] = flagsOf({ ...clean, value: '20' });
  expect(jump).toEqual({
    code: 'JUMP',
    zh: '20 与前 3 期中位数 10 相差超过 50%。',
    en: '20 differs by more than 50 % from 10, the median of the 3 periods before.',
  });
});

const stored = (status: string, collectedValue: string, recordsHash = 'h', flags = '[]'): Revision => ({
  status: observationStatusFromJSON(`OBSERVATION_STATUS_${status}`),
  collectedValue,
  recordsHash,
  flags,
});
const published = stored('PUBLISHED', '1');
it.each([
  { why: 'the first value', head: undefined, now: '1', is: 'add' },
  { why: 'the same again', head: published, now: '1', is: 'keep' },
  { why: 'published, same value of other records', head: published, now: '1', hash: 'other', is: 'keep' },
  { why: 'published, another value', head: published, now: '2', is: 'add' },
  { why: 'pending, the same', head: stored('FLAGGED', '1'), now: '1', is: 'keep' },
  { why: 'pending, other records', head: stored('FLAGGED', '1'), now: '1', hash: 'other', is: 'replace' },
  { why: 'pending, no longer flagged', head: stored('FLAGGED', '1', 'h', '[1]'), now: '1', is: 'replace' },
  { why: 'rejected, the same again', head: stored('REJECTED', '1'), now: '1', is: 'keep' },
  { why: 'rejected, something new', head: stored('REJECTED', '1'), now: '2', is: 'add' },
  {
    why: 'pending change that went away',
    head: stored('FLAGGED', '2'),
    counts: published,
    now: '1',
    is: 'withdraw',
  },
  {
    why: 'rejected change that went away',
    head: stored('REJECTED', '2'),
    counts: published,
    now: '1',
    is: 'keep',
  },
])('$why: $is', ({ head, counts, now, hash = 'h', is }) => {
  const standing = { head, published: counts ?? (head === published ? published : undefined) };
  expect(revise(standing, { collectedValue: now, recordsHash: hash, flags: '[]' })).toBe(is);
});
