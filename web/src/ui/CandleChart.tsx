import './candleChart.css';
import { useCallback, useEffect, useRef, useSyncExternalStore } from 'react';
import { CandlestickSeries, HistogramSeries, LineStyle, createChart, createSeriesMarkers, type AutoscaleInfo, type IChartApi, type IPriceLine, type ISeriesApi, type ISeriesMarkersPluginApi, type SeriesMarker, type Time, type UTCTimestamp } from 'lightweight-charts';
import type { Side } from '../api/types';
import { fixed, short } from '../format/format';
import { colour, useTheme } from '../shell/theme';
import { Failure, Loading } from './basics';
import type { Candle, CandleFeed } from './candleFeed';
import { chartLook } from './chartLook';
import { drawSoon, forget } from './drawing';

/** A price with its name. */
export interface Level { price: number; text: string; tone: 'accent' | 'up' | 'down' | 'warn' | 'muted'; isDashed?: boolean }
/** Something that was bought or sold, where and when. */
export interface Mark { ns: number; side: Side; quantity: number }

interface Bar { time: UTCTimestamp; side: Side; count: number; quantity: number }
interface Drawn {
  chart: IChartApi;
  candles: ISeriesApi<'Candlestick'>;
  volume: ISeriesApi<'Histogram'>;
  marks: ISeriesMarkersPluginApi<Time>;
  bars: Map<string, Bar>;
  lines: IPriceLine[];
  levels: readonly Level[];
  tones: { up: string; down: string };
  /** Of the candles that are drawn; 0: none. */
  newest: number;
}

// A price further from the market than this isn't drawn in: it would make a line of the candles.
const farthest = 0.05;

interface ChartProps {
  feed: CandleFeed;
  /** Of the pair's prices. */
  decimals: number;
  label: string;
  height: number | string;
  levels?: readonly Level[];
  marks?: readonly Mark[];
}

const noLevels: Level[] = [], noMarks: Mark[] = [];

/** Candles with their volume, drawn as they grow: at most once a frame, and only while in sight. */
export function CandleChart({ feed, decimals, label, height, levels = noLevels, marks = noMarks }: ChartProps) {
  const box = useRef<HTMLDivElement>(null), legend = useRef<HTMLDivElement>(null);
  const drawn = useRef<Drawn | null>(null);
  const { theme } = useTheme();

  useEffect(() => {
    const d = (drawn.current = make(box.current!, decimals));
    let from = 0, isInSight = true;
    const draw = () => {
      if (!isInSight) return;
      paint(d, feed, from);
      from = Infinity;
    };
    const sight = new IntersectionObserver(entries => {
      isInSight = entries.at(-1)!.isIntersecting;
      if (isInSight && from < Infinity) drawSoon(draw);
    });
    sight.observe(box.current!);
    const leave = feed.watch(changed => {
      from = Math.min(from, changed);
      if (isInSight) drawSoon(draw);
    });
    draw();
    d.chart.subscribeCrosshairMove(at => {
      const candle = at.seriesData.get(d.candles) as { open: number; high: number; low: number; close: number } | undefined;
      const volume = at.seriesData.get(d.volume) as { value: number } | undefined;
      const text = candle ? `O ${fixed(candle.open, decimals)}  H ${fixed(candle.high, decimals)}  L ${fixed(candle.low, decimals)}  C ${fixed(candle.close, decimals)}  V ${short(volume?.value)}` : '';
      if (legend.current) legend.current.textContent = text + (at.time === undefined ? '' : filledAt(d, at.time));
    });
    return () => {
      leave();
      forget(draw);
      sight.disconnect();
      drawn.current = null;
      d.chart.remove();
    };
  }, [feed, decimals, theme]);

  useEffect(() => {
    const d = drawn.current;
    if (!d) return;
    for (const line of d.lines) d.candles.removePriceLine(line);
    d.levels = levels;
    d.lines = levels.map(l => d.candles.createPriceLine({ price: l.price, color: colour(l.tone), title: l.text, lineWidth: 1, lineStyle: l.isDashed ? LineStyle.Dashed : LineStyle.Solid, axisLabelVisible: true }));
  }, [levels, feed, decimals, theme]);

  useEffect(() => {
    const d = drawn.current;
    if (!d) return;
    d.bars = barsOf(marks, feed.minutes * 60);
    d.marks.setMarkers(markersOf(d.bars));
  }, [marks, feed, decimals, theme]);

  return (
    <div className="candle-chart" style={{ height }}>
      <div ref={box} className="candle-chart-box" role="img" aria-label={label} />
      <div ref={legend} className="candle-chart-legend" aria-hidden />
      <ChartState feed={feed} />
    </div>
  );
}

// Over the chart, where there is nothing to see in it.
function ChartState({ feed }: { feed: CandleFeed }) {
  const watch = useCallback((told: () => void) => feed.watch(told), [feed]);
  const state = useSyncExternalStore(
    watch,
    () => (feed.candles.length > 0 ? 'there' : feed.error ? 'failed' : feed.isLoaded ? 'empty' : 'loading'),
  );
  if (state === 'there') return null;
  return (
    <div className="candle-chart-state">
      {state === 'failed' ? <Failure error={feed.error} retry={() => feed.retry()} /> : state === 'empty' ? <p className="muted">No trade yet, so no candle.</p> : <Loading />}
    </div>
  );
}

function make(box: HTMLElement, decimals: number): Drawn {
  const look = chartLook();
  const chart = createChart(box, {
    ...look,
    autoSize: true,
    timeScale: { ...look.timeScale, secondsVisible: false, rightOffset: 3, maxBarSpacing: 14 },
    // The wheel and a finger's way up and down are the page's.
    handleScroll: { mouseWheel: false, vertTouchDrag: false },
    handleScale: { mouseWheel: false },
  });
  const candles = chart.addSeries(CandlestickSeries, {
    upColor: colour('up'),
    downColor: colour('down'),
    wickUpColor: colour('up'),
    wickDownColor: colour('down'),
    borderVisible: false,
    priceFormat: { type: 'price', precision: decimals, minMove: 10 ** -decimals },
  });
  candles.priceScale().applyOptions({ scaleMargins: { top: 0.12, bottom: 0.22 } });
  const volume = chart.addSeries(HistogramSeries, { priceScaleId: 'volume', priceFormat: { type: 'volume' }, lastValueVisible: false, priceLineVisible: false });
  chart.priceScale('volume').applyOptions({ scaleMargins: { top: 0.84, bottom: 0 } });
  const drawn: Drawn = { chart, candles, volume, marks: createSeriesMarkers(candles, []), bars: new Map(), lines: [], levels: [], tones: { up: colour('up-soft'), down: colour('down-soft') }, newest: 0 };
  candles.applyOptions({ autoscaleInfoProvider: (own: () => AutoscaleInfo | null) => withLevels(own(), drawn.levels) });
  return drawn;
}

function paint(d: Drawn, feed: CandleFeed, from: number): void {
  const volumeOf = (c: Candle) => ({ time: c.time, value: c.volume, color: c.close >= c.open ? d.tones.up : d.tones.down });
  // A series takes what is newer than its newest; what changed before that is given whole.
  const changed = from === Infinity ? [] : feed.candles.slice(from);
  if (from === 0 || (changed[0] && changed[0].time < d.newest)) {
    const wasEmpty = d.newest === 0;
    d.candles.setData(feed.candles.map(c => ({ ...c })));
    d.volume.setData(feed.candles.map(volumeOf));
    if (wasEmpty) d.chart.timeScale().fitContent();
  } else {
    for (const c of changed) {
      d.candles.update({ ...c });
      d.volume.update(volumeOf(c));
    }
  }
  d.newest = feed.candles.at(-1)?.time ?? 0;
}

// The scale reaches to the levels too.
function withLevels(own: AutoscaleInfo | null, levels: readonly Level[]): AutoscaleInfo | null {
  const range = own?.priceRange;
  if (!own || !range) return own;
  const near = levels.map(l => l.price).filter(p => p > range.minValue * (1 - farthest) && p < range.maxValue * (1 + farthest));
  return { ...own, priceRange: { minValue: Math.min(range.minValue, ...near), maxValue: Math.max(range.maxValue, ...near) } };
}

// Of many fills in one candle one mark for each side.
function barsOf(marks: readonly Mark[], seconds: number): Map<string, Bar> {
  const bars = new Map<string, Bar>();
  for (const m of marks) {
    const time = (Math.floor(m.ns / 1e9 / seconds) * seconds) as UTCTimestamp, key = `${time}${m.side}`;
    const bar = bars.get(key);
    if (bar) {
      bar.count++;
      bar.quantity += m.quantity;
    } else {
      bars.set(key, { time, side: m.side, count: 1, quantity: m.quantity });
    }
  }
  return bars;
}

function markersOf(bars: Map<string, Bar>): SeriesMarker<Time>[] {
  return [...bars.values()]
    .sort((a, b) => a.time - b.time)
    .map(b => ({
      time: b.time,
      position: b.side === 'buy' ? 'belowBar' : 'aboveBar',
      shape: b.side === 'buy' ? 'arrowUp' : 'arrowDown',
      color: colour(b.side === 'buy' ? 'up' : 'down'),
      size: 0.6,
    }));
}

/** Own fills of a candle: ▲ 12 fills 0.024 */
function filledAt(d: Drawn, time: Time): string {
  return (['buy', 'sell'] as const)
    .map(side => d.bars.get(`${String(time)}${side}`))
    .filter(bar => bar !== undefined)
    .map(bar => `  ${bar.side === 'buy' ? '▲' : '▼'} ${bar.count} ${bar.count === 1 ? 'fill' : 'fills'} ${short(bar.quantity)}`)
    .join('');
}

/** What the licence of the charts asks for. */
export function ChartsBy() {
  return (
    <a className="faint charts-by" href="https://www.tradingview.com/" target="_blank" rel="noopener noreferrer">
      Charts by TradingView
    </a>
  );
}
