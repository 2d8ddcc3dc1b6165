import { signed } from '../../format/format';

export interface Difference { stretches: number; stretch_seconds: number; per_hour: number; low_per_hour: number; high_per_hour: number; is_clear: boolean }

/** A difference and its interval on a scale that shows zero. */
export function Interval({ difference: d }: { difference: Difference }) {
  const least = Math.min(0, d.low_per_hour), most = Math.max(0, d.high_per_hour), room = (most - least || 1) * 0.12;
  const at = (value: number) => ((value - least + room) / (most - least + 2 * room)) * 100;
  const tone = !d.is_clear ? 'open' : d.per_hour > 0 ? 'above' : 'below';
  return (
    <div className={`strategies-interval ${tone}`} role="img" aria-label={`${signed(d.per_hour)} an hour, between ${signed(d.low_per_hour)} and ${signed(d.high_per_hour)} with 95 % confidence`}>
      <div className="zero" style={{ left: `${at(0)}%` }} />
      <div className="range" style={{ left: `${at(d.low_per_hour)}%`, width: `${at(d.high_per_hour) - at(d.low_per_hour)}%` }} />
      <div className="mean" style={{ left: `${at(d.per_hour)}%` }} />
      <span className="above-line" style={{ left: `${at(d.per_hour)}%` }}>
        {signed(d.per_hour)}
      </span>
      <span className="below-line" style={{ left: `${at(d.low_per_hour)}%` }}>
        {signed(d.low_per_hour)}
      </span>
      <span className="below-line" style={{ left: `${at(d.high_per_hour)}%` }}>
        {signed(d.high_per_hour)}
      </span>
      <span className="foot" style={{ left: `${at(0)}%` }}>
        0
      </span>
    </div>
  );
}
