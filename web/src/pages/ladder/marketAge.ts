import { useLive, useNow } from '../../api/live';
import type { PairMetrics } from '../../api/types';
import { staleAfterMs } from '../../ui/basics';

// Books come ten times a second whatever the venue does: that one came says that the program lives, not that the market is as it shows.

/** When the venue was heard of, as the program told it at `at` (performance.now(); 0: it hasn't yet). `ageMs` is null where nothing was ever heard. */
export interface FeedAge { ageMs: number | null; at: number }
export const untoldAge: FeedAge = { ageMs: null, at: 0 };

/** When the venue was heard of, by performance.now(); 0: never, or not known. */
export function heardAt({ ageMs, at }: FeedAge): number {
  return at === 0 || ageMs === null ? 0 : at - ageMs;
}

/** Why the market isn't to be taken for what is shown of it; null: it may be. `now` and times by performance.now(). */
export function whyOld(now: number, book: { at: number; stale: boolean }, feed: FeedAge): string | null {
  if (now - book.at > staleAfterMs) return 'The book is old';
  return whyQuiet(now, feed) ?? (book.stale ? 'Messages of the book are missing' : null);
}

/** Why nothing new may be known of the venue, whatever the book says of itself. */
export function whyQuiet(now: number, feed: FeedAge): string | null {
  if (feed.at === 0) return 'When the venue was heard of isn’t known yet';
  if (feed.ageMs === null) return 'Nothing was heard of the venue yet';
  // Without the age, which stands above: rows aren't made anew for it each second.
  return now - heardAt(feed) > staleAfterMs ? `The venue was silent for more than ${staleAfterMs / 1000} s` : null;
}

export function feedAgeOf(pairs: readonly PairMetrics[] | undefined, market: { symbol: string; venue: string }, at: number): FeedAge {
  const pair = pairs?.find(p => p.symbol === market.symbol && p.venue === market.venue);
  return pair ? { ageMs: pair.feed_age_ms, at } : untoldAge;
}

export interface MarketAge {
  feed: FeedAge;
  /** Why what is shown isn't the market as it is. */
  old: string | null;
  /** The same of trades, which come also where the book misses some of its messages. */
  quiet: string | null;
  /** How old the newest is that is known: when the book came, or, where the venue is silent, when that was heard of. */
  at: number;
}

export function useMarketAge(market: { symbol: string; venue: string }, book: { at: number; stale: boolean }): MarketAge {
  const told = useLive<{ pairs: PairMetrics[] }>('metrics');
  // Newer than the second's tick is what came since.
  const now = Math.max(useNow(), book.at, told.at);
  const feed = feedAgeOf(told.data?.pairs, market, told.at);
  if (book.at === 0) return { feed, old: null, quiet: null, at: 0 };
  const quiet = whyQuiet(now, feed);
  return { feed, old: whyOld(now, book, feed), quiet: now - book.at > staleAfterMs ? 'The book is old' : quiet, at: quiet === null ? book.at : heardAt(feed) };
}
