import { useState } from 'react';
import { Pencil } from 'lucide-react';
import { useMay } from '../../api/client';
import { useQuote } from '../../api/queries';
import type { Limits } from '../../api/types';
import { words } from '../../format/format';
import { Button, Panel, Select } from '../../ui/basics';
import { useIsPhone } from '../../ui/phone';
import { LimitsDialog } from './LimitsDialog';
import { moneyLimits } from './uses';

/** All limits by who they hold for; a click on one changes it. */
export function LimitsPanel({ limits, etag, stale }: { limits: Limits; etag: string | null; stale: boolean }) {
  const isAdmin = useMay('admin'), quote = useQuote();
  const [edited, setEdited] = useState<{ scope: string | null; limit?: string; limits: Limits; etag: string | null } | null>(null);
  const all: (string | null)[] = [null, ...Object.keys(limits.strategies)];
  // A phone has room for one at a time.
  const [chosen, setChosen] = useState<string | null>(null), isPhone = useIsPhone();
  const scopes = isPhone ? all.filter(s => s === (all.includes(chosen) ? chosen : null)) : all;
  const of = (scope: string | null) => (scope === null ? limits.account : (limits.strategies[scope] ?? {}));
  const why = isAdmin ? undefined : 'Takes the role admin';
  return (
    <Panel title="Limits" stale={stale} actions={
        <>
          <span className="faint">An order has to pass the account's and its strategy's.</span>
          {isPhone && <Select inline label="Whose limits" value={scopes[0] ?? ''} onChange={s => setChosen(s === '' ? null : s)} options={all.map(s => [s ?? '', s ?? 'Account'] as const)} />}
        </>
      }>
      <div className="grid risk-limits" tabIndex={0} role="region" aria-label="Limits">
        <table>
          <thead>
            <tr>
              <th scope="col">Limit</th>
              {scopes.map(scope => (
                <th key={scope ?? ''} scope="col" className="num">
                  {scope ?? 'Account'}{' '}
                  <Button look="quiet" small icon disabled={!isAdmin} title={why ?? `Change the limits of ${scope ?? 'the account'}`} aria-label={`Change the limits of ${scope ?? 'the account'}`} onClick={() => setEdited({ scope, limits, etag })}>
                    <Pencil size={12} aria-hidden />
                  </Button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {limits.known.map(kind => (
              <tr key={kind.name}>
                <th scope="row" title={kind.right}>
                  {words(kind.name)} {quote !== null && moneyLimits.has(kind.name) && <span className="unit">{quote}</span>}
                </th>
                {scopes.map(scope => (
                  <td key={scope ?? ''} className="num">
                    {scope !== null && kind.account_only ? (
                      <span className="faint" title="The account's alone">
                        –
                      </span>
                    ) : (
                      <button type="button" className="risk-value" disabled={!isAdmin} title={why ?? `Change; right is ${kind.right}`} aria-label={`${words(kind.name)} of ${scope ?? 'the account'}: ${of(scope)[kind.name] ?? 'not set'}`} onClick={() => setEdited({ scope, limit: kind.name, limits, etag })}>
                        {of(scope)[kind.name] ?? <span className="faint">not set</span>}
                      </button>
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {edited && <LimitsDialog {...edited} onClose={() => setEdited(null)} />}
    </Panel>
  );
}
