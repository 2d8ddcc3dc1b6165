import { useEffect, useRef, useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { stream } from '../../api/live';
import { usePairs } from '../../api/queries';
import type { Book, Order, Pair, Trade } from '../../api/types';
import type { Told } from '../../api/stream';
import { isOpen } from '../../api/live';
import { tickBook, type TickBook } from './book';
import { afterBook, afterOrders, afterTrades, noQueues, type Queues } from './queue';

/** A pair that has a book, with the name of its topics: where two venues have a symbol, the second's carry the venue. */
export interface Market extends Pair { topic: string }

/** The pairs that the session trades, and the one that the address names. */
export function useMarkets(page: string): { markets: Market[] | undefined; market: Market | undefined; error: unknown; choose: (topic: string) => void } {
  const pairs = usePairs();
  const { symbol } = useParams();
  const navigate = useNavigate();
  const traded = pairs.data?.items.filter(p => p.traded);
  const markets = traded?.map((p, i) => {
    const isFirst = traded.findIndex(o => o.symbol === p.symbol) === i;
    return { ...p, topic: isFirst ? p.symbol : `${p.symbol}@${p.venue}` };
  });
  const market = markets?.find(m => m.topic.toLowerCase() === (symbol ?? lastTopic)?.toLowerCase()) ?? markets?.[0];
  if (market) lastTopic = market.topic;
  return { markets, market, error: pairs.error, choose: topic => void navigate(`/${page}/${encodeURIComponent(topic)}`, { replace: true }) };
}

// From ladder to map and back it stays the same pair.
let lastTopic: string | undefined;

export interface MarketView {
  book: TickBook | null;
  /** When the book came, by performance.now(). */
  bookAt: number;
  /** Newest first. */
  tape: readonly Trade[];
  hasTape: boolean;
  orders: readonly Order[];
  /** Whose orders they are; null: not known. */
  session: string | null;
  queues: Queues;
}

const mostTape = 80;
const nothing: MarketView = { book: null, bookAt: 0, tape: [], hasTape: false, orders: [], session: null, queues: noQueues };

/** Book, trades and own orders of a market, with where the orders stand; shown once a frame. `isShown`: the book has own orders in it. */
export function useMarketView(market: Market | undefined, isShown: boolean): MarketView {
  const [view, setView] = useState({ of: '', ...nothing });
  const shown = useRef(isShown);
  shown.current = isShown;
  const topic = market?.topic ?? '', tick = market?.tick ?? 1, symbol = market?.symbol, venue = market?.venue;
  useEffect(() => {
    if (topic === '') return;
    const now: { of: string } & MarketView = { of: topic, ...nothing };
    const orders = new Map<number, Order>();
    let frame = 0, newestNs = 0, epoch: string | null = null;
    // Another run of the program may begin its clock anew: nothing of the one before is measured against it, nor shown beside it.
    const beginAgain = () => {
      if (epoch !== null && stream.epoch !== epoch) {
        Object.assign(now, nothing);
        orders.clear();
        newestNs = 0;
      }
      epoch = stream.epoch;
    };
    const soon = () => {
      if (frame === 0)
        frame = requestAnimationFrame(() => {
          frame = 0;
          setView({ ...now });
        });
    };
    const leave = [
      stream.subscribe(`books:${topic}`, told => {
        beginAgain();
        if (told.data === null) return;
        now.book = tickBook(told.data as Book, tick);
        now.bookAt = performance.now();
        now.queues = afterBook(now.queues, now.book, shown.current);
        soon();
      }),
      stream.subscribe(`trades:${topic}`, told => {
        beginAgain();
        // After a break a snapshot repeats what was told before it.
        const trades = events<Trade>(told).filter(t => t.local_ns > newestNs);
        newestNs = trades.at(-1)?.local_ns ?? newestNs;
        now.queues = afterTrades(now.queues, trades, tick);
        now.tape = [...trades.reverse(), ...now.tape].slice(0, mostTape);
        now.hasTape = true;
        soon();
      }),
      stream.subscribe('orders', told => {
        beginAgain();
        const mine = events<Order>(told).filter(o => o.symbol === symbol && o.venue === venue);
        if (told.type === 'snapshot') {
          orders.clear();
          now.session = stream.session;
        }
        for (const order of mine) {
          if (isOpen(order)) orders.set(order.id, order);
          else orders.delete(order.id);
        }
        now.queues = afterOrders(now.queues, mine, tick, told.type === 'snapshot');
        now.orders = [...orders.values()];
        soon();
      }),
    ];
    return () => {
      cancelAnimationFrame(frame);
      for (const end of leave) end();
    };
  }, [topic, tick, symbol, venue]);
  return view.of === topic ? view : nothing;
}

function events<T>(told: Told): T[] {
  return Array.isArray(told.data) ? (told.data as T[]) : [];
}
