import type { Book, Side } from '../../api/types';

/** A book by whole ticks. */
export interface TickBook {
  atNs: number;
  stale: boolean;
  bids: ReadonlyMap<number, number>;
  asks: ReadonlyMap<number, number>;
  bestBid: number | null;
  bestAsk: number | null;
  /** The last level that is told on each side: what rests beyond isn't known. Infinite where the whole side is told. */
  lastBid: number;
  lastAsk: number;
}

// The stream tells so many levels a side; fewer are all that there are.
const levelsTold = 20;

export function tickBook(book: Book, tick: number): TickBook {
  const side = (levels: [number, number][]) => new Map(levels.map(([price, quantity]) => [Math.round(price / tick), quantity]));
  const bids = side(book.bids), asks = side(book.asks);
  return {
    atNs: book.at_ns,
    stale: book.stale,
    bids,
    asks,
    bestBid: bids.size > 0 ? Math.max(...bids.keys()) : null,
    bestAsk: asks.size > 0 ? Math.min(...asks.keys()) : null,
    lastBid: bids.size < levelsTold ? -Infinity : Math.min(...bids.keys()),
    lastAsk: asks.size < levelsTold ? Infinity : Math.max(...asks.keys()),
  };
}

/** What rests at a price; null where that isn't told. */
export function shownAt(book: TickBook, side: Side, tick: number): number | null {
  if (side === 'buy' ? tick < book.lastBid : tick > book.lastAsk) return null;
  return (side === 'buy' ? book.bids : book.asks).get(tick) ?? 0;
}

export interface Level { quantity: number; sum: number }
export interface Grouped {
  bids: ReadonlyMap<number, Level>;
  asks: ReadonlyMap<number, Level>;
  /** The largest quantity of a row, for the bars. */
  most: number;
  lastBid: number;
  lastAsk: number;
}

/** The row that a price of a side belongs to: bids are rounded down and asks up, so that no row shows a better price than there is. */
export function rowOf(side: Side, tick: number, ticks: number): number {
  return side === 'buy' ? Math.floor(tick / ticks) : Math.ceil(tick / ticks);
}

/** The row in which a trade took place: that of who rested there, on the other side than who took. */
export function rowOfTrade(trade: { price: number; side: Side }, tick: number, ticks: number): number {
  return rowOf(trade.side === 'sell' ? 'buy' : 'sell', Math.round(trade.price / tick), ticks);
}

export function grouped(book: TickBook, ticks: number): Grouped {
  let most = 0;
  const side = (levels: ReadonlyMap<number, number>, of: Side): Map<number, Level> => {
    const rows = new Map<number, Level>();
    let sum = 0;
    for (const [tick, quantity] of [...levels].sort(([a], [b]) => (of === 'buy' ? b - a : a - b))) {
      sum += quantity;
      const row = rowOf(of, tick, ticks), before = rows.get(row)?.quantity ?? 0;
      rows.set(row, { quantity: before + quantity, sum });
      most = Math.max(most, before + quantity);
    }
    return rows;
  };
  return { bids: side(book.bids, 'buy'), asks: side(book.asks, 'sell'), most, lastBid: rowOf('buy', book.lastBid, ticks), lastAsk: rowOf('sell', book.lastAsk, ticks) };
}

/** The row in the middle of the touch; null without a two-sided book. */
export function middleRow(book: TickBook, ticks: number): number | null {
  return book.bestBid === null || book.bestAsk === null ? null : Math.round((book.bestBid + book.bestAsk) / 2 / ticks);
}

/** The mid, drawn to the side where less rests: where the next trade is likelier to move it. In ticks. */
export function microPrice(book: TickBook): number | null {
  if (book.bestBid === null || book.bestAsk === null) return null;
  const bid = book.bids.get(book.bestBid)!, ask = book.asks.get(book.bestAsk)!;
  return bid + ask === 0 ? null : (book.bestBid * ask + book.bestAsk * bid) / (bid + ask);
}

export const groupings = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

/** Ticks a row, so that what is told of the book takes about `rows` of them. */
export function fittingTicks(book: TickBook, rows: number): number {
  const ticks = [...book.bids.keys(), ...book.asks.keys()];
  const width = ticks.length === 0 ? 0 : Math.max(...ticks) - Math.min(...ticks);
  return groupings.find(g => width / g <= rows) ?? groupings.at(-1)!;
}
