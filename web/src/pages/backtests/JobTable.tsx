import { useNavigate } from 'react-router';
import { Trash2, X } from 'lucide-react';
import { useMay } from '../../api/client';
import { useNow } from '../../api/live';
import { dateTime, lasting, time, unknown } from '../../format/format';
import { Badge, Button, Gain, type Tone } from '../../ui/basics';
import { Grid, type Column } from '../../ui/Grid';
import { columnDecimals } from './figures';
import { askToEnd, isOver, type Headline, type Job, type JobKind, type JobState } from './jobs';
import { usualStrategy } from './strategies';

const tones: Record<JobState, Tone> = { queued: 'plain', running: 'info', done: 'good', failed: 'bad', cancelled: 'warn' };

export function StateBadge({ job }: { job: Job }) {
  return <Badge tone={tones[job.state]}>{job.state}</Badge>;
}

// On a phone there is no column for how far it is.
function StateCell({ job }: { job: Job }) {
  return (
    <>
      <StateBadge job={job} /> {job.state === 'running' && <span className="muted job-narrow">{Math.floor(job.progress * 100)} %</span>}
    </>
  );
}

/** How far one is that runs; how long one took that ran. */
export function Progress({ job }: { job: Job }) {
  useNow();
  if (job.state === 'running')
    return (
      <span className="job-progress" role="progressbar" aria-label="Progress" aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.floor(job.progress * 100)}>
        <span className="track">
          <span style={{ width: `${job.progress * 100}%` }} />
        </span>
        {Math.floor(job.progress * 100)} %
      </span>
    );
  return <>{job.state === 'queued' ? 'waits' : tookText(job)}</>;
}

export function tookText(job: Job): string {
  if (job.started_ns === null) return unknown;
  const seconds = ((job.ended_ns ?? Date.now() * 1e6) - job.started_ns) / 1e9;
  return seconds < 60 ? `${Math.max(0, seconds).toFixed(1)} s` : lasting(seconds);
}

export function strategyOf(job: Job): string {
  return job.request.settings.strategy ?? usualStrategy;
}

export function dataOf(job: Job): string[] {
  const data = job.request.settings.data ?? [];
  return typeof data === 'string' ? [data] : data;
}

/** What was set otherwise than by default, in a line. */
export function settingsLine(job: Job): string {
  const { parameters, models, margin, risk, seed } = job.request.settings;
  const { from, to, vary, random, walk_forward } = job.request;
  const flat = (values: object | undefined) => Object.entries(values ?? {}).map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`);
  return [
    ...(vary ?? []),
    ...(random === undefined ? [] : [`random ${random}`]),
    ...(walk_forward === undefined ? [] : [`walk-forward ${walk_forward}`]),
    ...flat(parameters),
    ...flat(models),
    ...flat(margin),
    ...flat(risk),
    ...(seed === undefined ? [] : [`seed ${String(seed)}`]),
    ...(from === undefined ? [] : [`from ${from}`]),
    ...(to === undefined ? [] : [`to ${to}`]),
  ].join(' · ');
}

function Equity({ headline, decimals }: { headline: Headline | undefined; decimals: number }) {
  return <span title={headline?.under}>{headline?.equity == null ? unknown : <Gain value={headline.equity} decimals={decimals} />}</span>;
}

export function JobTable(props: { kind: JobKind; jobs: Job[] | undefined; error: unknown; retry: () => void; empty: React.ReactNode; chosen?: readonly string[]; choose?: (id: string) => void; mostChosen?: number; headlines?: Map<string, Headline> }) {
  const navigate = useNavigate();
  const isTrader = useMay('trader');
  const { chosen = [], choose } = props;
  const decimals = columnDecimals([...(props.headlines?.values() ?? [])].map(h => h.equity));
  const columns: Column<Job>[] = [
    ...(choose
      ? [
          {
            id: 'choose',
            title: '',
            cell: (j: Job) =>
              j.state === 'done' && (
                <input
                  type="checkbox"
                  aria-label={`Compare ${strategyOf(j)} of ${time(j.asked_ns)}`}
                  checked={chosen.includes(j.id)}
                  disabled={!chosen.includes(j.id) && chosen.length >= (props.mostChosen ?? Infinity)}
                  onClick={e => e.stopPropagation()}
                  onChange={() => choose(j.id)}
                />
              ),
          },
        ]
      : []),
    { id: 'asked', title: 'Asked (UTC)', value: j => j.asked_ns, cell: j => <span className="muted">{dateTime(j.asked_ns)}</span>, wide: true },
    { id: 'strategy', title: 'Strategy', value: strategyOf },
    { id: 'state', title: 'State', value: j => j.state, cell: j => <StateCell job={j} /> },
    { id: 'progress', title: 'Progress', cell: j => <Progress job={j} />, wide: true },
    ...(props.headlines
      ? [{ id: 'equity', title: 'Equity', num: true, value: (j: Job) => props.headlines!.get(j.id)?.equity, cell: (j: Job) => <Equity headline={props.headlines!.get(j.id)} decimals={decimals} /> }]
      : []),
    { id: 'data', title: 'Data', value: j => dataOf(j).join(', '), cell: j => <span className="clip" title={dataOf(j).join(', ')}>{dataOf(j).join(', ')}</span>, wide: true },
    {
      id: 'settings',
      title: 'Set, or why it failed',
      cell: j => (
        <span className={`job-line ${j.error ? 'danger' : 'muted'}`} title={j.error ?? settingsLine(j)}>
          {j.error ?? (settingsLine(j) || 'all defaults')}
        </span>
      ),
      wide: true,
    },
    { id: 'owner', title: 'By', value: j => j.owner, wide: true },
    {
      id: 'end',
      title: '',
      cell: j => (
        <Button
          look="quiet"
          small
          icon
          disabled={!isTrader}
          aria-label={isOver(j) ? 'Remove' : 'Cancel'}
          title={!isTrader ? 'Takes the role trader' : isOver(j) ? 'Remove' : 'Cancel'}
          onClick={e => {
            e.stopPropagation();
            askToEnd(j);
          }}
        >
          {isOver(j) ? <Trash2 size={14} aria-hidden /> : <X size={14} aria-hidden />}
        </Button>
      ),
    },
  ];
  return <Grid label={`${props.kind}s`} columns={columns} rows={props.jobs} rowId={j => j.id} empty={props.empty} error={props.error} retry={props.retry} onRow={j => void navigate(`/${props.kind}s/${j.id}`)} />;
}
