import './recovery.css';
import { RefreshCw } from 'lucide-react';
import { post, useMay } from '../../api/client';
import { goesToVenue } from '../../api/mode';
import { again, usePath, useStatus } from '../../api/queries';
import { dateTime, plain, words } from '../../format/format';
import { Badge, Button, Empty, Failure, Loading, Notice, Page, Panel, Stat, Stats } from '../../ui/basics';
import { confirm } from '../../ui/Dialog';
import { Grid, type Column } from '../../ui/Grid';
import { say } from '../../ui/Toasts';

interface Hanging { order_id: number; client_order_id: string; symbol: string; local_status: string; issue: { type: string; reason: string; exchange_status: string | null } }
interface Report { recovered: boolean; trouble: string | null; actions_taken: string[]; hanging_orders: Hanging[]; fsm_restored: { orders: number; positions: number } }
interface Look { asked_ns: number; done_ns: number | null; differences: string[]; reports: number; strange_orders: number }
interface Told { available: boolean; reason?: string; report?: Report; last_look: Look | null }

const path = '/api/monitoring/recovery/status';

/** What the session took up when it began, and what the venue says now. */
export default function Recovery() {
  const told = usePath<Told>(path, 2_000);
  const may = useMay('trader'), hasVenue = goesToVenue(useStatus().data?.mode);
  const why = may ? (hasVenue ? undefined : 'On paper there is no venue that could know better') : 'Takes the role trader';
  return (
    <Page
      title="Recovery"
      actions={
        <Button disabled={why !== undefined} title={why} onClick={look}>
          <RefreshCw size={14} aria-hidden /> Ask the venue now
        </Button>
      }
    >
      {told.data === undefined ? (
        told.error ? <Failure error={told.error} retry={() => void told.refetch()} /> : <Loading />
      ) : (
        <>
          {told.error !== null && <Notice tone="warn">Not up to date: {told.error.message}</Notice>}
          <LookPanel look={told.data.last_look} />
          {told.data.report ? <ReportPanels report={told.data.report} /> : <Panel title="When the session began"><Empty>{sentence(told.data.reason ?? 'nothing was taken up')}</Empty></Panel>}
        </>
      )}
    </Page>
  );
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function look(): void {
  confirm({
    title: 'Ask the venue now',
    text: (
      <p>
        The venue is asked what it has of orders and account. What differs is settled by its word: fills that were missed are booked, orders that ended there end here. Trading goes on meanwhile; the requests count in the venue's
        allowance.
      </p>
    ),
    verb: 'Ask the venue',
    act: async () => {
      await post('/api/monitoring/recovery/trigger');
      say('good', 'The venue is being asked.');
      again(path);
    },
  });
}

function LookPanel({ look }: { look: Look | null }) {
  return (
    <Panel title="Last look at the venue" padded>
      {look === null ? (
        <p className="muted">Nobody asked for one in this session. The session looks by itself, too; what differs then is an alert.</p>
      ) : (
        <div className="stack">
          <div className="row">
            {look.done_ns === null ? <Badge tone="info">under way</Badge> : look.differences.length === 0 && look.strange_orders === 0 ? <Badge tone="good">agrees</Badge> : <Badge tone="bad">differs</Badge>}
            <span className="muted">
              asked {dateTime(look.asked_ns)}
              {look.done_ns !== null && `, done ${plain(Math.round((look.done_ns - look.asked_ns) / 1e6))} ms later`}
            </span>
          </div>
          <Stats>
            <Stat label="Differences" title="Between ledger and venue, just then">
              {look.done_ns === null ? '–' : look.differences.length}
            </Stat>
            <Stat label="Reports" title="Of orders and fills that came meanwhile">
              {look.done_ns === null ? '–' : look.reports}
            </Stat>
            <Stat label="Strange orders" title="That work at the venue and aren't the session's">
              {look.done_ns === null ? '–' : look.strange_orders}
            </Stat>
          </Stats>
          {look.differences.length > 0 && (
            <ul className="recovery-list">
              {look.differences.map(d => (
                <li key={d} className="danger">
                  {d}
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
    </Panel>
  );
}

const issues: Record<string, string> = {
  status_mismatch: 'The venue says otherwise',
  not_found: 'Neither open there nor in its history: it never arrived, or is kept no longer',
  stuck: 'The venue couldn’t say what became of it',
  too_long: 'Both say the same, and it has been so for more than 30 minutes',
};

const issueBadge = (h: Hanging) => (
  <Badge tone="warn" title={issues[h.issue.type]}>
    {words(h.issue.type)}
  </Badge>
);

const hangingColumns: Column<Hanging>[] = [
  { id: 'id', title: 'Order', value: h => h.order_id, num: true },
  { id: 'symbol', title: 'Pair', value: h => h.symbol, cell: h => <span className="name">{h.symbol}</span> },
  { id: 'local', title: 'Was here', value: h => h.local_status, cell: h => words(h.local_status), wide: true },
  { id: 'venue', title: 'Is there', value: h => h.issue.exchange_status, cell: h => h.issue.exchange_status ?? '–', wide: true },
  { id: 'issue', title: 'Issue', value: h => h.issue.type, cell: issueBadge, wide: true },
  { id: 'reason', title: 'Why', cell: h => <span className="recovery-text">{h.issue.reason}</span>, wide: true },
  {
    id: 'told',
    title: 'Issue',
    value: h => h.issue.type,
    cell: h => (
      <span className="recovery-text">
        {issueBadge(h)} {h.issue.reason}
      </span>
    ),
    phone: true,
  },
  { id: 'client', title: 'Client id', value: h => h.client_order_id, cell: h => <code>{h.client_order_id}</code>, wide: true },
];

function ReportPanels({ report }: { report: Report }) {
  return (
    <>
      <Panel title="When the session began" padded>
        <div className="stack">
          <div className="row">
            <Badge tone={report.recovered ? 'good' : 'bad'}>{report.recovered ? 'recovered' : 'not recovered'}</Badge>
            <span>
              {report.fsm_restored.orders} order{report.fsm_restored.orders === 1 ? '' : 's'} and {report.fsm_restored.positions} position{report.fsm_restored.positions === 1 ? '' : 's'} taken up
            </span>
          </div>
          {report.trouble !== null && <Notice tone="bad">{report.trouble}</Notice>}
          {report.actions_taken.length === 0 ? (
            <p className="muted">Nothing had to be done.</p>
          ) : (
            <ol className="recovery-list">
              {report.actions_taken.map((action, i) => (
                <li key={i}>{action}</li>
              ))}
            </ol>
          )}
        </div>
      </Panel>
      <Panel title="Hanging orders">
        <Grid label="Hanging orders" columns={hangingColumns} rows={report.hanging_orders} rowId={h => String(h.order_id)} empty="None: ledger and venue said the same of every order." />
      </Panel>
    </>
  );
}
