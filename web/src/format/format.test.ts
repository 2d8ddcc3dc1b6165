import { describe, expect, test } from 'vitest';
import { dateTime, dayOf, decimalsOf, fixed, lasting, moment, money, percent, plain, short, shortMoment, signed, signedPercent, span, time, unknown, words } from './format';

describe('figures', () => {
  test('what is not known is a dash, never a zero', () => {
    for (const text of [fixed(null, 2), fixed(NaN, 2), signed(undefined), money(null), plain(Infinity), short(null), percent(null), signedPercent(undefined), span(null), time(null), dateTime(undefined)]) expect(text).toBe(unknown);
  });
  test('there is no minus, and no plus, before a nought', () => {
    expect(fixed(-0.001, 2)).toBe('0.00');
    expect(fixed(-0, 0)).toBe('0');
    expect(signed(-0.004)).toBe('0.00');
    expect(signed(0.004)).toBe('0.00');
    expect(signed(0)).toBe('0.00');
  });
  test('gains and losses have their signs', () => {
    expect(signed(1234.5)).toBe('+1,234.50');
    expect(signed(-0.005, 3)).toBe('−0.005');
    expect(signedPercent(-0.0123)).toBe('−1.23 %');
  });
  test('large sums have no cents', () => {
    expect(money(99_999.5)).toBe('+99,999.50');
    expect(money(-100_000.4)).toBe('−100,000');
  });
  test('a step says how many decimals it takes', () => {
    expect([5, 0.1, 0.001, 1e-8, 2.5e-7].map(decimalsOf)).toEqual([0, 1, 3, 8, 8]);
  });
  test('plain figures have the digits that they need', () => {
    expect([1, 0.00000001, 1234567.125, 0.1 + 0.2].map(plain)).toEqual(['1', '0.00000001', '1,234,567.125', '0.3']);
  });
  test('short figures have three digits and a unit', () => {
    expect([0, 12.345, 9_999, 12_345, 1_234_567, 2.5e9, -45_678].map(short)).toEqual(['0', '12.3', '9,999', '12.3k', '1.23M', '2.5B', '-45.7k']);
  });
});

describe('times', () => {
  test('a length has the unit in which it is read best', () => {
    expect([850, 12_400, 3_920_000, 250_000_000, 2.53e9].map(span)).toEqual(['850 ns', '12.4 µs', '3.92 ms', '250 ms', '2.53 s']);
  });
  test('what lasts is said for people', () => {
    expect([42.9, 185, 7_800, 273_600].map(lasting)).toEqual(['42 s', '3 min 05 s', '2 h 10 min', '3 d 4 h']);
  });
  test('moments are in UTC', () => {
    const ns = Date.UTC(2026, 0, 5, 14, 3, 7, 123) * 1e6;
    expect(time(ns)).toBe('14:03:07.123');
    expect(dateTime(ns)).toBe('2026-01-05 14:03:07');
  });
  test('moments of another day than today have their date', () => {
    const ns = Date.UTC(2026, 0, 5, 14, 3, 7, 123) * 1e6, today = dayOf(Date.UTC(2026, 0, 5, 23, 59) * 1e6);
    expect([moment(ns, today), moment(ns, today + 1), moment(ns, null), moment(null, today)]).toEqual(['14:03:07.123', '2026-01-05 14:03:07.123', '2026-01-05 14:03:07.123', unknown]);
    expect([shortMoment(ns, today), shortMoment(ns, today + 1), shortMoment(undefined, today)]).toEqual(['14:03:07', '01-05 14:03', unknown]);
  });
  test('midnight is 00, not 24', () => {
    expect(dateTime(Date.UTC(2026, 0, 5) * 1e6)).toBe('2026-01-05 00:00:00');
  });
});

test('names are words', () => {
  expect(words('partially_filled')).toBe('partially filled');
  expect(words('market-making')).toBe('market making');
});
