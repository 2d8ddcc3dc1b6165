import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { Order, Side } from '../../api/types';
import { fixed, plain } from '../../format/format';
import { grouped, middleRow, rowOf, rowOfTrade } from './book';
import { LadderRow, clickToCancel, type OwnOrder } from './LadderRow';
import { totalAt } from './queue';
import type { Market, MarketView } from './useMarket';

const rowPx = 22, headPx = 26, fewest = 11, most = 81;
const none: readonly OwnOrder[] = [];

/** A price of a side, as the keyboard stands on it. */
interface Cell { row: number; side: Side }

interface Props {
  market: Market;
  view: MarketView;
  ticks: number;
  decimals: { price: number; quantity: number };
  isShown: boolean;
  whyNot: string | null;
  /** Counted up: back to the mid. */
  recentred: number;
  onPlace: (side: Side, tick: number) => void;
  onCancel: (order: Order) => void;
  onList: (side: Side, row: number) => void;
  onMoved: (moved: boolean) => void;
}

/** Prices from top to bottom. The prices stand still, so that a click hits what was aimed at; they move only when the touch is about to leave, or on request. */
export function LadderTable({ market, view, ticks, decimals, isShown, whyNot, recentred, onPlace, onCancel, onList, onMoved }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const rows = useRows(box);
  const book = view.book!;
  const middle = middleRow(book, ticks);
  const [centre, setCentre] = useState<number | null>(null);
  const isMoved = useRef(false);
  // While the keyboard stands on a price, the prices stand still.
  const [cell, setCell] = useState<Cell | null>(null);
  const half = Math.floor(rows / 2);

  useEffect(() => {
    isMoved.current = false;
    onMoved(false);
    const to = middleRow(view.book!, ticks);
    setCentre(to);
    setCell(c => (c === null || to === null ? null : { row: to, side: c.side }));
    // Another grouping has other rows.
  }, [ticks, recentred]);
  useEffect(() => {
    if (middle === null || isMoved.current || cell !== null) return;
    setCentre(c => (c === null || Math.abs(middle - c) > half * 0.55 ? middle : c));
  }, [middle, half, cell]);

  const moved = (by: number) => {
    isMoved.current = true;
    onMoved(true);
    setCentre(c => (c ?? middle ?? 0) + by);
  };
  useWheel(box, moved);

  const top = (centre ?? middle ?? 0) + half;
  useEffect(() => {
    if (cell !== null) cellIn(box.current!, cell)?.focus();
  }, [cell]);
  const onKey = (e: KeyboardEvent) => {
    const by = e.key === 'ArrowUp' ? 1 : e.key === 'ArrowDown' ? -1 : e.key === 'PageUp' ? half : e.key === 'PageDown' ? -half : 0;
    const at = cellOf(e.target as Element), side = e.key === 'ArrowLeft' ? 'buy' : e.key === 'ArrowRight' ? 'sell' : null;
    if (by === 0 && (at === null || side === null)) return;
    e.preventDefault();
    if (at === null) {
      moved(by);
      return;
    }
    const next = { row: at.row + by, side: side ?? at.side }, bottom = top - rows + 1;
    const beyond = Math.max(0, next.row - top) + Math.min(0, next.row - bottom);
    if (beyond !== 0) moved(beyond);
    setCell(next);
  };

  const isHeld = cell !== null;
  useEffect(() => onMoved(isHeld || isMoved.current), [isHeld, onMoved]);

  const levels = useMemo(() => grouped(book, ticks), [book, ticks]);
  const own = useOwn(view, market, ticks, isShown);
  const last = view.tape[0];
  const lastRow = last ? rowOfTrade(last, market.tick, ticks) : null;
  const touchBid = book.bestBid === null ? null : rowOf('buy', book.bestBid, ticks), touchAsk = book.bestAsk === null ? null : rowOf('sell', book.bestAsk, ticks);
  // The handlers stay the same, so that rows don't change by them.
  const acts = useRef({ onPlace, onCancel, onList });
  acts.current = { onPlace, onCancel, onList };
  const place = useMemo(() => (side: Side, row: number) => acts.current.onPlace(side, row * ticks), [ticks]);
  const cancel = useMemo(() => (order: Order) => acts.current.onCancel(order), []);
  const list = useMemo(() => (side: Side, row: number) => acts.current.onList(side, row), []);

  // One price can be reached by Tab, the others from there by arrows: where the keyboard stands, else the touch.
  const tab = cell ?? { row: inView(touchBid ?? middle ?? top, top, rows), side: 'buy' };
  return (
    <div
      className="ladder-box"
      ref={box}
      tabIndex={0}
      role="region"
      aria-label="Order book; arrow keys move it, and within it go from price to price"
      onKeyDown={onKey}
      onFocus={e => {
        const at = cellOf(e.target);
        // Not by a click: after it the prices follow the market on.
        if (at !== null && e.target.matches(':focus-visible')) setCell(at);
      }}
      // A row that scrolls away takes the keyboard with it for a moment, until it stands on the next; from a question it comes back.
      onBlur={() =>
        requestAnimationFrame(() => {
          const to = document.activeElement;
          if (!document.hasFocus() || !(box.current?.contains(to) || to?.closest('dialog'))) setCell(null);
        })
      }
    >
      <table className="ladder">
        <thead>
          <tr>
            <th scope="col" className="own">Own bids</th>
            <th scope="col" className="num sum wide-only">Sum</th>
            <th scope="col" className="num">Bid</th>
            <th scope="col" className="num price">Price</th>
            <th scope="col" className="num">Ask</th>
            <th scope="col" className="num sum wide-only">Sum</th>
            <th scope="col" className="own asks">Own asks</th>
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: rows }, (_, i) => {
            const row = top - i, bid = levels.bids.get(row), ask = levels.asks.get(row);
            return (
              <LadderRow
                key={row}
                row={row}
                price={fixed(row * ticks * market.tick, decimals.price)}
                bid={bid ? fixed(bid.quantity, decimals.quantity) : ''}
                bidSum={bid ? fixed(bid.sum, decimals.quantity) : ''}
                bidShare={bid ? share(bid.quantity, levels.most) : 0}
                ask={ask ? fixed(ask.quantity, decimals.quantity) : ''}
                askSum={ask ? fixed(ask.sum, decimals.quantity) : ''}
                askShare={ask ? share(ask.quantity, levels.most) : 0}
                isBidKnown={row >= levels.lastBid}
                isAskKnown={row <= levels.lastAsk}
                isTouch={row === touchBid || row === touchAsk}
                isLast={row === lastRow ? last!.side : null}
                bids={own.get(row * 2) ?? none}
                asks={own.get(row * 2 + 1) ?? none}
                tab={row === tab.row ? tab.side : null}
                whyNot={whyNot}
                onPlace={place}
                onCancel={cancel}
                onList={list}
              />
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function cellOf(element: Element): Cell | null {
  const { row, side } = (element as HTMLElement).dataset;
  return row === undefined ? null : { row: Number(row), side: side as Side };
}

function cellIn(box: HTMLElement, { row, side }: Cell): HTMLElement | null {
  return box.querySelector(`[data-row="${row}"][data-side="${side}"]`);
}

function inView(row: number, top: number, rows: number): number {
  return Math.min(top, Math.max(top - rows + 1, row));
}

// In steps, so that a row isn't made anew for what nobody sees.
function share(quantity: number, most: number): number {
  return most === 0 ? 0 : Math.max(0.01, Math.round((quantity / most) * 100) / 100);
}

/** As many rows as there is room for. */
function useRows(box: React.RefObject<HTMLDivElement | null>): number {
  const [rows, setRows] = useState(25);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setRows(Math.min(most, Math.max(fewest, Math.floor((entry!.contentRect.height - headPx) / rowPx)))));
    observer.observe(box.current!);
    return () => observer.disconnect();
  }, [box]);
  return rows;
}

// React listens to wheels passively, and the page would scroll too.
function useWheel(box: React.RefObject<HTMLDivElement | null>, move: (by: number) => void): void {
  const held = useRef(move);
  held.current = move;
  useEffect(() => {
    const element = box.current!;
    let left = 0;
    const onWheel = (e: WheelEvent) => {
      e.preventDefault();
      left += e.deltaMode === 1 ? e.deltaY : e.deltaY / rowPx;
      const whole = Math.trunc(left);
      left -= whole;
      if (whole !== 0) held.current(-whole);
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [box]);
}

/** Own orders by row and side: twice the row, and one more for asks. Rows whose orders stand as before keep their list. */
function useOwn(view: MarketView, market: Market, ticks: number, isShown: boolean): ReadonlyMap<number, readonly OwnOrder[]> {
  const kept = useRef(new Map<number, { text: string; orders: readonly OwnOrder[] }>());
  const lists = new Map<number, OwnOrder[]>();
  for (const order of view.orders) {
    if (order.price === null) continue;
    const key = rowOf(order.side, Math.round(order.price / market.tick), ticks) * 2 + (order.side === 'sell' ? 1 : 0);
    const list = lists.get(key) ?? [];
    list.push(ownOrder(order, view, isShown));
    lists.set(key, list);
  }
  const next = new Map<number, { text: string; orders: readonly OwnOrder[] }>();
  for (const [key, orders] of lists) {
    const text = orders.map(o => `${o.order.id} ${o.order.price} ${o.remaining} ${o.queue} ${o.total}`).join('|');
    const before = kept.current.get(key);
    next.set(key, before?.text === text ? before : { text, orders });
  }
  kept.current = next;
  return new Map([...next].map(([key, { orders }]) => [key, orders]));
}

const estimate = "This page's own estimate since it was opened, as the risk-averse queue has it: all that rested there was ahead, trades take from it. The program tells no queue position.";

export function ownOrder(order: Order, view: MarketView, isShown: boolean): OwnOrder {
  const standing = view.queues.standings.get(order.id);
  const remaining = plain(order.quantity - order.filled);
  const who = `Order ${order.id}: ${order.side} ${remaining} at ${plain(order.price)} by ${order.strategy}.${clickToCancel}`;
  if (order.status === 'pending') return { order, remaining, queue: '…', total: '', about: `${who} Not acknowledged yet.` };
  if (!standing || standing.isBefore) return { order, remaining, queue: '?', total: '', about: `${who} Where it stands isn't known: it was placed before this page looked.` };
  const total = totalAt(standing, view.book!, isShown);
  if (standing.ahead === null) return { order, remaining, queue: '≈ ?', total: '', about: `${who} Its price is beyond the levels that are told. ${estimate}` };
  return { order, remaining, queue: `≈ ${brief(standing.ahead)}`, total: `/${total === null ? '?' : brief(total)}`, about: `${who} About ${plain(round(standing.ahead))} ahead of it, of ${total === null ? 'an unknown total' : plain(round(total))}. ${estimate}` };
}

function round(quantity: number): number {
  return Number(quantity.toPrecision(6));
}

function brief(quantity: number): string {
  return plain(Number(quantity.toPrecision(quantity >= 1 ? 4 : 3)));
}
