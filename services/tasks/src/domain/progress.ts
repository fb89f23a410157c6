import { invalid } from '@fuxing/errors';
import { decimal } from '@fuxing/scoring';

/**
 * How much of a task is done, in percent.
 *
 * @returns the text as it was given
 * @throws DomainError DECIMAL_INVALID, INVALID_REQUEST when it is below 0 or above 100
 */
export function progress(text: string): string {
  const value = decimal('progress', text);
  if (value.gte(0) && value.lte(100)) return text;
  throw invalid(
    'progress',
    'INVALID_REQUEST',
    `progress must be a percentage from 0 to 100, got ${text}.`,
    `progress 应为 0 到 100 的百分数，收到的是 ${text}。`,
  );
}
