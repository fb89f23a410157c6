import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { mediaTypeOf } from './media-type';

/** A ZIP of stored parts. */
function zip(parts: Record<string, string>, { prefix = '', suffix = '', flags = 0 } = {}): Buffer {
  const locals: Buffer[] = [Buffer.from(prefix)];
  const central: Buffer[] = [];
  let at = prefix.length;
  for (const [name, text] of Object.entries(parts)) {
    const [n, body] = [Buffer.from(name), Buffer.from(text)];
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(20, 4);
    head.writeUInt16LE(flags, 6);
    head.writeUInt32LE(crc32(body), 14);
    head.writeUInt32LE(body.length, 18);
    head.writeUInt32LE(body.length, 22);
    head.writeUInt16LE(n.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(flags, 8);
    head.copy(entry, 16, 14, 28);
    entry.writeUInt16LE(n.length, 28);
    entry.writeUInt32LE(at, 42);
    locals.push(head, n, body);
    central.push(entry, n);
    at += 30 + n.length + body.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(parts).length, 8);
  end.writeUInt16LE(Object.keys(parts).length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, directory, end, Buffer.from(suffix)]);
}

const chunk = (name: string, body: Buffer = Buffer.alloc(0)): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  return Buffer.concat([length, Buffer.from(name), body, Buffer.alloc(4)]);
};
const png = Buffer.concat([
  Buffer.from('89504e470d0a1a0a', 'hex'),
  chunk('IHDR', Buffer.alloc(13)),
  chunk('IDAT', Buffer.alloc(5)),
  chunk('IEND'),
]);
const jpeg = Buffer.from('ffd8ffe000044a46ffda0004010111ff0022ffd033ffd9', 'hex');
const webp = Buffer.concat([
  Buffer.from('RIFF'),
  Buffer.from([12, 0, 0, 0]),
  Buffer.from('WEBPVP8 \0\0\0\0', 'latin1'),
]);
const pdf = (body: string): Buffer => Buffer.from(`%PDF-1.7\n${body}\nstartxref\n9\n%%EOF\n`, 'latin1');
const types = { '[Content_Types].xml': '<Types/>' };
const xlsx = zip({ ...types, 'xl/workbook.xml': '<workbook/>' });
const docx = zip({ ...types, 'word/document.xml': '<document/>' });

it.each([
  ['a PDF', pdf('1 0 obj <</Type /Catalog>> endobj'), 'application/pdf'],
  [
    'a PDF with compressed content that reads like a script',
    pdf('1 0 obj <</Length 9 /Filter /FlateDecode>> stream\n\xff/JS \x80/AA\x01\nendstream endobj'),
    'application/pdf',
  ],
  ['a PNG', png, 'image/png'],
  ['a JPEG', jpeg, 'image/jpeg'],
  ['a WebP', webp, 'image/webp'],
  ['a workbook', xlsx, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  [
    'a workbook with the settings of a printer',
    zip({ ...types, 'xl/workbook.xml': '', 'xl/printerSettings/printerSettings1.bin': 'x' }),
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  ],
  ['a document', docx, 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ['a table', Buffer.from('单位,值\n百家村,3\n'), 'text/csv'],
  ['a text', Buffer.from('两件重复，已核实。\n'), 'text/plain'],
  ['a text in GB18030', Buffer.from('c1bdbcfed6d8b8b4', 'hex'), 'text/plain'],
])('admits %s', (_, file, type) => expect(mediaTypeOf(file)).toEqual({ type }));

it.each([
  ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), 'ACTIVE_CONTENT'],
  ['SVG behind a declaration', Buffer.from('<?xml version="1.0"?><svg/>'), 'ACTIVE_CONTENT'],
  ['HTML', Buffer.from('  <!DOCTYPE html><p>'), 'ACTIVE_CONTENT'],
  ['a table with a script in it', Buffer.from('a,b\n1,<script>alert(1)</script>\n'), 'ACTIVE_CONTENT'],
  ['a shell script', Buffer.from('#!/bin/sh\nrm -rf /\n'), 'ACTIVE_CONTENT'],
  ['PHP', Buffer.from('x <?php system(1) ?>'), 'ACTIVE_CONTENT'],
  ['a Windows program', Buffer.from('4d5a90000300000004000000ffff0000', 'hex'), 'UNKNOWN_TYPE'],
  ['an ELF program', Buffer.from('7f454c4602010100', 'hex'), 'UNKNOWN_TYPE'],
  ['GIF', Buffer.from('GIF89a\x01\0\x01\0', 'latin1'), 'UNKNOWN_TYPE'],
  ['a PDF with script', pdf('<</OpenAction <</S /JavaScript /JS (app.alert)>>>>'), 'ACTIVE_CONTENT'],
  ['a PDF whose script is spelled otherwise', pdf('<</S /J#61vaScript>>'), 'ACTIVE_CONTENT'],
  [
    'a PDF with a script in content that is not compressed',
    pdf('1 0 obj <</Type /ObjStm>> stream\n<</S /JavaScript>>\nendstream endobj'),
    'ACTIVE_CONTENT',
  ],
  [
    'a PDF that calls a script content',
    pdf('1 0 obj <</Filter /X>> streams of <</S /JavaScript>> endstream endobj'),
    'ACTIVE_CONTENT',
  ],
  ['a PDF that launches', pdf('<</S /Launch>>'), 'ACTIVE_CONTENT'],
  ['a PDF with files in it', pdf('<</Names <</EmbeddedFiles 3 0 R>>>>'), 'ACTIVE_CONTENT'],
  ['an encrypted PDF', pdf('trailer <</Encrypt 4 0 R>>'), 'ENCRYPTED'],
  ['a PDF that is cut off', Buffer.from('%PDF-1.7\n1 0 obj'), 'BROKEN'],
  ['a PDF with HTML behind it', Buffer.concat([pdf(''), Buffer.from('<html></html>')]), 'TWO_TYPES'],
  ['a PDF with a ZIP behind it', Buffer.concat([pdf(''), xlsx]), 'TWO_TYPES'],
  ['a PNG with a ZIP behind it', Buffer.concat([png, xlsx]), 'TWO_TYPES'],
  [
    'a PNG with a ZIP within',
    Buffer.concat([png.subarray(0, -12), chunk('tEXt', xlsx), chunk('IEND')]),
    'TWO_TYPES',
  ],
  [
    'a JPEG with a PDF within',
    Buffer.concat([
      jpeg.subarray(0, 2),
      Buffer.from([0xff, 0xfe, 0, 2 + pdf('x').length]),
      pdf('x'),
      jpeg.subarray(2),
    ]),
    'TWO_TYPES',
  ],
  ['a text with a PDF within', Buffer.from(`\n${pdf('x').toString('latin1')}`), 'TWO_TYPES'],
  ['a text that a browser acts on', Buffer.from('<video src=x onerror=alert(1)>'), 'ACTIVE_CONTENT'],
  ['a PNG that is cut off', png.subarray(0, -13), 'BROKEN'],
  ['a JPEG with PHP behind it', Buffer.concat([jpeg, Buffer.from('<?php')]), 'TWO_TYPES'],
  ['a JPEG that is cut off', jpeg.subarray(0, -2), 'BROKEN'],
  ['a WebP with more behind it', Buffer.concat([webp, Buffer.from('x')]), 'TWO_TYPES'],
  [
    'a workbook with macros',
    zip({ ...types, 'xl/workbook.xml': '', 'xl/vbaProject.bin': 'x' }),
    'ACTIVE_CONTENT',
  ],
  [
    'a document with an object',
    zip({ ...types, 'word/document.xml': '', 'word/embeddings/a.xlsx': 'x' }),
    'ACTIVE_CONTENT',
  ],
  [
    'a document with ActiveX',
    zip({ ...types, 'word/document.xml': '', 'word/activeX/a.xml': 'x' }),
    'ACTIVE_CONTENT',
  ],
  [
    'a workbook and document in one',
    zip({ ...types, 'xl/workbook.xml': '', 'word/document.xml': '' }),
    'TWO_TYPES',
  ],
  ['a plain ZIP', zip({ 'a.txt': 'x' }), 'UNKNOWN_TYPE'],
  ['a JAR', zip({ 'META-INF/MANIFEST.MF': '', 'A.class': '' }), 'ACTIVE_CONTENT'],
  ['an encrypted workbook', zip({ ...types, 'xl/workbook.xml': '' }, { flags: 1 }), 'ENCRYPTED'],
  [
    'a workbook with something behind it',
    zip({ ...types, 'xl/workbook.xml': '' }, { suffix: '<html>' }),
    'TWO_TYPES',
  ],
  [
    'a workbook that escapes',
    zip({ ...types, 'xl/workbook.xml': '', '../../etc/passwd': '' }),
    'ACTIVE_CONTENT',
  ],
  [
    'something before a workbook',
    zip({ ...types, 'xl/workbook.xml': '' }, { prefix: '#!/bin/sh\n' }),
    'UNKNOWN_TYPE',
  ],
  ['a workbook that is cut off', xlsx.subarray(0, 60), 'BROKEN'],
])('refuses %s', (_, file, refused) => expect(mediaTypeOf(file)).toEqual({ refused }));

it.each(['stream', 'stream\n', '/Filter stream\n', '/Filter obj stream\n', 'endstream'])(
  'reads 20 MiB of %j to their end, which a search that begins anew at every word would not in hours',
  (word) => {
    const file = pdf(word.repeat(Math.floor((20 * 1024 * 1024) / word.length)));
    expect(Object.keys(mediaTypeOf(file))).toHaveLength(1);
  },
  60_000,
);

it('tells something of every file, and never admits one with more behind it as a picture or a document', () => {
  const any = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
  const begun = fc.tuple(fc.constantFrom(png, jpeg, webp, xlsx, docx, pdf('x')), any, fc.nat(400));
  fc.assert(
    fc.property(begun, ([file, tail, cut]) => {
      expect(Object.keys(mediaTypeOf(Buffer.concat([file.subarray(0, cut), tail])))).toHaveLength(1);
      const more = mediaTypeOf(Buffer.concat([file, Buffer.from('x'), tail]));
      return 'refused' in more;
    }),
  );
});
