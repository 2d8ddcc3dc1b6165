import { useStats } from '../../api/queries';
import { percent, plain } from '../../format/format';
import { useOverdue } from '../../ui/basics';
import type { StatusFilter } from './orderListing';

/** How many orders there are of each kind; a click shows them. */
export function OrderCards({ status, unknown, onPick }: { status: StatusFilter; unknown: number; onPick: (status: StatusFilter) => void }) {
  const stats = useStats(), o = stats.data?.orders, isOld = useOverdue(stats);
  const cards: [status: StatusFilter, label: string, count: number | undefined, under: string, tone: string][] = [
    ['', 'Total', o?.sent, o ? `${plain(o.amended)} amends` : '', ''],
    ['live', 'Active', o?.live, 'open at the venue', ''],
    ['filled', 'Filled', o?.filled, stats.data ? `${percent(stats.data.fill_ratio, 1)} of all` : '', ''],
    ['cancelled', 'Cancelled', o?.cancelled, o && o.expired > 0 ? `${plain(o.expired)} expired` : '', ''],
    ['rejected', 'Rejected', o?.rejected, o ? `${plain(o.refused_by_risk)} refused by risk` : '', o && o.rejected > 0 ? 'danger' : ''],
    ['unknown', 'Unknown', o ? unknown : undefined, 'venue asked again', unknown > 0 ? 'warn' : ''],
  ];
  return (
    <div className="orders-cards" role="group" aria-label="Orders by what became of them">
      {cards.map(([kind, label, count, under, tone]) => (
        <button key={label} type="button" className="orders-card" aria-pressed={status === kind} onClick={() => onPick(status === kind ? '' : kind)}>
          <span className="muted">{label}</span>
          <b className={isOld ? 'stale' : tone}>{plain(count)}</b>
          <span className={`faint ${isOld ? 'stale' : ''}`}>{under || ' '}</span>
        </button>
      ))}
    </div>
  );
}
