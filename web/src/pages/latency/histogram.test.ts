import { describe, expect, it } from 'vitest';
import { between, histograms, lastBound, quantile, samples } from './histogram';
import { quantileText } from './lengths';

const page = `# HELP t_seconds How long.
# TYPE t_seconds histogram
t_seconds_bucket{stage="a",le="0.001"} 2
t_seconds_bucket{stage="a",le="0.01"} 10
t_seconds_bucket{stage="a",le="+Inf"} 11
t_seconds_count{stage="a"} 11
depth{queue="to \\"b\\"",x="1"} 6.9262E-05
plain 3
`;

describe('histograms of metrics', () => {
  it('are read with their labels', () => {
    const all = samples(page);
    expect(all.at(-1)).toEqual({ name: 'plain', labels: {}, value: 3 });
    expect(all.find(s => s.name === 'depth')).toEqual({ name: 'depth', labels: { queue: 'to "b"', x: '1' }, value: 6.9262e-5 });
    expect(histograms(all, 't_seconds', 'stage').get('a')).toEqual({ bounds: [0.001, 0.01, Infinity], counts: [2, 8, 1], count: 11 });
  });

  it('have quantiles within their buckets', () => {
    const h = histograms(samples(page), 't_seconds', 'stage').get('a')!;
    expect(quantile(h, 2 / 11)).toBeCloseTo(0.001, 9);
    expect(quantile(h, 6 / 11)).toBeCloseTo(0.001 * 10 ** 0.5, 9);
    // Longer than the last bound, nobody knows how much: never that bound itself.
    expect(quantile(h, 1)).toBe(Infinity);
    expect(lastBound(h)).toBe(0.01);
    expect(quantile({ bounds: [1], counts: [0], count: 0 }, 0.5)).toBeNull();
  });

  it('tell what came since, also after a new beginning', () => {
    const a = { bounds: [1, Infinity], counts: [2, 1], count: 3 }, b = { bounds: [1, Infinity], counts: [5, 1], count: 6 };
    expect(between(a, b)).toEqual({ bounds: [1, Infinity], counts: [3, 0], count: 3 });
    expect(between(b, a)).toBe(a);
  });
});

describe('lengths', () => {
  it('beyond the last bound are no figure', () => {
    expect([quantileText(Infinity, 10), quantileText(Infinity, 0.05), quantileText(9.4, 10), quantileText(null, 10), quantileText(Infinity, null)]).toEqual(['> 10 s', '> 50 ms', '9.40 s', '–', '–']);
  });
});
