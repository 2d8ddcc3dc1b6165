import { expect, it } from 'vitest';
import { sessionTimeOf } from './sessionTime';

const wallMs = Date.UTC(2026, 4, 1), then = Date.UTC(2026, 0, 5) * 1e6;

it('is told where a market has a clock of its own', () => expect(sessionTimeOf({ mode: 'paper', at_ns: then }, wallMs)).toBe(then));
it('is not told where it is the wall’s, nor at a venue, whose time is the wall’s', () => {
  expect(sessionTimeOf({ mode: 'paper', at_ns: (wallMs + 900) * 1e6 }, wallMs)).toBeNull();
  expect(sessionTimeOf({ mode: 'live', at_ns: then }, wallMs)).toBeNull();
  expect(sessionTimeOf(undefined, wallMs)).toBeNull();
});
