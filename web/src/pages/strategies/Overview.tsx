import { useMemo } from 'react';
import { Link, useNavigate } from 'react-router';
import { isOpen, useLive, useOrders } from '../../api/live';
import { useListed, usePairs, useQuote, useToday } from '../../api/queries';
import type { Balance, Fill, Order, Pair, Position, Positions, Strategy } from '../../api/types';
import { dateTimeOfSeconds, fixed, plain, words } from '../../format/format';
import { withUnit } from '../../format/quote';
import { pairOf, priceText, sizeText } from '../../format/worth';
import { Age, Empty, Gain, Notice, Panel, SideText, Stat, Stats, staleAfterMs, useSilent } from '../../ui/basics';
import { Grid, type Column } from '../../ui/Grid';
import { When } from '../../ui/When';
import { Curves } from './Curves';
import { Replacing } from './Replacing';
import { Statistics } from './Statistics';
import { QuantityText } from '../orders/orderTexts';
import { PairAndSide, fillColumns, positionColumns } from '../tradeColumns';
import { Line, isDeleted, isPlaced, languageOf, operator } from './parts';

/** How it does. */
export function Overview({ strategy, heard }: { strategy: Strategy; heard: number }) {
  const quote = useQuote();
  if (!isPlaced(strategy))
    return (
      <div className="strategies-two">
        <Panel title="In this session">
          <Empty>It has not run in this session: there are no figures yet. Start it, or let it start with the next session.</Empty>
        </Panel>
        <StoredPanel strategy={strategy} />
      </div>
    );
  const isStale = Date.now() - heard > staleAfterMs;
  return (
    <>
      {strategy.failure !== null && (
        <Notice tone="bad">
          <b>It has failed and was stopped.</b> {strategy.failure}
        </Notice>
      )}
      <Headline strategy={strategy} />
      <div className="strategies-two">
        <div className="stack">
          {strategy.replacement && <Replacing replacement={strategy.replacement} />}
          <Panel title="Profit and loss over the last day" unit={quote} actions={<Age at={performance.now() - (Date.now() - heard)} />} stale={isStale}>
            <Curves ids={[strategy.id]} colours={['accent']} />
          </Panel>
          <PositionsPanel id={strategy.id} polled={strategy.positions} />
          <OrdersPanel id={strategy.id} />
          <FillsPanel id={strategy.id} />
        </div>
        <div className="stack">
          <Statistics id={strategy.id} />
          {Object.keys(strategy.metrics).length > 0 && <MetricsPanel metrics={strategy.metrics} />}
          <LimitsPanel strategy={strategy} />
          <StoredPanel strategy={strategy} />
        </div>
      </div>
    </>
  );
}

function Headline({ strategy }: { strategy: Strategy }) {
  const live = useLive<Balance>('pnl').data?.strategies[strategy.id], isSilent = useSilent();
  return (
    <Stats>
      <Stat label="Profit and loss" under={withUnit(useQuote(), 'after fees')} stale={isSilent}>
        <Gain value={live?.pnl ?? strategy.pnl} />
      </Stat>
      <Stat label="Realised" stale={isSilent}>
        <Gain value={live?.realised} />
      </Stat>
      <Stat label="Unrealised" stale={isSilent}>
        <Gain value={live?.unrealised} />
      </Stat>
      <Stat label="Fees" title="Paid; below zero are rebates" stale={isSilent}>
        {fixed(live?.fees ?? strategy.fees, 2)}
      </Stat>
      <Stat label="Funding" stale={isSilent}>
        <Gain value={live?.funding} />
      </Stat>
      <Stat label="Open orders">{strategy.orders_live}</Stat>
      <Stat label="Open positions">{strategy.positions.length}</Stat>
    </Stats>
  );
}

function PositionsPanel({ id, polled }: { id: string; polled: Position[] }) {
  const live = useLive<Positions>('positions').data, pairs = usePairs().data?.items;
  const columns = useMemo(() => positionColumns(pairs), [pairs]);
  const rows = live ? live.strategies.filter(p => p.strategy === id && p.position !== 0) : polled;
  return (
    <Panel title="Positions" unit={useQuote()} actions={<Link to="/positions">All</Link>} stale={useSilent()}>
      <Grid label="Positions of the strategy" columns={columns} rows={rows} rowId={p => `${p.symbol}@${p.venue}`} empty="It holds nothing." />
    </Panel>
  );
}

function orderColumns(pairs: readonly Pair[] | undefined, today: number | null): Column<Order>[] {
  return [
    { id: 'symbol', title: 'Pair', value: o => o.symbol, cell: o => <PairAndSide symbol={o.symbol} side={o.side} /> },
    { id: 'side', title: 'Side', value: o => o.side, cell: o => <SideText side={o.side} />, wide: true },
    { id: 'price', title: 'Price', value: o => o.price, cell: o => priceText(o.price ?? o.trigger_price, pairOf(o, pairs)), num: true },
    { id: 'quantity', title: 'Quantity', value: o => o.quantity, cell: o => <QuantityText quantity={sizeText(o.quantity, pairOf(o, pairs))} filled={sizeText(o.filled, pairOf(o, pairs))} />, num: true },
    { id: 'filled', title: 'Filled', value: o => o.filled, cell: o => sizeText(o.filled, pairOf(o, pairs)), num: true, wide: true },
    { id: 'type', title: 'Type', cell: o => `${words(o.type)} · ${words(o.time_in_force)}`, wide: true },
    { id: 'status', title: 'Status', cell: o => words(o.status) },
    { id: 'placed', title: 'Placed', value: o => o.placed_ns, cell: o => <When ns={o.placed_ns} today={today} />, num: true, wide: true },
  ];
}

function OrdersPanel({ id }: { id: string }) {
  const orders = useOrders(), pairs = usePairs().data?.items, today = useToday();
  const columns = useMemo(() => orderColumns(pairs, today), [pairs, today]);
  const navigate = useNavigate();
  const open = orders.at === 0 ? undefined : orders.data.filter(o => o.strategy === id && isOpen(o));
  return (
    <Panel title="Open orders" actions={<Link to="/orders">All</Link>} stale={useSilent()}>
      <Grid label="Open orders of the strategy" columns={columns} rows={open} rowId={o => String(o.id)} empty="No order of it is open." onRow={o => void navigate(`/orders/${o.id}`)} height="320px" />
    </Panel>
  );
}

function FillsPanel({ id }: { id: string }) {
  // The stream's newest hundred are those of all strategies: one that trades seldom would have none among them.
  const fills = useListed<Fill>('/api/trading/fills', { strategy: id, limit: 12 }, 1_000), pairs = usePairs().data?.items, today = useToday();
  const columns = useMemo(() => fillColumns(pairs, today, 'realised'), [pairs, today]);
  const navigate = useNavigate();
  return (
    <Panel title="Newest fills" unit={useQuote()} actions={<span className="faint">{fills.data && `${plain(fills.data.total)} in all`}</span>}>
      <Grid
        label="Newest fills of the strategy"
        columns={columns}
        rows={fills.data?.items}
        error={fills.error}
        retry={() => void fills.refetch()}
        rowId={f => `${f.order_id}/${f.trade_id}/${f.at_ns}`}
        empty="Nothing of it was filled yet."
        onRow={f => void navigate(`/orders/${f.order_id}`)}
      />
    </Panel>
  );
}

function MetricsPanel({ metrics }: { metrics: Record<string, number | null> }) {
  return (
    <Panel title="Its own figures" padded>
      <dl className="pairs">
        {Object.entries(metrics).map(([name, value]) => (
          <Line key={name} label={words(name)}>
            {value === null ? '–' : plain(Number(value.toPrecision(8)))}
          </Line>
        ))}
      </dl>
    </Panel>
  );
}

function LimitsPanel({ strategy }: { strategy: Strategy }) {
  const limits = Object.entries(strategy.limits);
  return (
    <Panel title="Limits of its own" actions={<Link to="/risk">Change under Risk</Link>} padded>
      {limits.length === 0 ? (
        <p className="muted">None: only the account’s limits hold for it.</p>
      ) : (
        <dl className="pairs">
          {limits.map(([name, value]) => (
            <Line key={name} label={words(name)}>
              {value}
            </Line>
          ))}
        </dl>
      )}
    </Panel>
  );
}

function StoredPanel({ strategy }: { strategy: Strategy }) {
  const { stored } = strategy;
  if (strategy.id === operator) return null;
  return (
    <Panel title="In the store" padded>
      {!stored ? (
        <p className="muted">{isDeleted(strategy) ? 'It was deleted; its place stays until the session ends, with its profit and loss.' : 'It isn’t stored.'}</p>
      ) : (
        <dl className="pairs">
          <Line label="Name">{stored.name}</Line>
          <Line label="Symbol">{stored.symbol ? `${stored.symbol} (a note)` : '–'}</Line>
          <Line label="Language">{languageOf(strategy)}</Line>
          <Line label="Newest version">{stored.version}</Line>
          <Line label="Made">{dateTimeOfSeconds(stored.created_at)}</Line>
          <Line label="Changed">{dateTimeOfSeconds(stored.updated_at)}</Line>
          <Line label="Starts with the session">{stored.enabled ? 'yes' : 'no'}</Line>
          <Line label="May open positions">{stored.open_positions ? 'yes' : 'no, only reduce'}</Line>
        </dl>
      )}
    </Panel>
  );
}
