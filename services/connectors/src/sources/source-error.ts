/** A source did not answer as it should. The message is for people, in both languages. */
export class SourceError extends Error {
  /** Everything else was read: what came may be measured, and the pull says what is lacking. */
  readAll = false;

  /**
   * @param temporary whether the same request may succeed later
   * @param retryAfterMs how long the source asked to wait
   * @param answer how the body of a refusal begins, for whoever knows what the source writes there
   */
  constructor(
    readonly text: { en: string; zh: string },
    readonly temporary: boolean,
    readonly retryAfterMs?: number,
    readonly answer = '',
  ) {
    super(text.en);
    this.name = 'SourceError';
  }

  /** The same, said behind all that could be read. */
  afterAll(): this {
    this.readAll = true;
    return this;
  }
}
