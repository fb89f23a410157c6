/** Something that happened to a unit and earns or costs points, or sets off a veto. */
export interface ScoredEvent {
  eventId: string;
  unitId: string;
  /** The item of the catalogue, or the veto, that it falls under. */
  itemId: string;
  /** The matter it is about: of events about one matter only the highest counts where the rule says so. */
  matterId: string;
  /** The tier of a commendation with several, for example `second`; empty for the first. */
  tier: string;
  /** How often; a whole number as a decimal string. */
  count: string;
  /** The formal document that proves it; empty when there is none. */
  document: string;
  /** The day it took effect, `2026-03-31`. */
  date: string;
}
