import { Checks } from '@fuxing/contracts/connectors/v1/measure_checks';
import { FlagSeverity, observationStatusFromJSON } from '@fuxing/contracts/connectors/v1/observations';
import { comparable } from './checks';
import { type Circumstances, flagsOf } from './flags';
import { revise, type Revision } from './revise';

const clean: Circumstances = {
  value: '10',
  unitId: 'u',
  unitKnown: true,
  unfit: {},
  checks: Checks.fromJSON({ min: '1', max: '100', jumpShare: '0.5', lateDays: 3 }),
  earlier: ['9', '10', '11'],
  late: 0,
  duplicates: 0,
  other: undefined,
  conflicting: [],
  definition: undefined,
  published: undefined,
};

const reconciled = (value: string) => ({
  checks: Checks.fromJSON({ reconciliation: { indicatorId: 'total', tolerance: '0.5' } }),
  other: { indicatorId: 'total', value },
});
const robust = (jumpDeviations: string, ...earlier: string[]) => ({
  checks: Checks.fromJSON({ jumpDeviations }),
  earlier,
});

it.each([
  // Median 10, absolute deviations 0 1 1 2 3: 1.4826.
  {
    why: 'three robust deviations away',
    but: { value: '14.4478', ...robust('3', '7', '9', '10', '11', '12') },
    is: [],
  },
  {
    why: 'a little further',
    but: { value: '14.4479', ...robust('3', '7', '9', '10', '11', '12') },
    is: ['JUMP'],
  },
  // Mostly the same: the mean absolute deviation is 1, so 1.2533.
  { why: 'mostly the same before', but: { value: '13.7', ...robust('3', '10', '10', '10', '6') }, is: [] },
  {
    why: 'mostly the same before, far',
    but: { value: '13.8', ...robust('3', '10', '10', '10', '6') },
    is: ['JUMP'],
  },
  { why: 'always the same before', but: { value: '10.1', ...robust('3', '10', '10', '10') }, is: ['JUMP'] },
  { why: 'always the same', but: { value: '10', ...robust('3', '10', '10', '10') }, is: [] },
])('robust, $why: $is', ({ but, is }) => {
  expect(flagsOf({ ...clean, ...but }).map(({ code }) => code)).toEqual(is);
});

it('compares with the periods before, or with the same period of the years before', () => {
  const history: [string, string][] = [
    ['2024-12', '1'],
    ['2025-01', '2'],
    ['2025-12', '3'],
    ['2026-01', '4'],
    ['2026-12', '5'],
  ];
  expect(comparable(history, '2026-12', false)).toEqual(['1', '2', '3', '4']);
  expect(comparable(history, '2026-12', true)).toEqual(['1', '3']);
});

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
  { why: 'records that came late', but: { late: 2 }, is: ['LATE'] },
  { why: 'records that are there twice', but: { duplicates: 1 }, is: ['DUPLICATE'] },
  { why: 'just reconciled', but: reconciled('9.5'), is: [] },
  { why: 'not reconciled', but: reconciled('9.49'), is: ['NOT_RECONCILED'] },
  { why: 'nothing to reconcile with', but: { ...reconciled('1'), other: undefined }, is: [] },
  { why: 'another source', but: { conflicting: [{ sourceId: 's', value: '11' }] }, is: ['SOURCES_CONFLICT'] },
  {
    why: 'a new definition',
    but: { definition: { version: 2, day: '2026-01-09' } },
    is: ['DEFINITION_CHANGED'],
  },
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
    severity: FlagSeverity.FLAG_SEVERITY_WARNING,
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

const other = { collectedValue: '1', recordsHash: 'h' };
it.each([
  { why: 'the other source waits and was seen', own: other, now: '1', is: 'keep' },
  { why: 'this source says something new', own: other, now: '3', is: 'replace' },
  { why: 'this source says it first', own: undefined, now: '1', is: 'replace' },
  {
    why: 'what counts is right, the other waits',
    own: { ...other, recordsHash: 'x' },
    counts: published,
    now: '1',
    is: 'keep',
  },
])('of two sources, $why: $is', ({ own, counts, now, is }) => {
  const standing = { head: stored('FLAGGED', '2'), published: counts, foreign: true, own };
  expect(revise(standing, { collectedValue: now, recordsHash: 'h', flags: '[]' })).toBe(is);
});
