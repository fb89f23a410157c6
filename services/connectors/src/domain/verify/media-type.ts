/** A kind of file that may be evidence. */
export type MediaType =
  | 'application/pdf'
  | 'image/png'
  | 'image/jpeg'
  | 'image/webp'
  | 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
  | 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
  | 'text/csv'
  | 'text/plain';

/** Why a file is no evidence. */
export type Refused = 'UNKNOWN_TYPE' | 'TWO_TYPES' | 'BROKEN' | 'ACTIVE_CONTENT' | 'ENCRYPTED';

/**
 * The type of a file, told from its content and nothing else. It has to begin and to end as its format says, so that nothing
 * of another format can hide before or behind it; formats that can act by themselves (scripts, macros, SVG, HTML, embedded
 * programs) are refused.
 */
export function mediaTypeOf(file: Buffer): { type: MediaType } | { refused: Refused } {
  const told = formatOf(file);
  return 'type' in told && hasAnother(file, told.type) ? { refused: 'TWO_TYPES' } : told;
}

/** Where readers look for the beginning of a PDF, and for the end of a ZIP: 22 bytes and the longest comment. */
const PDF_WITHIN = 1_024 + 5;
const ZIP_WITHIN = 22 + 65_535;

/** Formats that need not begin where the file does are found within a chunk or comment of another one, too. */
function hasAnother(file: Buffer, type: MediaType): boolean {
  const isZip = type.startsWith('application/vnd.');
  if (type !== 'application/pdf' && file.subarray(0, PDF_WITHIN).includes('%PDF-')) return true;
  return !isZip && file.subarray(-ZIP_WITHIN).includes(Buffer.from('PK\x05\x06', 'latin1'));
}

function formatOf(file: Buffer): { type: MediaType } | { refused: Refused } {
  if (file.subarray(0, 5).equals(Buffer.from('%PDF-'))) return pdf(file);
  if (file.subarray(0, 8).equals(PNG)) return png(file);
  if (file.subarray(0, 2).equals(JPEG)) return jpeg(file);
  if (is(file, 0, 'RIFF') && is(file, 8, 'WEBP')) return webp(file);
  if (file.subarray(0, 4).equals(ZIP)) return office(file);
  return plain(file);
}

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const JPEG = Buffer.from([0xff, 0xd8]);
const ZIP = Buffer.from('PK\x03\x04', 'latin1');

const is = (file: Buffer, at: number, text: string): boolean =>
  file.subarray(at, at + text.length).equals(Buffer.from(text, 'latin1'));

/** Names of things in a PDF that act: scripts, launching programs, files within, forms with scripts. */
const ACTS = /\/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|OpenAction|AA)(?![A-Za-z])/;

function pdf(file: Buffer): ReturnType<typeof mediaTypeOf> {
  const text = file.toString('latin1');
  if (!/%%EOF\s*$/.test(text.slice(-1_024)))
    return { refused: text.includes('%%EOF') ? 'TWO_TYPES' : 'BROKEN' };
  if (!/startxref\s+\d+\s+%%EOF\s*$/.test(text.slice(-1_024))) return { refused: 'BROKEN' };
  // A name may spell its letters as #4a.
  const names = withoutStreams(text).replaceAll(/#([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  );
  if (/\/Encrypt(?![A-Za-z])/.test(names)) return { refused: 'ENCRYPTED' };
  if (ACTS.test(names)) return { refused: 'ACTIVE_CONTENT' };
  return { type: 'application/pdf' };
}

/** Of the object before its content, at most. */
const DICTIONARY = 1_024;

/** Compressed content holds no names, but by chance any three bytes: a scan would be refused for a /JS in its picture. */
function withoutStreams(text: string): string {
  const parts: string[] = [];
  let kept = 0;
  for (const { index: begin } of text.matchAll(/stream\r?\n/g)) {
    if (begin < kept) continue;
    const before = text.slice(Math.max(kept, begin - DICTIONARY), begin);
    const dictionary = before.slice(before.lastIndexOf('obj') + 1);
    if (!/\/Filter(?![A-Za-z])/.test(dictionary)) continue;
    const end = text.indexOf('endstream', begin);
    if (end < 0) break;
    parts.push(text.slice(kept, begin));
    kept = end;
  }
  return parts.join('') + text.slice(kept);
}

/** Chunk by chunk to IEND, and nothing behind it. */
function png(file: Buffer): ReturnType<typeof mediaTypeOf> {
  let at = PNG.length;
  for (let first = true; at + 12 <= file.length; first = false) {
    const length = file.readUInt32BE(at);
    const name = file.toString('latin1', at + 4, at + 8);
    if (first !== (name === 'IHDR')) return { refused: 'BROKEN' };
    at += 12 + length;
    if (name === 'IEND') return ended(at, file, 'image/png');
  }
  return { refused: 'BROKEN' };
}

/** Segment by segment to the end of the image, and nothing behind it. */
function jpeg(file: Buffer): ReturnType<typeof mediaTypeOf> {
  let at = 2;
  while (at + 2 <= file.length) {
    if (file[at] !== 0xff) return { refused: 'BROKEN' };
    const marker = file[at + 1] ?? 0;
    if (marker === 0xd9) return ended(at + 2, file, 'image/jpeg');
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (at + 4 > file.length || marker === 0xd8) return { refused: 'BROKEN' };
    at += 2 + file.readUInt16BE(at + 2);
    if (marker === 0xda) at = afterScan(file, at);
  }
  return { refused: 'BROKEN' };
}

/** Where the entropy-coded data ends: at the next marker that is no stuffed byte and no restart. */
function afterScan(file: Buffer, from: number): number {
  let at = from;
  for (;;) {
    at = file.indexOf(0xff, at);
    if (at < 0 || at + 1 >= file.length) return file.length;
    const next = file[at + 1] ?? 0;
    if (next !== 0x00 && (next < 0xd0 || next > 0xd7) && next !== 0xff) return at;
    at += next === 0xff ? 1 : 2;
  }
}

function webp(file: Buffer): ReturnType<typeof mediaTypeOf> {
  const length = file.readUInt32LE(4) + 8;
  const form = file.toString('latin1', 12, 16);
  if (!['VP8 ', 'VP8L', 'VP8X'].includes(form)) return { refused: 'BROKEN' };
  return ended(length + (length % 2), file, 'image/webp');
}

function ended(at: number, file: Buffer, type: MediaType): ReturnType<typeof mediaTypeOf> {
  if (at === file.length) return { type };
  return { refused: at < file.length ? 'TWO_TYPES' : 'BROKEN' };
}

const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const LOCAL = 0x04034b50;
/** Parts that act, in any case: macros, controls, objects of other programs. */
const ACTIVE_PART =
  /vbaproject|vbadata|\/activex\/|\/embeddings\/|\.(?:bin|exe|dll|js|vbs|hta|htm|html|svg|swf|jar|class|ps1|bat|cmd)$/i;
/** How a printer was set, as Excel keeps it in most workbooks. */
const PRINTER = /^xl\/printerSettings\/printerSettings\d+\.bin$/;
const MOST_PARTS = 10_000;

/** A workbook or a document: a ZIP that begins at 0, ends at its end, and lists nothing that acts. */
function office(file: Buffer): ReturnType<typeof mediaTypeOf> {
  const end = file.length - 22;
  if (end < 0 || file.readUInt32LE(end) !== END || file.readUInt16LE(end + 20) !== 0)
    return { refused: file.includes(Buffer.from('PK\x05\x06', 'latin1')) ? 'TWO_TYPES' : 'BROKEN' };
  const [count, size, start] = [
    file.readUInt16LE(end + 10),
    file.readUInt32LE(end + 12),
    file.readUInt32LE(end + 16),
  ];
  if (start + size !== end || count > MOST_PARTS) return { refused: 'BROKEN' };
  const names = new Set<string>();
  let [at, next] = [start, 0];
  for (let n = 0; n < count; n++) {
    if (at + 46 > end || file.readUInt32LE(at) !== CENTRAL) return { refused: 'BROKEN' };
    if ((file.readUInt16LE(at + 8) & 1) !== 0) return { refused: 'ENCRYPTED' };
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) => file.readUInt16LE(at + offset));
    const name = file.toString('utf8', at + 46, at + 46 + (nameLength ?? 0));
    const local = file.readUInt32LE(at + 42);
    if (local + 30 > start || file.readUInt32LE(local) !== LOCAL || names.has(name))
      return { refused: 'BROKEN' };
    const inside = file.toString('utf8', local + 30, local + 30 + file.readUInt16LE(local + 26));
    if (inside !== name) return { refused: 'TWO_TYPES' };
    if (n === 0) next = local;
    names.add(name);
    at += 46 + (nameLength ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  if (at !== end || next !== 0) return { refused: 'BROKEN' };
  if ([...names].some((name) => (ACTIVE_PART.test(name) && !PRINTER.test(name)) || name.includes('..')))
    return { refused: 'ACTIVE_CONTENT' };
  if (!names.has('[Content_Types].xml')) return { refused: 'UNKNOWN_TYPE' };
  const [book, text] = [names.has('xl/workbook.xml'), names.has('word/document.xml')];
  if (book && text) return { refused: 'TWO_TYPES' };
  if (book) return { type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' };
  if (text) return { type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document' };
  return { refused: 'UNKNOWN_TYPE' };
}

/** Everything below blank but tab, line feed, carriage return; and delete. */
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;
/** What a browser or a shell would act on. */
const MARKUP =
  /<\s*(?:!doctype|\?xml|\?php|html|head|body|script|svg|iframe|object|embed|meta|link|style|img|form|math)\b|<[a-z][^<>]*\son[a-z]+\s*=/i;

/** Text in UTF-8 or GB18030, without control characters and markup. */
function plain(file: Buffer): ReturnType<typeof mediaTypeOf> {
  const text = decoded(file, 'utf-8') ?? decoded(file, 'gb18030');
  if (text === undefined || CONTROL.test(text)) return { refused: 'UNKNOWN_TYPE' };
  if (MARKUP.test(text) || text.startsWith('#!') || /^\s*(?:javascript|data|vbscript):/i.test(text))
    return { refused: 'ACTIVE_CONTENT' };
  const lines = text.trimEnd().split(/\r?\n/, 5);
  const table = lines.every((line) => line.includes(','));
  return { type: table ? 'text/csv' : 'text/plain' };
}

function decoded(file: Buffer, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(file);
  } catch {
    return undefined;
  }
}
