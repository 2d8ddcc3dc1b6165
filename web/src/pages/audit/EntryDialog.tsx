import { Link } from 'react-router';
import { useStatus } from '../../api/queries';
import { sessionTimeText } from '../../api/sessionTime';
import type { AuditLine } from '../../api/types';
import { dateTime, time } from '../../format/format';
import { Badge } from '../../ui/basics';
import { Dialog } from '../../ui/Dialog';
import { changesOf } from './diff';
import { orderOf, sessionTimeAlone, sessionTimeOf, timeOf } from './search';

/** One entry, with old and new beside each other. */
export function EntryDialog({ entry, onTrace, onClose }: { entry: AuditLine; onTrace: (trace: string) => void; onClose: () => void }) {
  const changes = changesOf(entry.old_value, entry.new_value).sort((a, b) => Number(a.isSame) - Number(b.isSame));
  const sessionNs = sessionTimeOf(entry);
  const order = orderOf(entry, useStatus().data?.session);
  return (
    <Dialog title={entry.action} width={680} onClose={onClose}>
      <dl className="pairs audit-facts">
        {entry.recorded_ns === undefined ? <dt title={sessionTimeAlone}>Session time</dt> : <dt>Time</dt>}
        <dd>{exact(timeOf(entry))}</dd>
        {sessionNs !== null && (
          <>
            <dt>Session time</dt>
            <dd title={sessionTimeText}>{exact(sessionNs)}</dd>
          </>
        )}
        <dt>Who</dt>
        <dd>{entry.actor}</dd>
        <dt>To what</dt>
        <dd>
          {entry.entity_type} {order === null ? entry.entity_id : <Link to={`/orders/${order}`}>{entry.entity_id}</Link>}
        </dd>
        <dt>Outcome</dt>
        <dd>{entry.success ? <Badge tone="good">done</Badge> : <Badge tone="bad">failed</Badge>}</dd>
        {entry.error !== null && (
          <>
            <dt>Error</dt>
            <dd className="danger">{entry.error}</dd>
          </>
        )}
        {entry.reason !== null && (
          <>
            <dt>Reason</dt>
            <dd>{entry.reason}</dd>
          </>
        )}
        {entry.trace !== null && (
          <>
            <dt>Trace</dt>
            <dd>
              <button type="button" className="audit-link" title="All that belongs to the same cause" onClick={() => onTrace(entry.trace!)}>
                {entry.trace}
              </button>
            </dd>
          </>
        )}
      </dl>
      {changes.length === 0 ? (
        <p className="muted">It has no values.</p>
      ) : (
        <div className="grid">
          <table className="audit-diff">
            <thead>
              <tr>
                <th scope="col">Field</th>
                <th scope="col">Before</th>
                <th scope="col">After</th>
              </tr>
            </thead>
            <tbody>
              {changes.map(c => (
                <tr key={c.field} className={c.isSame ? 'same' : ''}>
                  <td>{c.field === '' ? 'value' : c.field}</td>
                  <td>{c.before === null ? <span className="faint">–</span> : c.isSame ? c.before : <del>{c.before}</del>}</td>
                  <td>{c.after === null ? <span className="faint">–</span> : c.isSame ? c.after : <ins>{c.after}</ins>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Dialog>
  );
}

// To the millisecond.
function exact(ns: number): string {
  return `${dateTime(ns)}${time(ns).slice(8)} UTC`;
}
