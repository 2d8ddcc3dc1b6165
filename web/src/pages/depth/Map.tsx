import { useEffect, useRef, useState, type PointerEvent } from 'react';
import { fixed, plain, time } from '../../format/format';
import { useTheme } from '../../shell/theme';
import { Loading } from '../../ui/basics';
import { binOf, paintHeat, shadesOf, type Window } from './heat';
import type { History } from './history';
import { axisHeight, axisWidth, paintAxes, paintOrders, paintTouch, paintTrades, type Plot } from './paint';

// As often as books come.
const leastMs = 90;
const firstSeconds = [15, 30, 60, 120, 300, 600];

interface Props {
  history: History;
  /** Set when something came. */
  news: { current: boolean };
  tick: number;
  lot: number;
  decimals: number;
  minutes: number;
  /** Ticks above and below the mid; null: as far as the book is told. */
  span: number | null;
  /** The newest time that is shown; null: it goes on. */
  pausedNs: number | null;
  label: string;
}

/** The drawing. React knows only of its size and of what is pointed at. */
export function HeatMap(props: Props) {
  const box = useRef<HTMLDivElement>(null), canvas = useRef<HTMLCanvasElement>(null);
  const held = useRef(props);
  held.current = props;
  const plotted = useRef<{ window: Window; width: number; height: number } | null>(null);
  const scale = useRef({ most: 1 });
  const [scaleMost, setScaleMost] = useState<number | null>(null);
  const [pointed, setPointed] = useState<{ x: number; y: number } | null>(null);
  const { theme } = useTheme();
  const { history, minutes, span, pausedNs } = props;

  useEffect(() => {
    let frame = 0, last = 0, isDirty = true;
    const heat = document.createElement('canvas');
    const resized = new ResizeObserver(() => (isDirty = true));
    resized.observe(box.current!);
    const draw = (now: number) => {
      frame = requestAnimationFrame(draw);
      const { current: p } = held;
      if (!isDirty && (!p.news.current || now - last < leastMs)) return;
      p.news.current = false;
      isDirty = false;
      last = now;
      const size = { width: box.current!.clientWidth - axisWidth, height: box.current!.clientHeight - axisHeight };
      if (size.width < 50 || size.height < 50) return;
      const window = windowOf(p, size.height, plotted.current?.window);
      if (window === null) return;
      plotted.current = { window, ...size };
      const most = paint(canvas.current!, heat, p, window, size, scale.current.most);
      // The scale grows at once and shrinks by halves, so that colours don't dance.
      const wanted = niceMost(most, p.lot);
      if (wanted > scale.current.most || wanted * 4 < scale.current.most) {
        scale.current.most = wanted;
        setScaleMost(wanted);
        isDirty = true;
      }
    };
    frame = requestAnimationFrame(draw);
    return () => {
      cancelAnimationFrame(frame);
      resized.disconnect();
    };
  }, [theme, history, minutes, span, pausedNs]);

  const point = (e: PointerEvent) => {
    const area = box.current!.getBoundingClientRect();
    setPointed({ x: e.clientX - area.left, y: e.clientY - area.top });
  };
  const said = pointed === null || plotted.current === null ? null : readAt(props, plotted.current, pointed);
  return (
    <>
      <div className="depth-box" ref={box} onPointerMove={point} onPointerDown={point} onPointerLeave={() => setPointed(null)}>
        <canvas ref={canvas} role="img" aria-label={props.label} />
        {scaleMost === null && <div className="depth-wait"><Loading what="Waiting for the first books…" /></div>}
        {said && pointed && plotted.current && (
          <>
            <div className="depth-cross x" style={{ left: pointed.x, height: plotted.current.height }} />
            <div className="depth-cross y" style={{ top: pointed.y, width: plotted.current.width }} />
            <div className="depth-tip" style={{ top: Math.max(4, pointed.y - 84), ...(pointed.x > plotted.current.width / 2 ? { right: box.current!.clientWidth - pointed.x + 12 } : { left: pointed.x + 12 }) }}>
              {said.map(([name, value]) => (
                <div key={name} className="row spread">
                  <span className="muted">{name}</span> <span>{value}</span>
                </div>
              ))}
            </div>
          </>
        )}
      </div>
      <Legend least={props.lot} most={scaleMost} />
    </>
  );
}

function Legend({ least, most }: { least: number; most: number | null }) {
  return (
    <div className="depth-legend">
      <span className="row">
        <span className="muted">Resting, log scale</span> {plain(least)} <span className="depth-scale" aria-hidden /> {most === null ? '–' : plain(most)}
      </span>
      <span className="up">━ best bid</span>
      <span className="down">━ best ask</span>
      <span className="up">● bought</span>
      <span className="down">● sold</span>
      <span className="depth-own">━ own bid, ┅ own ask</span>
      <span className="muted">Clear: not told, beyond 20 levels a side or while the venue was silent</span>
    </div>
  );
}

function paint(canvas: HTMLCanvasElement, heat: HTMLCanvasElement, props: Props, window: Window, size: { width: number; height: number }, scaleMost: number): number {
  const ratio = devicePixelRatio;
  const [wide, high] = [Math.round((size.width + axisWidth) * ratio), Math.round((size.height + axisHeight) * ratio)];
  if (canvas.width !== wide || canvas.height !== high) Object.assign(canvas, { width: wide, height: high });
  if (heat.width !== size.width || heat.height !== size.height) Object.assign(heat, size);
  const drawing = heat.getContext('2d')!, image = drawing.createImageData(size.width, size.height);
  const most = paintHeat(props.history, image, window, shadesOf(props.lot, scaleMost));
  drawing.putImageData(image, 0, 0);
  const context = canvas.getContext('2d')!;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, size.width + axisWidth, size.height + axisHeight);
  context.imageSmoothingEnabled = false;
  context.drawImage(heat, 0, 0);
  const plot: Plot = { context, ...size, window, tick: props.tick, decimals: props.decimals };
  context.save();
  context.beginPath();
  context.rect(0, 0, size.width, size.height);
  context.clip();
  paintOrders(plot, props.history);
  paintTouch(plot, props.history);
  paintTrades(plot, props.history);
  context.restore();
  paintAxes(plot);
  return most;
}

/** What is looked at now. It moves by whole steps of price, so that the picture stands still. */
function windowOf({ history, minutes, span, pausedNs }: Props, height: number, before: Window | undefined): Window | null {
  if (history.count === 0) return null;
  const toNs = pausedNs ?? history.timeAt(history.count - 1);
  // While little was seen yet, little is shown.
  const seen = ((toNs - history.timeAt(0)) / 1e9) * 1.05, seconds = Math.min(minutes * 60, firstSeconds.find(s => s >= seen) ?? Infinity);
  const fromNs = toNs - seconds * 1e9;
  const last = history.indexAt(toNs), first = Math.max(0, history.indexAt(fromNs));
  // Where nothing is known now, it is looked where the market was.
  const told = history.bookAt(last);
  if (told < 0) return null;
  let low = Infinity, high = -Infinity;
  if (span === null) {
    for (let i = Math.min(first, told); i <= last; i++) {
      const { bid, ask } = history.touchAt(i);
      if (bid !== null) low = Math.min(low, bid);
      if (ask !== null) high = Math.max(high, ask);
    }
    const depth = depthAt(history, told);
    [low, high] = [low - depth, high + depth];
  } else {
    const { bid, ask } = history.touchAt(told), mid = ((bid ?? ask ?? 0) + (ask ?? bid ?? 0)) / 2;
    [low, high] = [mid - span, mid + span];
    // It follows only where the mid is about to leave.
    if (before && Math.abs(before.high - before.low - 2 * span) < 1 && Math.abs((before.low + before.high) / 2 - mid) < span / 2) return { ...before, fromNs, toNs };
  }
  if (!Number.isFinite(low) || !Number.isFinite(high)) return null;
  const step = span === null ? Math.max(1, Math.round((high - low) / 16)) : 1;
  const [bottom, top] = [Math.floor(low / step) * step, Math.ceil((high + 1) / step) * step];
  return { fromNs, toNs, low: bottom, high: top, bin: binOf(top - bottom, height) };
}

function depthAt(history: History, index: number): number {
  const { bid, ask } = history.touchAt(index);
  let most = 5;
  history.eachLevel(index, tick => (most = Math.max(most, tick > (ask ?? tick) ? tick - (ask ?? tick) : (bid ?? tick) - tick)));
  return most;
}

function niceMost(most: number, lot: number): number {
  const least = Math.max(most, lot * 10), power = 10 ** Math.floor(Math.log10(least));
  return Number(([1, 2, 5, 10].find(n => n * power >= least)! * power).toPrecision(6));
}

function readAt({ history, tick, decimals }: Props, { window, width, height }: { window: Window; width: number; height: number }, { x, y }: { x: number; y: number }): [string, string][] | null {
  if (x < 0 || x > width || y < 0 || y > height) return null;
  const atNs = window.fromNs + (x / width) * (window.toNs - window.fromNs), at = window.high - (y / height) * (window.high - window.low);
  const low = Math.floor(at / window.bin) * window.bin, high = low + window.bin - 1;
  const index = history.indexAt(atNs), isHeld = index >= 0 && atNs - history.timeAt(index) < 2e9;
  const quantity = isHeld ? history.quantityAt(index, low, high) : null, { bid, ask } = isHeld ? history.touchAt(index) : { bid: null, ask: null };
  const price = low === high ? fixed(low * tick, decimals) : `${fixed(low * tick, decimals)} to ${fixed(high * tick, decimals)}`;
  const own = history.stretches.filter(s => s.tick >= low - 1 && s.tick <= high + 1 && s.fromNs <= atNs && (s.toNs ?? Infinity) >= atNs);
  return [
    ['Time', time(atNs)],
    ['Price', price],
    ['Resting', quantity === null ? 'not told' : `${plain(Number(quantity.toPrecision(6)))}${quantity === 0 ? '' : bid !== null && low <= bid ? (ask !== null && high >= ask ? ' bid and ask' : ' bid') : ' ask'}`],
    ['Touch', bid === null || ask === null ? '–' : `${fixed(bid * tick, decimals)} / ${fixed(ask * tick, decimals)}`],
    ...own.slice(0, 2).map(s => [`Own ${s.side}`, `${plain(s.quantity)} by ${s.strategy}`] as [string, string]),
  ];
}
