import { memo, useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import type { Order, Side } from '../../api/types';
import { plain } from '../../format/format';
import { say } from '../../ui/Toasts';

export interface OwnOrder { order: Order; remaining: string; queue: string; total: string; about: string }

interface RowProps {
  row: number;
  price: string;
  bid: string;
  bidSum: string;
  bidShare: number;
  ask: string;
  askSum: string;
  askShare: number;
  /** What lies beyond the levels that are told isn't empty, it is unknown. */
  isBidKnown: boolean;
  isAskKnown: boolean;
  isTouch: boolean;
  isLast: Side | null;
  bids: readonly OwnOrder[];
  asks: readonly OwnOrder[];
  /** The side whose price is reached by Tab. */
  tab: Side | null;
  /** Null: one may place; else why not. */
  whyNot: string | null;
  onPlace: (side: Side, row: number) => void;
  onCancel: (order: Order) => void;
  /** All own orders of a side of the row. */
  onList: (side: Side, row: number) => void;
}

/** One price. Made anew only when something in it changed. */
export const LadderRow = memo(function LadderRow(props: RowProps) {
  const { row, price, whyNot, onPlace, onCancel, onList } = props;
  return (
    <tr className={`${props.isTouch ? 'touch' : ''} ${props.isLast === 'buy' ? 'last-up' : props.isLast === 'sell' ? 'last-down' : ''}`}>
      <td className="own bids">
        <Own side="buy" row={row} price={price} orders={props.bids} onCancel={onCancel} onList={onList} whyNot={whyNot} />
      </td>
      <td className="num sum wide-only">{props.bidSum}</td>
      <td className={`num size bid ${props.isBidKnown ? '' : 'beyond'}`}>
        <span className="bar" style={{ transform: `scaleX(${props.bidShare})` }} />
        <Place side="buy" text={`Buy at ${price}`} quantity={props.bid} row={row} isTab={props.tab === 'buy'} whyNot={whyNot} onPlace={onPlace} />
      </td>
      <th scope="row" className="num price">
        {price}
      </th>
      <td className={`num size ask ${props.isAskKnown ? '' : 'beyond'}`}>
        <span className="bar" style={{ transform: `scaleX(${props.askShare})` }} />
        <Place side="sell" text={`Sell at ${price}`} quantity={props.ask} row={row} isTab={props.tab === 'sell'} whyNot={whyNot} onPlace={onPlace} />
      </td>
      <td className="num sum wide-only">{props.askSum}</td>
      <td className="own asks">
        <Own side="sell" row={row} price={price} orders={props.asks} onCancel={onCancel} onList={onList} whyNot={whyNot} />
      </td>
    </tr>
  );
});

interface PlaceProps { side: Side; text: string; quantity: string; row: number; isTab: boolean; whyNot: string | null; onPlace: RowProps['onPlace'] }

// A click that does nothing says why: it isn't disabled, for then it would be silent.
function Place({ side, text, quantity, row, isTab, whyNot, onPlace }: PlaceProps) {
  return (
    <button
      type="button"
      tabIndex={isTab ? 0 : -1}
      data-row={row}
      data-side={side}
      aria-disabled={whyNot !== null}
      title={whyNot ?? text}
      aria-label={whyNot === null ? text : `${text}: not possible. ${whyNot}`}
      onKeyDown={once}
      onClick={e => {
        if (e.detail >= 2) return;
        if (whyNot === null) onPlace(side, row);
        else say('warn', `No order was placed. ${whyNot}.`);
      }}
    >
      {quantity}
    </button>
  );
}

/** A key that is held down presses a button again and again: one order is meant. */
export function once(e: KeyboardEvent): void {
  if (e.repeat) e.preventDefault();
}

interface OwnProps { side: Side; row: number; price: string; orders: readonly OwnOrder[]; whyNot: string | null; onCancel: RowProps['onCancel']; onList: RowProps['onList'] }

// As many as fit are buttons, whole and beside one another: none may be taken for another one. The rest is a click away.
function Own({ side, row, price, orders, whyNot, onCancel, onList }: OwnProps) {
  const list = useRef<HTMLSpanElement>(null);
  const fits = useFitting(list, orders.length);
  if (orders.length === 0) return null;
  const isMay = whyNot === null || whyNot !== takesTrader, hidden = orders.length - fits;
  return (
    <span className="own-cell">
      <span className={`own-list ${orders.length > 1 ? 'several' : ''}`} ref={list}>
        {orders.map(({ order, remaining, queue, total, about }, i) => (
          <button
            key={order.id}
            type="button"
            className={`own-order ${order.side}`}
            style={i < fits ? undefined : { visibility: 'hidden' }}
            aria-disabled={!isMay}
            title={isMay ? about : `${about.replace(clickToCancel, '')} ${cancelTakesTrader}`}
            aria-label={`Cancel order ${order.id}: ${order.side} ${plain(order.quantity - order.filled)} at ${plain(order.price)} by ${order.strategy}`}
            onClick={e => {
              if (e.detail >= 2) return;
              if (isMay) onCancel(order);
              else say('warn', `Order ${order.id} was not cancelled. ${cancelTakesTrader}.`);
            }}
          >
            <b>{remaining}</b> <span className="queue">
              {queue}
              <span className="wide-only">{total}</span>
            </span> <span className="by wide-only">{order.strategy}</span> <span className="cross wide-only" aria-hidden>
              ×
            </span>
          </button>
        ))}
      </span>
      {hidden > 0 && (
        <button type="button" className="own-more" title={`All ${orders.length} own orders here`} aria-label={`${hidden} more own ${side === 'buy' ? 'bids' : 'asks'} at ${price}: show all ${orders.length}`} onClick={() => onList(side, row)}>
          +{hidden}
        </button>
      )}
    </span>
  );
}

/** How many of a list's children stand in its first line: the others have wrapped out of view. */
function useFitting(list: RefObject<HTMLElement | null>, count: number): number {
  const [fits, setFits] = useState(count);
  const measure = () => {
    const [first, ...more] = [...(list.current?.children ?? [])] as HTMLElement[];
    if (first) setFits(1 + more.filter(e => e.offsetTop === first.offsetTop).length);
  };
  const held = useRef(measure);
  held.current = measure;
  useLayoutEffect(measure);
  const isSeveral = count > 1;
  useEffect(() => {
    if (!isSeveral) return;
    const observer = new ResizeObserver(() => held.current());
    observer.observe(list.current!);
    return () => observer.disconnect();
  }, [list, isSeveral]);
  return Math.min(fits, count);
}

export const takesTrader = 'Placing takes the role trader', cancelTakesTrader = 'Cancelling takes the role trader', clickToCancel = ' Click to cancel.';
