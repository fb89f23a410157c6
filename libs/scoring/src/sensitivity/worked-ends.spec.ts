import { Decimal } from '../decimal';
import { quotientOf } from '../samples/quotient-of';
import { PlaceEnds } from './place-ends';
import type { Quotient } from './quotient';

const d = (value: string | number) => new Decimal(value);

/** A line through p at τ = 1 and b at τ = 0. */
const line = (p: number | string, b: number | string): Quotient => quotientOf(d(p).minus(b).toString(), b);

/** τ(1 − τ) − 0.21 = −(τ − 0.3)(τ − 0.7). */
const bow = quotientOf('0', '0.21', '-1', '1');

/** Ends of a, by units in this order. */
type Row = [why: string, totals: Record<string, Quotient>, from: string, is: string];

it.each<Row>([
  ['alone', { a: line(1, 0) }, '0.5', '– | –'],
  ['parallel', { a: line(1, 0), b: line(2, 1) }, '0.5', '– | –'],
  ['τ and 0.7', { a: line(1, 0), b: line('0.7', '0.7') }, '0.5', '– | 0.7 b'],
  ['τ and 0.3', { b: line('0.3', '0.3'), a: line(1, 0) }, '0.5', '0.3 b | –'],
  ['met at 1 only', { a: line(1, 0), b: line(1, 1) }, '0.5', '– | –'],
  ['met at 0 only', { a: line(1, 0), b: line(0, 0) }, '0.5', '– | –'],
  ['the nearer of two', { a: line(1, 0), b: line('0.8', '0.8'), c: line('0.7', '0.7') }, '0.5', '– | 0.7 c'],
  [
    'one up and one down at the same point, where the place stays, then 9τ − 7 = 0.7',
    // At 0.7 τ rises above 0.7, and 1.4 − τ falls below it.
    { b: line(1, 0), a: line('0.7', '0.7'), c: line('0.4', '1.4'), e: line(2, -7) },
    '0.5',
    '– | 0.855555555556 e',
  ],
  [
    'one down and one up at the same point, and nothing after it',
    { c: line('0.4', '1.4'), a: line('0.7', '0.7'), b: line(1, 0) },
    '0.5',
    '– | –',
  ],
  [
    'one up and one down on the way down',
    { b: line(0, 1), a: line('0.7', '0.7'), c: line('1.4', '0.4') },
    '0.5',
    '– | –',
  ],
  [
    'two up at the same point',
    { a: line('0.7', '0.7'), c: line(1, 0), b: line('1.3', '-0.7') },
    '0.5',
    '– | 0.7 b',
  ],
  ['met twice above', { a: line(1, 0), b: bow }, '0.1', '– | 0.3 b'],
  ['met twice below', { a: line(1, 0), b: bow }, '0.9', '0.7 b | –'],
  ['met on both sides', { b: bow, a: line(1, 0) }, '0.5', '0.3 b | 0.7 b'],
  ['level, in front above', { a: line(1, 0), b: line('0.5', '0.5') }, '0.5', '0.5 b | –'],
  ['level, behind above', { a: line(0, 1), b: line('0.5', '0.5') }, '0.5', '– | 0.5 b'],
  [
    'level for every τ, and a third',
    { a: line(1, 0), b: line(1, 0), c: line('0.6', '0.6') },
    '0.5',
    '– | 0.6 c',
  ],
  [
    'level with one that rises and one that falls: each ends one side',
    { a: line('0.5', '0.5'), b: line(0, 1), c: line(1, 0) },
    '0.5',
    '0.5 b | 0.5 c',
  ],
  ['level with two that rise', { a: line('0.5', '0.5'), c: line(1, 0), b: line(2, -1) }, '0.5', '– | 0.5 b'],
  ['at no share, level', { a: line(0, 1), b: line(1, 1) }, '0', '– | 0 b'],
  ['at no share, level, in front', { a: line(1, 1), b: line(0, 1) }, '0', '– | –'],
  [
    'nearer than doubles tell apart',
    { a: line(1, 0), b: line('0.50000000000000000001', '0.50000000000000000001') },
    '0.5',
    '– | 0.5 b',
  ],
  ['touching at the border', { a: quotientOf(0, 1, '-1', '2'), b: line(1, 0) }, '0.5', '– | –'],
  // 0.25 − τ(1 − τ) = (τ − 0.5)².
  ['touching within', { a: line(1, 0), b: quotientOf(0, '0.25', '-1', '1') }, '0.2', '– | –'],
])('ends of a place, whether digits tell them apart or not: %s', (_, totals, from, is) => {
  const movers = Object.entries(totals).map(([unitId, total]) => ({ unitId, total }));
  const at = movers.findIndex(({ unitId }) => unitId === 'a');
  for (const alike of [true, false]) {
    const { low, high } = new PlaceEnds(movers, d(from), () => alike).of(at);
    const told = (end: typeof low) => (end ? `${Number(end.at.toFixed(12))} ${end.by}` : '–');
    expect(`${told(low)} | ${told(high)}`).toBe(is);
  }
});
