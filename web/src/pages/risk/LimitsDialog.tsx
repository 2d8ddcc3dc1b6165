import { useState } from 'react';
import { Problem, ask } from '../../api/client';
import { again } from '../../api/queries';
import type { Limits } from '../../api/types';
import { words } from '../../format/format';
import { Button, Notice, TextField } from '../../ui/basics';
import { Dialog, askToDiscard, told } from '../../ui/Dialog';
import { say } from '../../ui/Toasts';

interface Props { scope: string | null; limit?: string; limits: Limits; etag: string | null; onClose: () => void }

/** Changes limits of the account (null) or a strategy: first what, then old and new beside each other, then it is done. All of them or none. */
export function LimitsDialog({ scope, limit, limits, etag, onClose }: Props) {
  const before = scope === null ? limits.account : (limits.strategies[scope] ?? {});
  const [typed, setTyped] = useState<Record<string, string>>({});
  const [isAsked, setAsked] = useState(false);
  const [persists, setPersists] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const [error, setError] = useState<string | null>(null);
  const path = scope === null ? 'account' : `strategies.${scope}`, who = scope === null ? 'the account' : scope;
  const kinds = limits.known.filter(k => scope === null || !k.account_only);
  const changes = kinds.flatMap(k => {
    const text = typed[k.name]?.trim();
    const next = text === '' ? 'none' : text;
    return next === undefined || next === (before[k.name] ?? 'none') ? [] : [{ name: k.name, old: before[k.name] ?? 'not set', next }];
  });

  const change = async () => {
    setBusy(true);
    setError(null);
    const values = Object.fromEntries(changes.map(c => [c.name, c.next]));
    try {
      const { data } = await ask<{ persisted?: boolean; why?: string }>(`/risk/limits${persists ? '?persist=true' : ''}`, { method: 'PUT', etag, once: true, body: scope === null ? { account: values } : { strategies: { [scope]: values } } });
      if (data.persisted === false) say('warn', `The limits hold now, but not in the next session: ${data.why ?? 'the program doesn’t say why'}.`);
      else say('good', `Limits of ${who} changed${persists ? ', for the next session too' : ''}.`);
      again('/risk', '/trading/risk-status', '/strategies', '/audit');
      onClose();
    } catch (e) {
      const fields = e instanceof Problem ? Object.entries(e.fields).filter(([field]) => field.startsWith(`${path}.`)) : [];
      setWrong(Object.fromEntries(fields.map(([field, texts]) => [field.slice(path.length + 1), texts.join('; ')])));
      setError(e instanceof Problem && e.status === 412 ? 'Somebody changed limits meanwhile. Close this, look at them, and change yours again.' : fields.length > 0 ? null : told(e));
      setAsked(false);
      again('/risk/limits');
    }
    setBusy(false);
  };

  return (
    <Dialog
      title={isAsked ? `Change limits of ${who}` : `Limits of ${who}`}
      width={620}
      onClose={onClose}
      unsaved={changes.length > 0}
      footer={
        isAsked ? (
          <>
            <Button onClick={() => setAsked(false)} autoFocus>
              Back
            </Button>
            <Button look="danger" disabled={isBusy} onClick={() => void change()}>
              {isBusy ? 'Working…' : changes.length === 1 ? 'Change the limit' : `Change ${changes.length} limits`}
            </Button>
          </>
        ) : (
          <>
            <Button onClick={() => askToDiscard(changes.length > 0, onClose)}>Back</Button>
            <Button look="primary" disabled={changes.length === 0} onClick={() => setAsked(true)}>
              Go on
            </Button>
          </>
        )
      }
    >
      {isAsked ? (
        <>
          <p>These hold at once, for every order from then on. Orders that are open already stay.</p>
          <dl className="risk-changes">
            {changes.map(c => (
              <div key={c.name}>
                <dt>{words(c.name)}</dt>
                <dd>
                  <span className="muted">{c.old}</span> → <b>{c.next === 'none' ? 'none: no limit' : c.next}</b>
                </dd>
              </div>
            ))}
          </dl>
          <p className="muted">{persists ? 'They are written down for the next session too.' : 'The next session has those that it is started with.'}</p>
        </>
      ) : (
        <form
          className="stack"
          onSubmit={e => {
            e.preventDefault();
            if (changes.length > 0) setAsked(true);
          }}
        >
          {error !== null && <Notice tone="bad">{error}</Notice>}
          <div className="risk-fields">
            {kinds.map(k => (
              <TextField
                key={k.name}
                label={words(k.name)}
                autoFocus={k.name === limit}
                value={typed[k.name] ?? before[k.name] ?? ''}
                placeholder="not set"
                hint={k.right}
                wrong={wrong[k.name]}
                onFocus={e => e.target.select()}
                onChange={e => {
                  setTyped({ ...typed, [k.name]: e.target.value });
                  setWrong({});
                }}
              />
            ))}
          </div>
          <label className="row">
            <input type="checkbox" checked={persists} onChange={e => setPersists(e.target.checked)} /> Keep for the next session too
          </label>
          <button type="submit" hidden />
        </form>
      )}
    </Dialog>
  );
}
