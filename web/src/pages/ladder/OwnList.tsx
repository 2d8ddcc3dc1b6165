import { useRef } from 'react';
import type { Order, Side } from '../../api/types';
import { decimalsOf, fixed } from '../../format/format';
import { Button, SideText } from '../../ui/basics';
import { Dialog } from '../../ui/Dialog';
import { rowOf } from './book';
import { cancelTakesTrader, clickToCancel, type OwnOrder } from './LadderRow';
import { ownOrder } from './LadderTable';
import type { Market, MarketView } from './useMarket';

/** A side of a row, of so many ticks. */
export interface Listed { side: Side; row: number; ticks: number }

interface Props { market: Market; view: MarketView; listed: Listed; isShown: boolean; may: boolean; onCancel: (order: Order) => void; onClose: () => void }

// More that are over aren't kept in view.
const mostKept = 40;

/** All own orders of a row, each to be cancelled. */
export function OwnList({ market, view, listed: { side, row, ticks }, isShown, may, onCancel, onClose }: Props) {
  const price = (value: number | null) => fixed(value, decimalsOf(market.tick));
  const open = new Map(
    view.orders
      .filter(o => o.side === side && o.price !== null && rowOf(side, Math.round(o.price / market.tick), ticks) === row)
      .sort((a, b) => a.id - b.id)
      .map(o => [o.id, ownOrder(o, view, isShown)]),
  );
  const seen = useKeptPlaces(open);
  return (
    <Dialog title={`Own ${side === 'buy' ? 'bids' : 'asks'} at ${price(row * ticks * market.tick)}`} width={520} onClose={onClose}>
      <ul className="ladder-owns">
        {[...seen.values()].map(own => {
          const { order, remaining, queue, total, about } = own, isOver = !open.has(order.id);
          return (
            <li key={order.id} title={about.replace(clickToCancel, '')}>
              <span className={`grow ${isOver ? 'faint' : ''}`}>
                <SideText side={order.side} /> <b>{remaining}</b> at {price(order.price)}
                <br />
                <span className="muted">
                  {placeText(queue, total)} · order {order.id} by {order.strategy}
                </span>
              </span>
              {isOver ? (
                <span className="muted">no longer here</span>
              ) : (
                <Button small look="danger-quiet" disabled={!may} title={may ? undefined : cancelTakesTrader} aria-label={`Cancel order ${order.id}`} onClick={e => e.detail < 2 && onCancel(order)}>
                  Cancel
                </Button>
              )}
            </li>
          );
        })}
      </ul>
    </Dialog>
  );
}

function placeText(queue: string, total: string): string {
  return queue === '…' ? 'not acknowledged yet' : queue === '?' ? 'its place in the queue isn’t known' : `${queue}${total.replace('/', ' of ')} ahead`;
}

/** Those that were listed keep their place also when they are over, and new ones come last: nothing moves under the hand. */
function useKeptPlaces(open: ReadonlyMap<number, OwnOrder>): ReadonlyMap<number, OwnOrder> {
  const seen = useRef(new Map<number, OwnOrder>()).current;
  for (const [id, own] of open) seen.set(id, own);
  for (const id of seen.keys()) if (seen.size > mostKept && !open.has(id)) seen.delete(id);
  return seen;
}
