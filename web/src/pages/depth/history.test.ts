import { describe, expect, it } from 'vitest';
import type { Order } from '../../api/types';
import { tickBook } from '../ladder/book';
import { History, mostBooks } from './history';

const book = (at: number, bid = 100) => tickBook({ symbol: 'X', venue: 'v', at_ns: at, stale: false, bids: [[bid, 2], [bid - 1, 3]], asks: [[bid + 1, 4]] }, 1);

describe('what rested where', () => {
  it('keeps the newest books and no more', () => {
    const history = new History();
    for (let i = 1; i <= mostBooks + 10; i++) history.add(book(i, 100 + (i % 7)));
    expect(history.count).toBe(mostBooks);
    expect(history.timeAt(0)).toBe(11);
    expect(history.timeAt(mostBooks - 1)).toBe(mostBooks + 10);
    expect(history.touchAt(mostBooks - 1)).toEqual({ bid: 100 + ((mostBooks + 10) % 7), ask: 101 + ((mostBooks + 10) % 7) });
  });

  it('finds the book that held at a time', () => {
    const history = new History();
    for (const at of [10, 20, 30]) history.add(book(at));
    expect([5, 10, 19, 30, 99].map(at => history.indexAt(at))).toEqual([-1, 0, 0, 2, 2]);
  });

  it('adds up what rests at some prices, and knows where it knows nothing', () => {
    const history = new History();
    history.add(book(1));
    expect(history.quantityAt(0, 99, 100)).toBe(5);
    expect(history.quantityAt(0, 200, 200)).toBe(0);
    history.add(tickBook({ symbol: 'X', venue: 'v', at_ns: 2, stale: false, bids: Array.from({ length: 20 }, (_, i) => [100 - i, 1]), asks: [] }, 1));
    expect(history.quantityAt(1, 80, 80)).toBeNull();
    expect(history.quantityAt(1, 80, 81)).toBe(1);
  });

  it('knows nothing from a gap on until the next book', () => {
    const history = new History();
    history.add(book(1));
    history.addGap(2);
    history.addGap(3);
    history.add(book(4));
    expect([1, 2, 3, 4].map(at => history.quantityAt(history.indexAt(at), 99, 100))).toEqual([5, null, null, 5]);
    expect(history.touchAt(1)).toEqual({ bid: null, ask: null });
    expect([0, 1, 2, 3].map(i => history.bookAt(i))).toEqual([0, 0, 0, 3]);
    const silent = new History();
    silent.addGap(1);
    expect(silent.bookAt(0)).toBe(-1);
  });

  it('has an own order at each of its prices, from when to when', () => {
    const history = new History(), order = { id: 1, side: 'buy', price: 100, quantity: 1, strategy: 'mm', status: 'placed', updated_ns: 5 } as Order;
    history.addOrder(order, 1, 0);
    history.addOrder({ ...order, price: 101, updated_ns: 8 }, 1, 0);
    history.addOrder({ ...order, price: 101, status: 'cancelled', updated_ns: 9 }, 1, 0);
    expect(history.stretches.map(s => [s.tick, s.fromNs, s.toNs])).toEqual([[100, 5, 8], [101, 8, 9]]);
  });
});
