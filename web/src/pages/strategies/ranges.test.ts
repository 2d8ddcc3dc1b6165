import { expect, test } from 'vitest';
import { faultOf, isSame, rangeOf } from './ranges';

test('each kind of range that the program tells is known', () => {
  expect(rangeOf('a number from 0 to 1000')).toEqual({ kind: 'number', least: 0, most: 1000 });
  expect(rangeOf('a whole number from 1 to 50')).toEqual({ kind: 'whole', least: 1, most: 50 });
  expect(rangeOf('a time from 1ms to 1h with its unit (ns, us, ms, s, m)')).toEqual({ kind: 'time' });
  expect(rangeOf('off or on')).toEqual({ kind: 'choice', choices: ['off', 'on'] });
  expect(rangeOf('maker or taker or both')).toEqual({ kind: 'choice', choices: ['maker', 'taker', 'both'] });
  expect(rangeOf('a text')).toEqual({ kind: 'text' });
});

test('what is plainly wrong is told before it is sent, what may be right is sent', () => {
  const whole = rangeOf('a whole number from 1 to 50');
  expect(faultOf('7', whole)).toBeUndefined();
  expect(faultOf('7.5', whole)).toBe('Right is a whole number.');
  expect(faultOf('51', whole)).toBe('Right is 1 to 50.');
  expect(faultOf('', whole)).toBe('Right is a number.');
  expect(faultOf('250', rangeOf('a time from 1ms to 1h with its unit (ns, us, ms, s, m)'))).toMatch(/unit/);
  expect(faultOf('250ms', rangeOf('a time from 1ms to 1h with its unit (ns, us, ms, s, m)'))).toBeUndefined();
  expect(faultOf('anything', rangeOf('a text'))).toBeUndefined();
});

test('a number written differently is no change, a text is', () => {
  expect(isSame('1.0', '1', rangeOf('a number from 0 to 9'))).toBe(true);
  expect(isSame('', '0', rangeOf('a number from 0 to 9'))).toBe(false);
  expect(isSame('1.0', '1', rangeOf('a text'))).toBe(false);
});
