import { useListed, useQuote } from '../../api/queries';
import type { Fill, Order } from '../../api/types';
import { fixed, lasting, percent, plain, short } from '../../format/format';
import { Failure, Gain, Loading, Panel } from '../../ui/basics';
import { Line } from './parts';

interface Closed { symbol: string; strategy: string; realised: number; fees: number; funding: number; opened_ns: number; closed_ns: number }

const newest = 200;

/** What it has done, from its orders, fills and closed positions. */
export function Statistics({ id }: { id: string }) {
  const quote = useQuote();
  const orders = useListed<Order>('/api/trading/orders', { strategy: id, limit: 1 }, 3_000);
  const fills = useListed<Fill>('/api/trading/fills', { strategy: id, limit: newest }, 3_000);
  // Not to be had of one strategy alone.
  const closed = useListed<Closed>('/trading/positions/closed', { limit: newest }, 5_000);
  if (!fills.data || !orders.data) return <Panel title="Statistics">{fills.error ?? orders.error ? <Failure error={fills.error ?? orders.error} /> : <Loading />}</Panel>;
  const seen = fills.data.items, own = closed.data?.items.filter(c => c.strategy === id) ?? [];
  const value = seen.reduce((sum, f) => sum + f.value, 0), fees = seen.reduce((sum, f) => sum + f.fee, 0);
  const nets = own.map(c => c.realised - c.fees + c.funding);
  const wins = nets.filter(n => n > 0).length, net = nets.reduce((sum, n) => sum + n, 0);
  return (
    <Panel title="Statistics" unit={quote} padded>
      <dl className="pairs">
        <Line label="Orders">{plain(orders.data.total)}</Line>
        <Line label="Fills">{plain(fills.data.total)}</Line>
        {seen.length > 0 && (
          <>
            <Heading>Newest {plain(seen.length)} fills</Heading>
            <Line label="Turnover">{short(value)}</Line>
            <Line label="As maker">{percent(seen.filter(f => f.is_maker).length / seen.length, 0)}</Line>
            <Line label="Fees of turnover">{fixed((fees / value) * 10_000, 2)} bps</Line>
          </>
        )}
        {own.length > 0 && (
          <>
            <Heading>Newest {plain(own.length)} closed positions</Heading>
            <Line label="Won">{percent(wins / own.length, 0)}</Line>
            <Line label="Net, each">
              <Gain value={net / own.length} decimals={4} />
            </Line>
            <Line label="Held, mean">{lasting(own.reduce((sum, c) => sum + (c.closed_ns - c.opened_ns), 0) / own.length / 1e9)}</Line>
          </>
        )}
      </dl>
      {own.length === 0 && closed.data && <p className="faint">No closed position of it is among the session’s newest {newest}.</p>}
    </Panel>
  );
}

function Heading({ children }: { children: React.ReactNode }) {
  return <dt className="strategies-heading">{children}</dt>;
}
