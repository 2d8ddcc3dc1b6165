// What `touchline sweep --json` writes: docs/sweep.md.

export interface Returns { seconds: number; mean: number; deviation: number; skewness: number; kurtosis: number }

export interface Point {
  /** Null: it failed, or hasn't the figure. */
  rank: number | null;
  parameters: Record<string, string>;
  error: string | null;
  figures: Record<string, number>;
  returns: Returns | null;
}

export interface Luck { trials: number; deviation: number; expected_maximum: number; sharpe: number; deflated_sharpe: number | null; luck_probability: number | null; trusted: boolean }

export interface Stretch { from_ns: number; to_ns: number; error: string | null; figures: Record<string, number> | null; returns: Returns | null }
export interface Window { train: Stretch; test: Stretch; parameters: Record<string, string> | null }
export interface Together { equity: number | null; equity_per_hour: number | null; sharpe: number | null }
export interface WalkForward {
  windows: Window[];
  points_per_choice: number;
  in_sample: Together;
  out_of_sample: Together;
  probability_above_zero: number | null;
  efficiency: number | null;
  tests_won: number;
}

export interface SweepResult {
  strategy: string;
  parameters: Record<string, string>;
  varied: string[];
  seed: number;
  models: Record<string, unknown>;
  data: { instrument: string; sha256: string }[];
  from_ns: number;
  to_ns: number;
  runs: number;
  runs_done: number;
  ranked_by: { figure: string; direction: string };
  points?: Point[];
  walk_forward?: WalkForward;
  luck: Luck | null;
}

export function isLowBest(result: SweepResult): boolean {
  return result.ranked_by.direction.startsWith('lowest');
}

const units: Record<string, number> = { ns: 1, us: 1e3, ms: 1e6, s: 1e9, m: 6e10, h: 3.6e12 };

/** A parameter's value as a number, where it is one: 0.5, 500ms. Null: it is a word. */
export function numberOf(value: string): number | null {
  const match = /^(-?[\d.]+(?:[eE][-+]?\d+)?)\s*([a-z]*)$/.exec(value.trim());
  if (!match) return null;
  const number = Number(match[1]), unit = match[2] === '' ? 1 : units[match[2]!];
  return Number.isFinite(number) && unit !== undefined ? number * unit : null;
}

/** Values of a parameter without doubles, by size where they are numbers. */
export function sortedValues(values: Iterable<string>): string[] {
  const all = [...new Set(values)];
  const numbers = new Map(all.map(v => [v, numberOf(v)]));
  return all.every(v => numbers.get(v) !== null) ? all.sort((a, b) => numbers.get(a)! - numbers.get(b)!) : all;
}

/** Said of the best by the deflated Sharpe ratio, in full sentences. */
export function luckText(luck: Luck): string {
  if (luck.deflated_sharpe === null) return 'The best point never traded, or its equity never moved: nothing can be said of luck.';
  const f = (v: number) => v.toFixed(4).replace('-', '−');
  const tried = `${luck.trials === 1 ? 'With one point tried' : `With ${luck.trials.toLocaleString('en-US')} points tried`}, the best of worthless ones would show a Sharpe ratio of ${f(luck.expected_maximum)} a second; this one shows ${f(luck.sharpe)}. Deflated Sharpe ratio ${f(luck.deflated_sharpe)}`;
  if (luck.sharpe <= 0) return `${tried}: even the best lost money.`;
  const chance = `${tried}: the probability that it is luck is ${f(luck.luck_probability ?? NaN)}`;
  return luck.trusted ? `${chance}.` : `${chance}, more than the 0.05 that one may bear. Don’t trade on it; try it on data it wasn’t chosen on, by a walk-forward.`;
}

/** What the tests of a walk-forward are worth. */
export const trusted = 0.95;

export function forwardText(forward: WalkForward): string {
  if (forward.efficiency === null) return 'The choices didn’t earn even where they were chosen: there is nothing to lose out of sample.';
  return (forward.out_of_sample.equity ?? 0) > 0
    ? `Out of sample the choices kept ${(forward.efficiency * 100).toFixed(1)} % of what they earned an hour where they were chosen.`
    : 'Out of sample the choices earned nothing of what they earned where they were chosen: they fit the past, not the market.';
}

export function judgeText(forward: WalkForward): string {
  const judge = `Each choice is the best of ${forward.points_per_choice.toLocaleString('en-US')} points, so its figures in sample are flattered by luck; judge by those out of sample.`;
  if (forward.probability_above_zero === null) return `${judge} There the choices never traded, or their equity never moved: nothing can be said of luck.`;
  const said = `${judge} The probability that the true Sharpe ratio there is above 0 is ${forward.probability_above_zero.toFixed(4)}, counted as a single trial`;
  return forward.probability_above_zero >= trusted ? `${said}.` : `${said}: less than the 0.95 that one should ask for.`;
}
