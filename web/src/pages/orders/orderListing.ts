import { useEffect, useRef, useState } from 'react';
import { get } from '../../api/client';
import { isOpen, stream } from '../../api/live';
import { withSearch } from '../../api/queries';
import type { Order, OrderStatus, Page } from '../../api/types';

/** Empty: all. */
export interface OrderFilter { pair: string; side: string; strategy: string; status: StatusFilter }
export type StatusFilter = '' | 'live' | 'ended' | 'unknown' | OrderStatus;

export interface Orders {
  rows: Order[] | undefined;
  /** Whose orders they are; null: not known yet. */
  session: string | null;
  /** How many there are in all that pass the filter; null: not known yet. */
  total: number | null;
  /** Of all open ones, those that the venue doesn't answer for. */
  unknown: number;
  error: unknown;
  isLoadingMore: boolean;
}

const aPage = 500, mostAsked = 1_000, overlap = 20;
const shownEveryMs = 250, countedEveryMs = 2_000;
const blank: Orders = { rows: undefined, session: null, total: null, unknown: 0, error: null, isLoadingMore: false };

/** The orders that pass a filter, newest first: what the stream tells, over what was asked for page by page. */
export class OrderListing {
  state = blank;
  private readonly byId = new Map<number, Order>();
  private readonly open = new Map<number, Order>();
  private readonly asking = new AbortController();
  private readonly leave: () => void;
  private readonly counter: ReturnType<typeof setInterval>;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private most = aPage;
  // All that pass from this number on are here; older ones only where they are open.
  private floor = Infinity;
  private isLoaded = false;
  private snapshots = 0;
  private epoch: string | null = null;
  // Of what was read before the program began anew nothing is kept.
  private era = 0;

  constructor(private readonly filter: OrderFilter, private readonly show: (state: Orders) => void) {
    this.leave = stream.subscribe('orders', told => {
      const isSnapshot = told.type === 'snapshot', orders = (told.data as Order[] | null) ?? [];
      if (isSnapshot) this.beginAgain(orders);
      for (const order of orders) this.take(order);
      // What happened between two snapshots may be missing in both.
      if (isSnapshot && this.snapshots++ > 0) void this.read();
      this.showSoon();
    });
    this.counter = setInterval(() => void this.count(), countedEveryMs);
    void this.read();
  }

  end(): void {
    this.leave();
    clearTimeout(this.timer);
    clearInterval(this.counter);
    this.asking.abort();
  }

  /** Older ones too. */
  more(): void {
    this.most += aPage;
    this.set({ isLoadingMore: true });
    const reached = [...this.byId.keys()].filter(id => id >= this.floor).length;
    void this.read(Math.max(0, reached - overlap));
  }

  retry(): void {
    this.set({ error: null });
    void this.read();
  }

  // A snapshot has all that are open: what isn't in it has ended, and is read again where it passes as such.
  private beginAgain(orders: readonly Order[]): void {
    const isOther = this.epoch !== null && stream.epoch !== this.epoch;
    this.epoch = stream.epoch;
    this.open.clear();
    if (this.state.session !== stream.session) this.set({ session: stream.session });
    if (isOther) {
      // Another run of the program: its numbers are other orders'.
      this.era++;
      this.byId.clear();
      this.floor = Infinity;
      this.isLoaded = false;
      this.set({ rows: undefined, total: null, unknown: 0, error: null, isLoadingMore: false });
      return;
    }
    const told = new Set(orders.map(o => o.id));
    for (const order of this.byId.values()) if (isOpen(order) && !told.has(order.id)) this.byId.delete(order.id);
  }

  /** What the stream tells. */
  private take(order: Order): void {
    if (isOpen(order)) this.open.set(order.id, order);
    else this.open.delete(order.id);
    const known = this.byId.get(order.id);
    if (known && (known.updated_ns > order.updated_ns || (isOpen(order) && !isOpen(known)))) return;
    if (this.passes(order)) this.byId.set(order.id, order);
    else this.byId.delete(order.id);
  }

  /** What was asked for. It may be older than what the stream has told since: what is open is known by the stream alone, from its first snapshot on. */
  private takeRead(order: Order): void {
    if (!this.passes(order) || (isOpen(order) && this.snapshots > 0)) return;
    const known = this.byId.get(order.id);
    if (known && !isOpen(known) && (isOpen(order) || known.updated_ns > order.updated_ns)) return;
    this.byId.set(order.id, order);
  }

  private passes(o: Order): boolean {
    const { pair, side, strategy, status } = this.filter;
    return (pair === '' || o.symbol === pair) && (side === '' || o.side === side) && (strategy === '' || o.strategy === strategy) && passesStatus(o, status);
  }

  // From an offset to as many as are wanted, newest first.
  private async read(offset = 0): Promise<void> {
    const { era } = this;
    try {
      for (let at = offset; at < this.most; ) {
        const page = await this.ask(at, Math.min(mostAsked, this.most - at));
        if (era !== this.era) return;
        for (const order of page.items) this.takeRead(order);
        this.isLoaded = true;
        const last = page.items.at(-1);
        at += page.items.length;
        if (last) this.floor = Math.min(this.floor, last.id);
        if (at >= page.total || !last) break;
        this.set({ total: page.total });
      }
      this.set({ error: null, isLoadingMore: false });
    } catch (error) {
      if (this.asking.signal.aborted || era !== this.era) return;
      this.set({ error, isLoadingMore: false });
    }
    this.showSoon();
    void this.count();
  }

  private ask(offset: number, limit: number): Promise<Page<Order>> {
    const { pair, side, strategy, status } = this.filter;
    return get<Page<Order>>(withSearch('/api/trading/orders', { symbol: pair, side, strategy, status: status === 'unknown' ? 'live' : status, offset, limit }), this.asking.signal);
  }

  private async count(): Promise<void> {
    if (!this.isLoaded || this.filter.status === 'unknown') return;
    const { era } = this;
    try {
      const { total } = await this.ask(0, 1);
      if (era === this.era) this.set({ total });
    } catch {
      // The list itself says what is wrong.
    }
  }

  private showSoon(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      if (!this.isLoaded) return;
      let rows = [...this.byId.values()].sort((a, b) => b.id - a.id);
      if (rows.length > this.most) {
        const last = rows[this.most - 1]!;
        this.floor = Math.max(this.floor, last.id);
        rows = rows.filter((o, i) => i < this.most || isOpen(o));
        const kept = new Set(rows);
        for (const order of this.byId.values()) if (!kept.has(order)) this.byId.delete(order.id);
      }
      const unknown = [...this.open.values()].filter(o => o.is_unknown).length;
      this.set({ rows, unknown, ...(this.filter.status === 'unknown' ? { total: rows.length } : {}) });
    }, shownEveryMs);
  }

  private set(change: Partial<Orders>): void {
    if (this.asking.signal.aborted) return;
    this.state = { ...this.state, ...change };
    this.show(this.state);
  }
}

export function passesStatus(o: Order, status: StatusFilter): boolean {
  switch (status) {
    case '':
      return true;
    case 'live':
      return isOpen(o);
    case 'ended':
      return !isOpen(o);
    case 'unknown':
      return o.is_unknown && isOpen(o);
    default:
      return o.status === status;
  }
}

/** What is shown of `next`. Held rows stay still under the hand, but those of another session are nobody's to click on: they go. */
export function shownOf(before: Orders, next: Orders, isHeld: boolean): Orders {
  return isHeld && before.rows && (before.session === null || before.session === next.session) ? { ...next, rows: before.rows } : next;
}

/** `isHeld`: nothing moves under the hand. */
export function useOrderListing(filter: OrderFilter, isHeld: boolean): Orders & { more: () => void; retry: () => void } {
  const { pair, side, strategy, status } = filter;
  const [state, setState] = useState(blank);
  const listing = useRef<OrderListing | null>(null);
  const held = useRef(isHeld);
  held.current = isHeld;
  useEffect(() => {
    setState(blank);
    const made = (listing.current = new OrderListing({ pair, side, strategy, status }, next => setState(before => shownOf(before, next, held.current))));
    return () => made.end();
  }, [pair, side, strategy, status]);
  useEffect(() => {
    if (!isHeld && listing.current) setState(listing.current.state);
  }, [isHeld]);
  return { ...state, more: () => listing.current?.more(), retry: () => listing.current?.retry() };
}
