import { groupBy } from '../group-by';
import type { Admitted } from './admit';

/** With fewer ballots than this a rater could be guessed: their options are not told. Source: domain-rules (h) 6. */
export const LEAST_TOLD = 5;

/** The ballots about a unit, without the raters. */
export interface BallotCount {
  valid: number;
  /** By option in order of their text; empty for fewer than {@link LEAST_TOLD} valid ballots. */
  options: { option: string; count: number }[];
  /** Whether the options are kept back because there are too few ballots. */
  withheld: boolean;
}

export function countBallots({ ballots }: Admitted): BallotCount {
  const withheld = ballots.length < LEAST_TOLD;
  const options = withheld ? [] : [...groupBy(ballots, ({ option }) => option)];
  return {
    valid: ballots.length,
    options: options
      .map(([option, cast]) => ({ option, count: cast.length }))
      .sort((a, b) => (a.option < b.option ? -1 : 1)),
    withheld,
  };
}
