// oxlint-disable-next-line no-restricted-imports -- the rules stay pure; only this comparison reads files
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Decimal } from './decimal';
import { evaluate } from './evaluate';
import { PACKAGE_FORMAT, ScoringPackage } from './package';

const data = join(__dirname, '../../../../shared/data');
// The files are published by others and not part of this project; without them beside it there is nothing to compare with.
// CI has them, so there nothing is skipped.
const here = existsSync(data) || process.env['CI'] === 'true' ? describe : describe.skip;

/** Rows of a CSV without line breaks in cells, by heading. */
function rows(file: string): Record<string, string>[] {
  const [head = '', ...lines] = readFileSync(join(data, file), 'utf8').trim().split(/\r?\n/);
  const cells = (line: string): string[] =>
    [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
      ([, quoted, plain]) => quoted ?? plain ?? '',
    );
  const names = cells(head);
  return lines.map((line) => Object.fromEntries(cells(line).map((cell, n) => [names[n] ?? '', cell])));
}

/** What a suite compares, worked out by its first test: the body of a skipped suite runs, and its files may not be there. */
function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** R writes 1e-04 and more digits than a package takes. */
const plain = (text: string): string => new Decimal(text).toDecimalPlaces(18).toFixed();

here('the ASEM sustainable connectivity index, against the COINr package', () => {
  const read = once(() => {
    const meta = rows('composite_asem/ASEM_iMeta.csv').filter(
      ({ Type }) => Type !== 'Denominator' && Type !== 'Group',
    );
    const expected = rows('composite_asem/expected_minmax_mean_equal.csv');
    const raw = rows('composite_asem/B_raw_imputed.csv');
    const children = (parent: string): object[] =>
      meta
        .filter(({ Parent }) => Parent === parent)
        .map(({ iCode = '', Type }) =>
          Type === 'Indicator'
            ? { nodeId: iCode, share: '1', indicatorId: iCode, normalise: {} }
            : { nodeId: iCode, share: '1', children: children(iCode) },
        );
    const indicators = meta.filter(({ Type }) => Type === 'Indicator');
    const evaluation = evaluate(
      ScoringPackage.parse({
        format: PACKAGE_FORMAT,
        cyclePeriod: '2018',
        // Equal weights of 3 or 5 siblings have no finite percentage; the engine weighs by any shares.
        scheme: {
          schemeId: 'asem',
          nodes: children('Index'),
          rounding: { itemDigits: 18, totalDigits: 13 },
        },
        indicators: indicators.map(({ iCode, Direction }) => ({
          indicatorId: iCode,
          direction: Direction === '-1' ? 'DIRECTION_LOWER_IS_BETTER' : 'DIRECTION_HIGHER_IS_BETTER',
        })),
        units: raw.map(({ uCode }) => ({ unitId: uCode })),
        observations: raw.flatMap((row) =>
          indicators.map(({ iCode = '' }) => ({
            indicatorId: iCode,
            unitId: row['uCode'],
            period: '2018',
            value: plain(row[iCode] ?? ''),
          })),
        ),
      }),
    );
    return { expected, indicators, evaluation };
  });

  it('has 51 countries, 49 indicators and every level', () => {
    const { expected, indicators, evaluation } = read();
    expect([expected.length, indicators.length, evaluation.results.length]).toEqual([51, 49, 51]);
  });

  it('agrees in every country, level and rank', () => {
    const { expected, evaluation } = read();
    for (const { uCode: country, Rank, ...published } of expected) {
      const result = evaluation.results.find(({ unitId }) => unitId === country);
      const rank = evaluation.standings.find(({ unitId }) => unitId === country)?.rank;
      expect({ country, rank }).toEqual({ country, rank: Number(Rank) });
      for (const [name, figure] of Object.entries(published)) {
        const ours =
          name === 'Index'
            ? result?.unrounded
            : result?.nodes.find(({ nodeId }) => nodeId === name)?.unrounded;
        // Printed with 15 significant digits of binary floating point, of which sums have lost the last two.
        const away = new Decimal(ours ?? NaN).minus(figure).abs().toNumber();
        expect({ country, name, near: away < 2e-11 }).toEqual({ country, name, near: true });
      }
    }
  });
});

here('the Human Development Index 2021, as published', () => {
  const read = once(() => {
    const countries = rows('hdi/hdi_2021_inputs.csv');
    // UNDP technical note 1: goalposts 20–85 years, 0–18 and 0–15 years of schooling, 100–75,000 $; income by logarithm.
    const log = (value: string): string =>
      Decimal.max(100, Decimal.min(75_000, new Decimal(value)))
        .ln()
        .toDecimalPlaces(18)
        .toFixed();
    const line = (unacceptable: string, satisfactory: string) => ({ linear: { unacceptable, satisfactory } });
    const evaluation = evaluate(
      ScoringPackage.parse({
        format: PACKAGE_FORMAT,
        cyclePeriod: '2021',
        scheme: {
          schemeId: 'hdi',
          fullMark: '1',
          mean: 'MEAN_GEOMETRIC',
          rounding: { itemDigits: 18, totalDigits: 3 },
          nodes: [
            { nodeId: 'health', share: '1', indicatorId: 'lexp', ...line('20', '85') },
            {
              nodeId: 'education',
              share: '1',
              children: [
                { nodeId: 'eys', share: '1', indicatorId: 'eys', ...line('0', '18') },
                { nodeId: 'mys', share: '1', indicatorId: 'mys', ...line('0', '15') },
              ],
            },
            { nodeId: 'income', share: '1', indicatorId: 'ln-gnipc', ...line(log('100'), log('75000')) },
          ],
        },
        indicators: ['lexp', 'eys', 'mys', 'ln-gnipc'].map((indicatorId) => ({ indicatorId })),
        units: countries.map(({ iso3 }) => ({ unitId: iso3 })),
        observations: countries.flatMap(({ iso3, lexp = '', eys = '', mys = '', gnipc = '' }) =>
          Object.entries({ lexp: plain(lexp), eys: plain(eys), mys: plain(mys), 'ln-gnipc': log(gnipc) }).map(
            ([indicatorId, value]) => ({ indicatorId, unitId: iso3, period: '2021', value }),
          ),
        ),
      }),
    );
    return { countries, evaluation };
  });

  it('equals all 191 published values at 3 digits', () => {
    const { countries, evaluation } = read();
    const ours = evaluation.results.map(({ unitId, total }) => [unitId, total]);
    expect(ours).toHaveLength(191);
    expect(ours).toEqual(countries.map(({ iso3, hdi }) => [iso3, new Decimal(hdi ?? '').toFixed(3)]));
  });

  it('shows China as domain-rules g-8 works it out', () => {
    const china = read().evaluation.results.find(({ unitId }) => unitId === 'CHN');
    const part = (id: string) => china?.nodes.find(({ nodeId }) => nodeId === id)?.unrounded;
    const shown = ['health', 'education', 'income'].map((id) => new Decimal(part(id) ?? NaN).toFixed(6));
    expect(shown).toEqual(['0.895549', '0.648785', '0.780208']);
  });
});
