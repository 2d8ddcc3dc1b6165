import { colour } from '../../shell/theme';
import { rgbOf } from '../../ui/hex';
import { groupings } from '../ladder/book';
import type { History } from './history';

/** What is looked at: times in nanoseconds, prices in ticks, from the lower edge of one to the upper edge of another; `bin` ticks are one row. */
export interface Window { fromNs: number; toNs: number; low: number; high: number; bin: number }

// A row is at least so high, or one sees nothing of it.
const leastRowPx = 4;

export function binOf(ticks: number, heightPx: number): number {
  return groupings.find(g => (g * heightPx) / ticks >= leastRowPx) ?? groupings.at(-1)!;
}

const shades = 256, stops = 6;
// A book that is followed by none for so long holds no further.
const holdsNs = 2e9;

export interface Shades { table: Uint32Array; least: number; most: number }

/** Colours of quantities from the least to the most, evenly by their logarithm. */
export function shadesOf(least: number, most: number): Shades {
  const points = Array.from({ length: stops }, (_, i) => rgbOf(colour(`depth-heat-${i}`)) ?? [128, 128, 128]);
  const table = new Uint32Array(shades);
  for (let i = 0; i < shades; i++) {
    const at = (i / (shades - 1)) * (stops - 1), from = points[Math.floor(at)]!, to = points[Math.min(stops - 1, Math.floor(at) + 1)]!, share = at % 1;
    const [r, g, b] = from.map((c, k) => Math.round(c + (to[k]! - c) * share)) as [number, number, number];
    table[i] = (255 << 24) | (b << 16) | (g << 8) | r;
  }
  return { table, least, most };
}

function shadeOf(quantity: number, { table, least, most }: Shades): number {
  const share = quantity <= least ? 0 : Math.log(quantity / least) / Math.log(most / least);
  // Nought has the first shade for itself.
  return table[Math.min(shades - 1, 1 + Math.floor(share * (shades - 2)))]!;
}

/** Fills the picture with what rested; what isn't known stays clear. Returns the largest quantity of a row. */
export function paintHeat(history: History, image: ImageData, window: Window, shading: Shades): number {
  const pixels = new Uint32Array(image.data.buffer), { width, height } = image;
  pixels.fill(0);
  const column = new Uint32Array(height), sums = new Float32Array(height);
  const perTick = height / (window.high - window.low), perPixel = (window.toNs - window.fromNs) / width;
  let index = -2, most = 0;
  for (let x = 0; x < width; x++) {
    const atNs = window.fromNs + (x + 1) * perPixel;
    const now = next(history, index, atNs);
    if (now < 0 || atNs - history.timeAt(now) > holdsNs) continue;
    if (now !== index) most = Math.max(most, fill(history, now, window, perTick, column, sums, shading));
    index = now;
    for (let y = 0, at = x; y < height; y++, at += width) pixels[at] = column[y]!;
  }
  return most;
}

function next(history: History, index: number, atNs: number): number {
  if (index < 0) return history.indexAt(atNs);
  while (index + 1 < history.count && history.timeAt(index + 1) <= atNs) index++;
  return index;
}

function fill(history: History, index: number, window: Window, perTick: number, column: Uint32Array, sums: Float32Array, shading: Shades): number {
  const height = column.length, [lowest, highest] = history.knownAt(index), { bin } = window;
  // The upper edge of a tick's row.
  const edge = (tick: number) => (window.high - tick) * perTick;
  const top = Math.max(0, Math.round(edge(highest + 1))), bottom = Math.min(height, Math.round(edge(lowest)));
  column.fill(0);
  if (bottom > top) column.fill(shading.table[0]!, top, bottom);
  sums.fill(0);
  let most = 0;
  history.eachLevel(index, (tick, quantity) => {
    const row = Math.floor(tick / bin) * bin, from = Math.floor(edge(row + bin)), to = Math.max(from + 1, Math.floor(edge(row)));
    for (let y = Math.max(0, from); y < Math.min(height, to); y++) {
      const sum = (sums[y]! += quantity);
      if (sum > most) most = sum;
      column[y] = shadeOf(sum, shading);
    }
  });
  return most;
}
