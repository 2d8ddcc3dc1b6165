// What `touchline backtest --json` writes: docs/results.md.

/** [Unix second at which a stretch begins, equity at its end, lowest, highest]. */
export type CurvePoint = [second: number, equity: number, low: number, high: number];

export interface Inventory {
  mean: number | null;
  mean_absolute: number | null;
  least: number;
  greatest: number;
  p5: number | null;
  p25: number | null;
  p50: number | null;
  p75: number | null;
  p95: number | null;
  bin_width: number;
  /** [position, seconds]. */
  histogram: [number, number][];
}

export interface Figures {
  orders: Record<'sent' | 'acknowledged' | 'cancelled' | 'rejected' | 'expired' | 'filled' | 'amended' | 'refused', number>;
  fills: number;
  position: number | null;
  balance: number;
  realised: number;
  realised_fifo: number;
  unrealised: number;
  fees: number;
  funding: number;
  equity: number;
  spread_captured: number;
  inventory_profit: number;
  adverse_selection_1s: number;
  adverse_selection_10s: number;
  max_drawdown: number;
  drawdown_seconds: number;
  sharpe: number | null;
  sortino: number | null;
  trades: number;
  win_rate: number | null;
  profit_per_trade: number | null;
  profit_per_hour: number | null;
  trades_per_day: number | null;
  return_on_deposit: number | null;
  turnover: number;
  fill_ratio: number;
  order_to_trade_ratio: number | null;
  time_in_market: number | null;
  market_seconds: number;
  last_mid: number | null;
  inventory: Inventory | null;
}

export interface InstrumentResult extends Figures { instrument: string; venue: string; rows: number; from_ns: number; to_ns: number }

export interface BacktestResult extends Figures {
  strategy: string;
  parameters: Record<string, string>;
  seed: number;
  rows: number;
  models: Record<string, unknown>;
  metrics: Record<string, number>;
  curve_seconds: number;
  curve: CurvePoint[];
  instruments: InstrumentResult[];
  timing: { seconds: number; rows_per_second: number };
  commands: number;
}

/** The models as rows of text, nested ones by path: fees.maker. */
export function leaves(value: unknown, path = ''): [name: string, text: string][] {
  if (value === null || value === undefined) return [[path, 'none']];
  if (typeof value !== 'object') return [[path, String(value)]];
  return Object.entries(value).flatMap(([name, inner]) => leaves(inner, path === '' ? name : `${path}.${name}`));
}

/** The fall of equity below its highest point before, for each stretch: 0 or less. Within a stretch the low counts as before the high. */
export function drawdownOf(curve: readonly CurvePoint[]): number[] {
  let peak = 0;
  return curve.map(([, equity, low, high]) => {
    const fall = Math.min(0, low - peak);
    peak = Math.max(peak, high);
    return Math.min(fall, equity - peak);
  });
}

/** The same data: as many rows of the same instruments, from and to the same moments. */
export function isSameData(a: BacktestResult, b: BacktestResult): boolean {
  const of = (r: BacktestResult) => r.instruments.map(i => `${i.instrument}@${i.venue} ${i.rows} ${i.from_ns} ${i.to_ns}`).join('|');
  return of(a) === of(b);
}
