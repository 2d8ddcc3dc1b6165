import { create } from 'zustand';
import { post, useSession } from '../../api/client';
import { goesToVenue, orderKind } from '../../api/mode';
import { doubtOf, postOnce } from '../../api/once';
import { again } from '../../api/queries';
import type { Trading } from '../../api/session';
import type { Order, Side } from '../../api/types';
import { fixed, plain, short } from '../../format/format';
import { quoteOf } from '../../format/quote';
import { confirm, dismiss } from '../../ui/Dialog';
import { attempt, say } from '../../ui/Toasts';
import { InDoubt } from '../orders/InDoubt';
import { cancelOf } from '../orders/orderActs';
import { Unguarded } from '../orders/Unguarded';
import type { Market } from './useMarket';

// On for one login in this tab and one session, and off again with a reload: nobody trades by a click that he forgot to have allowed, or allowed on paper.
const useOneClickOf = create<{ token: string | null; session: string | null }>(() => ({ token: null, session: null }));

export function useOneClick(trading: Trading | null): boolean {
  const token = useSession(s => s.token);
  return useOneClickOf(s => s.token !== null && s.token === token && s.session === trading?.session);
}

export function setOneClick(on: boolean, trading: Trading | null): void {
  const mode = trading?.mode;
  const set = () => useOneClickOf.setState(on && trading ? { token: useSession.getState().token, session: trading.session } : { token: null, session: null });
  if (!on || !goesToVenue(mode)) set();
  else
    confirm({
      title: 'Trade by one click',
      text: (
        <p>
          A click in the ladder then places a {orderKind(mode)} order at once, and a click on an own order cancels it, without being asked. Orders that would trade at once, or are far from the market, are still asked. It holds until you switch it off, log out, reload
          the page, or another session begins.
        </p>
      ),
      verb: 'Allow one click',
      isDangerous: true,
      act: async () => set(),
    });
}

export interface Wish {
  market: Market;
  side: Side;
  tick: number;
  quantity: number;
  decimals: { price: number; quantity: number };
  crosses: boolean;
  /** In words how far its price is from the touch; null: it is near. */
  far: string | null;
  /** What isn't known of the market, for people; null: both sides are. */
  unknown: string | null;
  /** Limits that would stop a slip and aren't set; null: not known. */
  unset: readonly string[] | null;
  trading: Trading;
  oneClick: boolean;
}

// Orders that the program has not answered for yet: the same wish again meanwhile is a slip of the hand.
const underWay = new Set<string>();

interface Sent { symbol: string; venue: string; side: Side; price: string; quantity: string }

async function send(order: Sent, session: string, text: string): Promise<void> {
  const content = JSON.stringify(order);
  if (underWay.has(content)) {
    say('warn', `The same order is on its way already, so this click did nothing: ${text}.`);
    return;
  }
  underWay.add(content);
  try {
    const { data, isRepeated } = await postOnce<{ order_id: number }>('/order/test', order, session);
    if (isRepeated) say('warn', `Nothing new was sent: order ${data.order_id} had been placed the first time, ${text}. Click again for another one.`);
    else say('good', `Placed: ${text}.`);
  } finally {
    underWay.delete(content);
  }
}

/** Places a limit order. Where it goes to a venue it is asked first; with one click only what would trade at once, is far from the market, or has none to be measured by. On paper no money moves: nothing is asked. */
export function place(wish: Wish): void {
  const { market, side, decimals, trading } = wish;
  const price = (wish.tick * market.tick).toFixed(decimals.price), quantity = wish.quantity.toFixed(decimals.quantity);
  const text = `${side} ${plain(wish.quantity)} ${market.symbol} at ${fixed(wish.tick * market.tick, decimals.price)}`;
  const order: Sent = { symbol: market.symbol, venue: market.venue, side, price, quantity }, doubt = doubtOf('/order/test', order, trading.session);
  const act = () => send(order, trading.session, text);
  if (doubt === null && (!goesToVenue(trading.mode) || (wish.oneClick && !wish.crosses && wish.far === null && wish.unknown === null))) {
    void attempt(act);
    return;
  }
  confirm({
    title: `${side === 'buy' ? 'Buy' : 'Sell'} ${market.symbol}`,
    text: (
      <div className="stack">
        <p>
          A {orderKind(trading.mode)} order: {text}, worth {short(wish.quantity * wish.tick * market.tick * market.multiplier)} {quoteOf(market.symbol)}. It rests until it trades or is cancelled.
        </p>
        {doubt !== null && <InDoubt session={doubt} onGo={dismiss} />}
        {wish.crosses && <p className="warn">Its price is at or beyond the best {side === 'buy' ? 'ask' : 'bid'}: it trades at once, as taker.</p>}
        {wish.far !== null && <p className="warn">Its price is {wish.far}.</p>}
        {wish.unknown !== null && <p className="warn">{wish.unknown}</p>}
        <Unguarded unset={wish.unset} onGo={dismiss} />
      </div>
    ),
    verb: side === 'buy' ? 'Buy' : 'Sell',
    isDangerous: true,
    act,
  });
}

/** `session`: whose order it is. */
export function cancel(order: Order, session: string | null, oneClick: boolean): void {
  const send = () => post('/order/cancel', cancelOf(order, session)).then(() => again('/api/trading'));
  if (oneClick) {
    void attempt(send);
    return;
  }
  confirm({
    title: `Cancel order ${order.id}`,
    text: (
      <p>
        The {order.side} of {plain(order.quantity - order.filled)} {order.symbol} at {plain(order.price)} by {order.strategy} is cancelled.
        {order.strategy !== 'operator' && ' The strategy may place another one at once.'}
      </p>
    ),
    verb: 'Cancel order',
    isDangerous: true,
    act: send,
  });
}
