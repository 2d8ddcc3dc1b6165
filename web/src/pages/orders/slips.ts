import type { Limits, PairMetrics, Side } from '../../api/types';
import { fixed } from '../../format/format';
import { staleAfterMs } from '../../ui/basics';

// What tells a slip of the hand from an order that is meant.

export interface Touch { bid: number | null; ask: number | null }

/** The touch as far as it can be relied on. `isOld`: newer figures don't come. */
export function touchOf(told: PairMetrics | undefined, isOld: boolean): Touch {
  return told === undefined || isOld || (told.feed_age_ms ?? 0) > staleAfterMs ? { bid: null, ask: null } : { bid: told.bid, ask: told.ask };
}

/** What isn't known of the market, for people; null: both sides are. */
export function unknownText({ bid, ask }: Touch): string | null {
  if (bid !== null && ask !== null) return null;
  if (bid === null && ask === null) return 'The market isn’t known: nothing tells whether the price is right, nor whether it trades at once.';
  return bid === null ? 'No bid is known: the price is compared with the best ask alone.' : 'No ask is known: the price is compared with the best bid alone.';
}

/** It would trade at once. Where the other side isn't known it isn't known either: then not. */
export function crosses(side: Side, price: number, { bid, ask }: Touch): boolean {
  return side === 'buy' ? ask !== null && price >= ask : bid !== null && price <= bid;
}

/** Further from the touch than this share of it is told of. */
const farShare = 0.02;

/** In words how far a price is from the touch, or from the side of it that is known; null where it is near, or where there is no touch. */
export function farText(price: number, { bid, ask }: Touch): string | null {
  const upper = ask ?? bid, lower = bid ?? ask;
  if (upper !== null && price > upper * (1 + farShare)) return `${fixed((price / upper - 1) * 100, 1)} % above the best ${ask === null ? 'bid' : 'ask'}`;
  if (lower !== null && price < lower * (1 - farShare)) return `${fixed((1 - price / lower) * 100, 1)} % below the best ${bid === null ? 'ask' : 'bid'}`;
  return null;
}

/** People's own orders have limits of their own, besides the account's. */
const byHand = 'operator';
const guards = ['max_order', 'price_collar'];

/** Limits that would stop a slip and aren't set; null where limits aren't known. */
export function unsetGuards(limits: Limits | undefined): string[] | null {
  if (!limits) return null;
  const isSet = (of: Record<string, string> | undefined, name: string) => of?.[name] !== undefined && of[name] !== 'none';
  return guards.filter(name => !isSet(limits.account, name) && !isSet(limits.strategies[byHand], name));
}
