/** A source did not answer as it should. The message is for people, in both languages. */
export class SourceError extends Error {
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
}
