import type { SchemeNode, ScoringPackage } from '@fuxing/scoring';
import { add, clip, type Fraction, least, mean, most, ONE, read, whole, ZERO } from './fraction';
import { root } from './series';
import { ABSENT, type Finding } from './state';

type Ballot = ScoringPackage['ballots'][number];

const byRater = (ballots: readonly Ballot[]) => Map.groupBy(ballots, ({ raterId }) => raterId);

/** docs/how-scores-are-computed.md, "Raters" 1 to 3. */
function valid(of: ScoringPackage, node: SchemeNode): Ballot[] {
  const rule = node.raters;
  let ballots = of.ballots.filter(({ nodeId }) => nodeId === node.nodeId);
  if (rule?.recuse !== false) ballots = ballots.filter(({ raterUnitId, unitId }) => raterUnitId !== unitId);
  const refuse = (bad: (own: Ballot[]) => boolean) => {
    ballots = [...byRater(ballots).values()].filter((own) => !bad(own)).flat();
  };
  if (rule?.refuseUniform)
    refuse((own) => own.length >= 2 && new Set(own.map(({ option }) => option)).size === 1);
  const quotas = rule?.quotas ?? [];
  refuse((own) =>
    quotas.some(({ option, share }) => {
      const given = own.filter((each) => each.option === option).length;
      return whole(given).above(read(share).times(whole(own.length)));
    }),
  );
  return ballots;
}

const deviation = (of: readonly Fraction[]): Fraction => {
  if (of.length < 2) return ZERO;
  const middle = mean(of);
  return root(add(of.map((v) => v.minus(middle).times(v.minus(middle)))).by(whole(of.length - 1)));
};

/** Rule 5: every rater's values to the level of all. */
function levelled(values: Map<Ballot, Fraction>, kind: string, top: Fraction): Map<Ballot, Fraction> {
  const all = [...values.values()];
  if (kind === 'LEVELLING_NONE' || all.length === 0) return values;
  const [m, s, l, h] = [mean(all), deviation(all), least(...all), most(...all)];
  const level = (x: Fraction, own: Fraction[]): Fraction => {
    if (own.length === 1) return x;
    const [low, high] = [least(...own), most(...own)];
    if (kind === 'LEVELLING_Z_SCORE') {
      if (low.is(high)) return m;
      return clip(m.plus(s.times(x.minus(mean(own))).by(deviation(own))), ZERO, top);
    }
    if (low.is(high)) return l.plus(h).by(whole(2));
    return l.plus(h.minus(l).times(x.minus(low)).by(high.minus(low)));
  };
  const raters = byRater([...values.keys()]);
  const of = (ballot: Ballot) => values.get(ballot) ?? ZERO;
  return new Map(
    [...values].map(([ballot, x]) => [ballot, level(x, (raters.get(ballot.raterId) ?? []).map(of))]),
  );
}

/** M10 */
export function ballotPoints(of: ScoringPackage, node: SchemeNode, unitId: string, full: Fraction): Finding {
  const all = valid(of, node);
  const mine = all.filter((ballot) => ballot.unitId === unitId);
  if (mine.length === 0 || mine.length < (node.raters?.minimum ?? 1)) return ABSENT;
  const ladder = node.opinionLadder;
  if (ladder) {
    const share = (options: readonly string[]) =>
      whole(mine.filter(({ option }) => options.includes(option)).length).by(whole(mine.length));
    const rung = ladder.rungs.find((each) => !share(ladder.excellent).below(read(each.share)));
    if (rung) return { points: read(rung.points) };
    const poor = ladder.poor.length > 0 && !share(ladder.poor).below(read(ladder.poorShare, '1'));
    return { points: read(poor ? ladder.poorPoints : ladder.otherwise) };
  }
  const scale = node.opinion?.scale ?? [];
  const top = read(node.opinion?.scaleFull ?? '', '100');
  const worth = new Map(
    all.map((ballot) => [ballot, read(scale.find((o) => o.option === ballot.option)?.value ?? '')]),
  );
  const level = levelled(worth, node.raters?.levelling ?? 'LEVELLING_NONE', top);
  const trim = node.raters?.trimAbove ?? 0;
  const sorted = mine.map((ballot) => level.get(ballot) ?? ZERO).sort((a, b) => a.against(b));
  const kept = trim > 0 && sorted.length > trim ? sorted.slice(1, -1) : sorted;
  return kept.length === 0 ? ABSENT : { points: full.times(clip(mean(kept).by(top), ZERO, ONE)) };
}
