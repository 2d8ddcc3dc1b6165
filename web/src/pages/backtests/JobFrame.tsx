import type { ReactNode } from 'react';
import { Link, useNavigate } from 'react-router';
import { useMay } from '../../api/client';
import { useNow } from '../../api/live';
import { dateTime, lasting } from '../../format/format';
import { Button, Empty, Failure, Loading, Notice, Page, Panel } from '../../ui/basics';
import { Progress, StateBadge, dataOf, strategyOf, tookText } from './JobTable';
import { askToEnd, download, isOver, useJob, useResult, type Job, type JobKind } from './jobs';

/** A backtest or sweep: how it goes, and what came of it once it is done. */
export function JobFrame<T>({ kind, id, children }: { kind: JobKind; id: string; children: (result: T, job: Job) => ReactNode }) {
  const query = useJob(kind, id);
  const job = query.data;
  const result = useResult<T>(kind, job);
  const title = kind === 'backtest' ? 'Backtest' : 'Sweep';
  if (!job)
    return (
      <Page title={title} actions={<Link to={`/${kind}s`}>Back to the list</Link>}>
        {query.error ? <Failure error={query.error} retry={() => void query.refetch()} /> : <Loading />}
      </Page>
    );
  return (
    <Page title={`${title} of ${strategyOf(job)}`} actions={<Actions job={job} result={result.data} />}>
      <p className="row muted job-sub">
        <StateBadge job={job} />
        <span>{dataOf(job).join(', ')}</span>
        <span>asked {dateTime(job.asked_ns)} UTC by {job.owner}</span>
        {isOver(job) && job.started_ns !== null && <span>took {tookText(job)}</span>}
      </p>
      {query.error ? <Notice tone="warn">Not up to date: {query.error.message}</Notice> : null}
      <Under job={job} />
      {job.state === 'done' &&
        (result.data !== undefined ? children(result.data, job) : result.error ? <Failure error={result.error} retry={() => void result.refetch()} /> : <Loading what="Fetching the result…" />)}
    </Page>
  );
}

function Actions({ job, result }: { job: Job; result: unknown }) {
  const isTrader = useMay('trader');
  const navigate = useNavigate();
  const role = isTrader ? undefined : 'Takes the role trader';
  return (
    <span className="row">
      <Link to={`/${job.kind}s`}>All {job.kind}s</Link>
      <Button disabled={!isTrader} title={role} onClick={() => void navigate(`/${job.kind}s/new`, { state: { request: job.request, note: `Filled in as in the ${job.kind} of ${dateTime(job.asked_ns)} UTC.` } })}>
        Again with changes
      </Button>
      {job.state === 'done' && (
        <Button disabled={result === undefined} onClick={() => download(`${job.kind}-${strategyOf(job).replace(/[^\w.-]+/g, '_')}-${job.id.slice(0, 8)}.json`, JSON.stringify(result, null, 2))}>
          Download JSON
        </Button>
      )}
      <Button look="danger-quiet" disabled={!isTrader} title={role} onClick={() => askToEnd(job, () => void navigate(`/${job.kind}s`))}>
        {isOver(job) ? 'Remove' : 'Cancel'}
      </Button>
    </span>
  );
}

// What is said where there is no result, or not yet.
function Under({ job }: { job: Job }) {
  useNow();
  switch (job.state) {
    case 'queued':
      return (
        <Panel title="Waits" padded>
          <p>One job runs at a time, backtests and sweeps alike; this one begins when those before it are over. It has waited {lasting(Math.max(0, Date.now() / 1000 - job.asked_ns / 1e9))}.</p>
        </Panel>
      );
    case 'running':
      return (
        <Panel title="Runs" padded>
          <div className="job-running">
            <Progress job={job} />
            <span className="muted">
              for {tookText(job)}
              {leftText(job)}. It runs beside the session with the least priority.
            </span>
          </div>
        </Panel>
      );
    case 'failed':
      return (
        <Notice tone="bad">
          <b>It failed, and there is no result.</b>
          <pre className="job-error">{job.error ?? 'The program gave no reason.'}</pre>
        </Notice>
      );
    case 'cancelled':
      return <Empty>It was cancelled {job.started_ns === null ? 'before it began' : `at ${Math.floor(job.progress * 100)} %`}; there is no result.</Empty>;
    default:
      return null;
  }
}

const tellableShare = 0.05;
function leftText(job: Job): string {
  if (job.started_ns === null || job.progress < tellableShare) return '';
  const ran = Math.max(0, Date.now() / 1000 - job.started_ns / 1e9);
  return `; about ${lasting((ran / job.progress) * (1 - job.progress))} left`;
}
