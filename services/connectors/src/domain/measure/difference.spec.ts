import { difference } from './difference';

it('tells new, other, gone and equal values apart, in order of period and unit', () => {
  const now = (value: string, published = true) => ({ value, published });
  const next = (value: string) => ({ value, recordCount: 3 });
  const current = new Map([
    ['b~2026-01', now('1')],
    ['a~2026-01', now('2', false)],
    ['a~2026-02', now('3')],
  ]);
  const values = new Map([
    ['b~2026-01', next('1')],
    ['a~2026-01', next('5')],
    ['c~2025-12', next('7')],
  ]);
  expect(difference(current, values)).toEqual({
    changes: [
      { unitId: 'c', period: '2025-12', currentValue: '', newValue: '7', recordCount: 3, published: false },
      { unitId: 'a', period: '2026-01', currentValue: '2', newValue: '5', recordCount: 3, published: false },
      { unitId: 'a', period: '2026-02', currentValue: '3', newValue: '', recordCount: 0, published: true },
    ],
    addedCount: 1,
    changedCount: 1,
    removedCount: 1,
    unchangedCount: 1,
  });
});
