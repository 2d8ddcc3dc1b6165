import './depth.css';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Pause, Play } from 'lucide-react';
import { isOpen, stream } from '../../api/live';
import type { Book, Order, PairMetrics, Trade } from '../../api/types';
import { decimalsOf, fixed, lasting, plain } from '../../format/format';
import { useHotkeys } from '../../shell/hotkeys';
import { Button, Failure, Loading, Page, Panel, Select, useKept } from '../../ui/basics';
import { tickBook } from '../ladder/book';
import { MarketAgeText } from '../ladder/MarketAgeText';
import { NoMarket } from '../ladder/NoMarket';
import { feedAgeOf, untoldAge, useMarketAge, whyOld } from '../ladder/marketAge';
import { useMarkets, type Market } from '../ladder/useMarket';
import { History } from './history';
import { HeatMap } from './Map';

const ranges = [1, 2, 5, 10], spans = [25, 50, 100, 250, 500];

/** What rested where, over time. */
export default function DepthMap() {
  const all = useMarkets('depth'), { markets, market, error, choose } = all;
  return (
    <Page title="Depth map" actions={markets && market && <Select inline label="Pair" value={market.topic} onChange={choose} options={markets.map(m => m.topic)} />}>
      {error && !markets ? <Failure error={error} /> : !markets ? <Loading /> : !market ? <NoMarket page="depth" {...all} /> : <MarketMap key={market.topic} market={market} />}
    </Page>
  );
}

function MarketMap({ market }: { market: Market }) {
  const [minutes, setMinutes] = useKept('depth.minutes', 2);
  const [span, setSpan] = useKept<number | null>('depth.span', null);
  const [pausedNs, setPaused] = useState<number | null>(null);
  // A moment to stand still at is none on another clock.
  const { history, news, heard, isBookStale } = useHistory(market, useCallback(() => setPaused(null), []));
  const age = useMarketAge(market, { at: heard.current, stale: isBookStale.current });
  const pause = () => setPaused(pausedNs === null && history.count > 0 ? history.timeAt(history.count - 1) : null);
  useHotkeys([
    { keys: 'p', text: pausedNs === null ? 'Pause' : 'Go on', group: 'Depth map', run: pause },
    ...ranges.map(r => ({ keys: r === 10 ? '0' : String(r), text: `${r} min`, group: 'Depth map', run: () => setMinutes(r) })),
  ]);
  const kept = history.count === 0 ? 0 : (history.timeAt(history.count - 1) - history.timeAt(0)) / 1e9;
  return (
    <Panel
      title={`${market.symbol} on ${market.venue}`}
      className="depth-panel"
      stale={age.old !== null}
      actions={
        <>
          <span className="muted wide-only">{history.count === 0 ? '' : `seen for ${lasting(kept)}, since this page was opened`}</span>
          {pausedNs === null ? <MarketAgeText age={age} stale={isBookStale.current} /> : <span className="warn">paused</span>}
          <Button small aria-pressed={pausedNs !== null} onClick={pause} title="p">
            {pausedNs === null ? <Pause size={13} aria-hidden /> : <Play size={13} aria-hidden />} {pausedNs === null ? 'Pause' : 'Go on'}
          </Button>
          <Select inline label="Time shown" value={String(minutes)} onChange={m => setMinutes(Number(m))} options={ranges.map(r => [String(r), `${r} min`] as const)} />
          <Select
            inline
            label="Prices shown"
            value={String(span ?? 'all')}
            onChange={s => setSpan(s === 'all' ? null : Number(s))}
            options={[['all', 'all levels'], ...spans.map(s => [String(s), `± ${plain(Number((s * market.tick).toPrecision(8)))}`] as const)]}
          />
        </>
      }
    >
      <HeatMap
        history={history}
        news={news}
        tick={market.tick}
        lot={market.lot}
        decimals={decimalsOf(market.tick)}
        minutes={minutes}
        span={span}
        pausedNs={pausedNs}
        label={`Resting quantity of ${market.symbol} by price over the last ${minutes} minutes${history.count > 0 ? `; best bid ${fixed((history.touchAt(history.count - 1).bid ?? NaN) * market.tick, 2)}, best ask ${fixed((history.touchAt(history.count - 1).ask ?? NaN) * market.tick, 2)}` : ''}`}
      />
    </Panel>
  );
}

/** Books, trades and own orders as they come, kept outside of React: nothing is made anew for them. */
function useHistory(market: Market, onBegun: () => void): { history: History; news: { current: boolean }; heard: { current: number }; isBookStale: { current: boolean } } {
  const history = useMemo(() => new History(), []);
  const news = useRef(false), heard = useRef(0), isBookStale = useRef(false);
  const { topic, tick, symbol, venue } = market;
  useEffect(() => {
    let newestNs = 0, sinceNs = 0, epoch: string | null = null, feed = untoldAge;
    // Another run of the program may begin its clock anew: what the one before showed has no place on it.
    const beginAgain = () => {
      if (epoch !== null && stream.epoch !== epoch) {
        history.clear();
        newestNs = sinceNs = heard.current = 0;
        feed = untoldAge;
        news.current = true;
        onBegun();
      }
      epoch = stream.epoch;
    };
    const leave = [
      stream.subscribe(`books:${topic}`, told => {
        beginAgain();
        if (told.data === null) return;
        const book = tickBook(told.data as Book, tick);
        if (sinceNs === 0) sinceNs = book.atNs;
        heard.current = performance.now();
        isBookStale.current = book.stale;
        // Of how old the venue's word is nothing was told yet in the first moment alone.
        const isOld = feed === untoldAge ? book.stale : whyOld(heard.current, { at: heard.current, stale: book.stale }, feed) !== null;
        if (isOld) history.addGap(book.atNs);
        else history.add(book);
        news.current = true;
      }),
      stream.subscribe('metrics', told => {
        beginAgain();
        feed = feedAgeOf((told.data as { pairs: PairMetrics[] } | null)?.pairs, { symbol, venue }, performance.now());
      }),
      stream.subscribe(`trades:${topic}`, told => {
        beginAgain();
        for (const trade of told.data as Trade[]) if (trade.local_ns > Math.max(newestNs, sinceNs) && sinceNs > 0) history.addTrade(trade, tick);
        newestNs = (told.data as Trade[]).at(-1)?.local_ns ?? newestNs;
        news.current = true;
      }),
      stream.subscribe('orders', told => {
        beginAgain();
        const mine = (told.data as Order[]).filter(o => o.symbol === symbol && o.venue === venue);
        if (told.type === 'snapshot') history.endOthers(new Set(mine.filter(isOpen).map(o => o.id)), Math.max(0, ...mine.map(o => o.updated_ns)));
        for (const order of mine) history.addOrder(order, tick, sinceNs);
        news.current = true;
      }),
    ];
    return () => {
      for (const end of leave) end();
    };
  }, [history, topic, tick, symbol, venue, onBegun]);
  return { history, news, heard, isBookStale };
}
