import { fixed, time } from '../../format/format';
import { colour } from '../../shell/theme';
import type { Window } from './heat';
import type { History } from './history';

export const axisWidth = 76, axisHeight = 22;

export interface Plot { context: CanvasRenderingContext2D; width: number; height: number; window: Window; tick: number; decimals: number }

export const xOf = (plot: Plot, ns: number) => ((ns - plot.window.fromNs) / (plot.window.toNs - plot.window.fromNs)) * plot.width;
/** The middle of a tick's row. */
export const yOf = (plot: Plot, tick: number) => ((plot.window.high - tick - 0.5) / (plot.window.high - plot.window.low)) * plot.height;

export function paintAxes(plot: Plot): void {
  const { context: c, width, height, window } = plot;
  c.font = '11px "Inter Variable", sans-serif';
  c.fillStyle = colour('muted');
  c.strokeStyle = colour('line');
  c.lineWidth = 1;
  c.textBaseline = 'middle';
  c.textAlign = 'left';
  const step = niceStep((window.high - window.low) / Math.max(2, height / 44));
  for (let tick = Math.ceil(window.low / step) * step; tick < window.high; tick += step) {
    const y = Math.round(yOf(plot, tick)) + 0.5;
    if (y < 8 || y > height - 8) continue;
    line(c, width, y, width + 4, y);
    c.fillText(fixed(tick * plot.tick, plot.decimals), width + 8, y);
  }
  c.textAlign = 'center';
  const seconds = (window.toNs - window.fromNs) / 1e9, every = niceSeconds(seconds / Math.max(2, width / 110)) * 1e9;
  for (let ns = Math.ceil(window.fromNs / every) * every; ns < window.toNs; ns += every) {
    const x = Math.round(xOf(plot, ns)) + 0.5;
    if (x < 30 || x > width - 30) continue;
    line(c, x, height, x, height + 4);
    c.fillText(time(ns).slice(0, 8), x, height + 13);
  }
  c.strokeRect(0.5, 0.5, width, height);
}

/** Best bid and best ask, with a rim that keeps them apart from any shade. */
export function paintTouch(plot: Plot, history: History): void {
  const { context: c } = plot;
  const from = Math.max(0, history.indexAt(plot.window.fromNs)), to = history.indexAt(plot.window.toNs);
  for (const side of ['bid', 'ask'] as const) {
    const path = new Path2D();
    let isDown = false, lastNs = 0, lastY = 0;
    for (let i = from; i <= to; i++) {
      const tick = history.touchAt(i)[side], ns = history.timeAt(i);
      if (tick === null || ns - lastNs > 2e9) isDown = false;
      lastNs = ns;
      if (tick === null) continue;
      const x = xOf(plot, ns), y = yOf(plot, tick);
      // A book holds until the next one comes.
      if (isDown) {
        path.lineTo(x, lastY);
        path.lineTo(x, y);
      } else path.moveTo(x, y);
      [isDown, lastY] = [true, y];
    }
    c.lineJoin = 'round';
    c.strokeStyle = colour('panel');
    c.lineWidth = 3.5;
    c.globalAlpha = 0.7;
    c.stroke(path);
    c.globalAlpha = 1;
    c.strokeStyle = colour(side === 'bid' ? 'up' : 'down');
    c.lineWidth = 1.5;
    c.stroke(path);
  }
}

export function paintTrades(plot: Plot, history: History): void {
  const { context: c, window } = plot;
  c.strokeStyle = colour('panel');
  c.lineWidth = 1;
  const fills = { buy: colour('up'), sell: colour('down') };
  let lastSpot = '';
  for (let i = firstAt(history.trades, window.fromNs); i < history.trades.length; i++) {
    const trade = history.trades[i]!;
    if (trade.atNs > window.toNs) break;
    const x = xOf(plot, trade.atNs), y = yOf(plot, trade.tick);
    const radius = Math.min(5.5, 1.5 + 0.8 * Math.log2(1 + trade.quantity * 8));
    // Many at one spot look like one.
    const spot = `${x | 0}/${y | 0}/${radius | 0}/${trade.side}`;
    if (spot === lastSpot || y < 0 || y > plot.height) continue;
    lastSpot = spot;
    c.fillStyle = fills[trade.side];
    c.beginPath();
    c.arc(x, y, radius, 0, 2 * Math.PI);
    c.fill();
    c.stroke();
  }
}

/** Own orders from when to when: buys drawn through, sells dashed. */
export function paintOrders(plot: Plot, history: History): void {
  const { context: c, window } = plot;
  for (const stretch of history.stretches) {
    const to = stretch.toNs ?? window.toNs;
    if (to < window.fromNs || stretch.fromNs > window.toNs) continue;
    const from = xOf(plot, Math.max(stretch.fromNs, window.fromNs)), until = xOf(plot, Math.min(to, window.toNs)), y = yOf(plot, stretch.tick);
    if (y < 0 || y > plot.height) continue;
    for (const [ink, thick] of [['panel', 4], ['accent', 2]] as const) {
      c.strokeStyle = colour(ink);
      c.lineWidth = thick;
      c.setLineDash(stretch.side === 'sell' && ink === 'accent' ? [5, 3] : []);
      line(c, from, y, Math.max(until, from + 2), y);
    }
  }
  c.setLineDash([]);
}

function firstAt(trades: readonly { atNs: number }[], fromNs: number): number {
  let low = 0, high = trades.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (trades[middle]!.atNs < fromNs) low = middle + 1;
    else high = middle;
  }
  return low;
}

function line(c: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  c.beginPath();
  c.moveTo(x1, y1);
  c.lineTo(x2, y2);
  c.stroke();
}

function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  return Math.max(1, [1, 2, 5, 10].find(n => n * power >= least)! * power);
}

function niceSeconds(least: number): number {
  return [1, 2, 5, 10, 15, 30, 60, 120, 300].find(n => n >= least) ?? 600;
}
