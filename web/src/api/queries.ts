import { QueryClient, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { dayOf } from '../format/format';
import { commonQuote } from '../format/quote';
import { Problem, ask, get, useSession } from './client';
import type { Alerts, BotStatus, ExecutionStats, Health, Limits, Page, Pair, PairMetrics, Program, RiskStatus, Strategy } from './types';

export const client = new QueryClient({
  defaultOptions: {
    queries: {
      // What the program says is wrong won't be right the second time.
      retry: (count, error) => count < 2 && error instanceof Problem && (error.status === 0 || error.status === 503),
      retryDelay: attempt => 400 * 2 ** attempt,
      staleTime: 1_000,
      networkMode: 'always',
    },
  },
});

/** What is at a path, asked again every `everyMs`. */
export function usePath<T>(path: string | null, everyMs?: number): UseQueryResult<T> {
  const isIn = useSession(s => s.token !== null);
  return useQuery<T>({
    queryKey: [path],
    queryFn: ({ signal }) => get<T>(path!, signal),
    enabled: isIn && path !== null,
    ...(everyMs === undefined ? {} : { refetchInterval: query => (isNone(query.state.error) ? false : everyMs) }),
  });
}

// What isn't there is asked for once.
function isNone(error: unknown): boolean {
  return error instanceof Problem && error.status === 404;
}

/** What is at a path, with the version that an update has to name. */
export function useVersioned<T>(path: string | null, everyMs?: number): UseQueryResult<{ data: T; etag: string | null }> {
  const isIn = useSession(s => s.token !== null);
  return useQuery({
    queryKey: [path, 'etag'],
    queryFn: ({ signal }) => ask<T>(path!, { signal }),
    enabled: isIn && path !== null,
    ...(everyMs === undefined ? {} : { refetchInterval: everyMs }),
  });
}

/** Has everything under a path read again, after it was changed. */
export function again(...paths: string[]): void {
  void client.invalidateQueries({ predicate: q => paths.some(p => String(q.queryKey[0]).startsWith(p)) });
}

export const useProgram = () => usePath<Program>('/', 10_000);
export const useHealth = () => usePath<Health>('/health', 2_000);
export const useStatus = () => usePath<BotStatus>('/bot/status', 1_000);
export const useRisk = () => usePath<RiskStatus>('/trading/risk-status', 1_000);
export const useLimits = () => useVersioned<Limits>('/risk/limits', 10_000);
export const useStats = () => usePath<ExecutionStats>('/trading/execution-stats', 2_000);
export const useStrategies = () => usePath<{ items: Strategy[] }>('/strategies', 2_000);
export const usePairs = () => usePath<{ items: Pair[] }>('/data/pairs', 10_000);
export const useMetrics = () => usePath<{ items: PairMetrics[] }>('/data/metrics', 1_000);
export const useAlerts = () => usePath<Alerts>('/api/monitoring/alerts', 2_000);

/** A page of a list. */
export function useListed<T>(path: string, search: Record<string, string | number | undefined>, everyMs?: number): UseQueryResult<Page<T>> {
  return usePath<Page<T>>(withSearch(path, search), everyMs);
}

export function withSearch(path: string, search: Record<string, string | number | undefined>): string {
  const given = Object.entries(search).filter((e): e is [string, string | number] => e[1] !== undefined && e[1] !== '');
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given.map(([k, v]) => [k, String(v)])).toString()}`;
}

/** The pairs as they were told last: for a question, which isn't drawn again. */
export function pairsTold(): Pair[] | undefined {
  return client.getQueryData<{ items: Pair[] }>(['/data/pairs'])?.items;
}

/** The currency that the session's money is counted in; null where its pairs have several, or don't say. */
export function useQuote(): string | null {
  return commonQuote(usePairs().data?.items.filter(p => p.traded).map(p => p.symbol) ?? []);
}

/** The session's day, as dayOf counts: a synthetic market has another one than the wall. Null: not known. */
export function useToday(): number | null {
  const status = useStatus().data;
  return status ? dayOf(status.at_ns) : null;
}

/** Decimals of a symbol's prices and quantities; without the venue those of the first that has it. */
export function usePrecision(symbol: string, venue?: string): { price: number; quantity: number } {
  const pair = usePairs().data?.items.find(p => p.symbol === symbol && (venue === undefined || p.venue === venue));
  return { price: pair ? decimals(pair.tick) : 2, quantity: pair ? decimals(pair.lot) : 4 };
}

function decimals(step: number): number {
  return Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
}
