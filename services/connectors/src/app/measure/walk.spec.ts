import fc from 'fast-check';
import { inOrder } from './walk';

it('orders keys by their bytes, as the database does', () => {
  const key = fc.string({
    unit: fc.constantFrom('a', 'B', '0', 'é', '中', '\uE000', '\uFF21', '😀'),
    maxLength: 4,
  });
  fc.assert(
    fc.property(fc.array(key), (keys) => {
      const wanted = keys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      expect(inOrder(keys)).toEqual(wanted);
    }),
  );
});
