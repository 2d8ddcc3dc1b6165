import type { Order, Side, Trade } from '../../api/types';
import { shownAt, type TickBook } from './book';

// Where own orders stand in their queue, as the risk-averse model has it (docs/simulation.md): at placing all that rests at the price is ahead, trades there move the order up, and what is shown bounds it.
// Nothing here is known: it is estimated from the books and trades that came.

export interface Standing {
  side: Side;
  tick: number;
  quantity: number;
  remaining: number;
  /** When it came to rest there. */
  sinceNs: number;
  /** Null: not known yet, the price wasn't among the levels that are told. */
  ahead: number | null;
  /** It rested there before the page looked: nothing is said of it. */
  isBefore: boolean;
}

export interface Queues {
  /** The first book's time; null before it. */
  sinceNs: number | null;
  /** The newest books, oldest first: what rested when an order was placed is looked up there. */
  books: readonly TickBook[];
  standings: ReadonlyMap<number, Standing>;
}

export const noQueues: Queues = { sinceNs: null, books: [], standings: new Map() };

const mostBooks = 30;
// So long after it was placed a book of the venue has the order itself in it.
const settledNs = 500e6;

/** `isShown`: the book has own orders in it, as a venue's has; on paper it hasn't. */
export function afterBook(queues: Queues, book: TickBook, isShown: boolean): Queues {
  const standings = changed(queues.standings, s => {
    if (s.isBefore || book.atNs <= s.sinceNs) return s;
    const shown = shownAt(book, s.side, s.tick);
    if (shown === null) return s;
    const bound = isShown && book.atNs > s.sinceNs + settledNs ? Math.max(0, shown - s.remaining) : shown;
    return s.ahead !== null && s.ahead <= bound ? s : { ...s, ahead: bound };
  });
  return { sinceNs: queues.sinceNs ?? book.atNs, books: [...queues.books.slice(1 - mostBooks), book], standings };
}

export function afterTrades(queues: Queues, trades: readonly Trade[], tick: number): Queues {
  let { standings } = queues;
  for (const trade of trades) {
    const at = Math.round(trade.price / tick);
    standings = changed(standings, s => {
      // A buy waits for those who sell.
      if (s.isBefore || trade.side === s.side || trade.local_ns <= s.sinceNs || s.ahead === 0) return s;
      const beyond = s.side === 'buy' ? s.tick - at : at - s.tick;
      if (beyond > 0) return { ...s, ahead: 0 };
      return beyond < 0 || s.ahead === null ? s : { ...s, ahead: Math.max(0, s.ahead - trade.quantity) };
    });
  }
  return standings === queues.standings ? queues : { ...queues, standings };
}

/** Orders of the one symbol, as they stand now. `isAll`: no other one is open. */
export function afterOrders(queues: Queues, orders: readonly Order[], tick: number, isAll = false): Queues {
  const told = new Set(orders.map(o => o.id));
  const standings = new Map(isAll ? [...queues.standings].filter(([id]) => told.has(id)) : queues.standings);
  for (const order of orders) {
    const isResting = order.status === 'placed' || order.status === 'partially_filled';
    if (!isResting || order.price === null) {
      if (order.status !== 'pending') standings.delete(order.id);
      continue;
    }
    standings.set(order.id, standingOf(queues, standings.get(order.id), order, order.price, tick));
  }
  return { ...queues, standings };
}

function standingOf(queues: Queues, before: Standing | undefined, order: Order, price: number, tick: number): Standing {
  const at = Math.round(price / tick), remaining = order.quantity - order.filled;
  // A smaller quantity keeps its place; another price or more of it goes to the end.
  if (before && before.tick === at && order.quantity <= before.quantity) {
    // Who is being filled has nobody before him.
    const ahead = remaining < before.remaining && order.filled > 0 && order.quantity === before.quantity ? 0 : before.ahead;
    return { ...before, quantity: order.quantity, remaining, ahead };
  }
  const placedNs = before ? order.updated_ns : order.placed_ns;
  const isBefore = queues.sinceNs === null || order.updated_ns <= queues.sinceNs || (before === undefined && order.placed_ns <= queues.sinceNs);
  const book = queues.books.findLast(b => b.atNs <= placedNs);
  const shown = book ? shownAt(book, order.side, at) : null;
  const ahead = isBefore || shown === null ? null : before?.tick === at ? Math.max(0, shown - before.remaining) : shown;
  return { side: order.side, tick: at, quantity: order.quantity, remaining, sinceNs: order.updated_ns, ahead: order.filled > 0 && ahead !== null && before === undefined ? 0 : ahead, isBefore };
}

/** What rests at its price, the order itself among it; null where that isn't told. */
export function totalAt(standing: Standing, book: TickBook, isShown: boolean): number | null {
  const shown = shownAt(book, standing.side, standing.tick);
  if (shown === null) return null;
  return isShown ? Math.max(shown, (standing.ahead ?? 0) + standing.remaining) : shown + standing.remaining;
}

function changed(standings: ReadonlyMap<number, Standing>, change: (s: Standing) => Standing): ReadonlyMap<number, Standing> {
  let next: Map<number, Standing> | null = null;
  for (const [id, standing] of standings) {
    const now = change(standing);
    if (now !== standing) (next ??= new Map(standings)).set(id, now);
  }
  return next ?? standings;
}
