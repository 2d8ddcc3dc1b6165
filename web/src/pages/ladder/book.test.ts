import { describe, expect, it } from 'vitest';
import { fittingTicks, grouped, microPrice, middleRow, rowOfTrade, shownAt, tickBook } from './book';

const book = tickBook({ symbol: 'X', venue: 'v', at_ns: 1, stale: false, bids: [[100, 2], [99.9, 1], [99.4, 4]], asks: [[100.1, 6], [100.5, 1], [100.6, 3]] }, 0.1);

describe('a book in rows', () => {
  it('rounds bids down and asks up, and adds them from the touch outwards', () => {
    const rows = grouped(book, 5);
    expect([...rows.bids]).toEqual([[200, { quantity: 2, sum: 2 }], [199, { quantity: 1, sum: 3 }], [198, { quantity: 4, sum: 7 }]]);
    expect([...rows.asks]).toEqual([[201, { quantity: 7, sum: 7 }], [202, { quantity: 3, sum: 10 }]]);
    expect(rows.most).toBe(7);
  });

  it('tells nothing of what rests beyond the levels that came', () => {
    const deep = tickBook({ symbol: 'X', venue: 'v', at_ns: 1, stale: false, bids: Array.from({ length: 20 }, (_, i) => [100 - i / 10, 1]), asks: [] }, 0.1);
    expect(shownAt(deep, 'buy', 981)).toBe(1);
    expect(shownAt(deep, 'buy', 980)).toBeNull();
    expect(shownAt(book, 'buy', 950)).toBe(0);
  });

  it('has its micro-price on the side where less rests', () => {
    expect(microPrice(book)).toBeCloseTo(1000 + 2 / 8, 9);
    expect(middleRow(book, 1)).toBe(1001);
  });

  it('has a trade in the row of the price that it took from', () => {
    expect([rowOfTrade({ price: 60_119.6, side: 'sell' }, 0.1, 5), rowOfTrade({ price: 60_119.6, side: 'buy' }, 0.1, 5), rowOfTrade({ price: 60_120, side: 'sell' }, 0.1, 5)].map(r => r * 0.5)).toEqual([60_119.5, 60_120, 60_120]);
  });

  it('chooses rows that hold what is told', () => expect(fittingTicks(book, 6)).toBe(2));
});
