import './positions.css';
import { useMemo } from 'react';
import { Link, useNavigate } from 'react-router';
import { useMay } from '../../api/client';
import { useLive, useStreamStatus } from '../../api/live';
import { usePairs, useQuote } from '../../api/queries';
import type { Balance, Pair, Position, Positions as AllPositions } from '../../api/types';
import { decimalsOf, fixed, plain, short } from '../../format/format';
import { withUnit } from '../../format/quote';
import { pairOf, priceText, worthOf } from '../../format/worth';
import { askToKill } from '../../shell/kill';
import { Age, Badge, Button, Gain, Page, Panel, Stat, Stats, useSilent } from '../../ui/basics';
import { Grid, type Column } from '../../ui/Grid';
import { PnlText } from '../tradeColumns';
import { ClosedPositions } from './ClosedPositions';
import { Differences, Wallets } from './Account';
import { askToStopAndClose } from './positionActs';

/** What is held, by whom, and what it made. */
export default function Positions() {
  const positions = useLive<AllPositions>('positions'), balance = useLive<Balance>('pnl').data;
  const pairs = usePairs().data?.items, quote = useQuote();
  const { heardAt } = useStreamStatus();
  const isStale = useSilent();
  const isTrader = useMay('trader');
  const navigate = useNavigate();
  const made = useMemo(() => columnsOf(pairs, isTrader), [pairs, isTrader]);

  const all = positions.data;
  // Without the value of one of them the sum isn't known.
  const exposure = all?.account.reduce<number | null>((sum, p) => add(sum, p.position === 0 ? 0 : worthOf(p, pairOf(p, pairs))), 0);
  const toChart = (p: Position) => void navigate(`/charts?pair=${encodeURIComponent(p.symbol)}`);
  return (
    <Page
      className="positions-page"
      title="Positions"
      actions={
        <>
          <Age at={heardAt} />
          <Button look="danger-quiet" disabled={!isTrader} title={isTrader ? 'Kills trading, cancels every order and closes every position at the market' : 'Takes the role trader'} onClick={() => askToKill(true)}>
            Kill and close all…
          </Button>
        </>
      }
    >
      <Stats>
        <Stat label="Open positions" stale={isStale}>{all ? plain(all.account.length) : '–'}</Stat>
        <Stat label="Exposure" under={withUnit(quote, 'at the mid')} stale={isStale}>
          {short(exposure)}
        </Stat>
        <Stat label="Profit and loss" under={withUnit(quote, 'after fees')} title="After fees and funding" stale={isStale}>
          <Gain value={balance?.pnl} />
        </Stat>
        <Stat label="Unrealised" stale={isStale}>
          <Gain value={balance?.unrealised} />
        </Stat>
        <Stat label="Realised" stale={isStale}>
          <Gain value={balance?.realised} />
        </Stat>
        <Stat label="Fees" stale={isStale}>{fixed(balance?.fees, 2)}</Stat>
        <Stat label="Funding" stale={isStale}>
          <Gain value={balance?.funding} />
        </Stat>
      </Stats>
      <Differences balance={balance} />
      <Panel title="Account" unit={quote} stale={isStale}>
        <Grid label="The account's positions" columns={made.account} rows={all?.account} rowId={idOf} empty="No position is open." onRow={toChart} sort={{ id: 'value', desc: true }} />
      </Panel>
      <Panel title="By strategy" unit={quote} stale={isStale}>
        <Grid label="Positions by strategy" columns={made.owned} rows={all?.strategies} rowId={idOf} empty="No strategy holds a position." sort={{ id: 'value', desc: true }} />
      </Panel>
      {(all?.unassigned.length ?? 0) > 0 && (
        <Panel title="Unassigned" unit={quote} stale={isStale}>
          <p className="positions-note muted">At the venue, but of none of the session's strategies: from before it, or by somebody else. The session counts it and leaves it alone; it is closed at the venue, or by “Kill and close all”.</p>
          <Grid label="Positions of no strategy" columns={made.unassigned} rows={all?.unassigned} rowId={idOf} empty="" sort={{ id: 'value', desc: true }} />
        </Panel>
      )}
      <Wallets balance={balance} stale={isStale} />
      <ClosedPositions pairs={pairs} />
    </Page>
  );
}

function idOf(p: Position): string {
  return `${p.strategy ?? ''}/${p.symbol}@${p.venue}`;
}

function add(sum: number | null, value: number | null): number | null {
  return sum === null || value === null ? null : sum + value;
}

function columnsOf(pairs: Pair[] | undefined, isTrader: boolean) {
  const price = (p: Position, value: number | null) => priceText(value, pairOf(p, pairs)), worth = (p: Position) => worthOf(p, pairOf(p, pairs));
  const figures: Column<Position>[] = [
    { id: 'position', title: 'Position', value: p => p.position, cell: p => <Gain value={p.position} decimals={decimalsOf(pairOf(p, pairs)?.lot ?? 0.0001)} />, num: true },
    { id: 'average', title: 'Entry', value: p => p.average_price, cell: p => price(p, p.average_price), num: true, about: 'The average price of what is open' },
    { id: 'mid', title: 'Mid', value: p => p.mid, cell: p => price(p, p.mid), num: true, wide: true },
    { id: 'value', title: 'Value', value: worth, cell: p => fixed(worth(p), 2), num: true, wide: true },
    { id: 'unrealised', title: 'Unrealised', value: p => p.unrealised, cell: p => <Gain value={p.unrealised} />, num: true, wide: true },
    { id: 'realised', title: 'Realised', value: p => p.realised, cell: p => <Gain value={p.realised} />, num: true, wide: true },
    { id: 'fees', title: 'Fees', value: p => p.fees, cell: p => fixed(p.fees, 2), num: true, wide: true },
    { id: 'funding', title: 'Funding', value: p => p.funding, cell: p => <Gain value={p.funding} />, num: true, wide: true },
    { id: 'pnl', title: 'P&L', value: p => p.pnl, cell: p => <PnlText position={p} />, num: true, about: 'With what was realised in the pair before, after fees and funding' },
  ];
  const pair: Column<Position> = { id: 'symbol', title: 'Pair', value: p => p.symbol, cell: p => <b>{p.symbol}</b> };
  const venue: Column<Position> = { id: 'venue', title: 'Venue', value: p => p.venue, cell: p => <span className="muted">{p.venue}</span>, wide: true };
  const owner: Column<Position> = {
    id: 'strategy',
    title: 'Strategy',
    value: p => p.strategy,
    cell: p => (
      <>
        {p.strategy === 'operator' ? <Badge>by hand</Badge> : <Link className="name" to={`/strategies/${encodeURIComponent(p.strategy!)}`}>{p.strategy}</Link>}
        <span className="phone-only second">{p.symbol}</span>
      </>
    ),
  };
  const way: Column<Position> = { id: 'close', title: '', cell: p => <Close position={p} isTrader={isTrader} />, num: true };
  // A phone has room for the way out, not for all figures.
  const owned = figures.map(c => (c.id === 'average' ? { ...c, wide: true } : c));
  return { account: [pair, venue, ...figures], owned: [owner, { ...pair, wide: true }, ...owned, way], unassigned: [pair, venue, ...figures] };
}

// What was opened by hand is closed by its orders; a strategy's position together with the strategy.
function Close({ position, isTrader }: { position: Position; isTrader: boolean }) {
  if (position.strategy === 'operator')
    return (
      <Link className="button small" to={`/orders?strategy=operator&pair=${encodeURIComponent(position.symbol)}`} title="Each of its orders can close what it brought">
        Its orders
      </Link>
    );
  return (
    <Button small look="danger-quiet" disabled={!isTrader} title={isTrader ? 'Stops the strategy and closes its position at the market' : 'Takes the role trader'} aria-label={`Stop ${position.strategy} and close its position`} onClick={() => askToStopAndClose(position)}>
      <span className="wide-only">Stop and close</span>
      <span className="phone-only">Close</span>
    </Button>
  );
}
