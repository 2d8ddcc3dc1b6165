import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { stream } from '../../api/live';
import type { Told } from '../../api/stream';
import type { Order } from '../../api/types';
import { OrderListing, passesStatus, shownOf, type OrderFilter, type StatusFilter } from './orderListing';

const order = (change: Partial<Order>): Order => ({ status: 'placed', is_unknown: false, ...change }) as Order;

describe('filter by status', () => {
  it('takes every order where none is asked for', () => {
    expect(passesStatus(order({ status: 'rejected' }), '')).toBe(true);
  });
  it('takes for active what may still be filled', () => {
    expect(['pending', 'placed', 'partially_filled', 'filled', 'cancelled', 'rejected', 'expired'].filter(status => passesStatus(order({ status: status as Order['status'] }), 'live'))).toEqual(['pending', 'placed', 'partially_filled']);
  });
  it('takes for unknown only what is still open: one that ended is known', () => {
    expect(passesStatus(order({ is_unknown: true }), 'unknown')).toBe(true);
    expect(passesStatus(order({ is_unknown: true, status: 'cancelled' }), 'unknown')).toBe(false);
  });
});

describe('the list', () => {
  const all: OrderFilter = { pair: '', side: '', strategy: '', status: '' };
  let tell: (told: Told) => void;
  let answers: ((items: Order[]) => Promise<void>)[];
  let epoch: string;
  let listing: OrderListing;
  const settle = () => vi.advanceTimersByTimeAsync(300);
  const row = (id: number, status: Order['status'], updated_ns: number, more: Partial<Order> = {}) => order({ id, status, updated_ns, symbol: 'X', side: 'buy', strategy: 'mm', ...more });
  const snapshot = (...data: Order[]) => tell({ type: 'snapshot', topic: 'orders', seq: 1, data });
  const update = (...data: Order[]) => tell({ type: 'update', topic: 'orders', seq: 2, data });
  const shown = () => listing.state.rows?.map(o => `${o.id} ${o.status}`);
  const begin = (status: StatusFilter) => (listing = new OrderListing({ ...all, status }, () => undefined));

  beforeEach(() => {
    vi.useFakeTimers();
    answers = [];
    epoch = 'e1';
    vi.spyOn(stream, 'epoch', 'get').mockImplementation(() => epoch);
    vi.spyOn(stream, 'session', 'get').mockImplementation(() => `session of ${epoch}`);
    vi.spyOn(stream, 'subscribe').mockImplementation((_, listener) => {
      tell = listener;
      return () => undefined;
    });
    vi.stubGlobal('fetch', (path: string) =>
      new Promise<Response>(resolve => {
        // Counts are none of what is tested here.
        if (path.includes('limit=1&') || path.endsWith('limit=1')) return;
        answers.push(async items => {
          resolve(new Response(JSON.stringify({ items, offset: 0, limit: 500, total: items.length }), { headers: { 'Content-Type': 'application/json' } }));
          await settle();
        });
      }),
    );
  });
  afterEach(() => {
    listing.end();
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  it('has what was asked for, and what the stream tells since', async () => {
    begin('live');
    snapshot(row(2, 'placed', 5));
    await answers[0]!([row(2, 'placed', 5)]);
    update(row(3, 'pending', 6));
    await settle();
    expect(shown()).toEqual(['3 pending', '2 placed']);
  });

  it('does not take for active what ended while an older page was under way', async () => {
    begin('live');
    snapshot(row(1, 'placed', 5), row(2, 'placed', 5));
    update(row(1, 'filled', 6));
    await answers[0]!([row(2, 'placed', 5), row(1, 'placed', 5)]);
    expect(shown()).toEqual(['2 placed']);
  });

  it('does not take back a status that was left, though the order is open yet', async () => {
    begin('placed');
    snapshot(row(1, 'placed', 5));
    update(row(1, 'partially_filled', 6));
    await answers[0]!([row(1, 'placed', 5)]);
    expect(shown()).toEqual([]);
  });

  it('shows what ended as such, whichever comes first', async () => {
    begin('');
    await answers[0]!([row(1, 'filled', 7)]);
    snapshot(row(1, 'placed', 5));
    await settle();
    expect(shown()).toEqual(['1 filled']);
  });

  it('drops open orders that a new snapshot has not, and reads again how they ended', async () => {
    begin('');
    snapshot(row(1, 'placed', 5), row(2, 'placed', 5));
    await answers[0]!([row(2, 'placed', 5), row(1, 'placed', 5)]);
    snapshot(row(2, 'placed', 5));
    await settle();
    expect(shown()).toEqual(['2 placed']);
    await answers[1]!([row(2, 'placed', 5), row(1, 'cancelled', 6)]);
    expect(shown()).toEqual(['2 placed', '1 cancelled']);
  });

  it('drops on the first snapshot what a page from before it had open', async () => {
    begin('live');
    await answers[0]!([row(2, 'placed', 5), row(1, 'placed', 5)]);
    snapshot(row(2, 'placed', 5));
    await settle();
    expect(shown()).toEqual(['2 placed']);
  });

  it('begins anew with another run of the program, and keeps nothing that was read of the one before', async () => {
    begin('');
    snapshot(row(9, 'placed', 5));
    await answers[0]!([row(9, 'placed', 5), row(8, 'filled', 5)]);
    snapshot(row(9, 'placed', 5));
    epoch = 'e2';
    snapshot(row(1, 'placed', 9));
    await answers[1]!([row(8, 'filled', 5)]);
    expect(shown()).toBeUndefined();
    await answers[2]!([row(1, 'placed', 9)]);
    expect(shown()).toEqual(['1 placed']);
  });

  it('holds rows still, but none of another session', async () => {
    begin('');
    snapshot(row(7, 'placed', 5));
    await answers[0]!([row(7, 'placed', 5)]);
    const held = listing.state;
    snapshot(row(7, 'placed', 5), row(8, 'placed', 6));
    await settle();
    expect(shownOf(held, listing.state, true).rows).toBe(held.rows);
    expect(shownOf(held, listing.state, false).rows).toHaveLength(2);
    epoch = 'e2';
    snapshot(row(7, 'placed', 9));
    expect(listing.state.session).toBe('session of e2');
    expect(shownOf(held, listing.state, true).rows).toBeUndefined();
  });
});
