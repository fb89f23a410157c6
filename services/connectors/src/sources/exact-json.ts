/** Sixteen characters of a number are more than a double is sure to hold. */
const LONG_NUMBER = /[[:,]\s*-?[\d.eE+-]{16,}/;

/**
 * Parses JSON without losing digits: a number that a double cannot hold exactly becomes its own text.
 *
 * @throws SyntaxError
 */
export function parseExactly(text: string): unknown {
  if (!LONG_NUMBER.test(text)) return JSON.parse(text);
  return JSON.parse(text, ((_key: string, value: unknown, context?: { source?: string }) => {
    if (typeof value !== 'number' || context?.source === undefined) return value;
    return String(value) === context.source || context.source.length < 16 ? value : context.source;
  }) as (key: string, value: unknown) => unknown);
}
