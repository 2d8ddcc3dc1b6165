import { expect, test } from 'vitest';
import { differenceInterval, holdsZero, profitInterval } from './interval';
import type { CurvePoint } from './result';
import { drawdownOf } from './result';

const curve = (values: number[], step = 1): CurvePoint[] => values.map((v, i) => [i * step, v, v, v]);

test('a constant gain has an interval of no width', () => {
  const interval = profitInterval(curve(Array.from({ length: 50 }, (_, i) => i * 2)), 1)!;
  expect(interval).toMatchObject({ stretches: 49, perHour: 7200, low: 7200, high: 7200 });
  expect(holdsZero(interval)).toBe(false);
});

test('too few stretches have none', () => {
  expect(profitInterval(curve(Array.from({ length: 30 }, (_, i) => i)), 1)).toBeNull();
  expect(profitInterval([], 1)).toBeNull();
});

test('it says what `touchline compare` says of the same curves', () => {
  const of = (k: number) => curve(Array.from({ length: 60 }, (_, i) => ((i * i * k) % 101) / 10));
  const interval = differenceInterval(of(7919), of(104729), 1)!;
  expect(interval.stretches).toBe(59);
  expect(interval.perHour).toBeCloseTo(122.03389830508485, 6);
  expect(interval.low).toBeCloseTo(-1519.3220338983049, 6);
  expect(interval.high).toBeCloseTo(1903.7288135593224, 6);
});

test('what the market did to both drops out', () => {
  const market = Array.from({ length: 60 }, (_, i) => Math.sin(i) * 100), better = market.map((v, i) => v + i);
  expect(differenceInterval(curve(market), curve(better), 1)!.perHour).toBeCloseTo(3600, 6);
});

test('a fall counts from the highest point before, zero at the start', () => {
  const falls = drawdownOf([[0, -1, -2, 0], [1, 3, -1, 4], [2, 2, 1, 3]]);
  expect(falls).toEqual([-2, -1, -3]);
});
