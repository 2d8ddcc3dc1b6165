import { useMemo } from 'react';
import { staleAfterMs } from '../../ui/basics';
import { useLive, useNow, useStreamStatus } from '../../api/live';
import { isLost } from '../../api/stream';
import { usePath } from '../../api/queries';
import type { PairMetrics } from '../../api/types';
import { lasting } from '../../format/format';

export interface AllMetrics { pairs: PairMetrics[] | undefined; error: unknown; at: number; retry: () => void }

const watchedEveryMs = 1_000, otherwiseEveryMs = 5_000;

/** Figures of every pair: those that the session trades are told by the stream, those that are only watched have to be asked for. */
export function usePairMetrics(): AllMetrics {
  const told = useLive<{ pairs: PairMetrics[] }>('metrics');
  const known = usePath<{ items: PairMetrics[] }>('/data/metrics', otherwiseEveryMs);
  const isWatching = known.data?.items.some(p => !p.traded) ?? false;
  // The same question more often, where only it tells something.
  usePath('/data/metrics', isWatching ? watchedEveryMs : otherwiseEveryMs);
  const pairs = useMemo(() => {
    if (!known.data && !told.data) return undefined;
    const fresh = new Map((told.data?.pairs ?? []).map(p => [keyOf(p), p]));
    const all = (known.data?.items ?? []).map(p => fresh.get(keyOf(p)) ?? p);
    const listed = new Set(all.map(keyOf));
    return [...all, ...[...fresh.values()].filter(p => !listed.has(keyOf(p)))];
  }, [told.data, known.data]);
  return { pairs, error: known.error, at: told.at, retry: () => void known.refetch() };
}

export function keyOf(pair: { symbol: string; venue: string }): string {
  return `${pair.symbol}@${pair.venue}`;
}

/** Nothing was heard of its venue for so long that its figures aren't live. */
export function isOld(pair: PairMetrics): boolean {
  return pair.feed_age_ms !== null && pair.feed_age_ms > staleAfterMs;
}

/** Why what is shown of a pair isn't to be taken for what is; null: it is. */
export function useOldness(pair: PairMetrics | undefined): string | null {
  const connection = useStreamStatus(), { heardAt } = connection;
  const now = useNow();
  if (isLost(connection) || (heardAt > 0 && now - heardAt > staleAfterMs)) return `the program was last heard of ${Math.round((now - heardAt) / 1000)} s ago`;
  if (pair && isOld(pair)) return `the venue was last heard of ${lasting(pair.feed_age_ms! / 1000)} ago`;
  return null;
}
