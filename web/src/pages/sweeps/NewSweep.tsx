import { useId, useRef, useState } from 'react';
import { Link, useLocation, useNavigate } from 'react-router';
import { post, useMay } from '../../api/client';
import { again } from '../../api/queries';
import { fixed } from '../../format/format';
import { Button, Field, Notice, Page, Panel, TextField } from '../../ui/basics';
import { say } from '../../ui/Toasts';
import { SettingsForm, hasField } from '../backtests/SettingsForm';
import { draftOf, showWrong, type Handed } from '../backtests/NewBacktest';
import { namesOf, useDeclaring } from '../backtests/declared';
import { figures, isCost } from '../backtests/figures';
import type { Job } from '../backtests/jobs';
import { noDraft, nothingWrong, toRequest, wrongOf, type JobRequest } from '../backtests/settings';
import { VaryRows } from './VaryRows';
import { combinationsOf, drawn, noRow, rowOf, varyText, type VaryRow } from './vary';

interface Search { random: string; train: string; test: string; rankBy: string; direction: '' | ':asc' | ':desc'; most: string; jobs: string }

/** The program makes no more runs than this of a sweep that is asked for here. */
const mostRuns = 10_000;
const defaultRank = 'sharpe';
const own = ['vary', 'random', 'walk_forward', 'rank_by', 'most', 'jobs'];

function searchOf(request: JobRequest | undefined): Search {
  const walk = request?.walk_forward ?? '', rank = request?.rank_by ?? '', direction = /:(asc|desc)$/.exec(rank)?.[0] ?? '';
  return {
    random: request?.random?.toString() ?? '',
    train: /train=([^,]*)/.exec(walk)?.[1] ?? '',
    test: /test=([^,]*)/.exec(walk)?.[1] ?? '',
    rankBy: rank.replace(/:(asc|desc)$/, ''),
    direction: direction as Search['direction'],
    most: request?.most?.toString() ?? '',
    jobs: request?.jobs?.toString() ?? '',
  };
}

export function NewSweep() {
  const navigate = useNavigate();
  const handed = (useLocation().state ?? {}) as Handed;
  const isTrader = useMay('trader');
  const [draft, setDraft] = useState(() => draftOf(handed.request));
  const [rows, setRows] = useState<VaryRow[]>(() => handed.request?.vary?.map(rowOf) ?? [noRow]);
  const [search, setSearch] = useState(() => searchOf(handed.request));
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const wrong = error === null ? nothingWrong : wrongOf(error, field => hasField(field) || own.includes(field));
  const declaring = useDeclaring(draft), parameters = declaring.known?.parameters ?? [];
  const named = rows.filter(r => r.name.trim() !== '');

  const start = async () => {
    setBusy(true);
    setError(null);
    const varied = named.map(r => r.name.trim());
    const request = toRequest({ ...draft, parameters: Object.fromEntries(Object.entries(draft.parameters).filter(([name]) => !varied.includes(name))) }, namesOf(declaring.known));
    try {
      const job = await post<Job>('/sweeps', { ...request, ...searchRequest(named, search) });
      again('/sweeps');
      say('good', 'The sweep is asked for.');
      void navigate(`/sweeps/${job.id}`);
    } catch (e) {
      setError(e);
      setBusy(false);
      showWrong(form.current);
    }
  };
  const lacks = !isTrader ? 'Takes the role trader' : named.length === 0 ? 'Vary a parameter first' : draft.data.length === 0 ? 'Choose a recording first' : declaring.isBusy ? 'What the strategy declares is being read' : undefined;
  return (
    <Page title="New sweep" actions={<Link to="/sweeps">Back to the list</Link>}>
      <form
        ref={form}
        className="stack"
        noValidate
        onSubmit={e => {
          e.preventDefault();
          if (lacks === undefined && !isBusy) void start();
        }}
      >
        {handed.note && <Notice tone="plain">{handed.note}</Notice>}
        <Panel title="What is varied" actions={<RunsText rows={named} search={search} />} padded>
          <VaryRows rows={rows} change={setRows} known={parameters} isRandom={search.random.trim() !== ''} wrong={wrong.of('vary')} />
        </Panel>
        <SearchPanel search={search} change={part => setSearch(s => ({ ...s, ...part }))} wrong={wrong.of} />
        <SettingsForm draft={draft} change={part => setDraft(d => ({ ...d, ...part }))} wrong={wrong} declaring={declaring} varied={named.map(r => r.name)} />
        {wrong.rest.map(text => (
          <Notice key={text} tone="bad">
            {text}
          </Notice>
        ))}
        <div className="jobform-bar">
          <span className="muted grow">Fields left empty have the default that stands in them.</span>
          <Button
            onClick={() => {
              setDraft(noDraft);
              setRows([noRow]);
              setSearch(searchOf(undefined));
              setError(null);
            }}
          >
            Clear
          </Button>
          <Button type="submit" look="primary" disabled={lacks !== undefined || isBusy} title={lacks}>
            {isBusy ? 'Asking…' : 'Start sweep'}
          </Button>
        </div>
      </form>
    </Page>
  );
}

function searchRequest(rows: VaryRow[], search: Search): Partial<JobRequest> {
  // What is no number is sent as it stands, so that the server says what is right.
  const number = (text: string) => (Number.isFinite(Number(text)) ? Number(text) : text) as number;
  const given = (text: string) => text.trim() !== '';
  return {
    vary: rows.map(varyText),
    ...(given(search.random) ? { random: number(search.random) } : {}),
    ...(given(search.train) || given(search.test) ? { walk_forward: `train=${search.train.trim()},test=${search.test.trim()}` } : {}),
    ...(given(search.rankBy) || search.direction !== '' ? { rank_by: `${search.rankBy.trim() || defaultRank}${search.direction}` } : {}),
    ...(given(search.most) ? { most: number(search.most) } : {}),
    ...(given(search.jobs) ? { jobs: number(search.jobs) } : {}),
  };
}

/** How many runs these make, as far as it can be told here. */
function RunsText({ rows, search }: { rows: VaryRow[]; search: Search }) {
  const isDrawn = search.random.trim() !== '', all = rows.length === 0 ? null : combinationsOf(rows);
  const runs = isDrawn ? Number(search.random) : all, most = Number(search.most.trim() || mostRuns);
  if (rows.some(r => drawn.includes(r.kind)) && !isDrawn) return <span className="warn">Drawn values need “Draw at random”.</span>;
  if (runs === null || !Number.isFinite(runs)) return null;
  const isWalk = search.train.trim() !== '';
  return (
    <span className={runs > most ? 'danger' : 'muted'}>
      {fixed(runs, 0)} {runs === 1 ? 'run' : 'runs'}
      {isDrawn && all !== null ? ` of ${fixed(all, 0)} combinations` : ''}
      {isWalk ? ' in each window' : ''}
      {runs > most ? `; at most ${fixed(most, 0)} are made` : ''}
    </span>
  );
}

function SearchPanel({ search, change, wrong }: { search: Search; change: (part: Partial<Search>) => void; wrong: (field: string) => string | undefined }) {
  const list = useId();
  const usual = isCost(search.rankBy.trim() || defaultRank) ? 'lowest first' : 'highest first';
  return (
    <Panel title="How it searches" padded>
      <div className="jobform-pairs">
        <Field label="Rank by" wrong={wrong('rank_by')} hint="any figure, or metrics.NAME of the strategy’s own">
          {(id, about) => (
            <>
              <input id={id} aria-describedby={about} aria-invalid={wrong('rank_by') !== undefined} className="input" list={list} placeholder={defaultRank} value={search.rankBy} onChange={e => change({ rankBy: e.target.value })} autoComplete="off" spellCheck={false} />
              <datalist id={list}>
                {figures.map(f => (
                  <option key={f.path} value={f.path}>
                    {f.label}
                  </option>
                ))}
              </datalist>
            </>
          )}
        </Field>
        <Field label="Best is">
          {id => (
            <select id={id} className="input" value={search.direction} onChange={e => change({ direction: e.target.value as Search['direction'] })}>
              <option value="">{usual} (as usual)</option>
              <option value=":desc">highest first</option>
              <option value=":asc">lowest first</option>
            </select>
          )}
        </Field>
        <TextField label="Draw at random" inputMode="numeric" placeholder="no: all combinations" value={search.random} onChange={e => change({ random: e.target.value })} wrong={wrong('random')} hint="so many different ones, by the seed" />
        <TextField label="Walk-forward: choose on" placeholder="no" value={search.train} onChange={e => change({ train: e.target.value })} wrong={wrong('walk_forward')} hint="e.g. 2m, over and over" />
        <TextField label="… and test on the next" placeholder="no" value={search.test} onChange={e => change({ test: e.target.value })} hint="e.g. 1m; needs both" />
        <TextField label="At most runs" inputMode="numeric" placeholder={String(mostRuns)} value={search.most} onChange={e => change({ most: e.target.value })} wrong={wrong('most')} />
        <TextField label="Jobs at once" inputMode="numeric" placeholder="1" value={search.jobs} onChange={e => change({ jobs: e.target.value })} wrong={wrong('jobs')} hint="more are faster, and take processors from the session" />
      </div>
    </Panel>
  );
}
