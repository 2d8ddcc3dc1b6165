import { Link } from 'react-router';
import type { Job } from '../backtests/jobs';
import type { JobRequest } from '../backtests/settings';
import type { Handed } from '../backtests/NewBacktest';
import type { Point, Stretch } from './sweep';

/** The form of a backtest, filled in with a point of the sweep. */
export function BacktestThis({ job, point, stretch, short = false }: { job: Job; point: Pick<Point, 'parameters'> & { rank?: number | null }; stretch?: Stretch; short?: boolean }) {
  const { settings, from, to } = job.request;
  const request: JobRequest = {
    settings: { ...settings, parameters: { ...settings.parameters, ...point.parameters } },
    ...(stretch ? { from: utc(stretch.from_ns), to: utc(stretch.to_ns + 1) } : { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }),
  };
  const state: Handed = { request, note: `Filled in with ${point.rank ? `rank ${point.rank}` : 'a choice'} of a sweep${stretch ? ', on the stretch that it was tested on' : ''}.` };
  return (
    <Link to="/backtests/new" state={state} onClick={e => e.stopPropagation()} title="Fills in the form of a backtest">
      {short ? 'Backtest' : 'Backtest this one'}
    </Link>
  );
}

// Numbers of JSON hold nanoseconds to a quarter of a microsecond: a millisecond is as fine as it can be said.
function utc(ns: number): string {
  return new Date(Math.round(ns / 1e6)).toISOString();
}
