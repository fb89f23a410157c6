import { admit } from './quota';

const quota = (border: string) =>
  ({ share: '0.5', rounding: 'QUOTA_ROUNDING_HALF_UP', border }) as Parameters<typeof admit>[0];
/** `a1` is unit a at place 1. */
const units = (...written: string[]) =>
  written.map((each) => ({ unitId: each.slice(0, 1), rank: Number(each.slice(1)) }));
const ids = (list: { unitId: string }[]): string => list.map(({ unitId }) => unitId).join('');

// Half of six units: three places.
it.each([
  {
    why: 'as many as there is room for',
    border: 'BORDER_COMMITTEE',
    of: ['a1', 'b2', 'c3'],
    is: ['abc', '', ''],
  },
  {
    why: 'one too many, in any order',
    border: 'BORDER_COMMITTEE',
    of: ['d4', 'b2', 'a1', 'c3'],
    is: ['abc', 'd', ''],
  },
  {
    why: 'a tie behind the border',
    border: 'BORDER_COMMITTEE',
    of: ['a1', 'b2', 'c3', 'd4', 'e4'],
    is: ['abc', 'de', ''],
  },
  {
    why: 'a tie before the border',
    border: 'BORDER_COMMITTEE',
    of: ['a1', 'b2', 'c2', 'd4'],
    is: ['abc', 'd', ''],
  },
  {
    why: 'a tie across it, nobody in',
    border: 'BORDER_EXCLUDE_ALL',
    of: ['a1', 'b2', 'c3', 'd3', 'e5'],
    is: ['ab', 'cde', ''],
  },
  {
    why: 'a tie across it, everybody in',
    border: 'BORDER_INCLUDE_ALL',
    of: ['a1', 'b2', 'c3', 'd3', 'e5'],
    is: ['abcd', 'e', ''],
  },
  {
    why: 'a tie across it, the committee decides',
    border: 'BORDER_COMMITTEE',
    of: ['a1', 'b2', 'c3', 'd3', 'e5'],
    is: ['ab', 'cde', 'cd'],
  },
  {
    why: 'a tie behind it, though everybody would be let in',
    border: 'BORDER_INCLUDE_ALL',
    of: ['a1', 'b2', 'c3', 'd4', 'e4'],
    is: ['abc', 'de', ''],
  },
  { why: 'all tie', border: 'BORDER_INCLUDE_ALL', of: ['a1', 'b1', 'c1', 'd1'], is: ['abcd', '', ''] },
])('$why', ({ border, of, is }) => {
  const admitted = admit(quota(border), 6, units(...of));
  expect([ids(admitted.in), ids(admitted.out), ids(admitted.undecided)]).toEqual(is);
});
