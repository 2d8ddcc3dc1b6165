import { describe, expect, test } from 'vitest';
import type { Pair } from '../api/types';
import { pairOf, priceText, sizeDecimals, sizeText, valueOf } from './worth';

const pair: Pair = { symbol: 'PEPEUSDT', venue: 'binance', traded: true, tick: 1e-8, lot: 1, min_notional: 5, multiplier: 1000 };

describe('what a position is worth', () => {
  test('counts what a contract holds', () => expect(valueOf({ position: -2, mid: 0.5 }, pair)).toBe(-1000));
  test('is not known without a mid, nor without the pair', () => expect([valueOf({ position: 2, mid: null }, pair), valueOf({ position: 2, mid: 0.5 }, undefined)]).toEqual([null, null]));
});

test('a pair is one venue’s', () => {
  expect(pairOf({ symbol: 'PEPEUSDT', venue: 'binance' }, [pair])).toBe(pair);
  expect(pairOf({ symbol: 'PEPEUSDT', venue: 'other' }, [pair])).toBeUndefined();
});

test('a price has the decimals of its pair', () => {
  expect(priceText(0.00001234, pair)).toBe('0.00001234');
  expect(priceText(0.00001234, undefined)).toBe('0.00001234');
  expect(priceText(null, pair)).toBe('–');
});

test('a quantity has the decimals of its pair, whichever value it has', () => {
  const fine = { ...pair, lot: 0.001 };
  expect([sizeText(0.02, fine), sizeText(-0.018, fine), sizeText(0, fine), sizeText(0.02, undefined)]).toEqual(['0.020', '−0.018', '0.000', '0.02']);
  expect([sizeDecimals(0.02, fine), sizeDecimals(0.02, undefined)]).toEqual([3, 2]);
});
