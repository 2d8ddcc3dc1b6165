import './backtests.css';
import { useState } from 'react';
import { Link, useLocation, useNavigate, useParams } from 'react-router';
import { useMay } from '../../api/client';
import { Button, Page, Panel } from '../../ui/basics';
import { Compare, mostCompared } from './Compare';
import { JobFrame } from './JobFrame';
import { JobTable } from './JobTable';
import { NewBacktest } from './NewBacktest';
import { Report } from './Report';
import { useHeadlines, useJobs } from './jobs';
import type { BacktestResult } from './result';

export default function Backtests() {
  const { id } = useParams();
  const { key } = useLocation();
  if (id === undefined) return <List />;
  if (id === 'new') return <NewBacktest key={key} />;
  if (id === 'compare') return <Compare />;
  return (
    <JobFrame<BacktestResult> key={id} kind="backtest" id={id}>
      {(result, job) => <Report result={result} job={job} />}
    </JobFrame>
  );
}

function List() {
  const jobs = useJobs('backtest');
  const headlines = useHeadlines<BacktestResult>(jobs.data?.items, r => ({ equity: r.equity, under: `${r.fills} fills, deepest fall ${r.max_drawdown}` }));
  const navigate = useNavigate();
  const isTrader = useMay('trader');
  const [chosen, setChosen] = useState<string[]>([]);
  const there = chosen.filter(id => jobs.data?.items.some(j => j.id === id));
  return (
    <Page
      title="Backtests"
      actions={
        <span className="row">
          <Button disabled={there.length < 2} title={there.length < 2 ? `Tick two to ${mostCompared} that are done` : undefined} onClick={() => void navigate(`/backtests/compare?of=${there.join(',')}`)}>
            Compare{there.length > 0 ? ` ${there.length}` : ''}
          </Button>
          <Button look="primary" disabled={!isTrader} title={isTrader ? undefined : 'Takes the role trader'} onClick={() => void navigate('/backtests/new')}>
            New backtest
          </Button>
        </span>
      }
    >
      <Panel title="Backtests, newest first">
        <JobTable
          kind="backtest"
          jobs={jobs.data?.items}
          error={jobs.error}
          retry={() => void jobs.refetch()}
          empty={
            <>
              No backtest was asked for since the program began. <Link to="/backtests/new">Start one</Link>
            </>
          }
          chosen={there}
          choose={id => setChosen(there.includes(id) ? there.filter(c => c !== id) : [...there, id])}
          mostChosen={mostCompared}
          headlines={headlines}
        />
      </Panel>
      <p className="faint">One job runs at a time, backtests and sweeps alike, in a process of its own behind the session. Results stay until the program ends, the newest 100: download what you want to keep.</p>
    </Page>
  );
}
