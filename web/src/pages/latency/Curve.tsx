import { useWidth } from './Histogram';
import { quantileText } from './lengths';
import type { Point } from './useMeasures';

const height = 44;

/** p50 and p99 of what came between two readings, over time. A reading without anything leaves a gap. `most`: the last bound; what is longer is drawn along the upper edge. */
export function Curve({ points, most, label }: { points: readonly Point[]; most: number | null; label: string }) {
  const [box, width] = useWidth();
  const drawn = (v: number) => Math.min(v, (most ?? 1) * 2);
  const values = points.flatMap(p => [p.p50, p.p99]).filter(v => v !== null).map(drawn);
  if (values.length === 0)
    return (
      <div ref={box} className="latency-curve faint">
        Nothing came since this page was opened.
      </div>
    );
  const low = Math.log10(Math.min(...values)), high = Math.log10(Math.max(...values)), room = Math.max(0.3, high - low);
  const y = (v: number) => height - 4 - ((Math.log10(drawn(v)) - low) / room) * (height - 8);
  const step = width / Math.max(30, points.length - 1), from = width - (points.length - 1) * step;
  const path = (of: 'p50' | 'p99') => points.map((p, i) => (p[of] === null ? '' : `${i === 0 || points[i - 1]![of] === null ? 'M' : 'L'}${(from + i * step).toFixed(1)} ${y(p[of]).toFixed(1)}`)).join('');
  const last = points.findLast(p => p.p99 !== null);
  return (
    <div ref={box} className="latency-curve">
      <svg width={width} height={height} role="img" aria-label={label}>
        <path className="p99" d={path('p99')} />
        <path className="p50" d={path('p50')} />
        {points.map((p, i) => p.p50 !== null && points[i - 1]?.p50 == null && points[i + 1]?.p50 == null && <circle key={p.atMs} className="p50" cx={from + i * step} cy={y(p.p50)} r={1.5} />)}
      </svg>
      <div className="row spread faint said">
        <span>
          <span className="key p50" /> p50 {quantileText(last?.p50, most)} <span className="key p99" /> p99 {quantileText(last?.p99, most)}
        </span>
        <span>each 2 s</span>
      </div>
    </div>
  );
}
