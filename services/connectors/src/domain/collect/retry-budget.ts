/** Saved up at most, and at the beginning: a short pull may fail so often before anything is earned. */
const MOST = 5;
/** Of every page that was received. */
const EARNED = 0.1;

/**
 * How many repetitions a source is asked for: one for every ten pages that it gave, a few saved up, and beyond them one in
 * each pause. A retry costs at most two requests (the page, and the one that is asked for ahead of it), so a source that
 * fails gets at most a fifth more requests than one that does not, and those few; a storm never.
 */
export class RetryBudget {
  private saved = MOST;
  private at: number;

  /**
   * @param pauseMs after which one more may be made
   * @param now ms of a clock that is never set
   */
  constructor(
    private readonly pauseMs: number,
    now: number,
  ) {
    this.at = now;
  }

  earn(): void {
    this.saved = Math.min(MOST, this.saved + EARNED);
  }

  /** Takes one; returns the ms that it must wait. */
  spend(now: number): number {
    this.saved = Math.min(MOST, this.saved + (now - this.at) / this.pauseMs) - 1;
    this.at = now;
    return Math.max(0, -this.saved * this.pauseMs);
  }
}
