import { kindOf } from '../check-method';
import { Decimal, text } from '../decimal';
import type { Inputs } from '../evaluate';
import { methodsOf } from '../methods';
import { outOf } from '../assess';
import { type SchemeNode, walk } from '../scheme';
import { scoreLeaf } from '../score-leaf';
import type { Observation } from '../time';
import type { SensitivityOptions } from './options';
import { Random } from './random';

/** So many observations are scored again in all, and every leaf at least so often. */
const OBSERVATIONS = 100_000;
const LEAST_TRIALS = 20;
const MILLION = 1_000_000;

/** Between −1 and 1 in millionths, each as likely as any other. */
export const evenly = (random: Random): number => random.below(2 * MILLION + 1) - MILLION;

/** Parts of the full mark that leaves reach with changed values: trial by trial, by leaf and unit. */
export interface Shaken {
  trials: number;
  /** By trial, NaN where the leaf keeps its own part; undefined where no value is changed. */
  parts(nodeId: string, unitId: string): Float64Array | undefined;
  /** By leaf, the indicator whose values were changed. */
  indicatorOf: ReadonlyMap<string, string>;
}

/**
 * Scores every leaf that measures an indicator again under changed values, by the rules of the scheme: in one trial all units
 * change at once, so that methods that compare see one another's changes. A unit's value changes by one factor in all its
 * periods, the same on every leaf that measures the indicator.
 */
export function* shakeValues(inputs: Inputs, options: SensitivityOptions): Generator<void, Shaken> {
  const leaves = [...walk(inputs.of.scheme.nodes)]
    .map(([node]) => node)
    .filter((node) => node.children.length === 0 && measures(node));
  const contexts = leaves.map((node) => inputs.context(node));
  const observations = contexts.reduce(
    (count, { series }) => count + series.reduce((own, each) => own + each.observations.length, 0),
    0,
  );
  const still = Number(options.values) === 0 || observations === 0;
  const trials = still
    ? 0
    : Math.min(options.draws, Math.max(LEAST_TRIALS, Math.floor(OBSERVATIONS / observations)));
  const size = Number(options.values) / MILLION;
  const parts = new Map<string, Map<string, Float64Array>>();
  for (const [i, node] of leaves.entries()) {
    const context = contexts[i];
    if (!context || trials === 0) continue;
    const byUnit = new Map(
      context.series.map(({ unitId }) => [unitId, new Float64Array(trials).fill(Number.NaN)]),
    );
    parts.set(node.nodeId, byUnit);
    const marks = new Map(
      context.series.map(({ unitId }) => [unitId, outOf(inputs.of.scheme, node, unitId).toNumber()]),
    );
    const randoms = context.series.map(
      ({ unitId }) => new Random(JSON.stringify([options.seed, 'value', node.indicatorId, unitId])),
    );
    for (let trial = 0; trial < trials; trial += 1) {
      const series = context.series.map((each, at) => {
        const random = randoms[at];
        const by = random ? size * evenly(random) : size;
        return {
          ...each,
          observations: each.observations.map((seen) => changed(seen, by, options.valuesBy)),
        };
      });
      for (const { unitId, score } of scoreLeaf(node, { ...context, series })) {
        const full = marks.get(unitId) ?? 0;
        const own = byUnit.get(unitId);
        if (own && score !== undefined && full !== 0) own[trial] = Number(score) / full;
      }
      yield;
    }
  }
  return {
    trials,
    parts: (nodeId, unitId) => parts.get(nodeId)?.get(unitId),
    indicatorOf: new Map(leaves.map(({ nodeId, indicatorId }) => [nodeId, indicatorId])),
  };
}

function measures(node: SchemeNode): boolean {
  const [field] = methodsOf(node);
  return field !== undefined && kindOf(field).source === 'VALUE';
}

/** A rate keeps its denominator and moves its numerator; a part of a whole does not become more than the whole. */
function changed(seen: Observation, by: number, valuesBy: SensitivityOptions['valuesBy']): Observation {
  const { value, numerator, denominator } = seen;
  if (valuesBy === 'LAST_DIGIT') {
    const digits = value.split('.')[1]?.length ?? 0;
    return { ...seen, value: moved(value, (x) => x + by / 10 ** digits, digits) };
  }
  const factor = 1 + by;
  if (numerator === undefined || denominator === undefined) {
    return { ...seen, value: moved(value, (x) => x * factor) };
  }
  const [above, below] = [Number(numerator), Number(denominator)];
  const most = above <= below ? Math.min(factor, below / above) : factor;
  if (above === 0) return seen;
  return {
    ...seen,
    value: moved(value, (x) => x * most),
    numerator: most < factor ? denominator : moved(numerator, (x) => x * most),
  };
}

const SHORT_DIGITS = 6;
const SHORT_BELOW = 1e9;

/**
 * Another value, by doubles, which every machine multiplies alike: with six digits behind the point, which leaves are scored
 * fastest with, or with 18 where those would not tell it from the value.
 */
function moved(value: string, move: (x: number) => number, digits = 0): string {
  const x = move(Number(value));
  const isShort = digits < SHORT_DIGITS / 2 && Math.abs(x) >= 1 && Math.abs(x) < SHORT_BELOW;
  return isShort ? x.toFixed(SHORT_DIGITS) : text(new Decimal(x));
}
