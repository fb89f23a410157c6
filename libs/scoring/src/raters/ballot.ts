/** What one rater thinks of one unit. */
export interface Ballot {
  unitId: string;
  /** A number that stands for the rater on this leaf and nowhere else, so that a ballot cannot be traced. */
  raterId: string;
  /** The unit that the rater belongs to, for recusal; empty for the public. */
  raterUnitId: string;
  /** An option of the scale. */
  option: string;
}
