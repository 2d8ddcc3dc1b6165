import { describe, expect, it } from 'vitest';
import type { Book, Order, Trade } from '../../api/types';
import { tickBook, type TickBook } from './book';
import { afterBook, afterOrders, afterTrades, noQueues, totalAt, type Queues } from './queue';

const tick = 0.1, second = 1e9;

function book(seconds: number, bids: [number, number][], asks: [number, number][] = [[100.1, 3]]): TickBook {
  const told: Book = { symbol: 'X', venue: 'v', at_ns: seconds * second, stale: false, bids, asks };
  return tickBook(told, tick);
}

function order(change: Partial<Order> & { placed_ns: number }): Order {
  return {
    id: 1, client_order_id: null, strategy: 'mm', venue: 'v', symbol: 'X', side: 'buy', type: 'limit', time_in_force: 'good_until_cancelled', reduce_only: false, reason: null,
    price: 100, trigger_price: null, quantity: 1, filled: 0, average_price: null, fees: 0, status: 'placed', reason_text: null, is_unknown: false, updated_ns: change.placed_ns, ended_ns: null, ...change,
  };
}

const trade = (seconds: number, price: number, quantity: number, side: 'buy' | 'sell' = 'sell'): Trade => ({ price, quantity, side, local_ns: seconds * second, exchange_ns: seconds * second });

const aheadOf = (queues: Queues, id = 1) => queues.standings.get(id)?.ahead;

/** Looks from second 1 on, and has an order for 1 at 100 placed at second 2 behind 5. */
function placed(): Queues {
  return afterOrders(afterBook(noQueues, book(1, [[100, 5]]), true), [order({ placed_ns: 2 * second })], tick);
}

describe('where an own order stands', () => {
  it('is behind all that rested at its price when it was placed', () => expect(aheadOf(placed())).toBe(5));

  it('is looked up in the book from before it was placed, not in a newer one', () => {
    const queues = afterBook(afterBook(noQueues, book(1, [[100, 5]]), true), book(3, [[100, 9]]), true);
    expect(aheadOf(afterOrders(queues, [order({ placed_ns: 2 * second })], tick))).toBe(5);
  });

  it('moves up with trades at its price, and no further than to the front', () => {
    const queues = afterTrades(placed(), [trade(3, 100, 2)], tick);
    expect(aheadOf(queues)).toBe(3);
    expect(aheadOf(afterTrades(queues, [trade(4, 100, 8)], tick))).toBe(0);
  });

  it('stays with trades of the other side, at better prices, and from before it was there', () => {
    expect(aheadOf(afterTrades(placed(), [trade(3, 100, 2, 'buy'), trade(3, 100.1, 2), trade(1.5, 100, 2)], tick))).toBe(5);
  });

  it('is at the front once something traded beyond its price', () => expect(aheadOf(afterTrades(placed(), [trade(3, 99.9, 0.1)], tick))).toBe(0));

  it('is not moved up by what is cancelled while more than what is ahead is left', () => {
    const more = afterBook(placed(), book(3, [[100, 20]]), true);
    expect(aheadOf(more)).toBe(5);
    expect(aheadOf(afterBook(more, book(4, [[100, 8]]), true))).toBe(5);
  });

  it('is bounded by what is shown, without itself where the book has it', () => {
    expect(aheadOf(afterBook(placed(), book(3, [[100, 4]]), true))).toBe(3);
    expect(aheadOf(afterBook(placed(), book(3, [[100, 4]]), false))).toBe(4);
    expect(aheadOf(afterBook(placed(), book(3, [[99.9, 4]]), true))).toBe(0);
  });

  it('is bounded by all that is shown while the book may not have it yet', () => expect(aheadOf(afterBook(placed(), book(2.1, [[100, 4]]), true))).toBe(4));

  it('is not said of an order from before the page looked, whatever comes', () => {
    let queues = afterOrders(afterBook(noQueues, book(5, [[100, 5]]), true), [order({ placed_ns: 2 * second })], tick);
    queues = afterBook(afterTrades(queues, [trade(6, 100, 1)], tick), book(7, [[100, 1]]), true);
    expect(queues.standings.get(1)).toMatchObject({ isBefore: true, ahead: null });
  });

  it('goes to the end with another price, also of one from before', () => {
    const before = afterOrders(afterBook(noQueues, book(1, [[100, 5], [99.9, 7]]), true), [order({ placed_ns: 0 })], tick);
    const moved = afterOrders(before, [order({ placed_ns: 0, updated_ns: 2 * second, price: 99.9 })], tick);
    expect(moved.standings.get(1)).toMatchObject({ isBefore: false, ahead: 7, tick: 999 });
  });

  it('goes to the end with more quantity and keeps its place with less', () => {
    const queues = afterBook(afterTrades(placed(), [trade(3, 100, 3)], tick), book(4, [[100, 9]]), true);
    expect(aheadOf(afterOrders(queues, [order({ placed_ns: 2 * second, updated_ns: 5 * second, quantity: 2 })], tick))).toBe(8);
    expect(aheadOf(afterOrders(queues, [order({ placed_ns: 2 * second, updated_ns: 5 * second, quantity: 0.5 })], tick))).toBe(2);
  });

  it('is at the front once it is being filled', () => {
    expect(aheadOf(afterOrders(placed(), [order({ placed_ns: 2 * second, updated_ns: 3 * second, filled: 0.4, status: 'partially_filled' })], tick))).toBe(0);
  });

  it('is not known beyond the levels that are told, until they reach it', () => {
    const levels = (from: number): [number, number][] => Array.from({ length: 20 }, (_, i) => [from - i / 10, 2]);
    let queues = afterOrders(afterBook(noQueues, book(1, levels(100)), true), [order({ placed_ns: 2 * second, price: 97 })], tick);
    expect(queues.standings.get(1)).toMatchObject({ isBefore: false, ahead: null });
    queues = afterBook(queues, book(4, levels(98)), true);
    expect(aheadOf(queues)).toBe(1);
  });

  it('is forgotten with the order', () => expect(afterOrders(placed(), [order({ placed_ns: 2 * second, status: 'cancelled' })], tick).standings.size).toBe(0));

  it('is forgotten where a snapshot has the order no more, and kept where it has', () => {
    expect(afterOrders(placed(), [order({ id: 2, placed_ns: 3 * second })], tick, true).standings.has(1)).toBe(false);
    expect(aheadOf(afterOrders(placed(), [order({ placed_ns: 2 * second })], tick, true))).toBe(5);
    expect(aheadOf(afterOrders(placed(), [order({ id: 2, placed_ns: 3 * second })], tick))).toBe(5);
  });

  it('is out of what rests, with itself', () => {
    const standing = placed().standings.get(1)!;
    expect(totalAt(standing, book(3, [[100, 6]]), true)).toBe(6);
    expect(totalAt(standing, book(3, [[100, 5]]), false)).toBe(6);
    expect(totalAt(standing, book(3, [[99.9, 5]]), false)).toBe(1);
  });

  it('never rises while the order stays, whatever happens', () => {
    let seed = 7;
    const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
    let queues = placed(), last = aheadOf(queues)!;
    for (let i = 0; i < 500; i++) {
      const at = 3 + i / 10;
      queues = random() < 0.5 ? afterBook(queues, book(at, [[100, random() * 12]]), random() < 0.5) : afterTrades(queues, [trade(at, 100, random() / 100, random() < 0.5 ? 'buy' : 'sell')], tick);
      expect(aheadOf(queues)).toBeLessThanOrEqual(last);
      last = aheadOf(queues)!;
    }
  });
});
