import { groupBy } from '../group-by';
import type { Admitted } from './admit';
import type { Ballot } from './ballot';

/** With fewer ballots than this a rater could be guessed: their options are not told. Source: domain-rules (h) 6. */
export const LEAST_TOLD = 5;

/** What one rule did to the ballots about a unit. */
export interface BallotStep {
  rule: 'OWN_UNIT' | 'UNIFORM' | 'OUT_OF_QUOTA' | 'TOO_CLOSE' | 'MINIMUM' | 'LEVELLING' | 'TRIMMING';
  /** Ballots that it took away; for LEVELLING those that it was made of. */
  ballots: number;
  en: string;
  zh: string;
}

/** The ballots about a unit, without the raters. */
export interface BallotCount {
  /** All of them. */
  cast: number;
  valid: number;
  /** Valid ones that were not trimmed. */
  counted: number;
  /** What the rules did, in order. */
  steps: BallotStep[];
  /** Those that count, by option in order of their text; empty for fewer than {@link LEAST_TOLD} valid ballots. */
  options: { option: string; count: number }[];
  /** Whether the options are kept back because there are too few ballots. */
  withheld: boolean;
}

export function countBallots(admitted: Admitted): BallotCount {
  const { ballots, counted, invalid } = admitted;
  const withheld = ballots.length < LEAST_TOLD;
  const byOption = withheld ? [] : [...groupBy(counted, ({ option }: Ballot) => option)];
  return {
    cast: ballots.length + invalid.reduce((total, { count }) => total + count, 0),
    valid: ballots.length,
    counted: counted.length,
    steps: steps(admitted),
    options: byOption
      .map(([option, cast]) => ({ option, count: cast.length }))
      .sort((a, b) => (a.option < b.option ? -1 : 1)),
    withheld,
  };
}

const WHY: Record<Admitted['invalid'][number]['why'], (n: number) => { en: string; zh: string }> = {
  OWN_UNIT: (n) => ({
    en: `${n} of raters about their own unit: invalid.`,
    zh: `评分人对本单位的票 ${n} 张，无效。`,
  }),
  UNIFORM: (n) => ({
    en: `${n} of raters who gave all units the same option: invalid.`,
    zh: `对各单位全部评为同一等次的评分人的票 ${n} 张，无效。`,
  }),
  OUT_OF_QUOTA: (n) => ({
    en: `${n} of raters who gave an option more often than its quota: invalid.`,
    zh: `超出等次比例的评分人的票 ${n} 张，无效。`,
  }),
  TOO_CLOSE: (n) => ({
    en: `${n} of raters who did not tell the units apart: invalid.`,
    zh: `未拉开档次的评分人的票 ${n} 张，无效。`,
  }),
};

function steps({ ballots, counted, enough, minimum, invalid, levelled }: Admitted): BallotStep[] {
  const told: BallotStep[] = invalid.map(({ why, count }) => ({
    rule: why,
    ballots: count,
    ...WHY[why](count),
  }));
  if (!enough) {
    const n = ballots.length;
    told.push({
      rule: 'MINIMUM',
      ballots: n,
      en: `${n} valid, at least ${minimum} are needed: no score.`,
      zh: `有效票 ${n} 张，少于 ${minimum} 张，不计分。`,
    });
    return told;
  }
  if (levelled && ballots.length > 0) {
    const { formula, numbers, ballots: of } = levelled;
    // Of few ballots even the mean and the range could give a rater away.
    const with_ = of < LEAST_TOLD ? '' : `, ${numbers}`;
    told.push({
      rule: 'LEVELLING',
      ballots: of,
      en: `Lenient and strict raters brought to one level: ${formula}${with_}, over all ${of} valid ballots of the item.`,
      zh: `宽严不一的评分人拉平：${formula}${with_}，取自本项全部 ${of} 张有效票。`,
    });
  }
  const dropped = ballots.length - counted.length;
  if (dropped > 0) {
    told.push({
      rule: 'TRIMMING',
      ballots: dropped,
      en: `The highest and the lowest of ${ballots.length} dropped.`,
      zh: `${ballots.length} 张中去掉最高、最低各 1 张。`,
    });
  }
  return told;
}
