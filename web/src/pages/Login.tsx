import { useState } from 'react';
import { logIn, useSession } from '../api/client';
import { Button, Notice, TextField } from '../ui/basics';
import { told } from '../ui/Dialog';

export function Login() {
  const why = useSession(s => s.why);
  const [name, setName] = useState('admin');
  const [password, setPassword] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const enter = async () => {
    setBusy(true);
    setError(null);
    try {
      await logIn(name, password);
    } catch (e) {
      setError(told(e));
      setBusy(false);
    }
  };
  return (
    <div className="login">
      <form
        className="panel"
        aria-label="Log in"
        onSubmit={e => {
          e.preventDefault();
          void enter();
        }}
      >
        <div className="row" style={{ gap: 12 }}>
          <img src="/app/icon.svg" width={32} height={32} alt="" />
          <h1>Touchline</h1>
        </div>
        {why !== null && error === null && <Notice tone="warn">{why}</Notice>}
        <TextField label="User" name="username" autoComplete="username" value={name} onChange={e => setName(e.target.value)} required />
        <TextField
          label="Password"
          name="password"
          type="password"
          autoComplete="current-password"
          autoFocus
          value={password}
          onChange={e => setPassword(e.target.value)}
          hint="The first start printed the password of admin in its terminal."
          required
        />
        {error !== null && <Notice tone="bad">{error}</Notice>}
        <Button look="primary" type="submit" disabled={isBusy || password === ''} style={{ height: 36 }}>
          {isBusy ? 'Logging in…' : 'Log in'}
        </Button>
      </form>
    </div>
  );
}
