import type { CurvePoint } from './result';

// How much an hour a run earned, or more than another on the same market, with an interval that holds the true value in 95 % of such comparisons.
// Circular block bootstrap of the changes of equity; draws, seed and order are those of `touchline compare`, so that both say the same: docs/results.md, "Comparing".

export interface Interval { stretches: number; stretchSeconds: number; perHour: number; low: number; high: number }

export const fewest = 30;
const draws = 2_000;

/** Null where there are too few stretches. */
export function profitInterval(curve: readonly CurvePoint[], stepSeconds: number): Interval | null {
  const grid = gridOf(curve, curve, stepSeconds);
  return grid === null ? null : intervalOf(changesOf(curve, grid.from, stepSeconds, grid.count), stepSeconds);
}

/** B − A, over the stretches that both have. */
export function differenceInterval(a: readonly CurvePoint[], b: readonly CurvePoint[], stepSeconds: number): Interval | null {
  const grid = gridOf(a, b, stepSeconds);
  if (grid === null) return null;
  const ofA = changesOf(a, grid.from, stepSeconds, grid.count), ofB = changesOf(b, grid.from, stepSeconds, grid.count);
  return intervalOf(ofB.map((change, i) => change - ofA[i]!), stepSeconds);
}

export function holdsZero(interval: Interval): boolean {
  return interval.low <= 0 && interval.high >= 0;
}

function gridOf(a: readonly CurvePoint[], b: readonly CurvePoint[], step: number): { from: number; count: number } | null {
  if (a.length === 0 || b.length === 0) return null;
  const from = Math.ceil(Math.max(a[0]![0], b[0]![0]) / step) * step, to = Math.min(a.at(-1)![0], b.at(-1)![0]);
  const count = Math.floor((to - from) / step);
  return count < fewest ? null : { from, count };
}

// From the end of one stretch to the end of the next; a stretch in which nobody looked changed nothing.
function changesOf(curve: readonly CurvePoint[], from: number, step: number, count: number): number[] {
  const changes: number[] = [];
  let next = 0, before = 0;
  for (let i = -1; i < count; i++) {
    let now = before;
    const end = from + (i + 2) * step;
    for (; next < curve.length && curve[next]![0] < end; next++) now = curve[next]![1];
    if (i >= 0) changes.push(now - before);
    before = now;
  }
  return changes;
}

function intervalOf(changes: readonly number[], stepSeconds: number): Interval {
  const n = changes.length, block = Math.max(1, Math.round(Math.sqrt(n))), perHour = 3600 / stepSeconds;
  const random = seeded(1n);
  const means = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw++) {
    let sum = 0;
    for (let taken = 0; taken < n; ) {
      const start = random(n);
      for (let i = 0; i < block && taken < n; i++, taken++) sum += changes[(start + i) % n]!;
    }
    means[draw] = sum / n;
  }
  means.sort();
  return { stretches: n, stretchSeconds: stepSeconds, perHour: (changes.reduce((s, c) => s + c, 0) / n) * perHour, low: means[draws / 40]! * perHour, high: means[draws - 1 - draws / 40]! * perHour };
}

// xoshiro256**, seeded through SplitMix64: the program's own.
function seeded(seed: bigint): (count: number) => number {
  const mask = (1n << 64n) - 1n;
  const split = () => {
    seed = (seed + 0x9e3779b97f4a7c15n) & mask;
    let z = seed;
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & mask;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask;
    return z ^ (z >> 31n);
  };
  const turn = (x: bigint, by: bigint) => ((x << by) | (x >> (64n - by))) & mask;
  let a = split(), b = split(), c = split(), d = split();
  return count => {
    const result = (turn((b * 5n) & mask, 7n) * 9n) & mask, t = (b << 17n) & mask;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = turn(d, 45n);
    return Number((result * BigInt(count)) >> 64n);
  };
}
