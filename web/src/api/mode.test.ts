import { expect, test } from 'vitest';
import { goesToVenue, isKnownMode, orderKind } from './mode';

test('all but paper goes to a venue, also what is not known yet', () => {
  expect((['paper', 'testnet', 'live', 'opening', undefined] as const).filter(goesToVenue)).toEqual(['testnet', 'live', 'opening', undefined]);
});
test('only a live session has real orders', () => {
  expect((['paper', 'testnet', 'live'] as const).map(orderKind)).toEqual(['paper', 'testnet', 'real']);
});
test('a session that opens has no mode yet', () => {
  expect((['paper', 'testnet', 'live', 'opening', undefined] as const).map(isKnownMode)).toEqual([true, true, true, false, false]);
});
