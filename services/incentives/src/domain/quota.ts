import { QuotaRounding } from '@fuxing/contracts/incentives/v1/incentives';
import { Decimal, decimal } from '@fuxing/scoring';

/** A number of places and how it came about. */
export interface Quota {
  places: number;
  /** Share × units before rounding, decimal. */
  product: string;
}

const MODES = {
  [QuotaRounding.QUOTA_ROUNDING_HALF_UP]: Decimal.ROUND_HALF_UP,
  [QuotaRounding.QUOTA_ROUNDING_UP]: Decimal.ROUND_UP,
  [QuotaRounding.QUOTA_ROUNDING_DOWN]: Decimal.ROUND_DOWN,
};

/**
 * The places that a share of a group makes: share × units, rounded, at least one.
 *
 * Source: 泰兴 2014 (taixing.cn 2015/0112/65566): places = round(q · N); 杭州 2020 (hznews, 2021-04-30): 78 units make 16
 * and 15 units make 3, as half up of 20 % does. At least one place is this platform's contract.
 *
 * @param share decimal above 0 to 1
 * @throws DomainError DECIMAL_INVALID
 */
export function quota(share: string, units: number, rounding: QuotaRounding): Quota {
  const product = decimal('topShare', share).times(units);
  const mode = MODES[known(rounding)];
  return { places: Math.max(1, product.toDecimalPlaces(0, mode).toNumber()), product: product.toFixed() };
}

/** How the rounding is called, for explanations. */
export function roundingText(rounding: QuotaRounding): { zh: string; en: string } {
  switch (known(rounding)) {
    case QuotaRounding.QUOTA_ROUNDING_UP:
      return { zh: '进一', en: 'rounded up' };
    case QuotaRounding.QUOTA_ROUNDING_DOWN:
      return { zh: '去尾', en: 'rounded down' };
    case QuotaRounding.QUOTA_ROUNDING_HALF_UP:
    default:
      return { zh: '四舍五入', en: 'rounded half up' };
  }
}

function known(rounding: QuotaRounding): keyof typeof MODES {
  return rounding === QuotaRounding.QUOTA_ROUNDING_UP || rounding === QuotaRounding.QUOTA_ROUNDING_DOWN
    ? rounding
    : QuotaRounding.QUOTA_ROUNDING_HALF_UP;
}
