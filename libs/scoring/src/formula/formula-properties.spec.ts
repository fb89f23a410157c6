import fc from 'fast-check';
import { Decimal } from '../decimal';
import type { Resolver } from './compute';
import { evaluateFormula, formulaValues } from './evaluate-formula';
import { formulaText } from './format';
import { formulaName } from './names';
import { readFormula } from './read-formula';

const NAMES = ['a', 'b', 'c'] as const;
const measures = Object.fromEntries(NAMES.map((name) => [name, { unitOfMeasure: '' }]));
const read = (text: string) => readFormula(text, measures, { onZeroDivision: 'BLOCK' });

/** Formula text beside what it must give, computed without the formula code. */
interface Sample {
  text: string;
  value: (known: Record<string, Decimal>) => Decimal;
}
/** 100 turns a ratio into % and back, which is the question of the unit rules. */
const otherThanPercent = (whole: fc.Arbitrary<number>) => whole.filter((n) => n !== 100);
const arithmetic = fc.letrec<{ sample: Sample }>((tie) => ({
  sample: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc
      .constantFrom(...NAMES)
      .map((text): Sample => ({ text, value: (known) => known[text] ?? new Decimal(0) })),
    fc
      .tuple(otherThanPercent(fc.nat(9999)), fc.nat(99))
      .map(([whole, part]) => `${whole}.${part}`)
      .map((text): Sample => ({ text, value: () => new Decimal(text) })),
    tie('sample').map(({ text, value }): Sample => ({
      text: `-(${text})`,
      value: (known) => value(known).neg(),
    })),
    fc
      .tuple(tie('sample'), fc.constantFrom('plus', 'minus', 'times'), tie('sample'))
      .map(([left, operator, right]): Sample => {
        const sign = { plus: '+', minus: '-', times: '*' }[operator];
        return {
          text: `(${left.text}) ${sign} (${right.text})`,
          value: (known) => left.value(known)[operator](right.value(known)),
        };
      }),
    fc.tuple(tie('sample'), otherThanPercent(fc.integer({ min: 1, max: 999 }))).map(([left, by]): Sample => ({
      text: `(${left.text}) / ${by}`,
      value: (known) => left.value(known).div(by),
    })),
    fc.tuple(tie('sample'), tie('sample'), tie('sample')).map(([left, right, other]): Sample => ({
      text: `(${left.text}) > (${right.text}) ? (${other.text}) : (${left.text})`,
      value: (known) => (left.value(known).gt(right.value(known)) ? other.value(known) : left.value(known)),
    })),
  ),
})).sample;

const figure = fc
  .tuple(fc.integer({ min: -99_999, max: 99_999 }), fc.nat(999))
  .map(([whole, part]) => new Decimal(`${whole}.${part}`));
const known = fc.record({ a: figure, b: figure, c: figure });
const at = (values: Record<string, Decimal>) => ({
  unitId: 'u',
  period: '2026-09',
  resolver: { value: (id: string) => values[id], group: () => ['u'] } satisfies Resolver,
});

it('agrees with direct arithmetic', () => {
  fc.assert(
    fc.property(arithmetic, known, ({ text, value }, values) => {
      const { formula, violations } = read(text);
      if (!formula) {
        expect(violations.map(({ reason }) => reason)).toEqual(['FORMULA_TOO_LARGE']);
        return;
      }
      const expected = value(values);
      const result = evaluateFormula(formula, at(values));
      if (expected.abs().gte('1e24')) expect(result.state).toBe('OUT_OF_RANGE');
      else expect(result.value?.toFixed()).toBe(expected.toFixed());
    }),
    { numRuns: 500 },
  );
});

it('is deterministic, and written anew means the same', () => {
  fc.assert(
    fc.property(arithmetic, known, ({ text }, values) => {
      const { formula } = read(text);
      if (!formula) return;
      const first = evaluateFormula(formula, at(values));
      expect(evaluateFormula(formula, at(values))).toEqual(first);
      const { unitId, period, resolver } = at(values);
      const { state, value } =
        formulaValues(formula, { unitIds: [unitId], period, resolver }).get(unitId) ?? {};
      expect([state, value]).toEqual([first.state, first.value]);
      const again = read(formulaText(formula.expression)).formula;
      expect(again && evaluateFormula(again, at(values))).toEqual(first);
    }),
  );
});

it('shows arithmetic from which a person gets the same value', () => {
  fc.assert(
    fc.property(arithmetic, known, ({ text }, values) => {
      const { formula } = read(text);
      if (!formula || text.includes('?')) return;
      const { worked, value } = evaluateFormula(formula, at(values));
      const typed = worked.replaceAll('×', '*').replaceAll('÷', '/').replaceAll('−', '-');
      const recomputed = read(typed).formula;
      if (!recomputed) throw new Error(typed);
      expect(evaluateFormula(recomputed, at({})).value).toEqual(value);
    }),
  );
});

const PIECES = [
  ['a', 'b', 'c', ' ', '(', ')', '+', '-', '*', '/', '%', '?', ':', ',', '>', '<=', '==', '!', '&&', '||'],
  ['1', '0', '0.5', '1e9', '0x1', '"s"', "b'x'", 'r"\\', '[', ']', '{', '}', '.', 'in', 'null', 'true'],
  ['previous(', 'groupMean(', 'yearToDate(', 'ofYear(', 'has(', 'min(', 'round(', 'cel.bind(', '.map(x,'],
  ['__proto__', 'constructor', 'a.all(', '\u0000', '\uD800', '𝟙', '×', '\uFF08', '//', '\n', '`', '${', ';'],
].flat();

/** Mostly pieces of the language in any order, so that some of them make sense. */
const scribble = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 30 }).map((pieces) => pieces.join('')),
);

it('no text makes the reader throw, and what it reads it computes', () => {
  let sound = 0;
  fc.assert(
    fc.property(scribble, (text) => {
      const { formula, violations } = read(text);
      if (formula) {
        sound += 1;
        evaluateFormula(formula, at({ a: new Decimal(3) }));
      } else {
        expect(violations.length).toBeGreaterThan(0);
        for (const { en, zh, column } of violations) {
          expect([en.length > 10, zh.length > 5, column >= 1]).toEqual([true, true, true]);
        }
      }
    }),
    { numRuns: 5000, seed: 20_261_124 },
  );
  expect(sound).toBeGreaterThan(10);
});

it('every id has a name that formulas can use', () => {
  const id = fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,63}$/);
  fc.assert(
    fc.property(
      fc.oneof(id, fc.constantFrom('in', 'null', 'true', 'if', '2026', 'has', 'max')),
      (measureId) => {
        const { formula } = readFormula(
          `${formulaName(measureId)} + 1`,
          { [measureId]: { unitOfMeasure: '' } },
          { onZeroDivision: 'BLOCK' },
        );
        expect(formula?.measureIds).toEqual([measureId]);
      },
    ),
  );
});
