import type { PriceBasis } from '../package';
import { choiceWords } from '../words/choices';
import { type Expression, everything, isArithmetic, type MeasureUse } from './expression';
import type { Faults } from './faults';
import { excerpt } from './format';
import { isSameKind, parseUnit, PLAIN } from './unit';

type Stated = Exclude<PriceBasis, 'PRICE_BASIS_UNSPECIFIED'>;

/** At which prices the figures of an expression are stated, with the first measure of each basis. */
interface Prices {
  uses: ReadonlyMap<Stated, MeasureUse>;
  /** Whether a plain number may be an index that brings one basis to another, so that only the author knows. */
  indexed: boolean;
}

const NONE: Prices = { uses: new Map(), indexed: false };

function join(all: readonly Prices[]): Prices {
  const uses = new Map<Stated, MeasureUse>();
  for (const [basis, measure] of all.flatMap((each) => [...each.uses])) {
    if (!uses.has(basis)) uses.set(basis, measure);
  }
  return { uses, indexed: all.some(({ indexed }) => indexed) };
}

function pricesOf(expression: Expression): Prices {
  switch (expression.kind) {
    case 'number':
    case 'not':
      return NONE;
    case 'measure': {
      const { priceBasis = 'PRICE_BASIS_UNSPECIFIED' } = expression;
      return priceBasis === 'PRICE_BASIS_UNSPECIFIED'
        ? NONE
        : { uses: new Map([[priceBasis, expression]]), indexed: false };
    }
    case 'negative':
      return pricesOf(expression.of);
    case 'operation': {
      const { operator, left, right } = expression;
      if (!isArithmetic(operator)) return NONE;
      const sides = [pricesOf(left), pricesOf(right)];
      const both = join(sides);
      const multiplied = operator === '*' || operator === '/';
      const plain = [left, right].some((side, i) => sides[i]?.uses.size === 0 && mayBeIndex(side));
      return multiplied && plain && both.uses.size > 0 ? { ...both, indexed: true } : both;
    }
    case 'choice':
      return join([expression.whenTrue, expression.whenFalse].map(pricesOf));
    case 'call':
    default:
      return expression.name === 'has' ? NONE : join(expression.args.map(pricesOf));
  }
}

/** Price indices are plain numbers or in %, as shares are. */
function mayBeIndex(expression: Expression): boolean {
  return [...everything(expression)].some(
    (each) => each.kind === 'measure' && isSameKind(parseUnit(each.unitOfMeasure ?? ''), PLAIN),
  );
}

function basisOf({ uses, indexed }: Prices): Stated | undefined {
  if (indexed) return undefined;
  const [first] = uses.keys();
  return uses.size > 1 ? 'PRICE_BASIS_MIXED' : first;
}

/**
 * At which prices the result is stated: the declared basis, or else the one that follows from the measures. Figures of one basis
 * keep it in sums, shares and growth; of both they are mixed. Adds faults where another basis is declared than follows, and where
 * growth is taken over a mix. Mixed prices may be declared of any formula, for a base year may have changed.
 */
export function checkPrices(
  formula: Expression,
  declared: PriceBasis | undefined,
  faults: Faults,
): PriceBasis | undefined {
  const prices = pricesOf(formula);
  const derived = basisOf(prices);
  for (const part of everything(formula)) {
    if (part.kind !== 'call' || (part.name !== 'previous' && part.name !== 'samePeriodLastYear')) continue;
    const earlier = pricesOf(part);
    if (earlier.uses.size === 0) continue;
    const mixed = [basisOf(earlier), derived].includes('PRICE_BASIS_MIXED');
    if (!mixed) continue;
    faults.add(
      part,
      'PRICES_MIXED',
      `"${excerpt(part)}" is compared across periods while current and constant prices are mixed, so growth has no meaning; use one basis for both periods.`,
      `“${excerpt(part)}”跨期比较，但当年价与不变价混用，增幅没有意义，前后两期请用同一价格口径。`,
    );
    return derived;
  }
  const stated = declared === 'PRICE_BASIS_UNSPECIFIED' ? undefined : declared;
  if (stated && stated !== 'PRICE_BASIS_MIXED' && derived && derived !== stated) {
    const told = (language: 'en' | 'zh'): string[] =>
      [...prices.uses].map(([basis, { name }]) =>
        language === 'en' ? `${worded(basis).en} ("${name}")` : `${worded(basis).zh}（“${name}”）`,
      );
    faults.add(
      formula,
      'RESULT_PRICES',
      `The formula is computed at ${told('en').join(' and ')}, but ${worded(stated).en} are declared.`,
      `公式按${told('zh').join('和')}计算，但声明的价格口径是${worded(stated).zh}。`,
    );
  }
  return stated ?? derived;
}

const worded = (basis: Stated): { zh: string; en: string } => choiceWords[basis] ?? { zh: basis, en: basis };
