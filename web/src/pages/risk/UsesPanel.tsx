import { useQuote } from '../../api/queries';
import type { Limits } from '../../api/types';
import { percent, words } from '../../format/format';
import { Meter, Panel } from '../../ui/basics';
import { accountUses, isMeasured, moneyLimits, strategyUses, type Known, type Use } from './uses';

/** How much of each limit is used, the account's and each strategy's. */
export function UsesPanel({ limits, known, stale }: { limits: Limits; known: Known; stale: boolean }) {
  const quote = useQuote();
  const scopes: [string, Use[]][] = [['Account', accountUses(limits.account, known)], ...Object.entries(limits.strategies).map(([name, own]): [string, Use[]] => [name, strategyUses(name, own, known)])];
  const without = scopes.filter(([, uses]) => uses.length === 0).map(([name]) => name);
  const bounds = Object.entries(limits.account).filter(([name]) => !isMeasured(name));
  return (
    <Panel title="Use of limits" stale={stale} padded>
      <div className="stack">
        {scopes
          .filter(([, uses]) => uses.length > 0)
          .map(([name, uses]) => (
            <div key={name} className="risk-scope">
              <h3>{name}</h3>
              {uses.map(use => (
                <div key={use.limit} title={use.about}>
                  <div className="row spread">
                    <span className="muted">
                      {words(use.limit)} {quote !== null && moneyLimits.has(use.limit) && <span className="unit">{quote}</span>}
                    </span>
                    <span>
                      {use.used} <span className="faint">of {use.bound}</span>
                      {use.share !== null && ` · ${percent(use.share, use.share < 0.1 ? 1 : 0)}`}
                    </span>
                  </div>
                  {use.share === null ? <p className="faint risk-note">{use.about}</p> : <Meter share={use.share} label={`${name}: ${words(use.limit)}`} />}
                </div>
              ))}
            </div>
          ))}
        {without.length > 0 && <p className="muted">No limit that is used up by degrees: {without.join(', ')}.</p>}
        {bounds.length > 0 && <p className="faint risk-note">Holding for each order or as a switch: {bounds.map(([n, v]) => `${words(n)} ${v}`).join(', ')}.</p>}
        <p className="faint risk-note">Refused by risk since the session began: {known.risk.refused.toLocaleString('en-US')}.</p>
      </div>
    </Panel>
  );
}
