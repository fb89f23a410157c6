import { isCreditCode } from './credit-code';

it.each([
  { code: '91350100M000100Y43', is: true, why: 'a valid code' },
  { code: '11320000MB151840XJ', is: true, why: 'a valid code of a government body' },
  { code: '91350100M000100Y4Z', is: false, why: 'Z is not in the alphabet' },
  { code: '91350100M000100Y44', is: false, why: 'wrong check character' },
  { code: '91350100M000100Y4', is: false, why: 'too short' },
  { code: '', is: false, why: 'empty' },
])('$why: $code', ({ code, is }) => {
  expect(isCreditCode(code)).toBe(is);
});
