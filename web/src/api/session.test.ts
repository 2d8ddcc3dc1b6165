import { expect, test } from 'vitest';
import { tradingOf } from './session';
import type { BotStatus } from './types';

const status = { session: 's-1', mode: 'paper' } as BotStatus;

test('where orders go is known once the program has said so', () => {
  expect(tradingOf(undefined, 'up', 's-1')).toBeNull();
  expect(tradingOf(status, 'up', 's-1')).toEqual({ session: 's-1', mode: 'paper' });
});
test('it is known no longer once the stream tells of another session', () => {
  expect(tradingOf(status, 'up', 's-2')).toBeNull();
});
test('a stream that is away says nothing against the newest answer', () => {
  expect([tradingOf(status, 'up', null), tradingOf(status, 'down', 's-0')]).toEqual([status, status]);
});
