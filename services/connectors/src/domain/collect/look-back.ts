const HOUR_MS = 3_600_000;
/** As {@link parseTimestamp} reads ISO 8601; day, clock, fraction, offset. */
const ISO = /^(\d{4}-\d\d-\d\d)([T ]\d\d:\d\d(?::\d\d)?)?(\.\d+)?(Z|[+-]\d\d:?\d\d)?$/;

/**
 * A cursor so many hours earlier, written as it was: with its separator, digits and offset. A plain day goes back by
 * whole days, rounded up.
 *
 * @returns undefined when it is no timestamp of ISO 8601
 */
export function hoursBefore(cursor: string, hours: number): string | undefined {
  const [whole, day = '', clock = '', fraction = '', offset = ''] = ISO.exec(cursor) ?? [];
  if (whole === undefined || (clock === '' && (fraction || offset))) return undefined;
  const seconds = clock === '' ? 'T00:00:00' : clock.replace(' ', 'T') + (clock.length === 6 ? ':00' : '');
  const wall = Date.parse(`${day}${seconds}Z`);
  if (Number.isNaN(wall)) return undefined;
  const back = clock === '' ? Math.ceil(hours / 24) * 24 : hours;
  const earlier = new Date(wall - back * HOUR_MS).toISOString();
  return earlier.slice(0, 10) + clock.slice(0, 1) + earlier.slice(11, 10 + clock.length) + fraction + offset;
}

/** The last moment of a plain day, since it is meant whole; any other cursor as it is. */
export function endOfCursor(cursor: string): string {
  return /^\d{4}-\d\d-\d\d$/.test(cursor) ? `${cursor}T23:59:59.999` : cursor;
}
