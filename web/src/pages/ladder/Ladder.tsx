import './ladder.css';
import { useState } from 'react';
import { Crosshair } from 'lucide-react';
import { useMay } from '../../api/client';
import { goesToVenue } from '../../api/mode';
import { useLimits, useRisk, useStatus } from '../../api/queries';
import { useTrading } from '../../api/session';
import type { Side } from '../../api/types';
import { decimalsOf, fixed, plain, signedPercent } from '../../format/format';
import { useHotkeys } from '../../shell/hotkeys';
import { isKilled } from '../../shell/kill';
import { Button, Failure, Loading, Page, Panel, Select, Stat, Stats, useKept, useSilent } from '../../ui/basics';
import { say } from '../../ui/Toasts';
import { farText, unknownText, unsetGuards } from '../orders/slips';
import { fittingTicks, groupings, microPrice } from './book';
import { Entry, isLots, usualSizes } from './Entry';
import { takesTrader } from './LadderRow';
import { LadderTable } from './LadderTable';
import { NoMarket } from './NoMarket';
import { MarketAgeText } from './MarketAgeText';
import { useMarketAge, whyOld } from './marketAge';
import { OwnList, type Listed } from './OwnList';
import { cancel, place, useOneClick } from './placing';
import { Tape } from './Tape';
import { useMarketView, useMarkets, type Market } from './useMarket';

/** The book as a ladder of prices, with own orders in it. */
export default function Ladder() {
  const all = useMarkets('ladder'), { markets, market, error, choose } = all;
  return (
    <Page title="Ladder" className="ladder-page" actions={markets && market && <Select inline label="Pair" value={market.topic} onChange={choose} options={markets.map(m => m.topic)} />}>
      {error && !markets ? <Failure error={error} /> : !markets ? <Loading /> : !market ? <NoMarket page="ladder" {...all} /> : <MarketLadder key={market.topic} market={market} />}
    </Page>
  );
}

function MarketLadder({ market }: { market: Market }) {
  const status = useStatus().data, risk = useRisk().data, trading = useTrading();
  const isTrader = useMay('trader'), oneClick = useOneClick(trading);
  // Not by whether that is known this very moment: what stands in the book doesn't change by it.
  const isReal = goesToVenue(status?.mode);
  const unset = unsetGuards(useLimits().data?.data);
  const view = useMarketView(market, isReal);
  const { book } = view;
  const age = useMarketAge(market, { at: view.bookAt, stale: book?.stale === true }), isOld = age.old !== null, isQuiet = age.quiet !== null;
  const decimals = { price: decimalsOf(market.tick), quantity: decimalsOf(market.lot) };
  const [keptTicks, setTicks] = useKept<number | null>(`ladder.ticks.${market.topic}`, null);
  const [first, setFirst] = useState<number | null>(null);
  if (first === null && book !== null && keptTicks === null) setFirst(fittingTicks(book, 24));
  const ticks = keptTicks ?? first ?? 1;
  const [keptSizes, setSizes] = useKept<number[] | null>(`ladder.sizes.${market.topic}`, null);
  const mid = book === null || book.bestBid === null || book.bestAsk === null ? null : ((book.bestBid + book.bestAsk) / 2) * market.tick;
  const [usual, setUsual] = useState<number[] | null>(null);
  if (usual === null && mid !== null) setUsual(usualSizes(market, mid));
  const sizes = keptSizes ?? usual ?? [];
  const [typed, setTyped] = useState<string | null>(null);
  const size = typed ?? (sizes[0] === undefined ? '' : String(sizes[0]));
  const [recentred, setRecentred] = useState(0);
  const [isMoved, setMoved] = useState(false);
  const [listed, setListed] = useState<Listed | null>(null);

  const quantity = Number(size);
  const wrong = size === '' || isLots(quantity, market.lot) ? null : `Right is a multiple of the lot ${plain(market.lot)}, above 0.`;
  const whyNot =
    !isTrader ? takesTrader
    : !trading ? 'How the session stands isn’t known'
    : isKilled(risk) ? 'Trading is killed: arm it first'
    : age.old;

  const wish = (side: Side, tick: number) => {
    if (!trading) {
      say('warn', 'No order was placed. How the session stands isn’t known.');
      return;
    }
    if (size === '' || wrong !== null) {
      say('warn', wrong ?? 'Give a size first.');
      return;
    }
    // Since it was drawn it may have grown old.
    const old = whyOld(performance.now(), { at: view.bookAt, stale: book?.stale === true }, age.feed);
    if (old !== null) {
      say('warn', `No order was placed. ${old}.`);
      return;
    }
    const crosses = book === null || (side === 'buy' ? book.bestAsk !== null && tick >= book.bestAsk : book.bestBid !== null && tick <= book.bestBid);
    const priceOf = (at: number | null | undefined) => (at == null ? null : at * market.tick);
    const touch = { bid: priceOf(book?.bestBid), ask: priceOf(book?.bestAsk) };
    place({ market, side, tick, quantity, decimals, crosses, far: farText(tick * market.tick, touch), unknown: unknownText(touch), unset, trading, oneClick });
  };
  const atTouch = (side: Side) => {
    const tick = side === 'buy' ? book?.bestBid : book?.bestAsk;
    if (tick != null) wish(side, tick);
    else say('warn', `No order was placed. There is no ${side === 'buy' ? 'bid' : 'ask'} to join.`);
  };
  const group = (by: number) => setTicks(groupings[Math.min(groupings.length - 1, Math.max(0, groupings.indexOf(ticks) + by))]!);
  useHotkeys([
    { keys: 'c', text: 'Back to the mid', group: 'Ladder', run: () => setRecentred(n => n + 1) },
    { keys: '+', text: 'More ticks a row', group: 'Ladder', run: () => group(1) },
    { keys: '-', text: 'Fewer ticks a row', group: 'Ladder', run: () => group(-1) },
    ...sizes.map((s, i) => ({ keys: String(i + 1), text: `Size ${plain(s)}`, group: 'Ladder', run: () => setTyped(String(s)) })),
  ]);

  const spread = book === null || mid === null ? null : book.bestAsk! - book.bestBid!, micro = book === null ? null : microPrice(book);
  const bid = book?.bestBid == null ? 0 : book.bids.get(book.bestBid)!, ask = book?.bestAsk == null ? 0 : book.asks.get(book.bestAsk)!;
  return (
    <>
      <Stats>
        <Stat label="Mid" stale={isOld}>{fixed(mid, decimals.price + 1)}</Stat>
        <Stat label="Micro-price" title="The mid, drawn to the side of the touch where less rests" stale={isOld}>
          {fixed(micro === null ? null : micro * market.tick, decimals.price + 2)}
        </Stat>
        <Stat label="Spread" under={spread === null ? undefined : `${spread} tick${spread === 1 ? '' : 's'}`} stale={isOld}>
          {spread === null || mid === null ? '–' : `${fixed(((spread * market.tick) / mid) * 1e4, 2)} bp`}
        </Stat>
        <Stat label="Imbalance at the touch" title="From −100 %, all ask, to +100 %, all bid" stale={isOld}>
          {bid + ask === 0 ? '–' : signedPercent((bid - ask) / (bid + ask), 0)}
        </Stat>
        <Stat label="Last trade" stale={isQuiet}>
          {view.tape[0] ? <span className={view.tape[0].side === 'buy' ? 'up' : 'down'}>{`${view.tape[0].side === 'buy' ? '▲' : '▼'} ${fixed(view.tape[0].price, decimals.price)}`}</span> : '–'}
        </Stat>
        <Stat label="Own orders here" stale={useSilent()}>{view.orders.length}</Stat>
      </Stats>
      <div className="ladder-columns">
        <Panel
          title={`${market.symbol} on ${market.venue}`}
          className="ladder-panel"
          stale={isOld}
          actions={
            <>
              <MarketAgeText age={age} stale={book?.stale === true} />
              <Button small aria-pressed={isMoved} onClick={() => setRecentred(n => n + 1)} title="Back to the mid (c)">
                <Crosshair size={13} aria-hidden /> Recentre
              </Button>
              <Select inline label="Price step of a row" value={String(ticks)} onChange={t => setTicks(Number(t))} options={groupings.map(g => [String(g), `step ${plain(Number((g * market.tick).toPrecision(12)))}`] as const)} />
            </>
          }
        >
          {book === null ? (
            <Loading what="Waiting for the book…" />
          ) : (
            <LadderTable market={market} view={view} ticks={ticks} decimals={decimals} isShown={isReal} whyNot={whyNot} recentred={recentred} onPlace={wish} onCancel={o => cancel(o, view.session, oneClick)} onList={(side, row) => setListed({ side, row, ticks })} onMoved={setMoved} />
          )}
        </Panel>
        <div className="ladder-side">
          <Entry market={market} size={size} onSize={setTyped} sizes={sizes} onSizes={setSizes} wrong={wrong} worth={mid === null || wrong !== null || size === '' ? null : quantity * mid * market.multiplier} trading={trading} oneClick={oneClick} whyNot={whyNot} onTouch={atTouch} />
          <Tape trades={view.tape} has={view.hasTape} decimals={decimals} stale={isQuiet} />
        </div>
      </div>
      {listed && book && <OwnList market={market} view={view} listed={listed} isShown={isReal} may={isTrader} onCancel={o => cancel(o, view.session, oneClick)} onClose={() => setListed(null)} />}
    </>
  );
}
