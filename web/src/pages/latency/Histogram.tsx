import { useEffect, useRef, useState } from 'react';
import { percent, plain, span } from '../../format/format';
import type { Histogram as Measured } from './histogram';
import { brief } from './lengths';

export interface Mark { name: string; seconds: number }

const height = 138, foot = 18, head = 36;

/** A histogram on an axis of tenfold steps, with marks at its quantiles. `longest`: in seconds, where it is known; what is beyond the last bound is drawn up to it, else to the end of the axis. */
export function Histogram({ histogram, marks, longest, label }: { histogram: Measured; marks: readonly Mark[]; longest: number | null; label: string }) {
  const [box, width] = useWidth();
  const [pointed, setPointed] = useState<number | null>(null);
  const { low, high } = rangeOf(histogram, marks, longest);
  const x = (seconds: number) => ((Math.log10(Math.min(Math.max(seconds, low), high)) - Math.log10(low)) / (Math.log10(high) - Math.log10(low))) * width;
  const bars = barsOf(histogram, longest ?? high).filter(b => b.to > low && b.from < high);
  // Buckets aren't equally wide on the axis: their area is their share.
  const most = Math.max(...bars.map(densityOf), 1e-12), tall = height - head - foot;
  const said = pointed === null ? null : bars[pointed];
  return (
    <div ref={box} className="latency-histogram">
      <svg width={width} height={height} role="img" aria-label={label}>
        {tensWithin(low, high).map(seconds => (
          <g key={seconds}>
            <line className="tick" x1={x(seconds)} x2={x(seconds)} y1={head} y2={height - foot} />
            <text className="tick" x={Math.min(width - 16, Math.max(14, x(seconds)))} y={height - 4} textAnchor="middle">
              {brief(seconds)}
            </text>
          </g>
        ))}
        {bars.map((bar, i) => {
          const tallness = bar.count === 0 ? 0 : Math.max(1.5, (densityOf(bar) / most) * tall);
          return (
            <g key={bar.from} onPointerEnter={() => setPointed(i)} onPointerLeave={() => setPointed(null)}>
              <rect className="room" x={x(bar.from)} y={head} width={Math.max(0, x(bar.to) - x(bar.from))} height={tall} />
              <rect className="bar" x={x(bar.from) + 0.5} y={height - foot - tallness} width={Math.max(1, x(bar.to) - x(bar.from) - 1)} height={tallness} />
            </g>
          );
        })}
        <line className="axis" x1={0} x2={width} y1={height - foot} y2={height - foot} />
        {placed(marks.map(m => ({ ...m, x: x(m.seconds) })), width).map(m => (
          <g key={m.name} className="mark">
            <line x1={m.x} x2={m.x} y1={14 + m.row * 11} y2={height - foot} />
            <text x={m.at} y={10 + m.row * 11} textAnchor={m.anchor}>
              {m.name}
            </text>
          </g>
        ))}
      </svg>
      <div className="said faint">{said ? `${said.isOver ? `over ${brief(said.from)}${longest === null ? '' : `, ${span(longest * 1e9)} at most`}` : `${span(said.from * 1e9)} to ${span(said.to * 1e9)}`}: ${plain(said.count)}, ${percent(said.count / Math.max(1, histogram.count))}` : `${plain(histogram.count)} measured`}</div>
    </div>
  );
}

interface Bar { count: number; from: number; to: number; /** Beyond the last bound: nobody knows where in it. */ isOver: boolean }

function barsOf({ bounds, counts }: Measured, longest: number): Bar[] {
  return counts.map((count, i) => {
    const isOver = bounds[i] === Infinity, from = bounds[i - 1] ?? bounds[0]! / 2;
    return { count, from, to: isOver ? Math.max(longest, from * 1.01) : bounds[i]!, isOver };
  });
}

function densityOf({ count, from, to, isOver }: Bar): number {
  // What ends just beyond the last bound doesn't tower over all else for that.
  return count / Math.log10(isOver ? Math.max(2, to / from) : to / from);
}

/** Marks that stand near each other are written one below the other. */
function placed(marks: readonly (Mark & { x: number })[], width: number): (Mark & { x: number; at: number; row: number; anchor: 'start' | 'end' | 'middle' })[] {
  const ends = [-Infinity, -Infinity, -Infinity];
  return [...marks]
    .sort((a, b) => a.x - b.x)
    .map(m => {
      const wide = m.name.length * 6.2, anchor = m.x < wide / 2 ? 'start' : m.x > width - wide / 2 ? 'end' : 'middle';
      const left = anchor === 'start' ? m.x : anchor === 'end' ? m.x - wide : m.x - wide / 2;
      const row = Math.max(0, ends.findIndex(end => left > end + 4));
      ends[row] = left + wide;
      return { ...m, at: m.x, row, anchor };
    });
}

function rangeOf(histogram: Measured, marks: readonly Mark[], longest: number | null): { low: number; high: number } {
  const used = histogram.counts.flatMap((c, i) => (c > 0 ? [histogram.bounds[i - 1] ?? histogram.bounds[0]! / 2, Math.min(histogram.bounds[i]!, longest ?? (histogram.bounds[i - 1] ?? 1) * 2)] : []));
  const all = [...used, ...marks.map(m => m.seconds)].filter(s => s > 0 && s !== Infinity);
  const least = Math.min(...all, 1e-3), most = Math.max(...all, 1e-5);
  return { low: 10 ** Math.floor(Math.log10(all.length > 0 ? Math.min(...all) : least)), high: 10 ** Math.ceil(Math.log10(all.length > 0 ? Math.max(...all) * 1.05 : most)) };
}

function tensWithin(low: number, high: number): number[] {
  const first = Math.round(Math.log10(low)), last = Math.round(Math.log10(high));
  return Array.from({ length: last - first + 1 }, (_, i) => 10 ** (first + i));
}

export function useWidth(): [React.RefObject<HTMLDivElement | null>, number] {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(300);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry!.contentRect.width)));
    observer.observe(box.current!);
    return () => observer.disconnect();
  }, []);
  return [box, width];
}
