import { Open311Source } from '@fuxing/contracts/connectors/v1/source_kinds';
import { type Source } from '@fuxing/contracts/connectors/v1/sources';
import { etagOf } from '@fuxing/db';
import { bilingual } from '@fuxing/errors';
import { z } from 'zod';
import { stuck, textOf } from './json-page';
import { faultIn, requestsOf } from './open311/body';
import {
  isAfter,
  type ReadContext,
  type ReadState,
  resume,
  type SourceKind,
  type SourcePage,
} from './reader';
import { url } from './settings';
import { SourceError } from './source-error';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const OFFSET = /(?:Z|[+-]\d\d:?\d\d)$/;
const MAX_WINDOW_DAYS = 90;
const UPDATED = 'updated_datetime';

/** From one moment to another, both of them included: what lies on the border is met twice and stored once. */
interface Window {
  from: number;
  to: number;
}

/**
 * Reads window after window, each page after page until one is empty. By `updated_datetime` where the city can be asked for
 * it. There a request that changes while its window is read leaves it and moves the others, so a pull that read several
 * pages of one window is followed by one that begins where it began.
 */
async function* readOpen311(
  source: Source,
  start: ReadState | undefined,
  context: ReadContext,
): AsyncGenerator<SourcePage> {
  const city = source.open311 ?? Open311Source.fromJSON({});
  const of = etagOf({ keyField: source.keyField, open311: Open311Source.toJSON(city) });
  let state = resume(start, of);
  if (state.ended) return;
  if (state.next === undefined && state.cursor !== undefined) state = { ...state, since: state.cursor };
  const begin = state.next ?? state.since;
  let from = begin === undefined ? momentOf(city.firstDay) : momentOf(begin) - foldOf(city);
  // A day more than now, for cities east of here and clocks that differ.
  const now = momentOf(isoOf(Date.now() + DAY_MS));
  const horizon = context.upTo === undefined ? now : Math.min(now, momentOf(context.upTo) + 1000);
  const length = (city.windowDays || MAX_WINDOW_DAYS) * DAY_MS;
  while (from < horizon) {
    let window: Window = { from, to: Math.min(from + length, horizon) };
    let first = '';
    for (let page = (state.offset ?? 0) + 1; ; page++) {
      context.stopped.throwIfAborted();
      const rows = await ask(city, window, page, context);
      if (city.unpaged && rows.length >= city.pageSize) {
        window = half(city, window);
        page = 0;
        continue;
      }
      const begins = rows.length === 0 ? '' : JSON.stringify(rows[0]);
      if (begins !== '' && begins === first) throw pageless(city);
      first = begins;
      const over = rows.length === 0 || city.unpaged;
      // Nothing leaves the last window; another one may have shifted behind its only page.
      const read = over ? 0 : page + (window.to < horizon ? 1 : 0);
      state = after(
        city,
        state,
        rows,
        over ? { next: isoOf(window.to) } : { next: isoOf(from), offset: page },
        read,
      );
      if (rows.length > 0) yield { rows, state };
      if (over) break;
    }
    from = window.to;
  }
  if (!city.updatedAfter) return;
  // The end is told too, so that the next pull knows of it.
  const { pages = 0, next: _next, offset: _offset, head: _head, ...rest } = state;
  yield { rows: [], state: { ...rest, ended: true, ...(pages > 1 && { head: rest.before ?? '' }) } };
}

/** @param read pages of the window, as far as they may have shifted */
function after(
  { updatedAfter, omitTimezone }: Open311Source,
  { of, since, before, cursor, pages = 0 }: ReadState,
  rows: unknown[],
  place: Pick<ReadState, 'next' | 'offset'>,
  read: number,
): ReadState {
  if (!updatedAfter) return { of, ...place };
  const highest = highestOf(rows, cursor, omitTimezone);
  return {
    of,
    ...place,
    ...(since !== undefined && { since }),
    ...(before !== undefined && { before }),
    ...(highest !== undefined && { cursor: highest }),
    pages: Math.max(pages, read),
    // Before the end of a pull nothing is known to be read.
    head: since ?? '',
  };
}

/** In one spelling, for cities write the offset of the season; a city that is asked without zone, in its own time. */
function highestOf(rows: unknown[], before: string | undefined, ownTime: boolean): string | undefined {
  let highest = before;
  for (const row of rows) {
    const text = textOf(row, UPDATED) ?? '';
    const at = utc(ownTime ? text.replace(OFFSET, '') : text);
    if (Number.isNaN(at)) continue;
    const cursor = isoOf(at);
    if (highest === undefined || isAfter(cursor, highest)) highest = cursor;
  }
  return highest;
}

/** An hour comes twice in autumn where no zone is said. */
const foldOf = ({ omitTimezone, updatedAfter }: Open311Source): number =>
  omitTimezone && updatedAfter ? HOUR_MS : 0;

async function ask(
  city: Open311Source,
  { from, to }: Window,
  page: number,
  { http, stopped }: ReadContext,
): Promise<unknown[]> {
  const address = new URL(city.url);
  const set = (name: string, value: string): void => address.searchParams.set(name, value);
  const zone = city.omitTimezone ? '' : 'Z';
  const [begin, end] = city.updatedAfter ? ['updated_after', 'updated_before'] : ['start_date', 'end_date'];
  if (city.jurisdictionId) set('jurisdiction_id', city.jurisdictionId);
  if (city.serviceCode) set('service_code', city.serviceCode);
  set(begin, isoOf(from).replace('Z', zone));
  set(end, isoOf(to).replace('Z', zone));
  if (!city.unpaged) {
    set('page', String(page));
    if (city.pageSize) set('page_size', String(city.pageSize));
  }
  const xml = isXml(city.url);
  const pieces: Buffer[] = [];
  try {
    const accept = xml ? 'application/xml, text/xml' : 'application/json';
    for await (const piece of http.read(address.toString(), accept, stopped)) pieces.push(piece);
  } catch (error) {
    const said = error instanceof SourceError && (await faultIn(error.answer, xml, address.host));
    throw said ? new SourceError(said.text, error.temporary, error.retryAfterMs) : error;
  }
  return requestsOf(Buffer.concat(pieces), xml, address.host);
}

function half(city: Open311Source, { from, to }: Window): Window {
  const middle = Math.floor((from + to) / 2000) * 1000;
  if (middle > from) return { from, to: middle };
  const { host } = new URL(city.url);
  const at = isoOf(from);
  throw new SourceError(
    {
      en: `${host} has ${city.pageSize} or more requests within a second (${at}), more than it gives at once.`,
      zh: `${host} 在一秒内（${at}）有不少于 ${city.pageSize} 件诉求，超过其一次返回的上限。`,
    },
    false,
  );
}

/** What has no zone is taken as UTC, wherever this runs. */
const utc = (text: string): number => Date.parse(/T/.test(text) && !OFFSET.test(text) ? `${text}Z` : text);

const isXml = (address: string): boolean => /\.xml$/i.test(new URL(address).pathname);

/** Some cities refuse parts of seconds. */
const isoOf = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

function momentOf(text: string): number {
  const ms = utc(text);
  if (!Number.isNaN(ms)) return Math.floor(ms / 1000) * 1000;
  throw new SourceError(
    { en: `"${text}" is no moment to read from.`, zh: `“${text}”不是可用的时间起点。` },
    false,
  );
}

function pageless(city: Open311Source): SourceError {
  const { host } = new URL(city.url);
  if (city.unpaged) return stuck(city.url);
  return new SourceError(
    {
      en: `${host} gives the same page again, so it knows no pages; declare unpaged, and in pageSize the most that it gives.`,
      zh: `${host} 重复返回同一页，说明不支持分页；请声明 unpaged，并在 pageSize 中填写其一次返回的上限。`,
    },
    false,
  );
}

/** Requests of a city by Open311 GeoReport v2. */
export const open311 = {
  settings: z
    .object({
      url: url.refine(
        (text) => !URL.canParse(text) || /\/requests\.(json|xml)$/i.test(new URL(text).pathname),
        bilingual('must end in requests.json or requests.xml', '应以 requests.json 或 requests.xml 结尾'),
      ),
      jurisdictionId: z.string().max(200).default(''),
      serviceCode: z.string().max(1000).default(''),
      firstDay: z.iso.date({
        error: bilingual('must be a day such as 2024-01-01', '应为日期，例如 2024-01-01'),
      }),
      windowDays: z.number().int().min(0).max(MAX_WINDOW_DAYS).default(0),
      pageSize: z.number().int().min(0).max(10_000).default(0),
      unpaged: z.boolean().default(false),
      updatedAfter: z.boolean().default(false),
      omitTimezone: z.boolean().default(false),
    })
    .refine(({ unpaged, pageSize }) => !unpaged || pageSize > 0, {
      path: ['pageSize'],
      error: bilingual(
        'must be the most that the city gives when it knows no pages',
        '不支持分页时应填写一次返回的上限',
      ),
    }),
  address: ({ open311: city }) => city?.url,
  cursorField: ({ open311: city }) => (city?.updatedAfter ? UPDATED : ''),
  read: readOpen311,
} satisfies SourceKind;
