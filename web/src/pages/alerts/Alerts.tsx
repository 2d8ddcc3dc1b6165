import './alerts.css';
import { useState } from 'react';
import { useNewest } from '../../api/live';
import { useAlerts } from '../../api/queries';
import type { AlertNotice, Alerts as Told } from '../../api/types';
import { dateTime, lasting, words } from '../../format/format';
import { Age, Badge, Failure, Loading, Page, Panel, TabPanel, Tabs, useStale } from '../../ui/basics';
import { Grid, type Column } from '../../ui/Grid';

const mostNotices = 500;

/** What fires, what fired, and what would. */
export default function Alerts() {
  const alerts = useAlerts();
  const live = useNewest<AlertNotice>('alerts', mostNotices);
  const [tab, setTab] = useState<'notices' | 'rules'>('notices');
  const at = alerts.data ? performance.now() - (Date.now() - alerts.dataUpdatedAt) : 0;
  const isStale = useStale(at) && alerts.data !== undefined;
  const rules = alerts.data?.rules ?? [], off = rules.filter(r => r.inactive !== null).length;
  return (
    <Page title="Alerts" actions={alerts.data && <Age at={at} />}>
      <Panel title="Firing now" stale={isStale} padded>
        {alerts.error && !alerts.data ? <Failure error={alerts.error} retry={() => void alerts.refetch()} /> : !alerts.data ? <Loading /> : <Active active={alerts.data.active} />}
      </Panel>
      <Tabs label="What to look at" value={tab} onChange={setTab} tabs={[['notices', 'Notices'], ['rules', `Rules${rules.length > 0 ? ` (${rules.length - off} of ${rules.length} active)` : ''}`]]} />
      <TabPanel label="What to look at" value={tab}>
        {tab === 'notices' ? (
          <Panel title="Notices, newest first">
            <Grid
              label="Notices"
              columns={noticeColumns}
              rows={live.at > 0 ? distinct(live.data) : alerts.data?.notices}
              rowId={n => String(n.seq)}
              empty="Nothing fired in this session."
              error={alerts.error}
              retry={() => void alerts.refetch()}
              height="60dvh"
            />
          </Panel>
        ) : (
          <Panel title="Rules">
            <Grid label="Rules" columns={ruleColumns} rows={alerts.data?.rules} rowId={r => r.alert} empty="There is no rule." error={alerts.error} retry={() => void alerts.refetch()} />
          </Panel>
        )}
      </TabPanel>
    </Page>
  );
}

// After a break of the connection the newest are told again.
function distinct(notices: readonly AlertNotice[]): AlertNotice[] {
  return [...new Map(notices.map(n => [n.seq, n])).values()];
}

function Active({ active }: { active: Told['active'] }) {
  if (active.length === 0) return <p className="muted">Nothing is wrong.</p>;
  return (
    <ul className="plain-list">
      {active.map(a => (
        <li key={a.alert + a.subject} className="alert-line">
          <Severity severity={a.severity} />
          <div>
            <b>{words(a.alert)}</b>
            {a.subject !== '' && <span className="muted"> {a.subject}</span>}
            <p>{a.text}</p>
          </div>
          <span className="muted nowrap">for {lasting(Math.max(0, (Date.now() - Date.parse(a.since)) / 1000))}</span>
        </li>
      ))}
    </ul>
  );
}

function Time({ text }: { text: string }) {
  const [day, clock] = dateTime(Date.parse(text) * 1e6).split(' ');
  return (
    <span className="muted">
      <span className="wide-only">{day} </span>
      {clock}
    </span>
  );
}

function Severity({ severity }: { severity: string }) {
  return <Badge tone={severity === 'critical' ? 'bad' : 'warn'}>{severity}</Badge>;
}

const noticeColumns: Column<AlertNotice>[] = [
  { id: 'at', title: 'Time', value: n => n.at, cell: n => <Time text={n.at} /> },
  { id: 'state', title: 'State', value: n => n.state, cell: n => <Badge tone={n.state === 'resolved' ? 'good' : n.severity === 'critical' ? 'bad' : 'warn'}>{words(n.state)}</Badge> },
  { id: 'alert', title: 'Alert', value: n => n.alert, cell: n => words(n.alert), wide: true },
  { id: 'subject', title: 'About', value: n => n.subject, cell: n => n.subject || '–', wide: true },
  { id: 'text', title: 'What', cell: n => <span className="alert-text">{n.text}</span> },
  { id: 'severity', title: 'Severity', value: n => n.severity, cell: n => n.severity, wide: true },
];

const ruleColumns: Column<Told['rules'][number]>[] = [
  { id: 'alert', title: 'Rule', value: r => r.alert, cell: r => words(r.alert) },
  { id: 'active', title: 'State', value: r => (r.inactive === null ? 0 : 1), cell: r => (r.inactive === null ? <Badge tone="good">active</Badge> : <Badge title={r.inactive}>inactive</Badge>) },
  { id: 'severity', title: 'Severity', value: r => r.severity, cell: r => <Severity severity={r.severity} />, wide: true },
  {
    id: 'text',
    title: 'Fires when',
    cell: r => (
      <span className="alert-text">
        {r.text}
        {r.hold_seconds > 0 && ` for ${lasting(r.hold_seconds)}`}
        {r.inactive !== null && <span className="faint"> · inactive: {r.inactive}</span>}
      </span>
    ),
  },
];
