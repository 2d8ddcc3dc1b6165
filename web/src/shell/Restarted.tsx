import { useEffect, useRef, useState } from 'react';
import { client, useStatus } from '../api/queries';
import { Button } from '../ui/basics';
import { dismiss } from '../ui/Dialog';

/** Says that another session trades than the one that was looked at before, until somebody has seen it; and has everything read anew. */
export function Restarted() {
  const status = useStatus().data;
  const seen = useRef<{ session: string; on: string[] } | null>(null);
  const [notice, setNotice] = useState<{ session: string; gone: string[] } | null>(null);
  useEffect(() => {
    if (!status) return;
    const on = Object.entries(status.strategies).filter(([, state]) => state === 'running').map(([id]) => id);
    const before = seen.current;
    seen.current = { session: status.session, on };
    if (!before || before.session === status.session) return;
    // Of single orders nothing is shown on: their numbers are others' now.
    void client.resetQueries({ predicate: q => String(q.queryKey[0]).startsWith('/api/trading/orders/') });
    void client.invalidateQueries();
    // What was asked was asked of the session before: order 7 is another one now.
    dismiss();
    setNotice({ session: status.session, gone: before.on.filter(id => !(id in status.strategies)) });
  }, [status]);
  if (!notice) return null;
  return (
    <div className="banner warn" role="alert">
      The program was started anew: this is session {notice.session}. Parameters and limits are those that it began with
      {notice.gone.length > 0 ? `; no longer there: ${notice.gone.join(', ')}` : ''}.
      <Button small onClick={() => setNotice(null)}>
        Seen
      </Button>
    </div>
  );
}
