/** A source did not answer as it should. The message is for people, in both languages. */
export class SourceError extends Error {
  /**
   * @param temporary whether the same request may succeed later
   * @param retryAfterMs how long the source asked to wait
   */
  constructor(
    readonly text: { en: string; zh: string },
    readonly temporary: boolean,
    readonly retryAfterMs?: number,
  ) {
    super(text.en);
    this.name = 'SourceError';
  }
}
