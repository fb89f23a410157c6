import fc from 'fast-check';
import { isSame, isSameKind, parseUnit, times, unitText } from './unit';

it.each([
  ['', '1'],
  ['1', '1'],
  ['ratio', '1'],
  ['%', '%'],
  ['\uFF05', '%'],
  ['percent', '%'],
  ['个百分点', '%'],
  ['‰', '‰'],
  ['1/1000', '‰'],
  ['件', '件'],
  [' 万元 ', '万元'],
  ['10000元', '万元'],
  ['亿元', '亿元'],
  ['元/人', '元/人'],
  ['元/万人', '元/10000人'],
  ['件/10万人', '件/100000人'],
  ['次/日', '次/日'],
  ['人·天', '人·天'],
  ['元/人/天', '元/人/天'],
  ['件/件', '1'],
  ['12人', '12人'],
  ['工作日', '工作日'],
])('%j is %s', (written, canonical) => {
  expect(unitText(parseUnit(written))).toBe(canonical);
});

it('tells another size from another thing', () => {
  const [yuan, myriad, cases] = [parseUnit('元'), parseUnit('万元'), parseUnit('件')];
  expect([isSame(yuan, myriad), isSameKind(yuan, myriad), isSameKind(yuan, cases)]).toEqual([
    false,
    true,
    false,
  ]);
});

const unit = fc
  .tuple(
    fc.array(fc.constantFrom('元', '件', '人', '天'), { maxLength: 3 }),
    fc.array(fc.constantFrom('元', '件', '人', '天'), { maxLength: 3 }),
    fc.constantFrom('', '万', '亿', '100'),
  )
  .map(([above, below, size]) => [size + (above.join('·') || '1'), ...below].join('/'));

it('is written so that it reads the same, and cancels in its own ratio', () => {
  fc.assert(
    fc.property(unit, (text) => {
      const read = parseUnit(text);
      expect(isSame(parseUnit(unitText(read)), read)).toBe(true);
      expect(unitText(times(read, read, -1))).toBe('1');
    }),
  );
});
