import { useMemo } from 'react';
import { figureOf, textOf } from '../backtests/figures';
import { numberOf, sortedValues, type Point } from './sweep';

const width = 900, height = 230, top = 26, bottom = 22, side = 60;

interface Axis { name: string; low: string; high: string; of: (point: Point) => number }

/** Where the best lie in each parameter: a line each, over the lines of all others. What the best agree on, they agree on at a crossing. */
export function ParallelPlot({ points, varied, figure, best, chosen, onPick }: { points: readonly Point[]; varied: readonly string[]; figure: string; best: readonly Point[]; chosen: Point | null; onPick: (point: Point) => void }) {
  const axes = useMemo(() => [...varied.map(name => parameterAxis(points, name)), figureAxis(points, figure)], [points, varied, figure]);
  const x = (i: number) => side + (i / Math.max(1, axes.length - 1)) * (width - 2 * side);
  const path = (p: Point) => axes.map((axis, i) => `${i === 0 ? 'M' : 'L'}${x(i).toFixed(1)} ${(height - bottom - axis.of(p) * (height - top - bottom)).toFixed(1)}`).join('');
  // Far more lines than are seen apart would only cost time.
  const others = useMemo(() => thinned(points.filter(p => !best.includes(p) && Number.isFinite(p.figures[figure])), mostOthers), [points, best, figure]);
  return (
    <div className="sweep-parallel">
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`The best ${best.length} points in each of ${varied.join(', ')} and ${figureOf(figure).label}`}>
        <path d={others.map(path).join('')} className="other" />
        {[...best].reverse().map(p => (
          <path key={p.rank} d={path(p)} className={`best ${p === chosen ? 'chosen' : ''}`} onClick={() => onPick(p)}>
            <title>{`rank ${p.rank}: ${Object.entries(p.parameters).map(([n, v]) => `${n} ${v}`).join(', ')}`}</title>
          </path>
        ))}
        {axes.map((axis, i) => (
          <g key={axis.name}>
            <line x1={x(i)} x2={x(i)} y1={top} y2={height - bottom} />
            <text x={x(i)} y={11} textAnchor="middle" className="name">
              {axis.name}
            </text>
            <text x={x(i)} y={22} textAnchor="middle">
              {axis.high}
            </text>
            <text x={x(i)} y={height - 8} textAnchor="middle">
              {axis.low}
            </text>
          </g>
        ))}
      </svg>
    </div>
  );
}

const mostOthers = 600;

function thinned<T>(all: T[], most: number): T[] {
  const step = Math.ceil(all.length / most) || 1;
  return all.filter((_, i) => i % step === 0);
}

function parameterAxis(points: readonly Point[], name: string): Axis {
  const values = sortedValues(points.map(p => p.parameters[name] ?? ''));
  const numbers = values.map(numberOf);
  const low = values[0] ?? '', high = values.at(-1) ?? '';
  const least = numbers[0], most = numbers.at(-1);
  // Words, and a single value, are spread evenly.
  if (least === null || least === undefined || most === null || most === undefined || numbers.includes(null) || most === least) {
    const place = new Map(values.map((v, i) => [v, values.length === 1 ? 0.5 : i / (values.length - 1)]));
    return { name, low, high, of: p => place.get(p.parameters[name] ?? '') ?? 0.5 };
  }
  return { name, low, high, of: p => ((numberOf(p.parameters[name] ?? '') ?? least) - least) / (most - least) };
}

function figureAxis(points: readonly Point[], path: string): Axis {
  const values = points.map(p => p.figures[path]).filter(v => v !== undefined && Number.isFinite(v)) as number[];
  const least = values.reduce((a, b) => Math.min(a, b), Infinity), most = values.reduce((a, b) => Math.max(a, b), -Infinity);
  const figure = figureOf(path);
  return { name: figure.label, low: textOf(figure, least), high: textOf(figure, most), of: p => (most === least ? 0.5 : ((p.figures[path] ?? least) - least) / (most - least)) };
}
