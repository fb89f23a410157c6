import { wrongEnding } from './file-name';

it.each([
  ['说明', 'text/plain'],
  ['scan.PDF', 'application/pdf'],
  ['照片.1.jpeg', 'image/jpeg'],
  ['table.txt', 'text/csv'],
] as const)('lets %s be %s', (name, type) => expect(wrongEnding(name, type)).toBeUndefined());

it.each([
  ['run.bat', 'text/plain'],
  ['run.bat. .', 'text/plain'],
  ['scan.pdf.hta', 'text/plain'],
  ['scan.pdf', 'text/plain'],
  ['a.svg', 'image/png'],
  ['a.xlsm', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
] as const)('does not let %s be %s', (name, type) =>
  expect(wrongEnding(name, type)?.length).toBeGreaterThan(0),
);
it('says what would be right', () => expect(wrongEnding('a.exe', 'application/pdf')).toEqual(['pdf']));
