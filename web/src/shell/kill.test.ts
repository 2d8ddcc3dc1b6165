import { expect, it } from 'vitest';
import type { RiskStatus } from '../api/types';
import { isDone, isKilled, killText, whyNotKill } from './kill';

const risk = (state: string, reason: string | null = null) => ({ kill: { state, flattens: false, attempts: 0, reason, since_ns: 1 } }) as RiskStatus;
const states = ['Armed', 'Killing', 'Killed', 'Flattening', 'Flat', 'GaveUp'].map(s => risk(s));

it('lets nothing pass but where it is armed', () => {
  expect(states.map(isKilled)).toEqual([false, true, true, true, true, true]);
});
it('may be killed again until a kill is done', () => {
  expect(states.map(isDone)).toEqual([false, false, true, false, true, false]);
});
it('says killed only of what is', () => {
  expect(states.map(s => killText(s)?.slice(0, 8) ?? null)).toEqual([null, 'Killing…', 'Killed: ', 'Killing…', 'Killed: ', 'Kill did']);
  expect(killText(risk('GaveUp', '2 orders haven’t ended'))).toContain('Kill didn’t finish: 2 orders haven’t ended.');
});
it('may be killed again whatever was told, where newer answers don’t come', () => {
  expect(states.map(s => whyNotKill(s, true, true))).toEqual(states.map(() => null));
  expect(whyNotKill(undefined, false, true)).toBeNull();
});
it('says why nothing is killed', () => {
  expect(states.map(s => whyNotKill(s, false, true) !== null)).toEqual([false, false, true, false, true, false]);
  expect(whyNotKill(risk('Armed'), true, false)).toContain('role trader');
});
