import { post } from '../../api/client';
import { isOpen } from '../../api/live';
import { postOnce } from '../../api/once';
import { again, pairsTold } from '../../api/queries';
import type { Order, OrderDetail } from '../../api/types';
import { plain, short } from '../../format/format';
import { pairOf, worthOf } from '../../format/worth';
import { confirm } from '../../ui/Dialog';
import { say } from '../../ui/Toasts';

interface Closing { order_id: number; asked: boolean; flatten: boolean; cancels: boolean; quantity: number }

/** `session`: whose order it is; another one's of the same number isn't cancelled in its place. Null: not known. */
export function askToCancel(order: Order, session: string | null): void {
  const rest = plain(Number((order.quantity - order.filled).toPrecision(12)));
  confirm({
    title: `Cancel order ${order.id}`,
    text: (
      <p>
        The rest of it, {order.side} {rest} {order.symbol}
        {order.price !== null && <> at {plain(order.price)}</>}, is cancelled. {order.filled > 0 ? `What was filled, ${plain(order.filled)}, stays as a position.` : 'Nothing of it was filled.'} It may still be filled before the venue cancels it.
        {order.strategy !== 'operator' && <> Strategy {order.strategy} goes on, and may place another one at once.</>}
      </p>
    ),
    verb: 'Cancel order',
    isDangerous: true,
    act: async () => {
      await post('/order/cancel', cancelOf(order, session));
      say('good', `Order ${order.id} is being cancelled.`);
      again('/api/trading/orders');
    },
  });
}

export function cancelOf(order: Order, session: string | null): object {
  return { order_id: order.id, symbol: order.symbol, ...(session === null ? {} : { session }) };
}

/** What of an order's fills is still a position that it brought. */
export function leftOf(order: OrderDetail): number {
  return Math.max(0, Number((order.filled - order.closed).toPrecision(12)));
}

export function askToFlatten(order: OrderDetail, session: string | null, mid: number | null | undefined): void {
  const left = leftOf(order), way = order.side === 'buy' ? 'sold' : 'bought';
  confirm({
    title: `Close the position of order ${order.id}`,
    text: (
      <div className="stack">
        <p>
          {isOpen(order) && 'What is left of the order is cancelled. '}
          At most {plain(left)} {order.symbol}, what it brought, is {way} at the market, reduce-only{mid ? <>: about {short(worthOf({ position: left, mid }, pairOf(order, pairsTold())))} at the mid of {plain(mid)}</> : null}. Never more than the position that there is: what was closed otherwise meanwhile isn't closed again.
        </p>
        <p>The price is the market's, and the fee a taker's.{order.strategy !== 'operator' && <> Strategy {order.strategy} goes on, and may open a position again.</>}</p>
      </div>
    ),
    verb: 'Close position',
    isDangerous: true,
    act: async () => {
      const { data: answer, isRepeated } = await postOnce<Closing>(`/api/trading/orders/${order.id}/close`, { flatten: true }, session);
      if (isRepeated) say('warn', `Nothing new was sent: closing order ${order.id}'s position had been taken up the first time. Look at what is left before you ask again.`);
      else say(
        answer.asked ? 'good' : 'warn',
        answer.asked ? [answer.quantity > 0 ? `${plain(answer.quantity)} ${order.symbol} is being closed.` : 'No position of it was left to close.', answer.cancels ? 'The rest is being cancelled.' : ''].join(' ').trim() : `Nothing of order ${order.id} was left to cancel or close.`,
      );
      again('/api/trading/orders');
    },
  });
}
