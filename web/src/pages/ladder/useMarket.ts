import { useEffect, useRef, useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { stream } from '../../api/live';
import { usePairs } from '../../api/queries';
import type { Book, Order, Pair, Trade } from '../../api/types';
import type { Told } from '../../api/stream';
import { isOpen } from '../../api/live';
import { tickBook, type TickBook } from './book';
import { marketOf, marketsOf, pathOf, type Market } from './markets';
import { afterBook, afterOrders, afterTrades, noQueues, type Queues } from './queue';

export type { Market };

export interface Markets {
  markets: Market[] | undefined;
  market: Market | undefined;
  /** What the address names, where the session doesn't trade it. */
  asked: string | null;
  /** The pair of that name where it is watched, as the venue has it. */
  watched: Pair | undefined;
  error: unknown;
  choose: (topic: string) => void;
}

/** The pairs that the session trades, and the one that the address names. Where it names none it is made to: when another session doesn't trade it, no other pair takes its place. */
export function useMarkets(page: 'ladder' | 'depth'): Markets {
  const pairs = usePairs();
  const { symbol } = useParams();
  const navigate = useNavigate();
  const choose = (topic: string) => void navigate(pathOf(page, topic), { replace: true });
  const markets = pairs.data && marketsOf(pairs.data.items);
  const market = markets && (symbol !== undefined ? marketOf(markets, symbol) : ((lastTopic === undefined ? undefined : marketOf(markets, lastTopic)) ?? markets[0]));
  if (market) lastTopic = market.topic;
  const topic = market?.topic;
  useEffect(() => {
    if (symbol === undefined && topic !== undefined) choose(topic);
  });
  const isMissing = markets !== undefined && market === undefined && symbol !== undefined;
  const watched = isMissing ? pairs.data!.items.find(p => p.symbol.toLowerCase() === symbol.toLowerCase()) : undefined;
  return { markets, market, asked: isMissing ? symbol : null, watched, error: pairs.error, choose };
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
