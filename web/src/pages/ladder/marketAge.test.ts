import { describe, expect, it } from 'vitest';
import type { PairMetrics } from '../../api/types';
import { feedAgeOf, heardAt, untoldAge, whyOld } from './marketAge';

const fresh = { at: 99_950, stale: false }, now = 100_000;

describe('a market is old', () => {
  it('where the venue is silent, though books come on and on', () => {
    expect(whyOld(now, fresh, { ageMs: 40, at: 99_500 })).toBeNull();
    expect(whyOld(now, fresh, { ageMs: 4_600, at: 99_500 })).toBe('The venue was silent for more than 5 s');
    expect(whyOld(now, fresh, { ageMs: 29_000, at: 99_000 })).toBe('The venue was silent for more than 5 s');
  });
  it('where messages of its book are missing', () => {
    expect(whyOld(now, { ...fresh, stale: true }, { ageMs: 40, at: 99_500 })).toBe('Messages of the book are missing');
  });
  it('where no book comes', () => expect(whyOld(now, { ...fresh, at: 94_000 }, { ageMs: 40, at: 99_500 })).toBe('The book is old'));
  it('where the program doesn’t tell any more when it heard of the venue, or hasn’t yet', () => {
    expect(whyOld(now, fresh, { ageMs: 0, at: 90_000 })).toBe('The venue was silent for more than 5 s');
    expect(whyOld(now, fresh, untoldAge)).toBe('When the venue was heard of isn’t known yet');
    expect(whyOld(now, fresh, { ageMs: null, at: 99_500 })).toBe('Nothing was heard of the venue yet');
  });
});

it('is told of each venue’s pair', () => {
  const pairs = [{ symbol: 'X', venue: 'a', feed_age_ms: 10 }, { symbol: 'X', venue: 'b', feed_age_ms: 900 }] as PairMetrics[];
  expect(heardAt(feedAgeOf(pairs, { symbol: 'X', venue: 'b' }, 1_000))).toBe(100);
  expect(feedAgeOf(pairs, { symbol: 'Y', venue: 'b' }, 1_000)).toBe(untoldAge);
});
