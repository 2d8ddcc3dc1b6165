import { expect, it } from 'vitest';
import type { Limits, PairMetrics } from '../../api/types';
import { crosses, farText, touchOf, unknownText, unsetGuards } from './slips';

const touch = { bid: 100, ask: 101 };

it('knows what trades at once', () => {
  expect([crosses('buy', 101, touch), crosses('buy', 100.9, touch), crosses('sell', 100, touch), crosses('sell', 100.1, touch)]).toEqual([true, false, true, false]);
  expect(crosses('buy', 500, { bid: 100, ask: null })).toBe(false);
});
it('tells how far a price is from the touch, on either side', () => {
  expect(farText(112.11, touch)).toBe('11.0 % above the best ask');
  expect(farText(95, touch)).toBe('5.0 % below the best bid');
});
it('says nothing of a price that is near, or without a touch', () => {
  expect([farText(100.5, touch), farText(103, touch), farText(98, touch), farText(5, { bid: null, ask: null })]).toEqual([null, null, null, null]);
});
it('measures by the one side that is known, and says that the other isn’t', () => {
  expect([farText(500, { bid: 100, ask: null }), farText(50, { bid: null, ask: 101 }), farText(101, { bid: 100, ask: null })]).toEqual(['400.0 % above the best bid', '50.5 % below the best ask', null]);
  expect([unknownText({ bid: 100, ask: null }), unknownText({ bid: null, ask: 101 }), unknownText({ bid: null, ask: null })].map(t => t?.slice(0, 10))).toEqual(['No ask is ', 'No bid is ', 'The market']);
  expect(unknownText(touch)).toBeNull();
});
it('relies on no touch that is old', () => {
  const told = { ...touch, feed_age_ms: 20 } as PairMetrics, none = { bid: null, ask: null };
  expect([touchOf(told, false), touchOf(told, true), touchOf({ ...told, feed_age_ms: 5_001 }, false), touchOf(undefined, false)]).toEqual([touch, none, none, none]);
});
it('names the limits that would stop a slip and aren’t set', () => {
  const limits = (account: Record<string, string>, operator?: Record<string, string>): Limits => ({ account, strategies: operator ? { operator } : {}, known: [] });
  expect(unsetGuards(limits({}))).toEqual(['max_order', 'price_collar']);
  expect(unsetGuards(limits({ max_order: '5' }, { price_collar: '0.02' }))).toEqual([]);
  expect(unsetGuards(limits({ max_order: 'none', price_collar: '0.1' }))).toEqual(['max_order']);
  expect(unsetGuards(undefined)).toBeNull();
});
