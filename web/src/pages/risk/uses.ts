import type { BotStatus, Pair, PairMetrics, RiskStatus, Strategy } from '../../api/types';
import { fixed, plain, short } from '../../format/format';
import { pairOf, worthOf } from '../../format/worth';

/** How much of a limit is used. `share` is null where the program doesn't tell what it is measured by. */
export interface Use { limit: string; of: string; used: string; bound: string; share: number | null; about: string }

export interface Known { risk: RiskStatus; status: BotStatus | undefined; metrics: readonly PairMetrics[]; pairs: readonly Pair[] | undefined; strategies: readonly Strategy[] }

/** Limits that bound one order each or switch something: there is no use of them. */
const ofEach = new Set(['max_order', 'price_collar', 'min_notional', 'max_book_age', 'open_positions', 'capital', 'correlation_window', 'self_trade', 'breaker_failures', 'breaker_cool_down']);

export function isMeasured(limit: string): boolean {
  return !ofEach.has(limit);
}

/** Limits that are money. */
export const moneyLimits: ReadonlySet<string> = new Set(['max_daily_loss', 'max_drawdown', 'max_exposure', 'max_instrument_exposure', 'min_notional', 'capital']);

/** Uses of the account's limits. What open orders could lead to counts, as the risk gate counts it. */
export function accountUses(limits: Readonly<Record<string, string>>, known: Known): Use[] {
  const { risk } = known;
  const worst = risk.instruments.map(i => ({ ...i, size: Math.max(Math.abs(i.worst_long), Math.abs(i.worst_short)), value: valueAtMid(i, Math.max(Math.abs(i.worst_long), Math.abs(i.worst_short)), known) }));
  const exposure = sum(worst.map(w => w.value));
  const largest = worst.toSorted((a, b) => b.size - a.size)[0], dearest = worst.toSorted((a, b) => (b.value ?? 0) - (a.value ?? 0))[0];
  const capital = numberOf(limits['capital']);
  return measured(limits, {
    max_daily_loss: [risk.daily_loss, 'lost since midnight UTC', money],
    max_drawdown: [risk.drawdown, 'lost since the best moment', money],
    max_exposure: [exposure, 'value of the worst positions that open orders could lead to, at the mids', short],
    // Where one isn't known it may be the largest.
    max_instrument_exposure: [exposure === null ? null : (dearest?.value ?? null), `${dearest?.symbol ?? ''}: value of its worst position`, short],
    max_position: [largest?.size ?? null, `${largest?.symbol ?? ''}: its worst position`, plain],
    max_open_positions: [risk.instruments.filter(i => i.position !== 0 || i.worst_long !== 0 || i.worst_short !== 0).length, 'pairs that have a position, or could have one', plain],
    max_live_orders: [known.status?.orders_live ?? null, 'open orders', plain],
    max_leverage: [exposure === null || capital === null || capital + risk.pnl <= 0 ? null : exposure / (capital + risk.pnl), 'worst exposure over capital with profit and loss', v => fixed(v, 2)],
  });
}

/** Uses of a strategy's own limits: its positions as they are, for what its orders could lead to isn't told by strategy. */
export function strategyUses(name: string, limits: Readonly<Record<string, string>>, known: Known): Use[] {
  const strategy = known.strategies.find(s => s.id === name), positions = strategy?.positions ?? null;
  const largest = positions?.toSorted((a, b) => Math.abs(b.position) - Math.abs(a.position))[0];
  const values = positions?.map(p => (p.position === 0 ? 0 : worthOf(p, pairOf(p, known.pairs)))) ?? null;
  const exposure = values === null ? null : sum(values);
  return measured(limits, {
    max_position: [positions === null ? null : Math.abs(largest?.position ?? 0), `${largest?.symbol ?? 'no pair'}: its position, open orders left out`, plain],
    max_exposure: [exposure, 'value of its positions, open orders left out', short],
    max_instrument_exposure: [values === null || exposure === null ? null : Math.max(0, ...values.map(v => v ?? 0)), 'value of its largest position, open orders left out', short],
    max_open_positions: [positions?.filter(p => p.position !== 0).length ?? null, 'pairs that it has a position in', plain],
    max_live_orders: [strategy?.orders_live ?? null, 'its open orders', plain],
  });
}

function measured(limits: Readonly<Record<string, string>>, by: Record<string, [used: number | null, about: string, format: (value: number) => string]>): Use[] {
  return Object.entries(limits)
    .filter(([name]) => isMeasured(name))
    .map(([limit, text]) => {
      const [used, about, format] = by[limit] ?? [null, 'the program doesn’t tell how much of it is used', plain], bound = numberOf(text);
      return { limit, of: text, used: used === null ? '–' : format(used), bound: bound === null ? text : format(bound), share: used === null || bound === null || bound <= 0 ? null : Math.max(0, used) / bound, about };
    });
}

function valueAtMid(of: { symbol: string; venue: string }, quantity: number, known: Known): number | null {
  const mid = known.metrics.find(m => m.symbol === of.symbol && m.venue === of.venue)?.mid ?? null;
  return quantity === 0 ? 0 : worthOf({ position: quantity, mid }, pairOf(of, known.pairs));
}

function sum(values: readonly (number | null)[]): number | null {
  return values.reduce<number | null>((a, b) => (a === null || b === null ? null : a + b), 0);
}

export function numberOf(text: string | undefined): number | null {
  const value = text === undefined ? NaN : Number(text);
  return Number.isFinite(value) ? value : null;
}

function money(value: number): string {
  return fixed(value, 2);
}
