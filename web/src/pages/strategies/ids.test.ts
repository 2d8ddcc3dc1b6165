import { expect, test } from 'vitest';
import { idFault, symbolFault } from './ids';

test('ids are judged as the store does', () => {
  for (const right of ['mm', 'my-quoter.2', '0', 'a_b', 'x'.repeat(64)]) expect(idFault(right, [])).toBeUndefined();
  for (const wrong of ['', 'Mm', 'a b', 'ä', '.a', 'a.', 'a.cs', 'x'.repeat(65), 'operator', 'running', 'nul', 'com1.x', '../a']) expect(idFault(wrong, []), wrong).toBeDefined();
});

test('an id that is there already is taken', () => {
  expect(idFault('mm', ['mm'])).toMatch(/already/);
});

test('a symbol may be empty, and has no spaces', () => {
  expect(symbolFault('')).toBeUndefined();
  expect(symbolFault('BTC/USDT:USDT')).toBeUndefined();
  expect(symbolFault('BTC USDT')).toBeDefined();
});
