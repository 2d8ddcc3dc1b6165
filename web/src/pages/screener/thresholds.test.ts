import { describe, expect, it } from 'vitest';
import type { PairMetrics } from '../../api/types';
import { noThresholds, passes } from './Thresholds';

const pair = { change_60m: -0.012, spread_bps: 0.4, last: 60_000, volume_60m: 100, prints_60m: 500 } as PairMetrics;

describe('thresholds', () => {
  it('let everything pass where none is set', () => {
    expect(passes({ ...pair, spread_bps: null, last: null }, 1, noThresholds)).toBe(true);
  });
  it('take a change either way', () => {
    expect(passes(pair, 1, { ...noThresholds, change: '1' })).toBe(true);
    expect(passes(pair, 1, { ...noThresholds, change: '1.3' })).toBe(false);
  });
  it('take a spread up to theirs', () => {
    expect(passes(pair, 1, { ...noThresholds, spread: '0.4' })).toBe(true);
    expect(passes(pair, 1, { ...noThresholds, spread: '0.3' })).toBe(false);
  });
  it('take turnover in millions', () => {
    expect(passes(pair, 1, { ...noThresholds, turnover: '6' })).toBe(true);
    expect(passes(pair, 1, { ...noThresholds, turnover: '6.1' })).toBe(false);
    expect(passes(pair, 0.1, { ...noThresholds, turnover: '6' })).toBe(false);
    expect(passes(pair, undefined, { ...noThresholds, turnover: '0' })).toBe(false);
  });
  it('let nothing pass of which it is not known', () => {
    expect(passes({ ...pair, spread_bps: null }, 1, { ...noThresholds, spread: '5' })).toBe(false);
  });
  it('filter nothing by what is no number', () => {
    expect(passes(pair, 1, { ...noThresholds, spread: 'abc', prints: '-' })).toBe(true);
  });
});
