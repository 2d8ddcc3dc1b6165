import './strategies.css';
import { useMemo, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { Pause, Play, Plus, Trash2 } from 'lucide-react';
import { useLive } from '../../api/live';
import { useQuote, useStrategies } from '../../api/queries';
import type { Balance, Strategy } from '../../api/types';
import { fixed } from '../../format/format';
import { useHotkeys } from '../../shell/hotkeys';
import { Age, Badge, Button, Gain, Page, Panel, Switch, useStale } from '../../ui/basics';
import { Grid, type Column } from '../../ui/Grid';
import { NewStrategy } from './NewStrategy';
import { askToDelete, askToPauseAll, askToResumeAll, askToStart, askToStop, setEnabled, setOpens, whyNotDeleted, whyNotSwitched } from './actions';
import { PositionText, StateBadge, isBehind, isOn, languageOf, operator, pageOf, plural, useAdminOnly, useTraderOnly, versionText } from './parts';

/** What trades, and what could. */
export default function Strategies() {
  const listed = useStrategies();
  const pnl = useLive<Balance>('pnl');
  const [filter, setFilter] = useState('');
  const [isNew, setNew] = useState(false);
  const search = useRef<HTMLInputElement>(null);
  const navigate = useNavigate();
  const adminOnly = useAdminOnly(), traderOnly = useTraderOnly();
  useHotkeys([
    { keys: '/', text: 'Filter', group: 'Strategies', run: () => search.current?.focus() },
    { keys: 'n', text: 'New strategy', group: 'Strategies', run: () => adminOnly === undefined && setNew(true) },
  ]);
  const all = listed.data?.items;
  // Profit and loss moves with the stream, the rest with the list.
  const live = pnl.data?.strategies;
  const rows = useMemo(
    () => all?.filter(s => matches(s, filter)).map(s => ({ ...s, ...(live?.[s.id] ? { pnl: live[s.id]!.pnl, fees: live[s.id]!.fees } : {}) })),
    [all, live, filter],
  );
  const columns = useMemo(() => columnsFor(all ?? [], adminOnly, traderOnly), [all, adminOnly, traderOnly]);
  const heardAt = listed.dataUpdatedAt === 0 ? 0 : performance.now() - (Date.now() - listed.dataUpdatedAt);
  const own = all?.filter(s => s.id !== operator) ?? [];
  const running = own.filter(s => s.state === 'running'), paused = own.filter(s => s.state === 'paused');
  return (
    <Page
      title="Strategies"
      actions={
        <>
          <span className="muted">{all && `${running.length} running of ${plural(all.length - 1, 'strategy').replace('strategys', 'strategies')}`}</span>
          {running.length > 0 && (
            <Button disabled={traderOnly !== undefined} title={traderOnly} onClick={() => askToPauseAll(running)}>
              <Pause size={14} aria-hidden /> Pause all
            </Button>
          )}
          {paused.length > 0 && (
            <Button disabled={traderOnly !== undefined} title={traderOnly} onClick={() => askToResumeAll(paused)}>
              <Play size={14} aria-hidden /> Resume all
            </Button>
          )}
          <Button look="primary" disabled={adminOnly !== undefined} title={adminOnly ?? 'New strategy (n)'} onClick={() => setNew(true)}>
            <Plus size={14} aria-hidden /> New strategy
          </Button>
        </>
      }
    >
      <Panel
        className="strategies-list"
        title="In the session and in the store"
        unit={useQuote()}
        stale={useStale(heardAt) && all !== undefined}
        actions={
          <>
            <input
              ref={search}
              type="search"
              className="input fit strategies-filter"
              aria-label="Filter strategies"
              placeholder="Filter  /"
              value={filter}
              onChange={e => setFilter(e.target.value)}
              onKeyDown={e => {
                if (e.key !== 'Escape') return;
                setFilter('');
                e.currentTarget.blur();
              }}
            />
            <Age at={heardAt} />
          </>
        }
      >
        <Grid
          label="Strategies"
          columns={columns}
          rows={rows}
          rowId={s => s.id}
          error={listed.error}
          retry={() => void listed.refetch()}
          onRow={s => void navigate(pageOf(s.id))}
          empty={filter !== '' ? `No strategy matches “${filter}”.` : 'There is no strategy yet, in the session or in the store. Make one from a template.'}
        />
      </Panel>
      {isNew && <NewStrategy known={all?.filter(s => s.stored !== null || s.problem !== null).map(s => s.id) ?? []} onClose={() => setNew(false)} onMade={id => void navigate(pageOf(id, 'code'))} />}
    </Page>
  );
}

function matches(s: Strategy, filter: string): boolean {
  const text = `${s.id} ${s.stored?.name ?? ''} ${s.stored?.symbol ?? ''} ${s.state} ${languageOf(s)} ${s.positions.map(p => p.symbol).join(' ')}`.toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every(word => text.includes(word));
}

function columnsFor(all: readonly Strategy[], adminOnly: string | undefined, traderOnly: string | undefined): Column<Strategy>[] {
  return [
    {
      id: 'on',
      title: 'On',
      about: 'Whether it trades now',
      value: s => (isOn(s) ? 1 : 0),
      cell: s => {
        const why = whyNotSwitched(s, adminOnly, traderOnly);
        return s.id === operator ? null : (
          <Switch
            label={s.state === 'running' ? `Stop ${s.id}` : `Start ${s.id}`}
            checked={s.state === 'running'}
            disabled={why !== undefined}
            title={why ?? (s.state === 'running' ? 'Stop' : 'Start')}
            onChange={on => (on ? askToStart(s) : askToStop(s))}
          />
        );
      },
    },
    { id: 'state', title: 'State', value: s => s.state, cell: s => <StateBadge state={s.state} /> },
    {
      id: 'name',
      title: 'Strategy',
      value: s => s.id,
      cell: s => (
        <span className="strategies-name">
          <b>{s.id}</b>
          {s.id === operator ? <span className="faint">orders by hand</span> : s.stored && s.stored.name !== s.id && <span className="faint">{s.stored.name}</span>}
          {s.problem && (
            <Badge tone="bad" title={s.problem}>
              damaged
            </Badge>
          )}
        </span>
      ),
    },
    { id: 'symbol', title: 'Symbol', value: s => s.stored?.symbol ?? null, cell: s => s.stored?.symbol || '–', about: 'As its metadata has it; what it trades is up to its code', wide: true },
    { id: 'language', title: 'Language', value: languageOf, wide: true },
    {
      id: 'version',
      title: 'Version',
      value: s => s.version || (s.stored ? `v${s.stored.version}` : null),
      cell: s => (
        <span className="row" style={{ gap: 6 }}>
          <span title={s.version}>{s.id === operator ? '–' : s.version === '' && s.stored ? `v${s.stored.version}` : versionText(s.version)}</span>
          {isBehind(s) && (
            <Badge tone="info" title="Another version is stored than the one that runs">
              v{s.stored!.version} stored
            </Badge>
          )}
        </span>
      ),
      wide: true,
    },
    { id: 'pnl', title: 'P&L', value: s => (s.state === 'stored' ? null : s.pnl), cell: s => (s.state === 'stored' ? '–' : <Gain value={s.pnl} />), num: true },
    { id: 'fees', title: 'Fees', value: s => (s.state === 'stored' ? null : s.fees), cell: s => (s.state === 'stored' ? '–' : fixed(s.fees, 2)), num: true, wide: true },
    { id: 'orders', title: 'Open orders', value: s => s.orders_live, cell: s => (s.state === 'stored' ? '–' : s.orders_live), num: true, wide: true },
    { id: 'position', title: 'Position', cell: s => (s.state === 'stored' ? '–' : <PositionText strategy={s} />), num: true, wide: true },
    {
      id: 'enabled',
      title: 'With session',
      about: 'It starts by itself with every session',
      value: s => (s.stored?.enabled ? 1 : 0),
      cell: s => s.stored && <Switch label={`Start ${s.id} with every session`} checked={s.stored.enabled} disabled={adminOnly !== undefined} {...(adminOnly ? { title: adminOnly } : {})} onChange={on => setEnabled(s, on)} />,
      wide: true,
    },
    {
      id: 'opens',
      title: 'May open',
      about: 'It may open and enlarge positions; off: it may only reduce them',
      value: s => (s.stored?.open_positions ? 1 : 0),
      cell: s => s.stored && <Switch label={`Let ${s.id} open positions`} checked={s.stored.open_positions} disabled={adminOnly !== undefined} {...(adminOnly ? { title: adminOnly } : {})} onChange={on => setOpens(s, on)} />,
      wide: true,
    },
    {
      id: 'delete',
      title: '',
      cell: s => {
        const why = adminOnly ?? whyNotDeleted(s, all);
        return s.stored ? (
          <Button
            look="quiet"
            small
            icon
            aria-label={`Delete ${s.id}`}
            title={why ?? 'Delete with all its versions'}
            disabled={why !== undefined}
            onClick={e => {
              e.stopPropagation();
              askToDelete(s);
            }}
          >
            <Trash2 size={14} aria-hidden />
          </Button>
        ) : null;
      },
      wide: true,
    },
  ];
}
