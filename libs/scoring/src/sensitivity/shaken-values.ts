import { kindOf } from '../check-method';
import { Decimal, text } from '../decimal';
import type { Inputs } from '../evaluate';
import { methodsOf } from '../methods';
import { outOf } from '../assess';
import { type SchemeNode, walk } from '../scheme';
import { scoreLeaf } from '../score-leaf';
import type { Observation } from '../time';
import type { Enough, SensitivityOptions } from './options';
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
  /** Whether there was no time for more; then no more draws are made than trials. */
  cut: boolean;
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
export function* shakeValues(
  inputs: Inputs,
  options: SensitivityOptions,
  enough: Enough,
): Generator<void, Shaken> {
  const leaves = [...walk(inputs.of.scheme.nodes)]
    .map(([node]) => node)
    .filter((node) => node.children.length === 0 && measures(node));
  const contexts = leaves.map((node) => inputs.context(node));
  const observations = contexts.reduce(
    (count, { series }) => count + series.reduce((own, each) => own + each.observations.length, 0),
    0,
  );
  const still = Number(options.values) === 0 || observations === 0;
  const planned = still
    ? 0
    : Math.min(options.draws, Math.max(LEAST_TRIALS, Math.floor(OBSERVATIONS / observations)));
  const size = Number(options.values) / MILLION;
  const shaken =
    planned === 0
      ? []
      : leaves.map((node, i) => ({
          node,
          context: contexts[i]!,
          rows: contexts[i]!.series.map(({ unitId }) => ({
            parts: new Float64Array(planned).fill(Number.NaN),
            full: outOf(inputs.of.scheme, node, unitId).toNumber(),
            random: new Random(JSON.stringify([options.seed, 'value', node.indicatorId, unitId])),
          })),
        }));
  let trials = 0;
  for (; trials < planned && !(trials > 0 && enough('TRIALS')); trials += 1) {
    for (const { node, context, rows } of shaken) {
      const series = context.series.map((each, at) => {
        const by = size * evenly(rows[at]!.random);
        return {
          ...each,
          observations: each.observations.map((seen) => changed(seen, by, options.valuesBy)),
        };
      });
      for (const [at, { score }] of scoreLeaf(node, { ...context, series }).entries()) {
        const { parts, full } = rows[at]!;
        if (score !== undefined && full !== 0) parts[trials] = Number(score) / full;
      }
      yield;
    }
  }
  const parts = new Map(
    shaken.map(({ node, context, rows }) => [
      node.nodeId,
      new Map(rows.map((row, at) => [context.series[at]?.unitId, row.parts])),
    ]),
  );
  return {
    trials,
    cut: trials < planned,
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
  if (!numerator || !denominator) return { ...seen, value: moved(value, (x) => x * factor) };
  const [above, below] = [Number(numerator), Number(denominator)];
  if (above === 0) return seen;
  const most = above > 0 && above <= below ? Math.min(factor, below / above) : factor;
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
