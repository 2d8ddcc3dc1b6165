import { percent, plain, signed } from '../../format/format';
import { moneyDecimals } from './figures';
import type { BacktestResult, Inventory } from './result';

interface Bar { name: string; value: number; kind?: 'sub' | 'sum' }

/** What equity is made of, each part with its sign. */
export function SplitBars({ result: r }: { result: BacktestResult }) {
  const bars: Bar[] = [
    { name: 'Spread captured', value: r.spread_captured },
    { name: 'Inventory', value: r.inventory_profit },
    { name: 'of it adverse within 1 s', value: -r.adverse_selection_1s, kind: 'sub' },
    { name: 'of it adverse within 10 s', value: -r.adverse_selection_10s, kind: 'sub' },
    { name: 'Fees', value: -r.fees },
    { name: 'Funding', value: r.funding },
    { name: 'Equity', value: r.equity, kind: 'sum' },
  ];
  const most = Math.max(...bars.map(b => Math.abs(b.value))), decimals = moneyDecimals(most);
  return (
    <>
      <div className="bars" role="list">
        {bars.map(bar => (
          <div key={bar.name} role="listitem" className={bar.kind ?? ''}>
            <span className="name">{bar.name}</span>
            <span className="track" aria-hidden>
              {bar.value !== 0 && most > 0 && (
                <span className={bar.value < 0 ? 'below' : 'above'} style={{ width: `${(Math.abs(bar.value) / most) * 50}%`, ...(bar.value < 0 ? { right: '50%' } : { left: '50%' }) }} />
              )}
            </span>
            <span className={`num ${bar.value < 0 ? 'down' : bar.value > 0 ? 'up' : ''}`}>{signed(bar.value, decimals)}</span>
          </div>
        ))}
      </div>
      <p className="faint job-note">Spread captured, inventory, fees and funding add up to the equity. Adverse: what the mid moved against the fills after they reached us.</p>
    </>
  );
}

function position(value: number | null): string {
  return plain(value === null ? null : Number(value.toPrecision(4))).replace('-', '−');
}

const width = 600, height = 130;

/** Share of the time at each position, short to the left. */
export function InventoryHistogram({ inventory: i, timeInMarket }: { inventory: Inventory; timeInMarket: number | null }) {
  const total = i.histogram.reduce((sum, [, seconds]) => sum + seconds, 0), most = Math.max(...i.histogram.map(b => b[1]));
  const least = Math.min(i.least, 0), span = Math.max(i.greatest, 0) - least + i.bin_width || 1;
  const x = (position: number) => ((position - least) / span) * width, w = Math.max(1.5, (i.bin_width / span) * width * 0.9);
  return (
    <>
      <svg viewBox={`0 0 ${width} ${height + 18}`} className="histogram" role="img" aria-label={`Share of the time at each position, from ${plain(i.least)} to ${plain(i.greatest)}, median ${plain(i.p50)}`}>
        <line x1={0} x2={width} y1={height} y2={height} className="axis" />
        {i.histogram.map(([position, seconds]) => {
          const h = (seconds / most) * (height - 6);
          return (
            <rect key={position} x={x(position)} y={height - h} width={w} height={h} className={position < 0 ? 'short' : position > 0 ? 'long' : 'flat'}>
              <title>{`${plain(position)}: ${percent(seconds / total, 1)} of the time`}</title>
            </rect>
          );
        })}
        <text x={0} y={height + 14}>
          {position(i.least)}
        </text>
        <text x={Math.min(width - 20, Math.max(20, x(0) + w / 2))} y={height + 14} textAnchor="middle">
          {i.least < 0 && i.greatest > 0 ? '0' : ''}
        </text>
        <text x={width} y={height + 14} textAnchor="end">
          {position(i.greatest)}
        </text>
      </svg>
      <p className="faint job-note">
        In the market {percent(timeInMarket, 1)} of the time; mean {position(i.mean)}, median {position(i.p50)}. Short to the left, long to the right, flat in grey.
      </p>
    </>
  );
}
