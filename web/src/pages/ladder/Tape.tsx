import { memo } from 'react';
import type { Trade } from '../../api/types';
import { fixed, time } from '../../format/format';
import { Empty, Loading, Panel } from '../../ui/basics';

/** The market's newest trades. */
export function Tape({ trades, has, decimals, stale }: { trades: readonly Trade[]; has: boolean; decimals: { price: number; quantity: number }; stale: boolean }) {
  return (
    <Panel title="Trades" className="ladder-tape" stale={stale}>
      {!has ? (
        <Loading />
      ) : trades.length === 0 ? (
        <Empty>Nothing traded yet.</Empty>
      ) : (
        <div className="ladder-prints" tabIndex={0} role="region" aria-label="Newest trades">
          {keyed(trades).map(([key, t]) => (
            <Print key={key} trade={t} price={decimals.price} quantity={decimals.quantity} />
          ))}
        </div>
      )}
    </Panel>
  );
}

const Print = memo(function Print({ trade, price, quantity }: { trade: Trade; price: number; quantity: number }) {
  const className = trade.side === 'buy' ? 'up' : 'down';
  return (
    <div className="ladder-print">
      <span className="faint">{time(trade.local_ns).slice(0, -2)}</span>
      <span className={className}>
        {trade.side === 'buy' ? '▲' : '▼'} {fixed(trade.price, price)}
      </span>
      <span>{fixed(trade.quantity, quantity)}</span>
    </div>
  );
});

// Trades have no number; several may be told at one moment at one price. Counted from the oldest, so that newer ones don't change a key.
function keyed(trades: readonly Trade[]): [key: string, trade: Trade][] {
  const seen = new Map<string, number>();
  return trades.toReversed().map((t): [string, Trade] => {
    const what = `${t.local_ns}/${t.price}/${t.quantity}`, count = seen.get(what) ?? 0;
    seen.set(what, count + 1);
    return [`${what}/${count}`, t];
  }).toReversed();
}
