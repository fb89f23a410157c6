import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { InputHash, inputHash } from './input-hash';
import { joinPackage, type PackagePart } from './join-package';
import { ScoringPackage } from './package';
import { canonicalJson } from './result-hash';
import { randomPackage } from './samples/random-package';
import { leavesOf } from './scheme';

const LISTS = ['observations', 'before', 'targets', 'leads', 'ballots', 'declarations'] as const;
const noLists = Object.fromEntries(LISTS.map((name) => [name, []]));
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const leaf = (nodeId: string, indicatorId: string): object => ({
  nodeId,
  share: '50',
  indicatorId,
  ratioToTarget: { cap: '1' },
});
const rules = (...indicators: string[]): PackagePart => ({
  format: 'fuxing.scoring/v1',
  scheme: { schemeId: 's', nodes: indicators.map((id, n) => leaf(`n${n}`, id)) },
  cyclePeriod: '2026',
  units: [{ unitId: 'u' }],
});
const values = (indicatorId: string, value: string): PackagePart => ({
  observations: [{ indicatorId, unitId: 'u', observationId: 'o', period: '2026', value }],
  targets: [{ indicatorId, unitId: 'u', period: '2026', value: '100' }],
});

it('is the hash that anybody computes with the tools of any system', () => {
  const of = joinPackage([rules('i'), values('i', '80')]);
  const lists = {
    observations: sha256('["i","u","o","2026","80","","",""]\n'),
    targets: sha256('["i","u","2026","100"]\n'),
    ...Object.fromEntries(['before', 'leads', 'ballots', 'declarations'].map((name) => [name, sha256('')])),
  };
  expect(inputHash(of)).toBe(sha256(canonicalJson({ ...of, ...lists })));
});

it('is the same by parts, also when two leaves bring the same rows', () => {
  const parts = [values('i', '80'), values('k', '1'), values('i', '80')];
  const byParts = new InputHash(rules('i', 'k', 'i'));
  for (const part of parts) byParts.add(part);
  expect(byParts.digest()).toBe(inputHash(joinPackage([rules('i', 'k', 'i'), ...parts])));
});

it('of random packages is that of their parts, leaf by leaf', () => {
  for (let n = 0; n < 20; n += 1) {
    const of = randomPackage(`input hash ${n}`, true);
    const byParts = new InputHash({ ...of, ...noLists });
    const parts = [...leavesOf(of.scheme)].map(([{ nodeId, indicatorId }]): PackagePart => {
      const own = (row: { nodeId?: string; indicatorId?: string }): boolean =>
        row.nodeId === undefined ? row.indicatorId === indicatorId : row.nodeId === nodeId;
      return Object.fromEntries(LISTS.map((name) => [name, (of[name] as object[]).filter(own)]));
    });
    for (const part of parts) byParts.add(part);
    expect(byParts.digest()).toBe(inputHash(joinPackage([{ ...of, ...noLists }, ...parts])));
  }
});

/** Every text in a package, by its path. */
function* texts(of: unknown, path: (string | number)[] = []): Generator<(string | number)[]> {
  if (typeof of === 'string') yield path;
  else if (of !== null && typeof of === 'object')
    for (const [key, value] of Object.entries(of)) yield* texts(value, [...path, key]);
}

function altered(of: ScoringPackage, path: (string | number)[]): ScoringPackage {
  const copy = structuredClone(of);
  const holder = path.slice(0, -1).reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], copy);
  (holder as Record<string, unknown>)[path.at(-1) ?? ''] += '0';
  return copy;
}

it('is another one when any text of the package is another one', () => {
  const of = randomPackage('altered', true);
  const before = inputHash(of);
  const paths = [...texts(of)];
  fc.assert(
    fc.property(fc.constantFrom(...paths), (path) => {
      const other = altered(of, path);
      return !ScoringPackage.safeParse(other).success || inputHash(other) !== before;
    }),
    { numRuns: 300 },
  );
});

it('is another one when two rows change places, or one is left out', () => {
  const of = randomPackage('order');
  const [first, second, ...rest] = of.observations;
  expect(inputHash({ ...of, observations: [second!, first!, ...rest] })).not.toBe(inputHash(of));
  expect(inputHash({ ...of, observations: of.observations.slice(1) })).not.toBe(inputHash(of));
});
