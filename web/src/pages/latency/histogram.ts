// Histograms as Prometheus tells them: how many were at most so long, summed from the shortest on.

/** `counts[i]` lie above `bounds[i - 1]` and up to `bounds[i]`, in seconds; the last bound is Infinity. */
export interface Histogram { bounds: readonly number[]; counts: readonly number[]; count: number }

export interface Sample { name: string; labels: Readonly<Record<string, string>>; value: number }

/** The samples of a page of metrics, in its order. */
export function samples(page: string): Sample[] {
  const found: Sample[] = [];
  for (const line of page.split('\n')) {
    const [, name, inner, value] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/.exec(line) ?? [];
    if (name === undefined || value === undefined) continue;
    const labels: Record<string, string> = {};
    for (const [, key, text] of (inner ?? '').matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)) labels[key!] = text!.replace(/\\(.)/g, '$1');
    found.push({ name, labels, value: value === '+Inf' ? Infinity : Number(value) });
  }
  return found;
}

/** Histograms of a name by one of their labels. */
export function histograms(all: readonly Sample[], name: string, label: string): Map<string, Histogram> {
  const found = new Map<string, { bounds: number[]; counts: number[]; count: number }>();
  for (const sample of all) {
    if (sample.name !== `${name}_bucket`) continue;
    const key = sample.labels[label] ?? '', of = found.get(key) ?? { bounds: [], counts: [], count: 0 };
    of.bounds.push(sample.labels['le'] === '+Inf' ? Infinity : Number(sample.labels['le']));
    of.counts.push(sample.value - of.count);
    of.count = sample.value;
    found.set(key, of);
  }
  return found;
}

/** What came between two readings. A later one that counts less began anew: all of it is new. */
export function between(before: Histogram | undefined, after: Histogram): Histogram {
  if (!before || before.count > after.count || before.bounds.length !== after.bounds.length) return after;
  return { bounds: after.bounds, counts: after.counts.map((c, i) => c - before.counts[i]!), count: after.count - before.count };
}

/** The longest that has a bucket of its own, in seconds; of what took longer it is only known that it did. Null: there are no buckets. */
export function lastBound(histogram: Histogram): number | null {
  return histogram.bounds.findLast(b => b !== Infinity) ?? null;
}

/** A quantile in seconds, as exact as buckets are: within its bucket by the logarithm. Infinity: it is longer than all that have a bucket. Null without anything measured. */
export function quantile(histogram: Histogram, share: number): number | null {
  if (histogram.count === 0) return null;
  const rank = share * histogram.count;
  let sum = 0;
  for (const [i, count] of histogram.counts.entries()) {
    if (count > 0 && sum + count >= rank) {
      const high = histogram.bounds[i]!, low = histogram.bounds[i - 1] ?? high / 2;
      return high === Infinity ? Infinity : low * (high / low) ** ((rank - sum) / count);
    }
    sum += count;
  }
  return null;
}
