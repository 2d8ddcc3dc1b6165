import type { Order, Side, Trade } from '../../api/types';
import type { TickBook } from '../ladder/book';

/** Books that are kept: ten minutes at ten a second. With 40 levels of 8 bytes and what stands beside them these are 2 MB, whatever happens. */
export const mostBooks = 6_000;
const levelsOfSide = 20, levels = levelsOfSide * 2;
/** Trades and stretches of own orders that are kept. */
const mostTrades = 20_000, mostStretches = 4_000;

export interface Print { atNs: number; tick: number; quantity: number; side: Side }
/** An own order at one price; `toNs` is null while it is there. */
export interface Stretch { id: number; side: Side; tick: number; quantity: number; strategy: string; fromNs: number; toNs: number | null }

/** What rested where since the page was opened, in rings of fixed size. */
export class History {
  count = 0;
  /** Trades, oldest first. */
  readonly trades: Print[] = [];
  readonly stretches: Stretch[] = [];
  private first = 0;
  private readonly times = new Float64Array(mostBooks);
  private readonly ticks = new Int32Array(mostBooks * levels);
  private readonly quantities = new Float32Array(mostBooks * levels);
  /** Best bid, best ask, and the last levels that were told on each side. */
  private readonly edges = new Int32Array(mostBooks * 4);

  clear(): void {
    this.count = this.first = 0;
    this.trades.length = this.stretches.length = 0;
  }

  add(book: TickBook): void {
    if (this.count > 0 && book.atNs <= this.timeAt(this.count - 1)) return;
    const slot = (this.first + this.count) % mostBooks;
    if (this.count === mostBooks) this.first = (this.first + 1) % mostBooks;
    else this.count++;
    this.times[slot] = book.atNs;
    this.put(slot * levels, book.bids);
    this.put(slot * levels + levelsOfSide, book.asks);
    this.edges.set([book.bestBid ?? none, book.bestAsk ?? none, Number.isFinite(book.lastBid) ? book.lastBid : -none, Number.isFinite(book.lastAsk) ? book.lastAsk : none], slot * 4);
  }

  /** From here on nothing is known, until the next book. */
  addGap(atNs: number): void {
    this.add({ atNs, stale: true, bids: noLevels, asks: noLevels, bestBid: null, bestAsk: null, lastBid: none, lastAsk: -none });
  }

  addTrade(trade: Trade, tick: number): void {
    this.trades.push({ atNs: trade.local_ns, tick: Math.round(trade.price / tick), quantity: trade.quantity, side: trade.side });
    if (this.trades.length > mostTrades) this.trades.splice(0, mostTrades / 10);
  }

  /** An own order as it stands now. Of one that was there before only what follows is known. */
  addOrder(order: Order, tick: number, sinceNs: number): void {
    const isThere = order.price !== null && (order.status === 'placed' || order.status === 'partially_filled');
    const last = this.stretches.findLast(s => s.id === order.id && s.toNs === null), at = isThere ? Math.round(order.price! / tick) : none;
    if (last && isThere && last.tick === at) return;
    if (last) last.toNs = order.updated_ns;
    if (!isThere) return;
    this.stretches.push({ id: order.id, side: order.side, tick: at, quantity: order.quantity, strategy: order.strategy, fromNs: Math.max(order.updated_ns, sinceNs), toNs: null });
    if (this.stretches.length > mostStretches) this.stretches.splice(0, mostStretches / 10);
  }

  /** After a break: what isn't open any more ended meanwhile, nobody knows when. */
  endOthers(open: ReadonlySet<number>, atNs: number): void {
    for (const stretch of this.stretches) if (stretch.toNs === null && !open.has(stretch.id)) stretch.toNs = atNs;
  }

  timeAt(index: number): number {
    return this.times[(this.first + index) % mostBooks]!;
  }

  /** The newest book at or before a time; -1: none. */
  indexAt(atNs: number): number {
    let low = 0, high = this.count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.timeAt(middle) <= atNs) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** The newest book at or before an index, gaps left out; -1: none. */
  bookAt(index: number): number {
    while (index >= 0 && this.isGap(index)) index--;
    return index;
  }

  private isGap(index: number): boolean {
    const [low, high] = this.knownAt(index);
    return low > high;
  }

  touchAt(index: number): { bid: number | null; ask: number | null } {
    const slot = ((this.first + index) % mostBooks) * 4;
    const bid = this.edges[slot]!, ask = this.edges[slot + 1]!;
    return { bid: bid === none ? null : bid, ask: ask === none ? null : ask };
  }

  /** Between which ticks the book is told; beyond them nothing is known. */
  knownAt(index: number): [low: number, high: number] {
    const slot = ((this.first + index) % mostBooks) * 4;
    return [this.edges[slot + 2]!, this.edges[slot + 3]!];
  }

  eachLevel(index: number, see: (tick: number, quantity: number) => void): void {
    const from = ((this.first + index) % mostBooks) * levels;
    for (let i = from; i < from + levels; i++) {
      const quantity = this.quantities[i]!;
      if (quantity > 0) see(this.ticks[i]!, quantity);
    }
  }

  /** What rested from one tick up to another, both included; null where that isn't known. */
  quantityAt(index: number, low: number, high: number): number | null {
    const [from, to] = this.knownAt(index);
    if (high < from || low > to) return null;
    let sum = 0;
    this.eachLevel(index, (tick, quantity) => {
      if (tick >= low && tick <= high) sum += quantity;
    });
    return sum;
  }

  private put(from: number, side: ReadonlyMap<number, number>): void {
    let i = from;
    for (const [tick, quantity] of side) {
      if (i === from + levelsOfSide) break;
      this.ticks[i] = tick;
      this.quantities[i++] = quantity;
    }
    this.quantities.fill(0, i, from + levelsOfSide);
  }
}

const none = 2 ** 31 - 1;
const noLevels: ReadonlyMap<number, number> = new Map();
