import type { Pair } from '../api/types';
import { decimalsOf, fixed, plain } from './format';

export function pairOf(of: { symbol: string; venue: string }, pairs: readonly Pair[] | undefined): Pair | undefined {
  return pairs?.find(p => p.symbol === of.symbol && p.venue === of.venue);
}

/** In quote currency at the mid, with its sign; null where there is no mid, or where it isn't known what a contract holds. */
export function valueOf(position: { position: number; mid: number | null }, pair: Pair | undefined): number | null {
  return position.mid === null || pair === undefined ? null : position.position * position.mid * pair.multiplier;
}

export function worthOf(position: { position: number; mid: number | null }, pair: Pair | undefined): number | null {
  const value = valueOf(position, pair);
  return value === null ? null : Math.abs(value);
}

/** With the decimals that the pair's prices have; as many as it needs where they aren't known. */
export function priceText(value: number | null | undefined, pair: Pair | undefined): string {
  return pair === undefined ? plain(value) : fixed(value, decimalsOf(pair.tick));
}

/** With the decimals that the pair's quantities have; as many as it needs where they aren't known. */
export function sizeText(value: number | null | undefined, pair: Pair | undefined): string {
  return (pair === undefined ? plain(value) : fixed(value, decimalsOf(pair.lot))).replace('-', '−');
}

/** Decimals of a pair's quantities, the value's own where they aren't known. */
export function sizeDecimals(value: number, pair: Pair | undefined): number {
  return Math.min(8, decimalsOf(pair?.lot ?? value));
}
