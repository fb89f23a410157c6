import { clip, type Decimal, figure } from '../decimal';
import { type Changed, changed } from './value-step';

/** How far another indicator is ahead of its target, and what that adds. */
export interface Correction {
  /** Lead over the target, in the unit of the other indicator. */
  lead: Decimal;
  factor: Decimal;
  limit: Decimal;
}

/**
 * x + clip(a × Δ, −c, c).
 *
 * Source: Wenzhou 2013, investment rate corrected by GDP growth against its target with a = 1.5 and c = 5 percentage
 * points, and by two more with a = 0.15 and c = 3.
 */
export function correct(x: Decimal, { lead, factor, limit }: Correction): Changed {
  return changed(
    'CORRECTION',
    x.plus(clip(factor.times(lead), limit.neg(), limit)),
    'x + clip(a × Δ, −c, c)',
    `${figure(x)} + clip(${figure(factor)} × ${figure(lead)}, −${figure(limit)}, ${figure(limit)})`,
  );
}

/** x × κ. Source: Wenzhou 2013, difficulty coefficients from 1.0 (Wencheng, Taishun) to 1.35 (Lucheng). */
export function weigh(x: Decimal, coefficient: Decimal): Changed {
  return changed('COEFFICIENT', x.times(coefficient), 'x × κ', `${figure(x)} × ${figure(coefficient)}`);
}
