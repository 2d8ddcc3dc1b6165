import './orders.css';
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { Pause, Play, Plus, X } from 'lucide-react';
import { useMay } from '../../api/client';
import { isOpen, useStreamStatus } from '../../api/live';
import { usePairs, useStatus, useToday } from '../../api/queries';
import type { Order, Pair } from '../../api/types';
import { plain } from '../../format/format';
import { pairOf, priceText, sizeText } from '../../format/worth';
import { useHotkeys } from '../../shell/hotkeys';
import { Age, Button, Notice, Page, Select, SideText, useSilent } from '../../ui/basics';
import { told } from '../../ui/Dialog';
import { Grid, type Column } from '../../ui/Grid';
import { useIsPhone } from '../../ui/phone';
import { When } from '../../ui/When';
import { NewOrder } from './NewOrder';
import { OrderCards } from './OrderCards';
import { OrderDialog } from './OrderDialog';
import { askToCancel } from './orderActs';
import { useOrderListing, type OrderFilter, type StatusFilter } from './orderListing';
import { StatusBadge, kindOf, ownerOf, triggerOf } from './orderTexts';

const statuses: readonly [StatusFilter, string][] = [
  ['', 'Any status'],
  ['live', 'Active'],
  ['ended', 'Over'],
  ['pending', 'Pending'],
  ['placed', 'Placed'],
  ['partially_filled', 'Partially filled'],
  ['filled', 'Filled'],
  ['cancelled', 'Cancelled'],
  ['rejected', 'Rejected'],
  ['expired', 'Expired'],
  ['unknown', 'Unknown'],
];

/** All orders of the session, those that are open and those that are over. */
export default function Orders() {
  const { id } = useParams();
  const navigate = useNavigate();
  const [search, setSearch] = useSearchParams();
  const [heldAt, setHeldAt] = useState<Date | null>(null), isHeld = heldAt !== null;
  const setHeld = (is: boolean) => setHeldAt(is ? new Date() : null);
  const [isNew, setNew] = useState(false);
  const filterBox = useRef<HTMLInputElement>(null);
  const isTrader = useMay('trader');
  const pairs = usePairs().data?.items, bot = useStatus().data;
  const stream = useStreamStatus(), isSilent = useSilent();

  const filter = filterOf(search), text = search.get('q') ?? '';
  const listing = useOrderListing(filter, isHeld);
  const heldOf = useRef<string | null>(null);
  useEffect(() => {
    if (listing.session === null) return;
    // What was held is another session's.
    if (heldOf.current !== null && heldOf.current !== listing.session) setHeldAt(null);
    heldOf.current = listing.session;
  }, [listing.session]);
  const set = (name: string, value: string) =>
    setSearch(
      before => {
        if (value === '') before.delete(name);
        else before.set(name, value);
        return before;
      },
      { replace: true },
    );
  useHotkeys([
    { keys: 'n', text: 'New order', group: 'Orders', run: () => isTrader && setNew(true) },
    { keys: '/', text: 'Find an order', group: 'Orders', run: () => filterBox.current?.focus() },
    { keys: 'h', text: 'Hold the list, or let it go on', group: 'Orders', run: () => setHeld(!isHeld) },
  ]);

  const isPhone = useIsPhone(), today = useToday();
  const columns = useMemo(() => (isPhone ? phoneColumns : all)(columnsOf(pairs, today, isTrader, listing.session)), [pairs, today, isTrader, listing.session, isPhone]);
  const query = search.toString() === '' ? '' : `?${search.toString()}`;
  const sought = text.trim().toLowerCase();
  const rows = sought === '' ? listing.rows : listing.rows?.filter(o => String(o.id).includes(sought) || (o.client_order_id ?? '').toLowerCase().includes(sought) || (o.reason_text ?? '').toLowerCase().includes(sought));
  const isFiltered = sought !== '' || Object.values(filter).some(f => f !== '');
  const symbols = [...new Set(pairs?.filter(p => p.traded).map(p => p.symbol))];
  return (
    <Page
      title="Orders"
      actions={
        <>
          {heldAt === null ? <Age at={stream.heardAt} /> : <span className="warn">held since {heldAt.toISOString().slice(11, 19)}</span>}
          <Button look="primary" disabled={!isTrader} title={isTrader ? 'New order (n)' : 'Takes the role trader'} onClick={() => setNew(true)}>
            <Plus size={14} aria-hidden /> New order
          </Button>
        </>
      }
    >
      <OrderCards status={filter.status} unknown={listing.unknown} onPick={s => set('status', s)} />
      <section className={`panel orders-panel ${isSilent ? 'orders-old' : ''}`} aria-label="Orders">
        <div className="orders-filters">
          <input
            ref={filterBox}
            className="input"
            type="search"
            placeholder="Number or client id  /"
            aria-label="Find an order by its number or client id"
            value={text}
            onChange={e => set('q', e.target.value)}
            onKeyDown={e => {
              if (e.key === 'Enter' && /^\d+$/.test(sought)) void navigate(`/orders/${sought}`);
              if (e.key === 'Escape') e.currentTarget.blur();
            }}
          />
          <Select label="Pair" inline value={filter.pair} onChange={v => set('pair', v)} options={withChosen(symbols, filter.pair, 'Any pair')} />
          <Select label="Side" inline value={filter.side} onChange={v => set('side', v)} options={[['', 'Both sides'], ['buy', 'Buy'], ['sell', 'Sell']]} />
          <Select label="Status" inline value={filter.status} onChange={v => set('status', v)} options={statuses} />
          <Select label="Strategy" inline value={filter.strategy} onChange={v => set('strategy', v)} options={withChosen(Object.keys(bot?.strategies ?? {}), filter.strategy, 'Any strategy', ownerOf)} />
          <Button look="quiet" small disabled={!isFiltered} onClick={() => setSearch({}, { replace: true })}>
            <X size={13} aria-hidden /> Clear
          </Button>
          <span className="orders-filler" />
          <Button small aria-pressed={isHeld} onClick={() => setHeld(!isHeld)} title="Keeps the list still, so that it can be read (h)">
            {isHeld ? <Play size={13} aria-hidden /> : <Pause size={13} aria-hidden />} {isHeld ? 'Held' : 'Hold'}
          </Button>
        </div>
        {listing.error !== null && listing.rows !== undefined && <Notice tone="warn">Older orders couldn't be read: {told(listing.error)}</Notice>}
        <Grid
          label="Orders"
          columns={columns}
          rows={rows}
          rowId={o => String(o.id)}
          chosen={id}
          error={listing.error}
          retry={listing.retry}
          empty={isFiltered ? (sought !== '' && listing.total ? 'None of the orders that are loaded is that. Enter opens one by its number.' : 'No order passes the filters.') : 'No order was placed yet.'}
          onRow={o => void navigate(`/orders/${o.id}${query}`)}
          sort={{ id: 'time', desc: true }}
          height="max(320px, calc(100dvh - 300px))"
        />
        {rows && listing.total !== null && (
          <footer className="orders-foot">
            <span className="muted">
              {sought !== '' && `${plain(rows.length)} of `}
              {plain(listing.rows!.length)} loaded of {plain(Math.max(listing.total, listing.rows!.length))}
              {listing.rows!.length < listing.total && <span className="faint wide-only"> · sorting is among those that are loaded</span>}
            </span>
            {listing.rows!.length < listing.total && (
              <Button small disabled={listing.isLoadingMore || isHeld} onClick={listing.more}>
                {listing.isLoadingMore ? 'Loading…' : 'Load 500 older'}
              </Button>
            )}
          </footer>
        )}
      </section>
      {id !== undefined && <OrderDialog id={id} seen={listing.rows?.find(o => String(o.id) === id)} onClose={() => void navigate(`/orders${query}`)} />}
      {isNew && <NewOrder onClose={() => setNew(false)} onPlaced={placed => void navigate(`/orders/${placed}${query}`)} symbol={filter.pair} />}
    </Page>
  );
}

function filterOf(search: URLSearchParams): OrderFilter {
  const status = search.get('status') ?? '', side = search.get('side') ?? '';
  return {
    pair: search.get('pair') ?? '',
    side: side === 'buy' || side === 'sell' ? side : '',
    strategy: search.get('strategy') ?? '',
    status: statuses.find(([s]) => s === status)?.[0] ?? '',
  };
}

// A filter from the address stays to be seen and taken back, also where the session has no such thing.
function withChosen(all: string[], chosen: string, any: string, textOf: (name: string) => string = name => name): [string, string][] {
  const names = chosen === '' || all.includes(chosen) ? all : [...all, chosen];
  return [['', any], ...names.map((n): [string, string] => [n, textOf(n)])];
}

// On a phone two lines hold what a row of columns holds elsewhere; the rest is in the order's own window.
function phoneColumns(columns: Column<Order>[]): Column<Order>[] {
  const of = (id: string) => columns.find(c => c.id === id)!;
  const two = (id: string, title: string, first: (o: Order) => ReactNode, second: (o: Order) => ReactNode): Column<Order> => ({
    ...of(id),
    title,
    cell: o => (
      <>
        {first(o)}
        <span className="second">{second(o)}</span>
      </>
    ),
  });
  return [
    two('time', 'Order', o => <><span className={o.side === 'buy' ? 'up' : 'down'} role="img" aria-label={o.side}>{o.side === 'buy' ? '▲' : '▼'}</span> {o.symbol}</>, o => of('time').cell!(o)),
    of('price'),
    two('quantity', 'Quantity', o => of('quantity').cell!(o), o => <>{of('filled').cell!(o)} filled</>),
    of('status'),
  ];
}

function all(columns: Column<Order>[]): Column<Order>[] {
  return columns;
}

function columnsOf(pairs: Pair[] | undefined, today: number | null, isTrader: boolean, session: string | null): Column<Order>[] {
  const price = (o: Order, value: number | null) => priceText(value, pairOf(o, pairs)), size = (o: Order, value: number) => sizeText(value, pairOf(o, pairs));
  return [
    { id: 'id', title: 'No', value: o => o.id, cell: o => <span className="muted">{o.id}</span>, num: true, wide: true },
    { id: 'time', title: 'Time', value: o => o.placed_ns, cell: o => <When ns={o.placed_ns} today={today} />, about: 'When it was placed, UTC' },
    { id: 'symbol', title: 'Pair', value: o => o.symbol },
    { id: 'side', title: 'Side', value: o => o.side, cell: o => <SideText side={o.side} /> },
    { id: 'quantity', title: 'Quantity', value: o => o.quantity, cell: o => size(o, o.quantity), num: true },
    { id: 'filled', title: 'Filled', value: o => o.filled / o.quantity, cell: o => <span className={o.filled === 0 ? 'faint' : ''}>{size(o, o.filled)}</span>, num: true, wide: true },
    { id: 'price', title: 'Price', value: o => o.price, cell: o => price(o, o.price), num: true },
    { id: 'average', title: 'Average', value: o => o.average_price, cell: o => price(o, o.average_price), num: true, wide: true, about: 'What its fills cost on average: the entry' },
    { id: 'trigger', title: 'TP / SL', value: o => o.trigger_price, cell: o => triggerOf(o, v => price(o, v)), num: true, wide: true, about: 'Of orders that wait for a price' },
    { id: 'kind', title: 'Type', value: kindOf, cell: o => <span className="muted">{kindOf(o)}</span>, wide: true },
    { id: 'status', title: 'Status', value: o => o.status, cell: o => <StatusBadge order={o} /> },
    { id: 'strategy', title: 'Strategy', value: o => o.strategy, cell: o => ownerOf(o.strategy), wide: true },
    {
      id: 'cancel',
      title: '',
      cell: o =>
        isOpen(o) ? (
          <Button
            look="quiet"
            icon
            small
            disabled={!isTrader}
            aria-label={`Cancel order ${o.id}`}
            title={isTrader ? 'Cancel' : 'Takes the role trader'}
            onClick={e => {
              e.stopPropagation();
              askToCancel(o, session);
            }}
          >
            <X size={14} aria-hidden />
          </Button>
        ) : null,
      wide: true,
    },
  ];
}
