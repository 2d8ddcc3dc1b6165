import type { Order } from '../../api/types';
import { words } from '../../format/format';
import { isOpen } from '../../api/live';
import { Badge, type Tone } from '../../ui/basics';

const tones: Record<string, Tone> = { pending: 'plain', placed: 'info', partially_filled: 'info', filled: 'good', cancelled: 'plain', rejected: 'bad', expired: 'warn' };

export function StatusBadge({ order }: { order: Order }) {
  if (order.is_unknown && isOpen(order))
    return (
      <Badge tone="warn" title="The venue hasn't said what became of it; it is being asked">
        unknown
      </Badge>
    );
  return (
    <Badge tone={tones[order.status] ?? 'plain'} title={order.reason_text ?? undefined}>
      {words(order.status)}
    </Badge>
  );
}

/** On a phone with what was filled beneath, which has a column of its own where there is room. */
export function QuantityText({ quantity, filled }: { quantity: string; filled: string }) {
  return (
    <>
      {quantity}
      <span className="phone-only second">{filled} filled</span>
    </>
  );
}

const times: Record<string, string> = { gtc: 'GTC', ioc: 'IOC', fok: 'FOK', gtd: 'GTD', post_only: 'post-only' };

/** limit · post-only */
export function kindOf(order: Order): string {
  return [words(order.type), order.type === 'market' ? '' : (times[order.time_in_force] ?? order.time_in_force), order.reduce_only ? 'reduce-only' : ''].filter(t => t !== '').join(' · ');
}

/** Take profit or stop loss: what it waits for, and which of the two it is. */
export function triggerOf(order: Order, price: (value: number | null) => string): string {
  const name = order.type === 'take_profit' || order.reason === 'take-profit' ? 'TP' : order.type === 'stop_market' || order.reason === 'stop-loss' ? 'SL' : order.type === 'trailing_stop' || order.reason === 'trailing' ? 'Trail' : null;
  if (name === null && order.trigger_price === null) return '–';
  return `${name ?? 'at'} ${price(order.trigger_price ?? order.price)}`;
}

/** Whose it is: by hand is a strategy of its own. */
export function ownerOf(strategy: string | null): string {
  return strategy === null || strategy === '' ? '–' : strategy === 'operator' ? 'by hand' : strategy;
}
