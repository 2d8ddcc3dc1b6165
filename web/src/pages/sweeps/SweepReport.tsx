import { useCallback, useState } from 'react';
import { dateTime, fixed } from '../../format/format';
import { Empty, Notice, Panel } from '../../ui/basics';
import type { Job } from '../backtests/jobs';
import { figureOf } from '../backtests/figures';
import { leaves } from '../backtests/result';
import { BestPanel } from './BestPanel';
import { HeatPanel } from './HeatPanel';
import { PointTable } from './PointTable';
import { WalkForwardPart } from './WalkForwardPart';
import { luckText, type Point, type SweepResult } from './sweep';

/** What a sweep found, and what that is worth. */
export function SweepReport({ result, job }: { result: SweepResult; job: Job }) {
  return (
    <>
      <p className="muted job-sub">
        {fixed(result.runs_done, 0)} of {fixed(result.runs, 0)} runs over {result.varied.join(' × ')}, ranked by {figureOf(result.ranked_by.figure).label} ({result.ranked_by.direction}), on {dateTime(result.from_ns)} to {dateTime(result.to_ns)} UTC.
      </p>
      {result.runs_done < result.runs && <Notice tone="warn">This sweep isn’t complete: what is missing may be better than what is shown.</Notice>}
      {result.luck && <Notice tone={result.luck.trusted ? 'good' : 'warn'}>{luckText(result.luck)}</Notice>}
      {result.walk_forward ? <WalkForwardPart result={result} forward={result.walk_forward} job={job} /> : <Points result={result} job={job} points={result.points ?? []} />}
      <FixedPanel result={result} />
    </>
  );
}

function Points({ result, job, points }: { result: SweepResult; job: Job; points: Point[] }) {
  const [chosen, setChosen] = useState<Point | null>(null);
  const pick = useCallback((point: Point) => setChosen(before => (before === point ? null : point)), []);
  const failed = points.filter(p => p.error !== null), isRanked = points.some(p => p.rank !== null);
  return (
    <>
      {failed.length > 0 && (
        <Notice tone="warn">
          {failed.length} of {points.length} points couldn’t be run; the first: {failed[0]!.error}
        </Notice>
      )}
      {!isRanked && failed.length < points.length && (
        <Notice tone="warn">
          Nothing is ranked: no point has a figure {result.ranked_by.figure}
          {points.every(p => p.error !== null || p.figures['fills'] === 0) ? ', since nothing was traded in any run.' : '.'}
        </Notice>
      )}
      {points.length === 0 ? (
        <Empty>No run was done.</Empty>
      ) : (
        <>
          {failed.length < points.length && <HeatPanel result={result} points={points} onPick={pick} />}
          <BestPanel result={result} job={job} points={points} chosen={chosen} onPick={pick} />
          <Panel title={`All ${fixed(points.length, 0)} points`} actions={chosen && <span className="muted">the chosen one stands beside the best</span>}>
            <PointTable result={result} job={job} points={points} chosen={chosen} onPick={pick} />
          </Panel>
        </>
      )}
    </>
  );
}

// What was the same in every run.
function FixedPanel({ result }: { result: SweepResult }) {
  const parameters = Object.entries(result.parameters).filter(([name]) => !result.varied.includes(name));
  const rows = [...leaves(result.models), ['seed', String(result.seed)] as [string, string]];
  return (
    <Panel title="The same in every run" padded>
      <div className="columns" style={{ '--column': '260px' } as React.CSSProperties}>
        {([['Parameters', parameters], ['Models', rows], ['Data', result.data.map(d => [d.instrument, `sha256 ${d.sha256.slice(0, 12)}…`] as [string, string])]] as const).map(([title, all]) => (
          <section key={title}>
            <h3 className="job-h3">{title}</h3>
            <dl className="pairs">
              {all.map(([name, value]) => (
                <div key={name} style={{ display: 'contents' }}>
                  <dt>{name}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Panel>
  );
}
