import { usePrecision, useToday } from '../../api/queries';
import type { OrderDetail, OrderStep } from '../../api/types';
import { fixed, span, words } from '../../format/format';
import { quoteOf } from '../../format/quote';
import { Badge, Gain, Panel, SideText } from '../../ui/basics';
import { When } from '../../ui/When';

/** What was filled, newest last, as it went. */
export function FillHistory({ order }: { order: OrderDetail }) {
  const decimals = usePrecision(order.symbol, order.venue), today = useToday();
  return (
    <Panel title={order.fills.length === 0 ? 'Fills' : `Fills · ${order.fills.length}`} unit={order.fills.length === 0 ? null : quoteOf(order.symbol)}>
      {order.fills.length === 0 ? (
        <p className="order-none muted">Nothing was filled.</p>
      ) : (
        <div className="grid order-grid">
          <table>
            <thead>
              <tr>
                <Head text="Time" />
                <Head text="Side" wide />
                <Head text="Price" num />
                <Head text="Quantity" num />
                <Head text="Value" num wide />
                <Head text="Fee" num wide />
                <Head text="Realised" num about="What closing with it made; a dash where it opened" />
                <Head text="As" wide />
                <Head text="Trade" num wide />
              </tr>
            </thead>
            <tbody>
              {order.fills.map(f => (
                <tr key={`${f.trade_id}/${f.at_ns}`}>
                  <td><When ns={f.at_ns} today={today} /></td>
                  <td className="wide-only">
                    <SideText side={f.side} />
                  </td>
                  <td className="num">{fixed(f.price, decimals.price)}</td>
                  <td className="num">{fixed(f.quantity, decimals.quantity)}</td>
                  <td className="num wide-only">{fixed(f.value, 2)}</td>
                  <td className="num wide-only" title={f.fee_asset === null || f.fee_asset === quoteOf(order.symbol) ? undefined : `Paid in ${f.fee_asset}`}>
                    {fixed(f.fee, 4)}
                  </td>
                  <td className="num">
                    <Gain value={f.realised} decimals={4} />
                    <span className="phone-only second">fee {fixed(f.fee, 4)}</span>
                  </td>
                  <td className="wide-only">{f.is_maker ? 'maker' : 'taker'}</td>
                  <td className="num muted wide-only">{f.trade_id}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

/** Each step with how long after the one before it came, and how long it was on its way from the venue. */
export function StepHistory({ order }: { order: OrderDetail }) {
  const decimals = usePrecision(order.symbol, order.venue), today = useToday();
  return (
    <Panel title={`History · ${order.history.length} steps`}>
      <div className="grid order-grid">
        <table>
          <thead>
            <tr>
              <Head text="Time" />
              <Head text="After" num about="Since the step before" />
              <Head text="From venue" num wide about="Between the venue's own time of it, whose clock may be a coarse one, and ours" />
              <Head text="Event" />
              <Head text="State" wide />
              <Head text="Price" num wide />
              <Head text="Quantity" num wide />
              <Head text="Filled" num wide />
              <Head text="Reason" wide />
              <Head text="Trace" wide about="Session and input, as in the logs" />
            </tr>
          </thead>
          <tbody>
            {order.history.map((step, i) => (
              <tr key={i}>
                <td><When ns={step.at_ns} today={today} /></td>
                <td className="num">{i === 0 ? '' : `+${span(step.at_ns - order.history[i - 1]!.at_ns)}`}</td>
                <td className="num muted wide-only">{wayOf(step)}</td>
                <td>
                  {words(step.event)}
                  <span className="phone-only second">{words(step.to)}</span>
                </td>
                <td className="wide-only">
                  {step.from !== null && step.from !== step.to && <span className="faint">{words(step.from)} → </span>}
                  {words(step.to)}
                </td>
                <td className="num wide-only">{fixed(step.price, decimals.price)}</td>
                <td className="num wide-only">{fixed(step.quantity, decimals.quantity)}</td>
                <td className="num wide-only">{fixed(step.filled, decimals.quantity)}</td>
                <td className="wide-only">
                  {step.reason_text !== null && (
                    <Badge tone="bad" title={step.reason_text}>
                      <span className="clip">{step.reason_text}</span>
                    </Badge>
                  )}
                </td>
                <td className="mono faint wide-only">{step.trace}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function wayOf(step: OrderStep): string {
  if (step.exchange_ns === null) return '';
  const ns = step.at_ns - step.exchange_ns;
  return ns < 0 ? `−${span(-ns)}` : span(ns);
}

function Head({ text, num, wide, about }: { text: string; num?: boolean; wide?: boolean; about?: string }) {
  return (
    <th scope="col" className={`${num ? 'num' : ''} ${wide ? 'wide-only' : ''}`} title={about}>
      {text}
    </th>
  );
}
