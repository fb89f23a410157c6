/** Formats of dates and times that a workbook need not define (ECMA-376 part 1, 18.8.30, with those of East Asia). */
const BUILT_IN_DATES = [
  [14, 22],
  [27, 36],
  [45, 47],
  [50, 58],
] as const;
const DAY_MS = 86_400_000;

/** Whether a number format shows a day or a time. */
export function isDateFormat(id: number, code: string | undefined): boolean {
  if (code === undefined) return BUILT_IN_DATES.some(([first, last]) => id >= first && id <= last);
  // Quoted text, escaped characters, colours and locales are no part of it; elapsed hours ([h]) are.
  const bare = code.replaceAll(/"[^"]*"|\\.|_.|\*./g, '').replaceAll(/\[(?![hms]+\])[^\]]*\]/gi, '');
  return !/general/i.test(bare) && /[ymdhs]/i.test(bare);
}

/**
 * A serial number of days as ISO 8601 text, to the second; a number below 1 is a time of day. In the system of 1900 day 60
 * is 29 February 1900, which never was, so days before it are one further on.
 */
export function dateText(serial: number, since1904: boolean): string {
  if (!Number.isFinite(serial) || serial < 0 || serial > 2_958_466) return String(serial);
  const seconds = Math.round(serial * 86_400);
  const time = new Date((seconds % 86_400) * 1000).toISOString().slice(11, 19);
  const days = Math.floor(seconds / 86_400);
  if (days === 0 && !since1904) return time;
  const epoch = since1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, days < 60 ? 31 : 30);
  const day = new Date(epoch + days * DAY_MS).toISOString().slice(0, 10);
  return time === '00:00:00' ? day : `${day}T${time}`;
}

/** A number as Excel means it: the shortest text of its double, which loses nothing of what was typed. */
export function numberText(text: string): string {
  const number = Number(text);
  return text === '' || !Number.isFinite(number) ? text : plainNumber(number);
}

/** Without an exponent, as identifiers of many digits need it. */
function plainNumber(number: number): string {
  return Number.isInteger(number) && Math.abs(number) < 1e21 ? BigInt(number).toString() : String(number);
}

/** From `AB12` to 27, from 0; undefined when there is no letter. */
export function columnOf(reference: string): number | undefined {
  let column = 0;
  for (const letter of /^[A-Z]{1,3}/.exec(reference)?.[0] ?? '')
    column = column * 26 + letter.charCodeAt(0) - 64;
  return column === 0 ? undefined : column - 1;
}
