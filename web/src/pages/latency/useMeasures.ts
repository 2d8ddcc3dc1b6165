import { useEffect, useRef, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { get } from '../../api/client';
import { between, histograms, quantile, samples, type Histogram, type Sample } from './histogram';

const everyMs = 2_000;
/** Points of the curves: ten minutes. */
const mostPoints = 300;

export interface Point { atMs: number; p50: number | null; p99: number | null; count: number }
export interface Measures {
  /** Since the session began. */
  all: ReadonlyMap<string, Histogram>;
  /** Since this page was opened. */
  since: ReadonlyMap<string, Histogram>;
  curves: ReadonlyMap<string, readonly Point[]>;
  samples: readonly Sample[];
}

/** Histograms of each stage, read again and again while the page is open. */
export function useMeasures(): { data: Measures | null; error: unknown } {
  const page = useQuery({ queryKey: ['/metrics', 'text'], queryFn: ({ signal }) => get<string>('/metrics', signal), refetchInterval: everyMs, gcTime: 0, structuralSharing: false });
  const first = useRef<ReadonlyMap<string, Histogram> | null>(null), last = useRef<ReadonlyMap<string, Histogram>>(new Map());
  const curves = useRef(new Map<string, Point[]>());
  const [data, setData] = useState<Measures | null>(null);
  useEffect(() => {
    if (typeof page.data !== 'string') return;
    const told = samples(page.data), all = histograms(told, 'touchline_latency_seconds', 'stage');
    const isFirst = first.current === null;
    first.current ??= all;
    for (const [stage, now] of isFirst ? [] : all) {
      const news = between(last.current.get(stage), now);
      const point = { atMs: page.dataUpdatedAt, p50: quantile(news, 0.5), p99: quantile(news, 0.99), count: news.count };
      curves.current.set(stage, [...(curves.current.get(stage) ?? []), point].slice(-mostPoints));
    }
    last.current = all;
    setData({ all, since: new Map([...all].map(([stage, now]) => [stage, between(first.current!.get(stage), now)])), curves: new Map(curves.current), samples: told });
  }, [page.data, page.dataUpdatedAt]);
  return { data, error: page.error };
}
