import '../backtests/backtests.css';
import './sweeps.css';
import { Link, useLocation, useNavigate, useParams } from 'react-router';
import { useMay } from '../../api/client';
import { Button, Page, Panel } from '../../ui/basics';
import { JobFrame } from '../backtests/JobFrame';
import { JobTable } from '../backtests/JobTable';
import { useJobs } from '../backtests/jobs';
import { NewSweep } from './NewSweep';
import { SweepReport } from './SweepReport';
import type { SweepResult } from './sweep';

export default function Sweeps() {
  const { id } = useParams();
  const { key } = useLocation();
  if (id === undefined) return <List />;
  if (id === 'new') return <NewSweep key={key} />;
  return (
    <JobFrame<SweepResult> key={id} kind="sweep" id={id}>
      {(result, job) => <SweepReport result={result} job={job} />}
    </JobFrame>
  );
}

function List() {
  const jobs = useJobs('sweep');
  const navigate = useNavigate();
  const isTrader = useMay('trader');
  return (
    <Page
      title="Sweeps"
      actions={
        <Button look="primary" disabled={!isTrader} title={isTrader ? undefined : 'Takes the role trader'} onClick={() => void navigate('/sweeps/new')}>
          New sweep
        </Button>
      }
    >
      <Panel title="Sweeps, newest first">
        <JobTable
          kind="sweep"
          jobs={jobs.data?.items}
          error={jobs.error}
          retry={() => void jobs.refetch()}
          empty={
            <>
              No sweep was asked for since the program began. <Link to="/sweeps/new">Start one</Link>
            </>
          }
        />
      </Panel>
      <p className="faint">One job runs at a time, sweeps and backtests alike, in a process of its own behind the session. Results stay until the program ends, the newest 100: download what you want to keep.</p>
    </Page>
  );
}
