import { fixed, lasting, percent, plain, signed, unknown } from '../../format/format';

// Every figure of a result: what it is called, how it is written, which end of it is the better one. Definitions: docs/results.md.

type Kind = 'money' | 'paid' | 'count' | 'ratio' | 'share' | 'seconds' | 'number';
export interface Figure { path: string; label: string; kind: Kind; better: 'high' | 'low' | null; about?: string }
export interface FigureGroup { title: string; figures: Figure[] }

const money = (path: string, label: string, better: Figure['better'] = 'high', about?: string): Figure => ({ path, label, kind: 'money', better, ...(about ? { about } : {}) });
const count = (path: string, label: string, better: Figure['better'] = null): Figure => ({ path, label, kind: 'count', better });

export const groups: FigureGroup[] = [
  {
    title: 'Profit',
    figures: [
      money('equity', 'Equity', 'high', 'Spread captured + inventory − fees + funding'),
      money('spread_captured', 'Spread captured', 'high', 'Distance of each fill from the mid as it was when the fill reached us'),
      money('inventory_profit', 'Inventory', 'high', 'What moves of the mid made of the positions held'),
      { path: 'adverse_selection_1s', label: 'Adverse within 1 s', kind: 'paid', better: 'low', about: 'What of the inventory figure the market took by turning against the fills within 1 s; above zero is a loss' },
      { path: 'adverse_selection_10s', label: 'Adverse within 10 s', kind: 'paid', better: 'low', about: 'The same within 10 s' },
      { path: 'fees', label: 'Fees', kind: 'paid', better: 'low', about: 'Paid; below zero rebates outweigh them' },
      money('funding', 'Funding'),
      money('realised', 'Realised', null),
      money('unrealised', 'Unrealised', null),
      money('profit_per_hour', 'Profit an hour'),
      { path: 'return_on_deposit', label: 'Return on deposit', kind: 'share', better: 'high' },
    ],
  },
  {
    title: 'Risk',
    figures: [
      { path: 'max_drawdown', label: 'Deepest fall', kind: 'paid', better: 'low', about: 'Of equity from its highest point before' },
      { path: 'drawdown_seconds', label: 'Longest fall', kind: 'seconds', better: 'low', about: 'Longest time from a highest point of equity to a later look below it' },
      { path: 'sharpe', label: 'Sharpe', kind: 'ratio', better: 'high', about: 'Of changes of equity from second to second, annualised; of minutes of data it promises nothing of a year' },
      { path: 'sortino', label: 'Sortino', kind: 'ratio', better: 'high', about: 'As Sharpe, with falls alone counted as risk' },
      { path: 'time_in_market', label: 'Time in market', kind: 'share', better: null },
      { path: 'market_seconds', label: 'Market time', kind: 'seconds', better: null },
    ],
  },
  {
    title: 'Trades',
    figures: [
      count('fills', 'Fills'),
      count('trades', 'Closing fills'),
      { path: 'win_rate', label: 'Win rate', kind: 'share', better: 'high', about: 'Closing fills with a profit, fees included' },
      money('profit_per_trade', 'Profit a closing fill'),
      { path: 'trades_per_day', label: 'Closing fills a day', kind: 'count', better: null },
      { path: 'turnover', label: 'Turnover', kind: 'number', better: null },
    ],
  },
  {
    title: 'Orders',
    figures: [
      count('orders.sent', 'Sent'),
      count('orders.acknowledged', 'Acknowledged'),
      count('orders.amended', 'Amended'),
      count('orders.cancelled', 'Cancelled'),
      count('orders.filled', 'With a fill'),
      count('orders.rejected', 'Rejected', 'low'),
      count('orders.expired', 'Expired', 'low'),
      count('orders.refused', 'Refused by risk', 'low'),
      { path: 'fill_ratio', label: 'Fill ratio', kind: 'share', better: null, about: 'Orders with a fill of orders sent' },
      { path: 'order_to_trade_ratio', label: 'Orders a fill', kind: 'ratio', better: 'low', about: 'Orders sent, cancels and amends, for each fill' },
    ],
  },
  {
    title: 'Inventory',
    figures: [
      { path: 'position', label: 'Position at the end', kind: 'number', better: null },
      { path: 'inventory.mean', label: 'Mean', kind: 'number', better: null, about: 'Weighted by time' },
      { path: 'inventory.mean_absolute', label: 'Mean size', kind: 'number', better: null, about: 'Without its sign, weighted by time' },
      { path: 'inventory.least', label: 'Shortest', kind: 'number', better: null },
      { path: 'inventory.p5', label: '5 % of the time below', kind: 'number', better: null },
      { path: 'inventory.p50', label: 'Median', kind: 'number', better: null },
      { path: 'inventory.p95', label: '95 % of the time below', kind: 'number', better: null },
      { path: 'inventory.greatest', label: 'Longest', kind: 'number', better: null },
    ],
  },
];

export const figures: Figure[] = groups.flatMap(g => g.figures);
const byPath = new Map(figures.map(f => [f.path, f]));

/** Also of a figure that isn't listed, such as a strategy's own. */
export function figureOf(path: string): Figure {
  return byPath.get(path) ?? { path, label: path.startsWith('metrics.') ? path.slice('metrics.'.length) : path, kind: 'number', better: null };
}

/** A figure of a result by its path; null: it has none. */
export function valueOf(result: object, path: string): number | null {
  let at: unknown = result;
  for (const part of path.split('.')) at = typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[part] : undefined;
  return typeof at === 'number' && Number.isFinite(at) ? at : null;
}

/** Decimals for money: small sums have more, so that they don't all read 0.00. */
export function moneyDecimals(value: number): number {
  const size = Math.abs(value);
  return size === 0 || size >= 100 ? 2 : size >= 0.1 ? 4 : 6;
}

/** Decimals of a column of money: those of its largest value, so that the points stand beneath each other. */
export function columnDecimals(values: readonly (number | null | undefined)[]): number {
  return moneyDecimals(Math.max(0, ...values.map(v => Math.abs(v ?? 0))));
}

export function textOf(figure: Figure, value: number | null | undefined, decimals?: number): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return unknown;
  switch (figure.kind) {
    case 'money':
      return signed(value, decimals ?? moneyDecimals(value));
    case 'paid':
      return fixed(value, decimals ?? moneyDecimals(value)).replace('-', '−');
    case 'count':
      return fixed(value, 0);
    case 'ratio':
      return fixed(value, 2).replace('-', '−');
    case 'share':
      return percent(value, value !== 0 && Math.abs(value) < 0.001 ? 5 : 1).replace('-', '−');
    case 'seconds':
      return lasting(value);
    default:
      return plain(Number(value.toPrecision(6))).replace('-', '−');
  }
}

/** The places of the best values, where the figure has a better end and they aren't all alike. */
export function bestOf(figure: Figure, values: readonly (number | null)[]): Set<number> {
  const known = values.filter(v => v !== null);
  if (figure.better === null || known.length < 2 || known.every(v => v === known[0])) return new Set();
  const best = figure.better === 'high' ? Math.max(...known) : Math.min(...known);
  return new Set(values.flatMap((v, i) => (v === best ? [i] : [])));
}

/** Ranked by it, the lowest come first unless it is said otherwise. */
export function isCost(path: string): boolean {
  return ['fees', 'max_drawdown', 'drawdown_seconds', 'adverse_selection_1s', 'adverse_selection_10s', 'order_to_trade_ratio', 'orders.rejected', 'orders.expired', 'orders.refused'].includes(path);
}
