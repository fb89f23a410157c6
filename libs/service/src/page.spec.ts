import { page, pageKey, slice } from './page';

const first = { pageSize: 2, pageToken: '' };
const made = (...parts: unknown[]): string => Buffer.from(JSON.stringify(parts)).toString('base64url');
const mark = (filters = {}): string =>
  (JSON.parse(Buffer.from(page(first, filters).next(['k']), 'base64url').toString()) as string[])[0] ?? '';
const refused = (work: () => unknown) => {
  try {
    return work();
  } catch (error) {
    return (error as { reason: string }).reason;
  }
};

it.each([
  [0, 100],
  [1, 1],
  [1000, 1000],
  [1001, 1000],
])('a page size of %i gives %i rows', (pageSize, size) =>
  expect(page({ pageSize, pageToken: '' }).size).toBe(size),
);

it('refuses a negative page size', () => {
  expect(refused(() => page({ pageSize: -1, pageToken: '' }))).toBe('PAGE_SIZE_INVALID');
});

it('leads from page to page, and to an end', () => {
  const rows = ['a', 'b', 'c', 'd', 'e'];
  const seen: string[][] = [];
  let pageToken = '';
  do {
    const at = page({ pageSize: 2, pageToken }, { unit: 'u' });
    const after = rows.filter((row) => row > (at.after?.[0] ?? ''));
    const { rows: shown, nextPageToken } = slice(after.slice(0, at.size + 1), at, (row) => [row]);
    seen.push(shown);
    pageToken = nextPageToken;
  } while (pageToken !== '');
  expect(seen).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
});

it('notices a token that was made for other filters', () => {
  const token = page(first, { unit: 'u' }).next(['k']);
  expect(page({ pageSize: 2, pageToken: token }, { unit: 'u' }).after).toEqual(['k']);
  expect(refused(() => page({ pageSize: 2, pageToken: token }, { unit: 'v' }))).toBe('PAGE_TOKEN_INVALID');
});

const { text, whole } = pageKey;
it.each([
  ['no JSON', 'nonsense', [text]],
  ['no list', made().slice(0, 1), [text]],
  ['no key', made(mark()), [text]],
  ['a key of too many parts', made(mark(), 'a', 'b'), [text]],
  ['a part that is no text', made(mark(), 7), [text]],
  ['a NUL, which the database would refuse', made(mark(), 'a\0'), [text]],
  ['a word for a number', made(mark(), 'a'), [whole()]],
  ['a number below 0', made(mark(), '-1'), [whole()]],
  ['a number that the column cannot hold', made(mark(), '2147483648'), [whole()]],
])('refuses a token with %s', (_why, pageToken, form) => {
  expect(refused(() => page({ pageSize: 2, pageToken }, {}, form))).toBe('PAGE_TOKEN_INVALID');
});

it('takes a made-up key of the right form for a place to begin', () => {
  expect(page({ pageSize: 2, pageToken: made(mark(), '2147483647') }, {}, [whole()]).after).toEqual([
    '2147483647',
  ]);
});
