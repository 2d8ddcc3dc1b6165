import { expect, test } from 'vitest';
import { goesToVenue, isKnownMode, modeTexts, orderKind, wayText } from './mode';

test('all but paper goes to a venue, also what is not known yet', () => {
  expect((['paper', 'simulated', 'testnet', 'live', 'opening', undefined] as const).filter(goesToVenue)).toEqual(['simulated', 'testnet', 'live', 'opening', undefined]);
});
test('only a live session has real orders', () => {
  expect((['paper', 'simulated', 'testnet', 'live'] as const).map(orderKind)).toEqual(['paper', 'simulated', 'testnet', 'real']);
});
test('a session that opens has no mode yet', () => {
  expect((['paper', 'simulated', 'testnet', 'live', 'opening', undefined] as const).map(isKnownMode)).toEqual([true, true, true, true, false, false]);
});
test('real money is said of a live session alone, and of one of which nothing is known', () => {
  expect(Object.entries(modeTexts).filter(([, text]) => /with real money/.test(text)).map(([mode]) => mode)).toEqual(['live']);
  expect((['simulated', 'testnet', 'live', undefined] as const).map(m => /with real money/.test(wayText(m, 'binance')))).toEqual([false, false, true, true]);
});
