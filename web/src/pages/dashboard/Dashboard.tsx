import './dashboard.css';
import { lazy, Suspense, useMemo } from 'react';
import { Link, useNavigate } from 'react-router';
import { useLive, useNewest, useNow, useStreamStatus } from '../../api/live';
import { useAlerts, usePairs, useQuote, useRisk, useStats, useStatus, useToday } from '../../api/queries';
import { sessionTimeOf, sessionTimeText } from '../../api/sessionTime';
import type { Balance, Fill, Positions } from '../../api/types';
import { dateTime, fixed, lasting, plain, short, span, words } from '../../format/format';
import { withUnit } from '../../format/quote';
import { Age, Badge, Empty, Failure, Gain, Loading, Page, Panel, Stat, Stats, useOverdue, useSilent } from '../../ui/basics';
import { Grid } from '../../ui/Grid';
import { fillColumns, positionColumns } from '../tradeColumns';
import { RiskPanel } from './RiskPanel';

// The charts' library comes after the figures.
const PnlCurve = lazy(() => import('./PnlCurve').then(m => ({ default: m.PnlCurve })));

/** Whether all is well, in five seconds. */
export function Dashboard() {
  return (
    <Page title="Dashboard" actions={<SessionLine />}>
      <Headline />
      <div className="dashboard">
        <div className="stack">
          <PnlPanel />
          <PositionsPanel />
          <FillsPanel />
        </div>
        <div className="stack">
          <AlertsPanel />
          <RiskPanel />
          <LatencyPanel />
          <ConnectionsPanel />
        </div>
      </div>
    </Page>
  );
}

function SessionLine() {
  const polled = useStatus(), status = polled.data, isOverdue = useOverdue(polled);
  if (!status) return null;
  const sessionNs = sessionTimeOf(status, Date.now());
  const running = Object.entries(status.strategies).filter(([id, state]) => id !== 'operator' && state === 'running').length;
  return (
    <span className={`muted ${isOverdue ? 'stale' : ''}`}>
      {words(status.state)} · up {lasting(status.seconds)}
      <span className={sessionNs === null ? '' : 'wide-only'}>
        {' '}
        · {running} of {Object.keys(status.strategies).filter(id => id !== 'operator').length} strategies
      </span>
      <span className="wide-only"> · session {status.session}</span>
      {sessionNs !== null && (
        <span className="phone-only" title={sessionTimeText}>
          {' '}
          · session time {dateTime(sessionNs).slice(11)}
        </span>
      )}
    </span>
  );
}

function Headline() {
  const pnl = useLive<Balance>('pnl').data, stats = useStats(), risk = useRisk(), status = useStatus(), quote = useQuote();
  const isSilent = useSilent(), isStatusOld = useOverdue(status), areStatsOld = useOverdue(stats), isRiskOld = useOverdue(risk);
  const orders = stats.data?.orders;
  return (
    <Stats>
      <Stat label="Profit and loss" under={withUnit(quote, 'after fees')} title="After fees and funding" stale={pnl ? isSilent : isStatusOld}>
        <Gain value={pnl?.pnl ?? status.data?.pnl} />
      </Stat>
      <Stat label="Realised" stale={isSilent}>
        <Gain value={pnl?.realised} />
      </Stat>
      <Stat label="Unrealised" stale={isSilent}>
        <Gain value={pnl?.unrealised} />
      </Stat>
      <Stat label="Fees" title="Paid; below zero are rebates" stale={isSilent}>
        {fixed(pnl?.fees, 2)}
      </Stat>
      <Stat label="Funding" stale={isSilent}>
        <Gain value={pnl?.funding} />
      </Stat>
      <Stat label="Turnover" under={withUnit(quote)} stale={isSilent}>
        {short(pnl?.turnover)}
      </Stat>
      <Stat label="Exposure" under={withUnit(quote)} stale={isRiskOld}>
        {short(risk.data?.exposure)}
      </Stat>
      <Stat label="Deepest fall" stale={isSilent}>
        {fixed(pnl?.max_drawdown, 2)}
      </Stat>
      <Stat label="Fills" under={orders ? `${plain(orders.sent)} orders sent` : undefined} stale={areStatsOld}>
        {plain(stats.data?.fills)}
      </Stat>
      <Stat label="Open orders" under={orders ? `${orders.rejected} rejected` : undefined} stale={isStatusOld}>
        {status.data?.orders_live ?? '–'}
      </Stat>
    </Stats>
  );
}

function PnlPanel() {
  const pnl = useLive<Balance>('pnl');
  const rows = pnl.data ? Object.entries(pnl.data.strategies) : [];
  return (
    <Panel title="Profit and loss" unit={useQuote()} actions={<HeardAge />} stale={useSilent()}>
      <Suspense fallback={<div style={{ height: 150 }} />}>
        <PnlCurve />
      </Suspense>
      <div className="grid">
        <table>
          <thead>
            <tr>
              {['Strategy', 'P&L', 'Realised', 'Unrealised', 'Fees', 'Funding'].map((title, i) => (
                <th key={title} scope="col" className={`${i > 0 ? 'num' : ''} ${i === 2 || i > 3 ? 'wide-only' : ''}`}>
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([name, p]) => (
              <tr key={name}>
                <td>
                  <Link className="name" to={`/strategies/${encodeURIComponent(name)}`}>
                    {name}
                  </Link>
                </td>
                <td className="num">
                  <Gain value={p.pnl} />
                </td>
                <td className="num wide-only">
                  <Gain value={p.realised} />
                </td>
                <td className="num">
                  <Gain value={p.unrealised} />
                </td>
                <td className="num wide-only">{fixed(p.fees, 2)}</td>
                <td className="num wide-only">
                  <Gain value={p.funding} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

/** How long ago the program was heard of: some topics are silent where nothing changes. */
function HeardAge() {
  const { heardAt } = useStreamStatus();
  return <Age at={heardAt} />;
}

function PositionsPanel() {
  const positions = useLive<Positions>('positions'), pairs = usePairs().data?.items;
  const columns = useMemo(() => positionColumns(pairs), [pairs]);
  const navigate = useNavigate();
  const open = positions.data?.account.filter(p => p.position !== 0);
  return (
    <Panel title="Positions" unit={useQuote()} actions={<Link to="/positions">All</Link>} stale={useSilent()}>
      <Grid label="Open positions" columns={columns} rows={open} rowId={p => `${p.symbol}@${p.venue}`} empty="No position is open." onRow={() => void navigate('/positions')} sort={{ id: 'value', desc: true }} />
    </Panel>
  );
}

function FillsPanel() {
  const fills = useNewest<Fill>('fills', 12), pairs = usePairs().data?.items, today = useToday();
  const columns = useMemo(() => fillColumns(pairs, today, 'strategy'), [pairs, today]);
  const navigate = useNavigate();
  return (
    <Panel title="Newest fills" unit={useQuote()} actions={<Link to="/orders">Orders</Link>} stale={useSilent()}>
      <Grid label="Newest fills" columns={columns} rows={fills.at === 0 ? undefined : fills.data} rowId={f => `${f.order_id}/${f.trade_id}`} empty="Nothing was filled yet." onRow={f => void navigate(`/orders/${f.order_id}`)} />
    </Panel>
  );
}

function AlertsPanel() {
  const alerts = useAlerts();
  const active = alerts.data?.active;
  return (
    <Panel title="Alerts" actions={<Link to="/alerts">All</Link>} padded stale={useOverdue(alerts)}>
      {alerts.error && !alerts.data ? (
        <Failure error={alerts.error} />
      ) : !active ? (
        <Loading />
      ) : active.length === 0 ? (
        <p className="muted">Nothing is wrong.</p>
      ) : (
        <ul className="plain-list">
          {active.map(a => (
            <li key={a.alert + a.subject}>
              <Badge tone={a.severity === 'critical' ? 'bad' : 'warn'}>{a.severity}</Badge> {a.text}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

const stageTexts: Record<string, string> = { feed: 'Venue to us', engine: 'Market to order', acknowledge: 'Order to answer', fill: 'Order to fill' };

function LatencyPanel() {
  const stats = useStats();
  return (
    <Panel title="Latency" actions={<Link to="/latency">Histograms</Link>} stale={useOverdue(stats)}>
      {stats.error && !stats.data ? (
        <Failure error={stats.error} />
      ) : !stats.data ? (
        <Loading />
      ) : stats.data.latencies.length === 0 ? (
        <Empty>Nothing was measured yet.</Empty>
      ) : (
        <div className="grid">
          <table>
            <thead>
              <tr>
                <th scope="col">Stage</th>
                <th scope="col" className="num">
                  p50
                </th>
                <th scope="col" className="num">
                  p99
                </th>
                <th scope="col" className="num">
                  max
                </th>
              </tr>
            </thead>
            <tbody>
              {stats.data.latencies.map(l => (
                <tr key={l.stage}>
                  <td title={l.stage}>{stageTexts[l.stage] ?? words(l.stage)}</td>
                  <td className="num">{span(l.p50_ns)}</td>
                  <td className="num">{span(l.p99_ns)}</td>
                  <td className="num">{span(l.max_ns)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

function ConnectionsPanel() {
  const polled = useStatus(), status = polled.data, isOverdue = useOverdue(polled);
  const stream = useStreamStatus();
  const isSilent = useSilent();
  const now = useNow();
  return (
    <Panel title="Connections" padded>
      <ul className="plain-list">
        <li className="row spread">
          <span className="row">
            <span className={`dot ${stream.state === 'up' && !isSilent ? 'good' : 'bad'}`} /> This page
          </span>
          <span className="muted">{stream.state === 'up' ? `heard ${lasting(Math.max(0, now - stream.heardAt) / 1000)} ago` : stream.state}</span>
        </li>
        {status?.connections.map(c => (
          <li key={c.name} className={`row spread ${isOverdue ? 'stale' : ''}`}>
            <span className="row">
              <span className={`dot ${isOverdue ? '' : c.up ? 'good' : 'bad'}`} /> {words(c.name)}
            </span>
            <span className={c.up || isOverdue ? 'muted' : 'danger'}>{isOverdue ? `not known; was ${c.up ? 'up' : 'down'}` : c.up ? 'up' : (c.trouble ?? 'down')}</span>
          </li>
        ))}
        {status && status.connections.length === 0 && <li className="muted">No venue: this session trades on a market of its own.</li>}
      </ul>
    </Panel>
  );
}
