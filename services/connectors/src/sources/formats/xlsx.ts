import { FileEncoding } from '@fuxing/contracts/connectors/v1/source_kinds';
import { SourceError } from '../source-error';
import { decode } from './decode';
import { type FormatReader, MAX_ROW_CHARACTERS } from './format';
import { withHeader } from './header';
import { whole } from './whole';
import { columnOf, dateText, isDateFormat, numberText } from './xlsx-cells';
import { type XmlEvent, xmlEvents } from './xml';
import { Zip } from './zip';

/** Of all different texts together. */
const MAX_SHARED_CHARACTERS = 128 * 1024 * 1024;
/** The last column is XFD. */
const MAX_COLUMNS = 16_384;

interface Book {
  shared: string[];
  /** By number of style: whether it shows a date. */
  dates: boolean[];
  since1904: boolean;
}

/** A sheet of a workbook (ECMA-376): what cells hold as text, formulas by their last result, dates in ISO 8601. */
export const xlsxFormat: FormatReader = async function* (bytes, name, settings) {
  const content = await whole(bytes, name);
  if (content.readUInt32BE(0) === 0xd0cf11e0) throw oldBook(name);
  const zip = await Zip.open(content, name);
  const { part, since1904 } = await findSheet(zip, settings.sheet, name);
  const book = { shared: await sharedTexts(zip, name), dates: await dateStyles(zip, name), since1904 };
  yield* withHeader(rows(eventsOf(zip, part, name), book, name), name, settings);
};

const eventsOf = (zip: Zip, part: string, name: string): AsyncGenerator<XmlEvent> =>
  xmlEvents(decode(zip.read(part), name, FileEncoding.FILE_ENCODING_UNSPECIFIED), name);

async function findSheet(
  zip: Zip,
  wanted: string,
  name: string,
): Promise<{ part: string; since1904: boolean }> {
  let since1904 = false;
  const sheets: { name: string; id: string }[] = [];
  for await (const event of eventsOf(zip, 'xl/workbook.xml', name)) {
    if (event.kind !== 'open') continue;
    const { attributes } = event;
    if (event.name === 'workbookPr') since1904 = ['1', 'true'].includes(attributes['date1904'] ?? '');
    if (event.name === 'sheet') sheets.push({ name: attributes['name'] ?? '', id: attributes['r:id'] ?? '' });
  }
  const sheet = wanted === '' ? sheets[0] : sheets.find((one) => one.name === wanted);
  if (!sheet) {
    const names = sheets.map((one) => one.name).join(', ');
    throw new SourceError(
      {
        en: `${name} has no sheet "${wanted}" but: ${names}.`,
        zh: `${name} 没有工作表“${wanted}”，有：${names}。`,
      },
      false,
    );
  }
  for await (const event of eventsOf(zip, 'xl/_rels/workbook.xml.rels', name)) {
    if (event.kind !== 'open' || event.attributes['Id'] !== sheet.id) continue;
    const target = event.attributes['Target'] ?? '';
    return { part: target.startsWith('/') ? target.slice(1) : `xl/${target}`, since1904 };
  }
  return { part: 'xl/worksheets/sheet1.xml', since1904 };
}

async function sharedTexts(zip: Zip, name: string): Promise<string[]> {
  const part = 'xl/sharedStrings.xml';
  const texts: string[] = [];
  if (!zip.has(part)) return texts;
  let characters = 0;
  let text = '';
  let inText = false;
  // How a text is read aloud is no part of it.
  let aloud = false;
  for await (const event of eventsOf(zip, part, name)) {
    if (event.kind === 'text') text += inText && !aloud ? event.text : '';
    else if (event.name === 'rPh') aloud = event.kind === 'open';
    else if (event.name === 't') inText = event.kind === 'open';
    else if (event.name === 'si' && event.kind === 'open') text = '';
    else if (event.name === 'si') {
      characters += text.length;
      if (characters > MAX_SHARED_CHARACTERS || text.length > MAX_ROW_CHARACTERS) throw tooMuch(name);
      texts.push(text);
    }
  }
  return texts;
}

async function dateStyles(zip: Zip, name: string): Promise<boolean[]> {
  const part = 'xl/styles.xml';
  const dates: boolean[] = [];
  if (!zip.has(part)) return dates;
  const codes = new Map<number, string>();
  let inCells = false;
  for await (const event of eventsOf(zip, part, name)) {
    if (event.kind === 'text') continue;
    if (event.name === 'cellXfs') inCells = event.kind === 'open';
    if (event.kind === 'close') continue;
    const { attributes } = event;
    const id = Number(attributes['numFmtId'] ?? 0);
    if (event.name === 'numFmt') codes.set(id, attributes['formatCode'] ?? '');
    if (event.name === 'xf' && inCells) dates.push(isDateFormat(id, codes.get(id)));
  }
  return dates;
}

/** Lines that a sheet leaves out are given as empty ones, so that line numbers are those that people see. */
async function* rows(events: AsyncIterable<XmlEvent>, book: Book, name: string): AsyncGenerator<string[]> {
  let row: string[] = [];
  let line = 0;
  let width = 0;
  let at = 0;
  let cell: Record<string, string> = {};
  let text = '';
  let inValue = false;
  for await (const event of events) {
    if (event.kind === 'text') {
      if (!inValue) continue;
      text += event.text;
      if (text.length > MAX_ROW_CHARACTERS) throw tooMuch(name);
    } else if (event.name === 'v' || event.name === 't') inValue = event.kind === 'open';
    else if (event.name === 'row' && event.kind === 'open') {
      const number = Number(event.attributes['r'] ?? line + 1);
      if (number > 1_048_576) throw tooMuch(name);
      while (line + 1 < number) {
        line += 1;
        yield [];
      }
      line += 1;
      [row, width] = [[], 0];
    } else if (event.name === 'row') yield row;
    else if (event.name === 'c' && event.kind === 'open') {
      cell = event.attributes;
      at = columnOf(cell['r'] ?? '') ?? width;
      if (at >= MAX_COLUMNS) throw tooMuch(name);
      width = at + 1;
      text = '';
    } else if (event.name === 'c') {
      while (row.length < at) row.push('');
      row[at] = cellText(cell, text, book);
    }
  }
}

function cellText(
  { t: type = 'n', s: style = '' }: Record<string, string>,
  text: string,
  book: Book,
): string {
  if (type === 's') return book.shared[Number(text)] ?? '';
  if (type === 'b') return text === '1' ? 'true' : 'false';
  // #N/A and the like are no value.
  if (type === 'e') return '';
  if (type !== 'n' || text === '') return text;
  return book.dates[Number(style)] ? dateText(Number(text), book.since1904) : numberText(text);
}

const oldBook = (name: string): SourceError =>
  new SourceError(
    {
      en: `${name} is a workbook of Excel 97–2003 or under a password; save it as .xlsx without one.`,
      zh: `${name} 是 Excel 97–2003 格式或带密码的工作簿；请另存为不带密码的 .xlsx。`,
    },
    false,
  );

const tooMuch = (name: string): SourceError =>
  new SourceError(
    { en: `${name} holds more than is accepted.`, zh: `${name} 的内容超过允许的大小。` },
    false,
  );
