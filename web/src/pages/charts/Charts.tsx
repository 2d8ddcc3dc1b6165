import './charts.css';
import { useEffect, useMemo, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { Layers, X } from 'lucide-react';
import { usePairs, usePrecision } from '../../api/queries';
import type { PairMetrics } from '../../api/types';
import { fixed, lasting, signedPercent } from '../../format/format';
import { useHotkeys } from '../../shell/hotkeys';
import { Button, Empty, Failure, Loading, Page, Select, useKept } from '../../ui/basics';
import { CandleChart, ChartsBy } from '../../ui/CandleChart';
import { candleFeed, useTail } from '../../ui/candleFeed';
import { marketOfPair, marketsOf, pathOf, type Market } from '../ladder/markets';
import { useOldness, usePairMetrics } from '../screener/pairMetrics';
import { PairPicker } from './PairPicker';
import { useOwnFills } from './fills';

const mostCharts = 12, candles = 200;
const intervals = [['1', '1 min'], ['3', '3 min'], ['5', '5 min'], ['15', '15 min'], ['30', '30 min'], ['60', '1 h'], ['240', '4 h'], ['1440', '1 d']] as const;

/** Up to a dozen pairs beside one another, as they move. */
export default function Charts() {
  const metrics = usePairMetrics();
  const [kept, setChosen] = useKept<string[] | null>('charts.pairs', null);
  const [interval, setInterval] = useKept('charts.interval', '5');
  const [showsFills, setShowsFills] = useKept('charts.fills', true);
  const [isPicking, setPicking] = useState(false);
  const [search, setSearch] = useSearchParams();
  const pairs = metrics.pairs, markets = marketsOf(usePairs().data?.items ?? []);
  const chosen = (kept ?? pairs?.map(p => p.symbol) ?? []).slice(0, mostCharts);

  // A link from elsewhere adds its pair to those that are looked at.
  const added = search.get('pair');
  useEffect(() => {
    if (added === null || pairs === undefined) return;
    setSearch({}, { replace: true });
    if (!chosen.includes(added)) setChosen([...chosen.slice(0, mostCharts - 1), added]);
  });
  useHotkeys([
    { keys: '/', text: 'Choose pairs', group: 'Charts', run: () => setPicking(true) },
    { keys: 'f', text: 'Show or hide own fills', group: 'Charts', run: () => setShowsFills(!showsFills) },
  ]);

  return (
    <Page
      title="Charts"
      actions={
        <>
          <ChartsBy />
          <Button aria-pressed={showsFills} onClick={() => setShowsFills(!showsFills)} title="Own fills as arrows, the newest 1,000 of each pair (f)">
            Fills
          </Button>
          <Select label="Candles of" inline value={interval} onChange={setInterval} options={intervals} />
          <PairPicker pairs={pairs ?? []} chosen={chosen} most={mostCharts} onChange={setChosen} isOpen={isPicking} setOpen={setPicking} />
        </>
      }
    >
      {pairs === undefined ? (
        metrics.error ? <Failure error={metrics.error} retry={metrics.retry} /> : <Loading />
      ) : chosen.length === 0 ? (
        <Empty action={<Button onClick={() => setPicking(true)}>Choose pairs</Button>}>No pair is chosen.</Empty>
      ) : (
        <div className="charts">
          {chosen.map(symbol => (
            <PairChart
              key={symbol}
              symbol={symbol}
              minutes={Number(interval)}
              pair={pairs.find(p => p.symbol === symbol)}
              markets={markets}
              showsFills={showsFills}
              onRemove={() => setChosen(chosen.filter(s => s !== symbol))}
            />
          ))}
        </div>
      )}
    </Page>
  );
}

function PairChart(props: { symbol: string; minutes: number; pair: PairMetrics | undefined; markets: readonly Market[]; showsFills: boolean; onRemove: () => void }) {
  const { symbol, minutes, pair } = props;
  const decimals = usePrecision(symbol).price;
  // What is only watched has no ladder.
  const topic = pair && marketOfPair(props.markets, pair)?.topic;
  const feed = useMemo(() => candleFeed(symbol, minutes, candles), [symbol, minutes]);
  const fills = useOwnFills(props.showsFills && pair?.traded === true ? symbol : null);
  return (
    <section className="panel" aria-label={`Chart of ${symbol}`}>
      <header className="charts-head">
        <Head symbol={symbol} feed={feed} pair={pair} decimals={decimals} />
        {topic !== undefined && (
          <Link className="button quiet icon small" to={pathOf('ladder', topic)} aria-label={`Ladder of ${topic}`} title="Ladder">
            <Layers size={14} aria-hidden />
          </Link>
        )}
        <Button look="quiet" icon small aria-label={`Remove the chart of ${symbol}`} title="Remove" onClick={props.onRemove}>
          <X size={14} aria-hidden />
        </Button>
      </header>
      <CandleChart feed={feed} decimals={decimals} label={`Candles of ${symbol}, ${minutes} minutes each`} height="var(--charts-height)" marks={fills} />
    </section>
  );
}

function Head({ symbol, feed, pair, decimals }: { symbol: string; feed: ReturnType<typeof candleFeed>; pair: PairMetrics | undefined; decimals: number }) {
  const { last, first, isLoaded, error } = useTail(feed);
  const old = useOldness(pair);
  const change = last && first && first.open > 0 ? last.close / first.open - 1 : null;
  const tone = change === null || Math.abs(change) < 5e-5 ? '' : change > 0 ? 'up' : 'down';
  const shown = last && first ? lasting(last.time - first.time + feed.minutes * 60) : '';
  const why = old ?? (error && isLoaded ? (error instanceof Error ? error.message : String(error)) : null);
  return (
    <>
      <h2>
        {symbol} {pair && !pair.traded && <span className="faint">watched</span>}
      </h2>
      <span className={`row nowrap ${why ? 'stale' : ''}`} style={{ gap: 8 }} title={why === null ? undefined : `Not live: ${why}`}>
        {why !== null && <span className="dot warn" />}
        <b>{fixed(last?.close, decimals)}</b>
        <span className={tone} title={shown && `Over what is shown: ${shown}`}>
          {signedPercent(change)}
        </span>
      </span>
    </>
  );
}
