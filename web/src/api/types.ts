// What the program answers, as docs/api.md and docs/stream.md have it. Times are nanoseconds since the Unix epoch in a number, exact to about a quarter of a microsecond; money is quote currency.

export type Role = 'viewer' | 'trader' | 'admin';
export interface Whoami { username: string; role: Role; expires_at: string }
export interface Page<T> { items: T[]; offset: number; limit: number; total: number }

/** Where a session's orders go: nowhere, to an exchange on the program's own machine, to a venue's testnet, to a venue. */
export type Mode = 'paper' | 'simulated' | 'testnet' | 'live';
export interface Program { name: string; version: string; mode: Mode | 'opening'; uptime_seconds: number }

export interface Health {
  status: string;
  session: { state: string; kind: string; seconds: number; killed: boolean } | null;
  connections: { up: number; down: number };
  storage: unknown;
  alerts: { critical: number; warning: number };
}

export interface Connection { name: string; up: boolean; trouble: string | null }

export interface BotStatus {
  session: string;
  mode: Mode;
  pace: string | null;
  state: string;
  seconds: number;
  at_ns: number;
  pnl: number;
  fills: number;
  orders_live: number;
  events_per_second: number;
  strategies: Record<string, string>;
  connections: Connection[];
}

export interface Position {
  symbol: string;
  venue: string;
  strategy: string | null;
  position: number;
  average_price: number | null;
  mid: number | null;
  realised: number;
  unrealised: number;
  fees: number;
  funding: number;
  pnl: number;
}
export interface Positions { account: Position[]; strategies: Position[]; unassigned: Position[] }

export interface ClosedPosition {
  symbol: string;
  venue: string;
  strategy: string;
  side: 'long' | 'short';
  entry_reason: string | null;
  exit_reason: string | null;
  entry_price: number;
  exit_price: number | null;
  realised: number;
  fees: number;
  funding: number;
  opened_ns: number;
  closed_ns: number;
}

export interface Pnl { pnl: number; realised: number; unrealised: number; fees: number; funding: number }
export interface Balance extends Pnl {
  wallets: { asset: string; wallet: number; available: number | null; margin: number | null; available_ns?: number | null }[];
  why_no_wallets: string | null;
  turnover: number;
  max_drawdown: number;
  capital: number | null;
  strategies: Record<string, Pnl>;
  /** Where ledger and venue don't agree, in sentences. */
  differences: string[];
}

export type Side = 'buy' | 'sell';
export type OrderStatus = 'pending' | 'placed' | 'partially_filled' | 'filled' | 'cancelled' | 'rejected' | 'expired';

export interface Order {
  id: number;
  client_order_id: string | null;
  strategy: string;
  venue: string;
  symbol: string;
  side: Side;
  type: string;
  time_in_force: string;
  reduce_only: boolean;
  reason: string | null;
  price: number | null;
  trigger_price: number | null;
  quantity: number;
  filled: number;
  average_price: number | null;
  fees: number;
  status: OrderStatus;
  reason_text: string | null;
  is_unknown: boolean;
  placed_ns: number;
  updated_ns: number;
  ended_ns: number | null;
}

export interface OrderStep {
  at_ns: number;
  exchange_ns: number | null;
  event: string;
  from: string | null;
  to: string;
  price: number | null;
  quantity: number;
  filled: number;
  reason_text: string | null;
  trace: string;
}
export interface OrderDetail extends Order { pnl: number | null; closed: number; fills: Fill[]; history: OrderStep[] }

export interface Fill {
  trade_id: number | string;
  order_id: number;
  kind: string;
  strategy: string;
  venue: string;
  symbol: string;
  side: Side;
  price: number;
  quantity: number;
  value: number;
  fee: number;
  fee_asset: string | null;
  realised: number | null;
  is_maker: boolean;
  at_ns: number;
  exchange_ns: number | null;
}

export interface Latency { stage: string; count: number; p50_ns: number; p99_ns: number; p999_ns: number; max_ns: number }
export interface ExecutionStats {
  orders: Record<'sent' | 'acknowledged' | 'filled' | 'cancelled' | 'amended' | 'rejected' | 'expired' | 'refused_by_risk' | 'live', number>;
  fills: number;
  fill_ratio: number | null;
  success_rate: number | null;
  anomalies: Record<string, number>;
  events_per_second: number;
  latencies: Latency[];
}

export interface LimitKind { name: string; right: string; account_only: boolean }
export interface Limits { account: Record<string, string>; strategies: Record<string, Record<string, string>>; known: LimitKind[] }
export interface RiskStatus {
  kill: { state: string; flattens: boolean; attempts: number; reason: string | null; since_ns: number | null };
  pnl: number;
  daily_loss: number;
  max_daily_loss: number | null;
  drawdown: number;
  max_drawdown: number | null;
  exposure: number;
  limits: Record<string, string>;
  instruments: { symbol: string; venue: string; status: string; frozen: string | null; position: number; worst_long: number; worst_short: number; ratios: { name: string; orders: number; value: number; warn: number; limit: number }[] }[];
  budgets: { venue: string; window: string; capacity: number; used: number; tokens: number }[];
  breakers: { venue: string; state: string; failures: number }[];
  refused: number;
}

export interface Pair { symbol: string; venue: string; traded: boolean; tick: number; lot: number; min_notional: number; multiplier: number }
export interface PairMetrics {
  symbol: string;
  venue: string;
  traded: boolean;
  last: number | null;
  bid: number | null;
  ask: number | null;
  mid: number | null;
  spread_bps: number | null;
  micro_price: number | null;
  imbalance: number | null;
  volume_1m: number;
  volume_60m: number;
  bought_share_60m: number | null;
  prints_60m: number;
  change_60m: number | null;
  high_60m: number | null;
  low_60m: number | null;
  feed_age_ms: number | null;
  position: number | null;
  pnl: number | null;
}

/** Levels are [price, quantity], best first. */
export interface Book { symbol: string; venue: string; at_ns: number; stale: boolean; bids: [number, number][]; asks: [number, number][] }
export interface Trade { price: number; quantity: number; side: Side; local_ns: number; exchange_ns: number }
export interface Kline { open_ns: number; open: number; high: number; low: number; close: number; volume: number; bought_volume: number; trades: number }
export interface Klines { symbol: string; interval_minutes: number; history: boolean; items: Kline[] }

export interface Parameter { name: string; value: string; unit: string; text: string; range: string }
export interface Replacement { stage: string; version: string; before: string; position: string; since: number; reason: string | null }
export interface StoredPart {
  name: string;
  symbol: string;
  enabled: boolean;
  open_positions: boolean;
  language: string;
  /** Where its code is called; absent: in the engine's thread. */
  thread?: string;
  version: number;
  revision?: number;
  created_at: number;
  updated_at: number;
  code?: string;
  [more: string]: unknown;
}
export interface Strategy {
  id: string;
  state: string;
  version: string;
  replacement: Replacement | null;
  failure: string | null;
  orders_live: number;
  pnl: number;
  fees: number;
  positions: Position[];
  parameters: Parameter[];
  metrics: Record<string, number>;
  limits: Record<string, string>;
  stored: StoredPart | null;
  problem: string | null;
  /** Of a stored one, for traders and admins, where one is asked for. */
  code?: string;
}

/** `at` and `since` are times in text. */
export interface AlertNotice { seq: number; alert: string; subject: string; severity: 'critical' | 'warning' | string; state: 'firing' | 'resolved' | string; text: string; at: string; since: string }
export interface Alerts {
  active: AlertNotice[];
  notices: AlertNotice[];
  rules: { alert: string; severity: string; text: string; hold_seconds: number; inactive: string | null }[];
}
export interface AuditLine {
  /** The session's clock where the entry is of the session, else the wall's. */
  at_ns: number;
  /** When it was written down, by the wall's clock. */
  recorded_ns?: number;
  actor: string;
  action: string;
  entity_type: string;
  entity_id: string;
  old_value: string | null;
  new_value: string | null;
  reason: string | null;
  success: boolean;
  error: string | null;
  trace: string | null;
}
