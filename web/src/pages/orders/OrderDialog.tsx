import { useEffect, useMemo, useRef } from 'react';
import { Link } from 'react-router';
import { Problem, useMay } from '../../api/client';
import { isOpen, useStreamStatus } from '../../api/live';
import { again, useMetrics, usePath, usePrecision, useToday } from '../../api/queries';
import { useTrading } from '../../api/session';
import type { Order, OrderDetail } from '../../api/types';
import { dateTime, fixed, lasting, moment, plain, words } from '../../format/format';
import { quoteOf } from '../../format/quote';
import { Age, Badge, Button, Empty, Failure, Gain, Loading, SideText, useStale } from '../../ui/basics';
import { CandleChart, ChartsBy, type Level } from '../../ui/CandleChart';
import { candleFeed } from '../../ui/candleFeed';
import { Dialog } from '../../ui/Dialog';
import { FillHistory, StepHistory } from './OrderHistory';
import { askToCancel, askToFlatten, leftOf } from './orderActs';
import { StatusBadge, kindOf, ownerOf, triggerOf } from './orderTexts';

const readEveryMs = 1_000;

/** One order with all that happened to it. */
export function OrderDialog({ id, seen, onClose }: { id: string; seen: Order | undefined; onClose: () => void }) {
  const path = `/api/trading/orders/${encodeURIComponent(id)}`;
  const query = usePath<OrderDetail>(path, readEveryMs);
  // Told of by the stream it is read at once, not only with the next second.
  const known = seen?.updated_ns;
  useEffect(() => {
    if (known !== undefined) again(path);
  }, [known, path]);
  const order = query.data;
  const readAt = useReadAt(query.dataUpdatedAt);
  const isStale = useStale(readAt);
  return (
    <Dialog
      className="order-dialog"
      width={1080}
      onClose={onClose}
      title={
        <span className="row">
          Order {id}
          {order && (
            <>
              <span className="muted">·</span> {order.symbol} <SideText side={order.side} /> <StatusBadge order={order} />
              <Age at={readAt} />
            </>
          )}
        </span>
      }
      footer={order && <Acts order={order} />}
    >
      {order ? (
        <div className={`stack ${isStale ? 'stale' : ''}`}>
          <div className="order-top">
            <Figures order={order} />
            <OrderChart order={order} />
          </div>
          <FillHistory order={order} />
          <StepHistory order={order} />
        </div>
      ) : query.error instanceof Problem && query.error.status === 404 ? (
        <Empty>{query.error.message}</Empty>
      ) : query.error ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : (
        <Loading />
      )}
    </Dialog>
  );
}

// When the query was answered, by the clock that ages are told by.
function useReadAt(dataUpdatedAt: number): number {
  return useMemo(() => (dataUpdatedAt === 0 ? 0 : performance.now() - (Date.now() - dataUpdatedAt)), [dataUpdatedAt]);
}

function Figures({ order }: { order: OrderDetail }) {
  const decimals = usePrecision(order.symbol, order.venue), today = useToday();
  const price = (value: number | null) => fixed(value, decimals.price);
  const size = (value: number) => fixed(value, decimals.quantity);
  const lived = ((order.ended_ns ?? order.updated_ns) - order.placed_ns) / 1e9;
  return (
    <div className="stack">
      <div className="order-pnl">
        <span className="muted">
          P&amp;L now <span className="unit">{quoteOf(order.symbol)}</span>
        </span>
        <b>
          <Gain value={order.pnl} decimals={order.pnl !== null && Math.abs(order.pnl) < 10 ? 4 : 2} />
        </b>
        <span className="faint">{order.filled === 0 ? 'nothing filled' : order.closed > 0 ? `${size(order.closed)} of it closed by hand` : 'fills at the mid, less fees'}</span>
      </div>
      <dl className="pairs">
        <dt>Type</dt>
        <dd>{kindOf(order)}</dd>
        <dt>Price</dt>
        <dd>{price(order.price)}</dd>
        <dt>Quantity</dt>
        <dd>{size(order.quantity)}</dd>
        <dt>Filled</dt>
        <dd>{size(order.filled)}</dd>
        <dt>Entry (average)</dt>
        <dd>{price(order.average_price)}</dd>
        <dt>TP / SL</dt>
        <dd>{triggerOf(order, price)}</dd>
        <dt>
          Fees <span className="unit">{quoteOf(order.symbol)}</span>
        </dt>
        <dd>{fixed(order.fees, 4)}</dd>
        <dt>Strategy</dt>
        <dd>{order.strategy === 'operator' ? 'by hand' : <Link to={`/strategies/${encodeURIComponent(order.strategy)}`}>{ownerOf(order.strategy)}</Link>}</dd>
        {order.reason !== null && order.reason !== 'operator' && (
          <>
            <dt>For</dt>
            <dd>{order.reason}</dd>
          </>
        )}
        <dt>Venue</dt>
        <dd>{order.venue}</dd>
        <dt>Client id</dt>
        <dd className="mono">{order.client_order_id ?? '–'}</dd>
        <dt>Placed</dt>
        <dd title="UTC">{dateTime(order.placed_ns)}</dd>
        <dt>{order.ended_ns === null ? 'Changed' : 'Ended'}</dt>
        <dd title={order.ended_ns === null ? 'UTC' : `UTC, after ${lasting(lived)}`}>{moment(order.ended_ns ?? order.updated_ns, today)}</dd>
      </dl>
      {order.reason_text !== null && (
        <p>
          <Badge tone="bad">refused</Badge> {order.reason_text}
        </p>
      )}
    </div>
  );
}

function OrderChart({ order }: { order: OrderDetail }) {
  const { symbol, price, trigger_price: trigger, average_price: average, side } = order, status = words(order.status);
  const decimals = usePrecision(symbol, order.venue).price;
  const minutes = intervalFor(useSessionNs() - order.placed_ns);
  const feed = useMemo(() => candleFeed(symbol, minutes), [symbol, minutes]);
  const open = isOpen(order);
  const levels = useMemo<Level[]>(
    () => [
      ...(price === null ? [] : [{ price, text: open ? side : `${side}, ${status}`, tone: 'accent' as const, isDashed: !open }]),
      ...(trigger === null ? [] : [{ price: trigger, text: 'trigger', tone: 'warn' as const, isDashed: true }]),
      ...(average === null || average === price ? [] : [{ price: average, text: 'average', tone: side === 'buy' ? ('up' as const) : ('down' as const) }]),
    ],
    [price, trigger, average, side, open, status],
  );
  const count = order.fills.length;
  // Fills are only ever added: their count tells whether they are others.
  const marks = useMemo(() => order.fills.map(f => ({ ns: f.exchange_ns ?? f.at_ns, side: f.side, quantity: f.quantity })), [count, order.id]);
  return (
    <div className="order-chart">
      <CandleChart feed={feed} decimals={decimals} height="100%" label={`Candles of ${symbol} with the order's price and fills`} levels={levels} marks={marks} />
      <div className="row spread order-chart-foot">
        <span className="faint">
          {minutes} min candles, UTC{count > 0 && ` · arrows: ${count === 1 ? 'its fill' : 'its fills'}`}
        </span>
        <ChartsBy />
      </div>
    </div>
  );
}

// Candles so long that 200 of them reach back to where the order was placed.
function intervalFor(ageNs: number): number {
  const minutes = ageNs / 60e9;
  return [1, 5, 15, 60, 240].find(m => minutes < m * 160) ?? 1440;
}

// A session on recorded or made-up time has a clock of its own.
function useSessionNs(): number {
  const status = usePath<{ at_ns: number }>('/bot/status');
  const first = useRef<number | null>(null);
  first.current ??= status.data?.at_ns ?? null;
  return first.current ?? 0;
}

function Acts({ order }: { order: OrderDetail }) {
  const isTrader = useMay('trader');
  const { state } = useStreamStatus(), session = useTrading()?.session ?? null;
  const mid = useMetrics().data?.items.find(p => p.symbol === order.symbol && p.venue === order.venue)?.mid;
  const left = leftOf(order), role = isTrader ? undefined : 'Takes the role trader';
  return (
    <>
      <span className="faint order-foot-note">{state !== 'up' ? 'Not connected: what you see may be old.' : left > 0 ? `Brought ${plain(left)} ${order.symbol}${order.strategy === 'operator' ? '' : ', which its strategy may have closed since'}` : ''}</span>
      <Link className="button" to={`/charts?pair=${encodeURIComponent(order.symbol)}`}>
        Chart
      </Link>
      <Button look="danger-quiet" disabled={!isTrader || !isOpen(order)} title={role ?? (isOpen(order) ? 'Cancels what is left of it' : 'The order is over')} onClick={() => askToCancel(order, session)}>
        Cancel rest
      </Button>
      <Button look="danger-quiet" disabled={!isTrader || left === 0} title={role ?? (left > 0 ? 'Closes at the market what it brought' : 'It brought nothing that is open')} onClick={() => askToFlatten(order, session, mid)}>
        Close position
      </Button>
    </>
  );
}
