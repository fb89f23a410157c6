import { z } from 'zod';
import { clip, figure, text, ZERO } from '../decimal';
import { exact, NOUGHT, within } from '../exact';
import { kind } from './method';
import { scored } from './method-score';

/**
 * The value is the points: what an office, a committee or another system has already scored out of the same full mark.
 * Limited to 0 and the full mark.
 */
export const points = kind({
  source: 'VALUE',
  forBand: 'ALSO',
  parameters: z.object({}),
  check: () => undefined,
  read(_, outOf) {
    const w = exact(text(outOf));
    return {
      exact: (x) => within(x, NOUGHT, w),
      score: ({ value }) =>
        scored(
          clip(value, ZERO, outOf),
          'clip(x, 0, W)',
          () => `clip(${figure(value)}, 0, ${figure(outOf)})`,
        ),
    };
  },
});
