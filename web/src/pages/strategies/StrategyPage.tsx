import './strategies.css';
import { lazy, Suspense } from 'react';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import { Trash2 } from 'lucide-react';
import { Problem, useMay } from '../../api/client';
import { useStrategies } from '../../api/queries';
import type { Strategy } from '../../api/types';
import { useHotkeys } from '../../shell/hotkeys';
import { Badge, Button, Empty, Failure, Loading, Notice, Page, Select, Switch, TabPanel, Tabs } from '../../ui/basics';
import { confirm } from '../../ui/Dialog';
import { CompareTab } from './CompareTab';
import { Overview } from './Overview';
import { ParametersTab } from './ParametersTab';
import { askToDelete, askToReload, askToStart, askToStop, setEnabled, setOpens, setThread, whyNotDeleted, whyNotSwitched } from './actions';
import { setDraft, useIsDirty } from './drafts';
import { dropEdits, useHasEdits } from './edits';
import { useAskBeforeLeaving } from '../../shell/leaving';
import { StateBadge, besideOf, isBehind, isBeingReplaced, isDeleted, isOn, isPlaced, languageOf, operator, pageOf, useAdminOnly, useStrategy, useTraderOnly, versionText } from './parts';

// The editor is the largest part of the page, and fetched when it is looked at.
const CodeTab = lazy(() => import('./CodeTab'));
const VersionsTab = lazy(() => import('./VersionsTab'));

const tabs = ['overview', 'parameters', 'code', 'versions', 'ab'] as const;
// Where a strategy's code is called.
const threads = [
  ['engine', 'the engine’s thread'],
  ['own', 'a thread of its own'],
  ['process', 'a process of its own'],
] as const;

type Tab = (typeof tabs)[number];

export default function StrategyPage() {
  const id = useParams()['id'] ?? '';
  // Of another strategy nothing of this one's is kept.
  return <OneStrategy key={id} id={id} />;
}

function OneStrategy({ id }: { id: string }) {
  const query = useStrategy(id);
  const [search, setSearch] = useSearchParams();
  const isDirty = useIsDirty(id), hasEdits = useHasEdits(id);
  const tab = tabs.find(t => t === search.get('tab')) ?? 'overview';
  const show = (next: Tab) => setSearch(next === 'overview' ? {} : { tab: next }, { replace: true });
  useAskBeforeLeaving(isDirty || hasEdits, go =>
    confirm({
      title: 'Leave without saving',
      text: (
        <p>
          {isDirty ? 'The code' : 'The parameters'}
          {isDirty && hasEdits && ' and the parameters'} of <b>{id}</b> {isDirty && !hasEdits ? 'has' : 'have'} changes that aren’t {isDirty ? 'saved' : 'applied'}. They are lost when you leave.
        </p>
      ),
      verb: 'Leave',
      isDangerous: true,
      act: async () => {
        setDraft(id, undefined);
        dropEdits(id);
        // The guard has to be gone first.
        setTimeout(go);
      },
    }),
  );
  useHotkeys(tabs.map((t, i) => ({ keys: String(i + 1), text: tabText(t), group: 'Strategy', run: () => show(t) })));
  const strategy = query.data;
  if (!strategy)
    return (
      <Page title={id}>
        {query.error instanceof Problem && query.error.status === 404 ? (
          <Empty action={<Link to="/strategies">All strategies</Link>}>There is no strategy {id}, in the session or in the store.</Empty>
        ) : query.error ? (
          <Failure error={query.error} retry={() => void query.refetch()} />
        ) : (
          <Loading />
        )}
      </Page>
    );
  return (
    <Page title={id} actions={<Actions strategy={strategy} />}>
      <About strategy={strategy} />
      {query.error !== null && <Notice tone="warn">Not up to date: {query.error instanceof Error ? query.error.message : String(query.error)}</Notice>}
      {strategy.problem && <Notice tone="bad">{strategy.problem}</Notice>}
      <Tabs label="Parts of the strategy" value={tab} onChange={show} tabs={tabs.map(t => [t, (t === 'code' && isDirty) || (t === 'parameters' && hasEdits) ? <>{tabText(t)} <span className="warn" title={t === 'code' ? 'Unsaved changes' : 'Changes that aren’t applied'}>●</span></> : tabText(t)] as const)} />
      <TabPanel label="Parts of the strategy" value={tab}>
        <Suspense fallback={<Loading />}>
          {tab === 'overview' && <Overview strategy={strategy} heard={query.dataUpdatedAt} />}
          {tab === 'parameters' && <ParametersTab strategy={strategy} />}
          {tab === 'code' && <Guarded strategy={strategy}>{<CodeTab strategy={strategy} />}</Guarded>}
          {tab === 'versions' && (strategy.stored ? <VersionsTab strategy={strategy} /> : <NotStored strategy={strategy} />)}
          {tab === 'ab' && <CompareTab strategy={strategy} />}
        </Suspense>
      </TabPanel>
    </Page>
  );
}

function tabText(tab: Tab): string {
  return tab === 'ab' ? 'A/B' : tab[0]!.toUpperCase() + tab.slice(1);
}

/** Code is a trader's and an admin's to see. */
function Guarded({ strategy, children }: { strategy: Strategy; children: React.ReactNode }) {
  const mayRead = useMay('trader');
  if (!strategy.stored) return <NotStored strategy={strategy} />;
  if (!mayRead) return <Empty>What a strategy earns by is a secret: its code takes the role trader to read, and admin to change.</Empty>;
  return children;
}

function NotStored({ strategy }: { strategy: Strategy }) {
  const beside = besideOf(strategy.id);
  if (strategy.id === operator) return <Empty>These are people’s own orders: there is no code.</Empty>;
  if (beside)
    return (
      <Empty action={<Link to={pageOf(beside.id, 'versions')}>Versions of {beside.id}</Link>}>
        This is version {beside.version} of {beside.id}, in a place of its own. Its code stands there.
      </Empty>
    );
  if (strategy.problem) return <Empty>Its metadata is damaged, so its code isn’t shown. Repair the file; the notice above says what is wrong.</Empty>;
  if (isDeleted(strategy)) return <Empty>Its code was deleted, with all versions. Its place stays until the session ends.</Empty>;
  return <Empty>{languageOf(strategy) === 'built in' ? 'It comes with the program: its code isn’t in the store.' : 'It isn’t in the store: its code is a file on the program’s machine.'}</Empty>;
}

function About({ strategy }: { strategy: Strategy }) {
  const { stored } = strategy;
  const adminOnly = useAdminOnly();
  const beside = besideOf(strategy.id);
  const running = strategy.version !== '' && isPlaced(strategy) ? versionText(strategy.version) : null;
  return (
    <div className="row strategies-about">
      <StateBadge state={strategy.state} />
      {stored && stored.name !== strategy.id && <span>{stored.name}</span>}
      <span className="muted">
        {[
          strategy.id === operator ? 'orders by hand' : languageOf(strategy),
          stored?.symbol || null,
          running && `${running} ${isOn(strategy) ? 'runs' : 'ran last'}`,
          stored && running !== `v${stored.version}` && `v${stored.version} is stored`,
        ]
          .filter(Boolean)
          .join(' · ')}
      </span>
      {isBeingReplaced(strategy) ? <Badge tone="info">being replaced</Badge> : isBehind(strategy) && <Badge tone="info">not reloaded yet</Badge>}
      {beside && (
        <span className="muted">
          beside <Link to={pageOf(beside.id)}>{beside.id}</Link>
        </span>
      )}
      {stored && (
        <span className="row strategies-switches">
          {stored.language === 'csharp' && (
            <span className="row strategies-switch" title={adminOnly ?? 'From its next start or reload on. In a thread of its own a strategy that never returns fails, and the session trades on; its orders come a little later. In a process of its own it may crash too, and is started again; its orders come some tens of microseconds later still.'}>
              <span className="muted">runs in</span>
              <Select label="Where it runs" inline value={stored.thread ?? 'engine'} disabled={adminOnly !== undefined} onChange={thread => setThread(strategy, thread)} options={threads} />
            </span>
          )}
          <label className="row strategies-switch">
            <Switch label="Start with every session" checked={stored.enabled} disabled={adminOnly !== undefined} {...(adminOnly ? { title: adminOnly } : {})} onChange={on => setEnabled(strategy, on)} />
            <span className="muted">starts with the session</span>
          </label>
          <label className="row strategies-switch">
            <Switch label="May open positions" checked={stored.open_positions} disabled={adminOnly !== undefined} {...(adminOnly ? { title: adminOnly } : {})} onChange={on => setOpens(strategy, on)} />
            <span className="muted">may open positions</span>
          </label>
        </span>
      )}
    </div>
  );
}

function Actions({ strategy }: { strategy: Strategy }) {
  const adminOnly = useAdminOnly(), traderOnly = useTraderOnly();
  const all = useStrategies().data?.items ?? [];
  const isDirty = useIsDirty(strategy.id);
  const navigate = useNavigate();
  const { stored } = strategy;
  if (strategy.id === operator) return null;
  const whyNot = whyNotSwitched(strategy, adminOnly, traderOnly);
  const whyNotReload =
    adminOnly ??
    (isDirty ? 'There are unsaved changes: save first, only what is saved is reloaded' : !isOn(strategy) ? 'It doesn’t run: start it, with the newest version' : isBeingReplaced(strategy) ? 'It is being replaced right now' : stored && !isBehind(strategy) ? 'It runs the newest version already' : undefined);
  const whyNotDelete = adminOnly ?? whyNotDeleted(strategy, all);
  const heldStill = !isOn(strategy) && isPlaced(strategy) && strategy.positions.length > 0;
  return (
    <>
      {heldStill && (
        <Button look="danger-quiet" disabled={traderOnly !== undefined} title={traderOnly} onClick={() => askToStop(strategy)}>
          Close position
        </Button>
      )}
      {strategy.state !== 'running' && (
        <Button look="primary" disabled={whyNot !== undefined || isDirty} title={whyNot ?? (isDirty ? 'There are unsaved changes: save first, only what is saved is started' : undefined)} onClick={() => askToStart(strategy)}>
          {strategy.state === 'paused' ? 'Go on' : 'Start'}
        </Button>
      )}
      {isOn(strategy) && stored && (
        <Button look={whyNotReload === undefined ? 'primary' : 'normal'} disabled={whyNotReload !== undefined} title={whyNotReload ?? 'The stored version takes the place of the one that runs'} onClick={() => askToReload(strategy)}>
          Reload
        </Button>
      )}
      {isOn(strategy) && (
        <Button look="danger-quiet" disabled={whyNot !== undefined} title={whyNot} onClick={() => askToStop(strategy)}>
          Stop
        </Button>
      )}
      {stored?.language === 'csharp' && (
        <Button disabled={adminOnly !== undefined || isDirty} title={adminOnly ?? (isDirty ? 'Save first: what is stored is tested' : 'Tests what is stored on a recording')} onClick={() => void navigate('/backtests/new', { state: { request: { settings: { strategy: strategy.id } } } })}>
          Backtest
        </Button>
      )}
      {stored && (
        <Button look="quiet" icon aria-label="Delete" title={whyNotDelete ?? 'Delete with all its versions'} disabled={whyNotDelete !== undefined} onClick={() => askToDelete(strategy, () => { setDraft(strategy.id, undefined); void navigate('/strategies'); })}>
          <Trash2 size={15} aria-hidden />
        </Button>
      )}
    </>
  );
}
