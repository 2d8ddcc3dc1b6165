import { useEffect, useState } from 'react';
import type { UTCTimestamp } from 'lightweight-charts';
import { get } from '../api/client';
import { stream } from '../api/live';
import { withSearch } from '../api/queries';
import type { Klines, Trade } from '../api/types';

export interface Candle { time: UTCTimestamp; open: number; high: number; low: number; close: number; volume: number }

/** Told of what changed: candles from this one on. */
export type Watcher = (from: number) => void;

// What trades make of the last candle is set right by what the program has: of a pair that it tells no trades of, that is all there is.
const settleMs = 15_000, settleUntoldMs = 2_000, settledAtOnce = 3;

/** The newest candles of a pair, alive; shared by all that look at the same. */
export class CandleFeed {
  candles: Candle[] = [];
  /** Why there are none, or why they don't go on. */
  error: unknown = null;
  isLoaded = false;
  /** When something was last heard of the pair, by performance.now(). */
  heardAt = 0;
  private readonly watchers = new Set<Watcher>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private leave: (() => void) | null = null;
  private asking: AbortController | null = null;

  constructor(readonly symbol: string, readonly minutes: number, readonly most: number) {}

  watch(watcher: Watcher): () => void {
    this.watchers.add(watcher);
    if (this.watchers.size === 1) this.begin();
    return () => {
      this.watchers.delete(watcher);
      if (this.watchers.size === 0) this.end();
    };
  }

  private begin(): void {
    let isFirst = true;
    this.leave = watchTrades(this.symbol, (trades, isSnapshot) => {
      if (isSnapshot && !isFirst) void this.load(this.most);
      else if (!isSnapshot) this.take(trades);
      isFirst = false;
    });
    void this.load(this.most);
  }

  private end(): void {
    this.leave?.();
    clearTimeout(this.timer);
    this.asking?.abort();
    // Seen again later, it is not to be taken for what is.
    this.isLoaded = false;
    this.candles = [];
  }

  retry(): void {
    void this.load(this.most);
  }

  private async load(limit: number): Promise<void> {
    clearTimeout(this.timer);
    this.asking?.abort();
    const asking = (this.asking = new AbortController());
    try {
      const answer = await get<Klines>(withSearch(`/api/market/klines/${encodeURIComponent(this.symbol)}`, { interval: this.minutes, limit }), asking.signal);
      if (asking.signal.aborted) return;
      const candles = answer.items.map(k => ({ time: (k.open_ns / 1e9) as UTCTimestamp, open: k.open, high: k.high, low: k.low, close: k.close, volume: k.volume }));
      this.error = null;
      this.heardAt = performance.now();
      this.settle(candles, limit === this.most);
    } catch (error) {
      if (asking.signal.aborted) return;
      this.error = error;
      this.tell(this.candles.length);
    }
    const isTold = stream.offered.includes(`trades:${this.symbol}`);
    this.timer = setTimeout(() => void this.load(this.isLoaded ? settledAtOnce : this.most), isTold && this.isLoaded ? settleMs : settleUntoldMs);
  }

  private settle(candles: Candle[], isAll: boolean): void {
    const last = this.candles.at(-1), first = candles[0];
    if (isAll || !this.isLoaded || !first || !last) {
      this.isLoaded = true;
      this.candles = candles;
      this.tell(0);
      return;
    }
    if (first.time > last.time) {
      // Asleep for longer than a few candles.
      void this.load(this.most);
      return;
    }
    let at = this.candles.length;
    while (at > 0 && this.candles[at - 1]!.time >= first.time) at--;
    // A trade may have opened a candle that the answer doesn't have yet.
    const newest = candles.at(-1)!.time, later = this.candles.filter(c => c.time > newest);
    this.candles = [...this.candles.slice(0, at), ...candles, ...later];
    this.tell(at);
  }

  private take(trades: Trade[]): void {
    if (!this.isLoaded) return;
    this.heardAt = performance.now();
    const length = this.minutes * 60;
    let from = this.candles.length;
    for (const t of trades) {
      const time = (Math.floor(t.exchange_ns / 1e9 / length) * length) as UTCTimestamp;
      const last = this.candles.at(-1);
      if (!last || time > last.time) {
        this.candles.push({ time, open: t.price, high: t.price, low: t.price, close: t.price, volume: t.quantity });
      } else if (time === last.time) {
        last.high = Math.max(last.high, t.price);
        last.low = Math.min(last.low, t.price);
        last.close = t.price;
        last.volume += t.quantity;
        from = Math.min(from, this.candles.length - 1);
      }
    }
    this.tell(from);
    if (this.candles.length > this.most * 2) {
      this.candles = this.candles.slice(-this.most);
      this.tell(0);
    }
  }

  private tell(from: number): void {
    for (const watcher of this.watchers) watcher(from);
  }
}

type TradeWatcher = (trades: Trade[], isSnapshot: boolean) => void;
const tape = new Map<string, { watchers: Set<TradeWatcher>; leave: () => void }>();

// One subscription a pair, whoever looks at it: a second one would have the whole snapshot sent again.
function watchTrades(symbol: string, watcher: TradeWatcher): () => void {
  let topic = tape.get(symbol);
  if (!topic) {
    const watchers = new Set<TradeWatcher>();
    const leave = stream.subscribe(`trades:${symbol}`, told => {
      for (const w of watchers) w((told.data as Trade[] | null) ?? [], told.type === 'snapshot');
    });
    tape.set(symbol, (topic = { watchers, leave }));
  }
  const { watchers, leave } = topic;
  watchers.add(watcher);
  return () => {
    watchers.delete(watcher);
    if (watchers.size > 0) return;
    leave();
    tape.delete(symbol);
  };
}

const feeds = new Map<string, CandleFeed>();
const mostKept = 40;

export function candleFeed(symbol: string, minutes: number, most = 200): CandleFeed {
  const key = `${symbol} ${minutes} ${most}`;
  let feed = feeds.get(key);
  if (!feed) {
    if (feeds.size >= mostKept) feeds.clear();
    feeds.set(key, (feed = new CandleFeed(symbol, minutes, most)));
  }
  return feed;
}

export interface Tail { last: Candle | null; first: Candle | null; isLoaded: boolean; error: unknown; heardAt: number }

const shownEveryMs = 150;

/** The newest candle and the oldest that is shown, a few times a second: figures that change faster can't be read. */
export function useTail(feed: CandleFeed): Tail {
  const [tail, setTail] = useState<Tail>(() => tailOf(feed));
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    setTail(tailOf(feed));
    const leave = feed.watch(() => {
      timer ??= setTimeout(() => {
        timer = undefined;
        setTail(tailOf(feed));
      }, shownEveryMs);
    });
    return () => {
      clearTimeout(timer);
      leave();
    };
  }, [feed]);
  return tail;
}

function tailOf(feed: CandleFeed): Tail {
  const last = feed.candles.at(-1);
  return { last: last ? { ...last } : null, first: feed.candles[0] ?? null, isLoaded: feed.isLoaded, error: feed.error, heardAt: feed.heardAt };
}
