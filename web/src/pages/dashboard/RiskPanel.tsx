import { Link } from 'react-router';
import { useLive } from '../../api/live';
import { usePairs, useQuote, useRisk, useStatus } from '../../api/queries';
import type { PairMetrics } from '../../api/types';
import { percent, plain, words } from '../../format/format';
import { Badge, Failure, Loading, Meter, Panel, useOverdue } from '../../ui/basics';
import { accountUses, moneyLimits } from '../risk/uses';

/** How near the account is to its limits, counted as the risk gate counts: with what open orders could lead to. */
export function RiskPanel() {
  const quote = useQuote();
  const risk = useRisk(), status = useStatus().data, pairs = usePairs().data?.items;
  const metrics = useLive<{ pairs: PairMetrics[] }>('metrics').data?.pairs ?? [];
  const r = risk.data;
  const uses = r && [
    ...accountUses(r.limits, { risk: r, status, metrics, pairs, strategies: [] }).map(u => ({ label: words(u.limit), unit: moneyLimits.has(u.limit) ? quote : null, used: u.used, limit: u.bound, share: u.share, about: u.about })),
    ...r.budgets.map(b => ({ label: `Orders in ${b.window}`, unit: null, used: plain(b.used), limit: plain(b.capacity), share: b.used / b.capacity, about: `at ${b.venue}` })),
  ];
  const frozen = r?.instruments.filter(i => i.frozen !== null || i.status !== 'trading') ?? [];
  const broken = r?.breakers.filter(b => b.state !== 'Closed') ?? [];
  return (
    <Panel title="Risk" actions={<Link to="/risk">Limits</Link>} padded stale={useOverdue(risk)}>
      {risk.error && !r ? (
        <Failure error={risk.error} />
      ) : !uses ? (
        <Loading />
      ) : (
        <div className="stack" style={{ gap: 10 }}>
          {uses.length === 0 && <p className="muted">No limit that is used up by degrees is set.</p>}
          {uses.map(u => (
            <div key={u.label} title={u.about}>
              <div className="row spread">
                <span className="muted">
                  {u.label} {u.unit !== null && <span className="unit">{u.unit}</span>}
                </span>
                <span>
                  {u.used} <span className="faint">of {u.limit}</span>
                  {u.share !== null && ` · ${percent(u.share, 0)}`}
                </span>
              </div>
              {u.share !== null && <Meter share={u.share} label={u.label} />}
            </div>
          ))}
          {frozen.map(i => (
            <div key={i.symbol} className="row">
              <Badge tone="warn">{i.symbol}</Badge> {i.frozen ?? words(i.status)}
            </div>
          ))}
          {broken.map(b => (
            <div key={b.venue} className="row">
              <Badge tone="bad">{b.venue}</Badge> breaker {b.state.toLowerCase()} after {b.failures} failures
            </div>
          ))}
          <div className="row spread muted">
            <span>Refused by risk</span>
            <span>{plain(r!.refused)}</span>
          </div>
        </div>
      )}
    </Panel>
  );
}
