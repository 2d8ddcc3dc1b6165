import { expect, it } from 'vitest';
import { commonQuote, quoteOf, withUnit } from './quote';

it('reads the quote currency at the end of a symbol', () => {
  expect(['BTCUSDT', 'ETHUSDC', 'BTCUSDT_260925', 'ETHBTC', 'BTCFDUSD'].map(quoteOf)).toEqual(['USDT', 'USDC', 'USDT', 'BTC', 'FDUSD']);
});
it('knows none of what doesn’t say it', () => expect(['SYN', 'USDT', 'SYN-A'].map(quoteOf)).toEqual([null, null, null]));
it('has one for several pairs where all are counted in it', () => {
  expect(commonQuote(['BTCUSDT', 'ETHUSDT'])).toBe('USDT');
  expect(commonQuote(['BTCUSDT', 'ETHUSDC'])).toBeNull();
  expect(commonQuote(['BTCUSDT', 'SYN'])).toBeNull();
  expect(commonQuote([])).toBeNull();
});
it('stands before what else is said', () => expect([withUnit('USDT', 'at the mid'), withUnit(null, 'at the mid'), withUnit('USDT'), withUnit(null)]).toEqual(['USDT, at the mid', 'at the mid', 'USDT', undefined]));
