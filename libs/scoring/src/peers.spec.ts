import { decimal, text } from './decimal';
import { Peers } from './peers';

const peers = (lower: boolean, ...values: string[]): Peers =>
  new Peers(
    values.map((value) => decimal('test', value)),
    lower ? 'DIRECTION_LOWER_IS_BETTER' : 'DIRECTION_HIGHER_IS_BETTER',
  );
const group = ['7', '9', '7', '3'];

it('of 7, 9, 7 and 3 the mean is 6.5, and the sample deviation the root of 19 ÷ 3', () => {
  const of = peers(false, ...group);
  expect([of.count, text(of.lowest), text(of.highest), text(of.mean)]).toEqual([4, '3', '9', '6.5']);
  expect(of.deviation.pow(2).times(3).toFixed(20)).toBe('19.00000000000000000000');
  expect(of.deviation).toBe(of.deviation);
});

it.each([[['5']], [['5', '5.0']]])('%j do not deviate', (values) => {
  expect(text(peers(false, ...values).deviation)).toBe('0');
});

it.each([
  {
    way: 'higher',
    lower: false,
    best: '9',
    worst: '3',
    order: ['9', '7', '7', '3'],
    place: [2, 1, 2, 4],
    last: [3, 1, 3, 4],
    beaten: [1, 3, 1, 0],
  },
  {
    way: 'lower',
    lower: true,
    best: '3',
    worst: '9',
    order: ['3', '7', '7', '9'],
    place: [2, 4, 2, 1],
    last: [3, 4, 3, 1],
    beaten: [1, 0, 1, 3],
  },
])('places where $way is better', ({ lower, best, worst, order, place, last, beaten }) => {
  const of = peers(lower, ...group);
  expect([text(of.best), text(of.worst), of.bestFirst.map((value) => text(value))]).toEqual([
    best,
    worst,
    order,
  ]);
  const at = group.map((_, i) => i);
  expect(at.map((i) => of.place(i))).toEqual(place);
  expect(at.map((i) => of.lastPlace(i))).toEqual(last);
  expect(at.map((i) => of.beaten(i))).toEqual(beaten);
});
