import { useState } from 'react';
import { Problem, post, take, useSession } from '../../api/client';
import { stream } from '../../api/live';
import { Button, Notice, Panel, TextField } from '../../ui/basics';
import { told } from '../../ui/Dialog';
import { say } from '../../ui/Toasts';

/** As the program has them; said before one types. */
export const passwordRules = 'A password has 12 to 256 characters: letters, digits, signs, and blanks that are neither first nor last.';

/** One's own password. */
export function Password() {
  const user = useSession(s => s.user);
  const [typed, setTyped] = useState({ old: '', next: '', again: '' });
  const [wrong, setWrong] = useState<Record<string, string[]>>({});
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const differs = typed.again !== '' && typed.again !== typed.next;
  const put = (change: Partial<typeof typed>) => {
    setTyped({ ...typed, ...change });
    setWrong({});
    setError(null);
  };
  const change = async () => {
    setBusy(true);
    try {
      const { token } = await post<{ token: string }>('/auth/change-password', { old_password: typed.old, new_password: typed.next });
      await take(token);
      // The connection still has the token that has just ended.
      stream.stop();
      stream.start();
      setTyped({ old: '', next: '', again: '' });
      say('good', 'Your password is changed; your logins elsewhere have ended.');
    } catch (e) {
      const isOld = e instanceof Problem && e.status === 401;
      setWrong(isOld ? { old_password: ['This isn’t your password.'] } : e instanceof Problem ? e.fields : {});
      setError(isOld || (e instanceof Problem && Object.keys(e.fields).length > 0) ? null : told(e));
    }
    setBusy(false);
  };
  return (
    <Panel title="Your password" padded>
      <form
        className="stack"
        onSubmit={e => {
          e.preventDefault();
          void change();
        }}
      >
        <p className="muted">{passwordRules} Your other logins end when it is changed.</p>
        <input type="text" autoComplete="username" value={user?.username ?? ''} readOnly hidden />
        <TextField label="Password now" type="password" autoComplete="current-password" value={typed.old} onChange={e => put({ old: e.target.value })} wrong={wrong['old_password']?.join('; ')} />
        <TextField label="New password" type="password" autoComplete="new-password" value={typed.next} onChange={e => put({ next: e.target.value })} wrong={wrong['new_password']?.join('; ')} />
        <TextField label="New password again" type="password" autoComplete="new-password" value={typed.again} onChange={e => put({ again: e.target.value })} wrong={differs ? 'The two differ.' : undefined} />
        {error !== null && <Notice tone="bad">{error}</Notice>}
        <div className="row">
          <Button type="submit" look="primary" disabled={isBusy || typed.old === '' || typed.next === '' || typed.again !== typed.next}>
            {isBusy ? 'Working…' : 'Change password'}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
