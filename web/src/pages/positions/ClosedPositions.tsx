import { useMemo, useState } from 'react';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useListed, useQuote, useToday } from '../../api/queries';
import type { ClosedPosition, Pair } from '../../api/types';
import { decimalsOf, fixed, lasting, plain, words } from '../../format/format';
import { pairOf } from '../../format/worth';
import { Button, Gain, Panel, useOverdue } from '../../ui/basics';
import { Grid, type Column } from '../../ui/Grid';
import { When } from '../../ui/When';

const aPage = 50, readEveryMs = 3_000;

/** Positions that are over, newest first, page by page. */
export function ClosedPositions({ pairs }: { pairs: Pair[] | undefined }) {
  const [offset, setOffset] = useState(0);
  const query = useListed<ClosedPosition>('/trading/positions/closed', { offset, limit: aPage }, readEveryMs);
  const today = useToday();
  const columns = useMemo(() => columnsOf(pairs, today), [pairs, today]);
  const total = query.data?.total ?? 0, last = Math.min(offset + aPage, total);
  return (
    <Panel
      title="Closed"
      unit={useQuote()}
      stale={useOverdue(query)}
      actions={
        total > 0 && (
          <span className="row nowrap" style={{ gap: 4 }}>
            <span className="muted">
              {plain(offset + 1)} to {plain(last)} of {plain(total)}
            </span>
            <Button look="quiet" icon small aria-label="Newer" title="Newer" disabled={offset === 0} onClick={() => setOffset(Math.max(0, offset - aPage))}>
              <ChevronLeft size={15} aria-hidden />
            </Button>
            <Button look="quiet" icon small aria-label="Older" title="Older" disabled={last >= total} onClick={() => setOffset(offset + aPage)}>
              <ChevronRight size={15} aria-hidden />
            </Button>
          </span>
        )
      }
    >
      <Grid
        label="Closed positions"
        columns={columns}
        rows={query.data?.items}
        rowId={idOf}
        error={query.error}
        retry={() => void query.refetch()}
        empty="No position was closed yet."
        height="60dvh"
      />
    </Panel>
  );
}

// Several may be opened and closed at the same moment, by fills of one message.
function idOf(p: ClosedPosition): string {
  return [p.strategy, p.symbol, p.venue, p.opened_ns, p.closed_ns, p.side, p.entry_price, p.exit_price, p.realised].join('/');
}

function columnsOf(pairs: Pair[] | undefined, today: number | null): Column<ClosedPosition>[] {
  // An average has more digits than the pair's prices.
  const price = (p: ClosedPosition, value: number | null) => fixed(value, decimalsOf(pairOf(p, pairs)?.tick ?? 0.01) + 1);
  const net = (p: ClosedPosition) => p.realised - p.fees + p.funding;
  return [
    { id: 'closed', title: 'Closed', value: p => p.closed_ns, cell: p => <When ns={p.closed_ns} today={today} />, about: 'UTC' },
    { id: 'symbol', title: 'Pair', value: p => p.symbol },
    { id: 'side', title: 'Side', value: p => p.side, cell: p => <span className={p.side === 'long' ? 'up' : 'down'}>{p.side === 'long' ? '▲ long' : '▼ short'}</span> },
    { id: 'strategy', title: 'Strategy', value: p => p.strategy, cell: p => (p.strategy === 'operator' ? 'by hand' : p.strategy || '–'), wide: true },
    { id: 'entry', title: 'Entry', value: p => p.entry_price, cell: p => price(p, p.entry_price), num: true, wide: true },
    { id: 'exit', title: 'Exit', value: p => p.exit_price, cell: p => price(p, p.exit_price), num: true, wide: true },
    { id: 'why', title: 'By', value: p => p.exit_reason, cell: p => <span className="muted">{p.exit_reason === null ? '–' : words(p.exit_reason)}</span>, wide: true, about: 'What closed it' },
    { id: 'lasted', title: 'Lasted', value: p => p.closed_ns - p.opened_ns, cell: p => lastingOf((p.closed_ns - p.opened_ns) / 1e9), num: true, wide: true },
    { id: 'realised', title: 'Realised', value: p => p.realised, cell: p => <Gain value={p.realised} decimals={4} />, num: true, wide: true },
    { id: 'fees', title: 'Fees', value: p => p.fees, cell: p => fixed(p.fees, 4), num: true, wide: true },
    { id: 'net', title: 'Net', value: net, cell: p => <Gain value={net(p)} decimals={4} />, num: true, about: 'Realised, less fees, with funding' },
  ];
}

function lastingOf(seconds: number): string {
  return seconds < 10 ? `${fixed(seconds, 2)} s` : lasting(seconds);
}
