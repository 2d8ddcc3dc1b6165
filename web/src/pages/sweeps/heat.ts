import type { Point } from './sweep';
import { sortedValues } from './sweep';

// Points laid out over two parameters. Where there are more values than columns, neighbours go together in groups of like size.

const mostGroups = 32, fewestGroups = 4;
/** Of the points that fall into a cell: the best by the figure, the middle one, or the worst. */
export type Shown = 'best' | 'median' | 'worst';

export interface HeatCell { point: Point; value: number; count: number }
export interface Heat { xs: string[]; ys: string[]; cells: (HeatCell | null)[][]; best: readonly [number, number] | null }

interface Axis { names: string[]; of: (point: Point) => number }

function axisOf(values: string[], name: string | null, most: number): Axis {
  if (name === null) return { names: [''], of: () => 0 };
  const groups = Math.min(values.length, most), place = new Map(values.map((v, i) => [v, Math.floor((i * groups) / values.length)]));
  const names = Array.from({ length: groups }, (_, g) => {
    const members = values.filter(v => place.get(v) === g);
    return members.length === 1 ? members[0]! : `${rounded(members[0]!)}…${rounded(members.at(-1)!)}`;
  });
  return { names, of: point => place.get(point.parameters[name] ?? '') ?? 0 };
}

// The ends of a group need no more digits.
function rounded(value: string): string {
  const number = Number(value);
  return value.length > 5 && Number.isFinite(number) ? String(Number(number.toPrecision(2))) : value;
}

/** `y` null: one row. */
export function heatOf(points: readonly Point[], x: string, y: string | null, figure: string, isLowBest: boolean, shown: Shown): Heat {
  const known = points.filter(p => p.error === null && Number.isFinite(p.figures[figure]));
  const valuesOf = (name: string | null) => (name === null ? [''] : sortedValues(known.map(p => p.parameters[name] ?? '')));
  const xValues = valuesOf(x), yValues = valuesOf(y);
  // Drawn points hardly ever share a value: cells then are as large as it takes for most to hold one.
  const isSparse = xValues.length * yValues.length > 2 * known.length;
  const most = isSparse ? Math.min(mostGroups, Math.max(fewestGroups, Math.ceil(Math.sqrt(known.length / 1.5)))) : mostGroups;
  const across = axisOf(xValues, x, most), down = axisOf(yValues, y, most);
  const held: Point[][][] = down.names.map(() => across.names.map(() => []));
  for (const point of known) held[down.of(point)]![across.of(point)]!.push(point);
  const cells = held.map(row =>
    row.map((all): HeatCell | null => {
      if (all.length === 0) return null;
      const sorted = all.sort((a, b) => (a.figures[figure]! - b.figures[figure]!) * (isLowBest ? 1 : -1));
      const point = sorted[shown === 'best' ? 0 : shown === 'worst' ? sorted.length - 1 : Math.floor(sorted.length / 2)]!;
      return { point, value: point.figures[figure]!, count: all.length };
    }),
  );
  let best: [number, number] | null = null;
  cells.forEach((row, r) =>
    row.forEach((cell, c) => {
      if (cell === null) return;
      const held = best === null ? null : cells[best[0]]![best[1]]!;
      if (held === null || (isLowBest ? cell.value < held.value : cell.value > held.value)) best = [r, c];
    }),
  );
  return { xs: across.names, ys: down.names, cells, best };
}
