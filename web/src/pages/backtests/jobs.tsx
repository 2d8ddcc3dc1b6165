import { useQueries, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { Problem, ask, get, useSession } from '../../api/client';
import { again } from '../../api/queries';
import type { Page } from '../../api/types';
import { confirm } from '../../ui/Dialog';
import { say } from '../../ui/Toasts';
import { queued } from './queued';
import type { JobRequest } from './settings';

export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
export type JobKind = 'backtest' | 'sweep';

export interface Job {
  id: string;
  kind: JobKind;
  state: JobState;
  /** 0 to 1. */
  progress: number;
  owner: string;
  asked_ns: number;
  started_ns: number | null;
  ended_ns: number | null;
  error: string | null;
  request: JobRequest;
}

/** What the program keeps at most, that which waits and runs included. */
const most = 1000;
const busyMs = 700, idleMs = 10_000;
// A sweep's result may be tens of megabytes.
const resultTimeoutMs = 120_000;

export const isOver = (job: Job): boolean => job.state === 'done' || job.state === 'failed' || job.state === 'cancelled';

/** All of a kind, newest first; asked for often while one is under way. */
export function useJobs(kind: JobKind): UseQueryResult<Page<Job>> {
  const isIn = useSession(s => s.token !== null);
  const path = `/${kind}s?limit=${most}`;
  return useQuery<Page<Job>>({
    queryKey: [path],
    queryFn: ({ signal }) => get<Page<Job>>(path, signal),
    enabled: isIn,
    refetchInterval: query => (query.state.data?.items.some(j => !isOver(j)) ? busyMs : idleMs),
  });
}

export function useJob(kind: JobKind, id: string | null): UseQueryResult<Job> {
  const isIn = useSession(s => s.token !== null);
  const path = `/${kind}s/${id ?? ''}`;
  return useQuery<Job>({
    queryKey: [path],
    queryFn: ({ signal }) => get<Job>(path, signal),
    enabled: isIn && id !== null,
    refetchInterval: query => (query.state.data !== undefined && isOver(query.state.data) ? false : busyMs),
  });
}

/** A result never changes: it is fetched once. */
export function resultQuery<T>(kind: JobKind, id: string | null) {
  const path = `/${kind}s/${id ?? ''}/result`;
  return {
    queryKey: [path],
    queryFn: async ({ signal }: { signal: AbortSignal }) => (await ask<T>(path, { signal, timeoutMs: resultTimeoutMs })).data,
    staleTime: Infinity,
    // Not kept long: dozens of them would fill the tab.
    gcTime: 120_000,
  };
}

export function useResult<T>(kind: JobKind, job: Job | undefined): UseQueryResult<T> {
  const isIn = useSession(s => s.token !== null);
  return useQuery({ ...resultQuery<T>(kind, job?.id ?? null), enabled: isIn && job?.state === 'done' });
}

/** What the list of jobs shows of a result; the rest of it isn't kept. */
export interface Headline { equity: number | null; under: string }

// Beyond the newest so many one has to open them: each takes its whole result to be fetched.
const mostHeadlines = 30;

// Whole results are large: so many are on their way at a time, the newest first.
const fetchHeadline = queued(2);

/** Of the newest backtests that are done, by id. Not of sweeps: one alone may be tens of megabytes, and is fetched when it is opened. */
export function useHeadlines<T>(jobs: readonly Job[] | undefined, of: (result: T) => Headline): Map<string, Headline> {
  const done = (jobs ?? []).filter(j => j.kind === 'backtest' && j.state === 'done').slice(0, mostHeadlines);
  const queries = useQueries({
    queries: done.map(job => ({
      queryKey: [`/backtests/${job.id}/result`, 'headline'],
      queryFn: ({ signal }: { signal: AbortSignal }) => fetchHeadline(signal, async () => of((await ask<T>(`/backtests/${job.id}/result`, { signal, timeoutMs: resultTimeoutMs })).data)),
      staleTime: Infinity,
      gcTime: Infinity,
    })),
  });
  return new Map(done.flatMap((job, i) => (queries[i]?.data ? [[job.id, queries[i].data] as const] : [])));
}

/** Cancels a job that waits or runs, removes one that is over; both are asked first. */
export function askToEnd(job: Job, onRemoved?: () => void): void {
  const over = isOver(job);
  const what = job.kind;
  const consequence = {
    queued: `The ${what} has not begun; it leaves the queue and will not run.`,
    running: `The ${what} ends now, ${Math.floor(job.progress * 100)} % of the way. What it has found so far is lost.`,
    done: `The ${what} and its result are removed for everybody. They cannot be brought back; download the result first if you need it.`,
    failed: `The ${what} and what is said of its failure are removed for everybody.`,
    cancelled: `The ${what} is removed from the list for everybody.`,
  }[job.state];
  confirm({
    title: `${over ? 'Remove' : 'Cancel'} ${what} of ${job.request.settings.strategy ?? 'market-making'}`,
    text: <p>{consequence}</p>,
    verb: over ? 'Remove' : `Cancel ${what}`,
    isDangerous: true,
    act: async () => {
      // As it was when this was asked: one that is done by now isn't removed by who meant to cancel it.
      await ask(`/${what}s/${job.id}`, { method: 'DELETE', etag: `"${job.state}"`, once: true }).catch((error: unknown) => {
        again(`/${what}s`);
        throw error instanceof Problem && error.status === 412 ? new Problem(412, `The ${what} is no longer ${job.state}: nothing was done. Go back and look at it again.`) : error;
      });
      say('good', over ? `The ${what} is removed.` : `The ${what} is being cancelled.`);
      if (over) onRemoved?.();
      again(`/${what}s`);
    },
  });
}

/** Gives the browser a file to keep. */
export function download(name: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
