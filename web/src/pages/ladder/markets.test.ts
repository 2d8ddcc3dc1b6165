import { expect, it } from 'vitest';
import type { Pair } from '../../api/types';
import { marketOf, marketOfPair, marketsOf, pathOf } from './markets';

const pair = (symbol: string, venue: string, traded = true): Pair => ({ symbol, venue, traded, tick: 0.1, lot: 0.001, min_notional: 5, multiplier: 1 });
const markets = marketsOf([pair('BTCUSDT', 'a'), pair('SOLUSDT', 'a', false), pair('ETHUSDT', 'a'), pair('BTCUSDT', 'b')]);

it('are the pairs that are traded, by the names of their topics', () => {
  expect(markets.map(m => [m.topic, m.isAlone])).toEqual([['BTCUSDT', false], ['ETHUSDT', true], ['BTCUSDT@b', false]]);
});
it('are found by name, and no other one where there is none', () => {
  expect(['ethusdt', 'BTCUSDT', 'btcusdt@B', 'BTCUSDT@a'].map(name => marketOf(markets, name)?.venue)).toEqual(['a', 'a', 'b', 'a']);
  expect(['SOLUSDT', 'ETHUSDT@b', 'XYZ', ''].map(name => marketOf(markets, name))).toEqual([undefined, undefined, undefined, undefined]);
});
it('are linked by their topics: each venue’s pair has its own', () => {
  const of = (venue: string) => pathOf('ladder', marketOfPair(markets, { symbol: 'BTCUSDT', venue })!.topic);
  expect([of('a'), of('b')]).toEqual(['/ladder/BTCUSDT', '/ladder/BTCUSDT%40b']);
  expect(marketOfPair(markets, { symbol: 'SOLUSDT', venue: 'a' })).toBeUndefined();
});
