import './risk.css';
import { useMemo } from 'react';
import { useLimits, useMetrics, usePairs, useQuote, useRisk, useStatus, useStrategies } from '../../api/queries';
import type { Pair, RiskStatus } from '../../api/types';
import { fixed, plain, short, words } from '../../format/format';
import { withUnit } from '../../format/quote';
import { pairOf, sizeText } from '../../format/worth';
import { Age, Badge, Empty, Failure, Gain, Loading, Meter, Page, Panel, Stat, Stats, useOverdue, useStale } from '../../ui/basics';
import { Grid, type Column } from '../../ui/Grid';
import { KillPanel } from './KillPanel';
import { LimitsPanel } from './LimitsPanel';
import { UsesPanel } from './UsesPanel';

/** How near everything is to its limit, and the switch that ends it all. */
export default function Risk() {
  const risk = useRisk(), limits = useLimits();
  const at = risk.data ? performance.now() - (Date.now() - risk.dataUpdatedAt) : 0;
  const isStale = useStale(at) && risk.data !== undefined;
  return (
    <Page title="Risk" actions={risk.data && <Age at={at} />}>
      {risk.data === undefined ? risk.error ? <Failure error={risk.error} retry={() => void risk.refetch()} /> : <Loading /> : <Known risk={risk.data} stale={isStale} limits={limits} />}
    </Page>
  );
}

const none: never[] = [];

function Known({ risk, stale, limits }: { risk: RiskStatus; stale: boolean; limits: ReturnType<typeof useLimits> }) {
  const polled = useStatus(), status = polled.data, isStatusOld = useOverdue(polled);
  const metrics = useMetrics().data?.items ?? [], pairs = usePairs().data?.items ?? none, strategies = useStrategies().data?.items ?? [], quote = useQuote();
  const columns = useMemo(() => pairColumns(pairs), [pairs]);
  const known = { risk, status, metrics, strategies, pairs };
  return (
    <>
      <Stats>
        <Stat label="Profit and loss" under={withUnit(quote)} stale={stale}>
          <Gain value={risk.pnl} />
        </Stat>
        <Stat label="Lost today" under={withUnit(quote, 'since 0:00 UTC')} title="Since midnight UTC" stale={stale}>
          {fixed(risk.daily_loss, 2)}
        </Stat>
        <Stat label="Below the best" under={withUnit(quote)} title="Below the best moment of the session" stale={stale}>{fixed(risk.drawdown, 2)}</Stat>
        <Stat label="Exposure" under={withUnit(quote, 'at the mids')} stale={stale}>
          {short(risk.exposure)}
        </Stat>
        <Stat label="Open orders" stale={isStatusOld}>{status?.orders_live ?? '–'}</Stat>
        <Stat label="Refused by risk" stale={stale}>{plain(risk.refused)}</Stat>
      </Stats>
      <div className="risk-columns">
        <div className="stack">
          <KillPanel risk={risk} stale={stale} />
          {limits.data === undefined ? limits.error ? <Failure error={limits.error} retry={() => void limits.refetch()} /> : <Loading /> : <UsesPanel limits={limits.data.data} known={known} stale={stale} />}
          <VenuesPanel risk={risk} stale={stale} />
        </div>
        <div className="stack">
          <Panel title="Pairs" stale={stale}>
            <Grid label="Pairs with positions and freezes" columns={columns} rows={risk.instruments} rowId={i => `${i.symbol}@${i.venue}`} empty="The session trades no pair." />
          </Panel>
          {limits.data && <LimitsPanel limits={limits.data.data} etag={limits.data.etag} stale={stale || limits.error !== null} />}
          <RatiosPanel risk={risk} stale={stale} />
        </div>
      </div>
    </>
  );
}

type Instrument = RiskStatus['instruments'][number];
const freezes: Record<string, string> = { command: 'by somebody’s command', unresolved: 'an order’s outcome couldn’t be found out', ledger: 'the venue’s position isn’t ours' };
const pairColumns = (pairs: readonly Pair[]): Column<Instrument>[] => [
  { id: 'symbol', title: 'Pair', value: i => i.symbol },
  {
    id: 'state',
    title: 'State',
    value: i => i.frozen ?? i.status,
    cell: i => (
      <span className="row nowrap" style={{ flexWrap: 'nowrap' }}>
        <Badge tone={i.status === 'trading' ? 'good' : 'warn'}>{words(i.status)}</Badge>
        {i.frozen !== null && <Badge tone="bad" title={i.frozen.split(/[ ,|]+/).map(f => freezes[f.toLowerCase()] ?? f).join('; ')}>{`frozen${i.frozen ? `: ${i.frozen}` : ''}`}</Badge>}
      </span>
    ),
  },
  { id: 'position', title: 'Position', value: i => i.position, cell: i => sizeText(i.position, pairOf(i, pairs)), num: true },
  { id: 'long', title: 'Worst long', value: i => i.worst_long, cell: i => sizeText(i.worst_long, pairOf(i, pairs)), num: true, wide: true, about: 'The position with every open buy filled and no sell' },
  { id: 'short', title: 'Worst short', value: i => i.worst_short, cell: i => sizeText(i.worst_short, pairOf(i, pairs)), num: true, wide: true, about: 'The position with every open sell filled and no buy' },
  {
    id: 'worst',
    title: 'Worst',
    cell: i => (
      <>
        {sizeText(i.worst_long, pairOf(i, pairs))}
        <span className="second">{sizeText(i.worst_short, pairOf(i, pairs))}</span>
      </>
    ),
    num: true,
    phone: true,
    about: 'The position with every open buy filled and no sell; beneath, the other way round',
  },
];

/** Breakers and allowances of requests, by venue. */
function VenuesPanel({ risk, stale }: { risk: RiskStatus; stale: boolean }) {
  return (
    <Panel title="Breakers and order budgets" stale={stale} padded>
      <div className="stack" style={{ gap: 10 }}>
        {risk.breakers.length + risk.budgets.length === 0 && <p className="muted">No venue has any.</p>}
        {risk.breakers.map(b => (
          <div key={b.venue} className="row spread">
            <span>{b.venue}</span>
            <span className="row">
              <Badge tone={b.state === 'Closed' ? 'good' : b.state === 'HalfOpen' ? 'warn' : 'bad'} title="Closed: orders pass. Open: nothing new is sent. Half open: one order may try.">
                breaker {b.state === 'HalfOpen' ? 'half open' : b.state.toLowerCase()}
              </Badge>
              <span className="muted">
                {b.failures} failure{b.failures === 1 ? '' : 's'} in a row
              </span>
            </span>
          </div>
        ))}
        {risk.budgets.map(b => (
          <div key={b.venue + b.window}>
            <div className="row spread">
              <span className="muted">
                Orders in {b.window} at {b.venue}
              </span>
              <span title={`${b.tokens} may be sent now`}>
                {plain(b.used)} <span className="faint">of {plain(b.capacity)}</span>
              </span>
            </div>
            <Meter share={b.used / b.capacity} label={`Orders in ${b.window} at ${b.venue}`} />
          </div>
        ))}
        {risk.budgets.length === 0 && <p className="faint risk-note">Budgets and ratios hold where orders go to a venue.</p>}
      </div>
    </Panel>
  );
}

const ratioNames: Record<string, string> = { UFR: 'quantity ordered that hasn’t filled', GCR: 'orders cancelled within 5 s', IFER: 'IOC and FOK orders that expired without a fill', DR: 'orders worth less than 50' };

function RatiosPanel({ risk, stale }: { risk: RiskStatus; stale: boolean }) {
  const rows = risk.instruments.flatMap(i => i.ratios.map(r => ({ ...r, symbol: i.symbol })));
  return (
    <Panel title="Ratios that the venue punishes" stale={stale}>
      {rows.length === 0 ? (
        <Empty>This session has none: they hold where orders go to a venue.</Empty>
      ) : (
        <Grid
          label="Order ratios"
          rowId={r => r.symbol + r.name}
          rows={rows}
          empty=""
          columns={[
            { id: 'symbol', title: 'Pair', value: r => r.symbol },
            { id: 'name', title: 'Ratio', value: r => r.name, cell: r => <span title={ratioNames[r.name]}>{r.name}</span> },
            { id: 'value', title: 'Now', value: r => r.value, cell: r => <span className={r.value >= r.limit ? 'danger' : r.value >= r.warn ? 'warn' : ''}>{fixed(r.value, 3)}</span>, num: true },
            { id: 'use', title: '', cell: r => <Meter share={r.value / r.limit} label={`${r.name} of ${r.symbol}`} />, wide: true },
            { id: 'warn', title: 'Warns at', value: r => r.warn, cell: r => plain(r.warn), num: true, wide: true },
            { id: 'limit', title: 'Limit', value: r => r.limit, cell: r => plain(r.limit), num: true },
            { id: 'orders', title: 'Orders', value: r => r.orders, cell: r => plain(r.orders), num: true, about: 'In the venue’s window; below its least number the ratio isn’t enforced' },
          ]}
        />
      )}
    </Panel>
  );
}
