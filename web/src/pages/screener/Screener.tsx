import './screener.css';
import { useMemo, useRef, useState, type ReactNode } from 'react';
import { Link, useNavigate } from 'react-router';
import { CandlestickChart, Layers, X } from 'lucide-react';
import { post, useMay } from '../../api/client';
import { again, usePairs } from '../../api/queries';
import type { Pair, PairMetrics } from '../../api/types';
import { decimalsOf, fixed, lasting, percent, plain, short, signedPercent } from '../../format/format';
import { commonQuote } from '../../format/quote';
import { useHotkeys } from '../../shell/hotkeys';
import { Age, Button, Gain, Page, Panel, staleAfterMs, useKept, useSilent } from '../../ui/basics';
import { Grid, type Column } from '../../ui/Grid';
import { attempt } from '../../ui/Toasts';
import { marketOfPair, marketsOf, pathOf } from '../ladder/markets';
import { PairWatch } from './PairWatch';
import { isOld, keyOf, usePairMetrics } from './pairMetrics';
import { noThresholds, passes, Thresholds, turnoverOf, type ThresholdTexts } from './Thresholds';

/** Every pair with what it does now. */
export default function Screener() {
  const metrics = usePairMetrics();
  const known = usePairs().data?.items;
  // Also of those that are only watched: the heading names one currency for all rows.
  const quote = commonQuote(known?.map(p => p.symbol) ?? []);
  const [text, setText] = useState('');
  const [thresholds, setThresholds] = useKept<ThresholdTexts>('screener.thresholds', noThresholds);
  const filter = useRef<HTMLInputElement>(null);
  const navigate = useNavigate();
  const isTrader = useMay('trader');
  useHotkeys([{ keys: '/', text: 'Filter', group: 'Screener', run: () => filter.current?.focus() }]);

  const byKey = useMemo(() => new Map(known?.map(p => [keyOf(p), p])), [known]);
  const columns = useMemo(() => columnsOf(byKey, isTrader), [byKey, isTrader]);
  const sought = text.trim().toLowerCase();
  const rows = metrics.pairs?.filter(p => (p.symbol.toLowerCase().includes(sought) || p.venue.toLowerCase().includes(sought)) && passes(p, byKey.get(keyOf(p))?.multiplier, thresholds));
  const all = metrics.pairs?.length ?? 0;
  return (
    <Page title="Screener" actions={<Age at={metrics.at} />}>
      <Panel
        className="screener"
        title={rows && rows.length !== all ? `${rows.length} of ${all} pairs` : `${all} ${all === 1 ? 'pair' : 'pairs'}`}
        unit={quote}
        actions={<PairWatch />}
        stale={useSilent()}
      >
        <div className="screener-filters">
          <input ref={filter} className="input" type="search" placeholder="Filter by pair or venue  /" aria-label="Filter by pair or venue" value={text} onChange={e => setText(e.target.value)} />
          <Thresholds value={thresholds} onChange={setThresholds} />
        </div>
        <Grid
          label="Pairs"
          columns={columns}
          rows={rows}
          rowId={keyOf}
          isOld={isOld}
          error={metrics.error}
          retry={metrics.retry}
          empty={all === 0 ? 'There is no market yet.' : 'No pair passes the filters.'}
          onRow={p => void navigate(`/charts?pair=${encodeURIComponent(p.symbol)}`)}
          sort={{ id: 'volume', desc: true }}
          height="calc(100dvh - 220px)"
        />
      </Panel>
    </Page>
  );
}

function columnsOf(pairs: ReadonlyMap<string, Pair>, isTrader: boolean): Column<PairMetrics>[] {
  const price = (p: PairMetrics, value: number | null) => fixed(value, decimalsOf(pairs.get(keyOf(p))?.tick ?? 0.01));
  const turnover = (p: PairMetrics) => turnoverOf(p, pairs.get(keyOf(p))?.multiplier);
  const lot = (p: PairMetrics) => decimalsOf(pairs.get(keyOf(p))?.lot ?? 0.0001);
  const markets = marketsOf([...pairs.values()]);
  return [
    {
      id: 'symbol',
      title: 'Pair',
      value: p => p.symbol,
      clear: true,
      cell: p => (
        <>
          <b>{p.symbol}</b> {!p.traded && <span className="faint wide-only">watched</span>}
          <span className="phone-only second">{isOld(p) ? <span className="warn">{ageText(p.feed_age_ms!)} old</span> : p.traded ? ' ' : 'watched'}</span>
        </>
      ),
    },
    { id: 'last', title: 'Last', value: p => p.last, cell: p => two(price(p, p.last), p.spread_bps === null ? '–' : `${fixed(p.spread_bps, 2)} bp`), num: true },
    { id: 'change', title: 'Change', value: p => p.change_60m, cell: p => two(<Change value={p.change_60m} />, <Gain value={p.imbalance} decimals={2} />), num: true, about: 'Over the last 60 minutes, as far as they were seen' },
    { id: 'range', title: 'Range', value: placeIn, cell: p => <Range pair={p} low={price(p, p.low_60m)} high={price(p, p.high_60m)} />, about: 'Where the last price lies between the lowest and the highest of 60 minutes', wide: true },
    { id: 'bid', title: 'Bid', value: p => p.bid, cell: p => price(p, p.bid), num: true, wide: true },
    { id: 'ask', title: 'Ask', value: p => p.ask, cell: p => price(p, p.ask), num: true, wide: true },
    { id: 'spread', title: 'Spread', value: p => p.spread_bps, cell: p => (p.spread_bps === null ? '–' : `${fixed(p.spread_bps, 3)} bp`), num: true, wide: true },
    { id: 'imbalance', title: 'Imbalance', value: p => p.imbalance, cell: p => <Gain value={p.imbalance} decimals={2} />, num: true, wide: true, about: 'Of what rests on the five best levels of each side: +1 all bid, −1 all ask' },
    { id: 'volume', title: 'Turnover', value: turnover, cell: p => two(short(turnover(p)), p.prints_60m === null ? '–' : `${short(p.prints_60m)} prints`), num: true, about: 'Volume of the last 60 minutes at the last price, in quote currency' },
    { id: 'minute', title: 'Vol 1 min', value: p => p.volume_1m, cell: p => fixed(p.volume_1m, lot(p)), num: true, wide: true, about: 'In the pair’s own quantity' },
    { id: 'bought', title: 'Bought', value: p => p.bought_share_60m, cell: p => percent(p.bought_share_60m, 0), num: true, wide: true, about: 'What buyers took, of the volume of 60 minutes' },
    { id: 'prints', title: 'Prints', value: p => p.prints_60m, cell: p => short(p.prints_60m), num: true, wide: true, about: 'What the venue’s stream told of trades in 60 minutes' },
    { id: 'position', title: 'Position', value: p => p.position, cell: p => (p.position === null ? '–' : <Gain value={p.position} decimals={lot(p)} />), num: true, wide: true },
    { id: 'age', title: 'Age', value: p => p.feed_age_ms, cell: p => <FeedAge ms={p.feed_age_ms} />, num: true, wide: true, clear: true, about: 'Since the venue was heard of' },
    { id: 'go', title: '', cell: p => <Ways pair={p} topic={marketOfPair(markets, p)?.topic} isTrader={isTrader} /> },
  ];
}

// On a phone with another figure beneath, which has a column of its own where there is room.
function two(first: ReactNode, second: ReactNode): ReactNode {
  return (
    <>
      {first}
      <span className="phone-only second">{second}</span>
    </>
  );
}

function placeIn(p: PairMetrics): number | null {
  return p.last === null || p.low_60m === null || p.high_60m === null || p.high_60m === p.low_60m ? null : (p.last - p.low_60m) / (p.high_60m - p.low_60m);
}

function Change({ value }: { value: number | null }) {
  return <span className={value === null || Math.abs(value) < 5e-5 ? '' : value > 0 ? 'up' : 'down'}>{signedPercent(value)}</span>;
}

function Range({ pair, low, high }: { pair: PairMetrics; low: string; high: string }) {
  const place = placeIn(pair);
  if (place === null) return <>–</>;
  return (
    <span className="screener-range" title={`Lowest ${low}, highest ${high}`}>
      <span style={{ left: `${Math.min(1, Math.max(0, place)) * 100}%` }} />
      <span className="visually-hidden">{percent(place, 0)}</span>
    </span>
  );
}

function FeedAge({ ms }: { ms: number | null }) {
  if (ms === null) return <>–</>;
  return <span className={ms > staleAfterMs ? 'warn' : 'muted'}>{ageText(ms)}</span>;
}

function ageText(ms: number): string {
  return ms < 1_000 ? `${plain(Math.round(ms))} ms` : ms < 60_000 ? `${fixed(ms / 1000, 1)} s` : lasting(ms / 1000);
}

// `topic`: of its ladder; only what is traded has one.
function Ways({ pair, topic, isTrader }: { pair: PairMetrics; topic: string | undefined; isTrader: boolean }) {
  const symbol = encodeURIComponent(pair.symbol);
  const unwatch = () =>
    attempt(async () => {
      // Each kind of its own; the pair goes with the last. One that wasn't watched is no failure of the other.
      const ends = await Promise.allSettled(['bookticker', 'trades'].map(kind => post(`/unsubscribe/${kind}`, { ticker: pair.symbol })));
      const failed = ends.find(e => e.status === 'rejected');
      if (failed && ends.every(e => e.status === 'rejected')) throw failed.reason;
      again('/data');
    }, `${pair.symbol} isn't watched any more.`);
  return (
    <span className="row nowrap screener-ways" onClick={e => e.stopPropagation()}>
      <Link className="button quiet icon small wide-only" to={`/charts?pair=${symbol}`} aria-label={`Chart of ${pair.symbol}`} title="Chart">
        <CandlestickChart size={14} aria-hidden />
      </Link>
      {topic !== undefined && (
        <Link className="button quiet icon small" to={pathOf('ladder', topic)} aria-label={`Ladder of ${topic}`} title="Ladder">
          <Layers size={14} aria-hidden />
        </Link>
      )}
      {!pair.traded && (
        <Button look="quiet" icon small disabled={!isTrader} aria-label={`Stop watching ${pair.symbol}`} title={isTrader ? 'Stop watching' : 'Takes the role trader'} onClick={() => void unwatch()}>
          <X size={14} aria-hidden />
        </Button>
      )}
    </span>
  );
}
