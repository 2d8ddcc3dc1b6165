import { useState } from 'react';
import { UserPlus } from 'lucide-react';
import { Problem, ask, post, useSession, whoami } from '../../api/client';
import { again, usePath } from '../../api/queries';
import type { Role } from '../../api/types';
import { Badge, Button, Notice, Panel, Select, TextField } from '../../ui/basics';
import { Dialog, confirm, told } from '../../ui/Dialog';
import { Grid, type Column } from '../../ui/Grid';
import { say } from '../../ui/Toasts';
import { passwordRules } from './Password';

interface User { username: string; role: Role; version: number; created: string; password_changed: string }

const roles: Record<Role, string> = { viewer: 'looks', trader: 'also trades', admin: 'also decides what runs and who comes in' };
const pathOf = (user: User) => `/users/${encodeURIComponent(user.username)}`;
const tagOf = (user: User) => `"${user.version}"`;

/** Who comes in, and as what. For admins. */
export function Users() {
  const users = usePath<{ items: User[] }>('/users', 10_000);
  const own = useSession(s => s.user?.username);
  const [isAdding, setAdding] = useState(false);
  const [changed, setChanged] = useState<User | null>(null);
  const columns: Column<User>[] = [
    { id: 'name', title: 'Name', value: u => u.username, cell: u => <>{u.username}{u.username === own && <span className="faint"> (you)</span>}</> },
    { id: 'role', title: 'Role', value: u => u.role, cell: u => <Badge tone={u.role === 'admin' ? 'info' : 'plain'} title={roles[u.role]}>{u.role}</Badge> },
    { id: 'created', title: 'Added', value: u => u.created, cell: u => <span className="muted">{u.created.replace('T', ' ').slice(0, 16)}</span>, wide: true },
    { id: 'password', title: 'Password set', value: u => u.password_changed, cell: u => <span className="muted">{u.password_changed.replace('T', ' ').slice(0, 16)}</span>, wide: true },
    {
      id: 'acts',
      title: '',
      num: true,
      cell: u => (
        <span className="settings-acts">
          <Button small onClick={() => setChanged(u)}>
            Role
          </Button>
          <Button small onClick={() => revoke(u, u.username === own)} title="Ends every login of the user, wherever it is">
            End logins
          </Button>
          <Button small look="danger-quiet" disabled={u.username === own} title={u.username === own ? 'Another admin can remove you' : undefined} onClick={() => remove(u)}>
            Remove
          </Button>
        </span>
      ),
    },
  ];
  return (
    <Panel
      title="Users"
      actions={
        <Button small onClick={() => setAdding(true)}>
          <UserPlus size={13} aria-hidden /> Add
        </Button>
      }
    >
      <Grid label="Users" columns={columns} rows={users.data?.items} rowId={u => u.username} empty="There is no user." error={users.error} retry={() => void users.refetch()} />
      {isAdding && <Adding onClose={() => setAdding(false)} />}
      {changed && <RoleDialog user={changed} isSelf={changed.username === own} onClose={() => setChanged(null)} />}
    </Panel>
  );
}

function revoke(user: User, isSelf: boolean): void {
  confirm({
    title: `End the logins of ${user.username}`,
    text: <p>Every login of {user.username} ends, wherever it is{isSelf ? ', this one too' : ''}. With the password the user comes in again.</p>,
    verb: 'End logins',
    isDangerous: true,
    act: async () => {
      await post(`${pathOf(user)}/revoke`);
      say('good', `Every login of ${user.username} has ended.`);
      again('/users');
    },
  });
}

function remove(user: User): void {
  confirm({
    title: `Remove ${user.username}`,
    text: <p>The user is removed, and all its logins end. What it did stays in the audit log.</p>,
    verb: 'Remove user',
    isDangerous: true,
    typed: user.username,
    act: async () => {
      await ask(pathOf(user), { method: 'DELETE', etag: tagOf(user), once: true });
      say('good', `${user.username} is removed.`);
      again('/users');
    },
  });
}

const roleOptions = (Object.entries(roles) as [Role, string][]).map(([role, text]) => [role, `${role}: ${text}`] as const);

function RoleDialog({ user, isSelf, onClose }: { user: User; isSelf: boolean; onClose: () => void }) {
  const [role, setRole] = useState<Role>(user.role);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const save = async () => {
    setBusy(true);
    setError(null);
    try {
      await ask(`${pathOf(user)}/role`, { method: 'PUT', etag: tagOf(user), once: true, body: { role } });
      say('good', `${user.username} is ${role} now.`);
      again('/users');
      onClose();
      // What one may do follows at once, not with the next login.
      if (isSelf) await whoami();
    } catch (e) {
      setError(told(e));
      again('/users');
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={`Role of ${user.username}`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Back</Button>
          <Button look="primary" disabled={isBusy || role === user.role} onClick={() => void save()}>
            {isBusy ? 'Working…' : 'Change the role'}
          </Button>
        </>
      }
    >
      <Select label="Role" value={role} onChange={r => setRole(r as Role)} options={roleOptions} />
      {role !== user.role && (
        <p>
          {user.username}: {user.role} → <b>{role}</b>. It holds at once.
        </p>
      )}
      {isSelf && role !== user.role && (
        <Notice tone="warn">
          It is your own role: you will not see the users any more, and only another admin can give it back.{role === 'viewer' && ' You will not be able to place or cancel an order, nor to kill trading.'}
        </Notice>
      )}
      {error !== null && <Notice tone="bad">{error}</Notice>}
    </Dialog>
  );
}

function Adding({ onClose }: { onClose: () => void }) {
  const [typed, setTyped] = useState<{ username: string; password: string; role: Role }>({ username: '', password: '', role: 'viewer' });
  const [wrong, setWrong] = useState<Record<string, string[]>>({});
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const put = (change: Partial<typeof typed>) => {
    setTyped({ ...typed, ...change });
    setWrong({});
    setError(null);
  };
  const add = async () => {
    if (isBusy) return;
    setBusy(true);
    try {
      await post('/users', typed);
      say('good', `${typed.username} is added as ${typed.role}.`);
      again('/users');
      onClose();
    } catch (e) {
      setWrong(e instanceof Problem ? e.fields : {});
      setError(e instanceof Problem && Object.keys(e.fields).length > 0 ? null : told(e));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      title="Add a user"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Back</Button>
          <Button look="primary" disabled={isBusy || typed.username === '' || typed.password === ''} onClick={() => void add()}>
            {isBusy ? 'Working…' : 'Add'}
          </Button>
        </>
      }
    >
      <form
        className="stack"
        onSubmit={e => {
          e.preventDefault();
          void add();
        }}
      >
        <p className="muted">A name has 1 to 32 of a-z, 0-9, '.', '_' and '-', a letter or digit first. {passwordRules} The user can change it.</p>
        <TextField label="Name" autoFocus value={typed.username} onChange={e => put({ username: e.target.value })} wrong={wrong['username']?.join('; ')} />
        <TextField label="Password" type="password" autoComplete="new-password" value={typed.password} onChange={e => put({ password: e.target.value })} wrong={wrong['password']?.join('; ')} />
        <Select label="Role" value={typed.role} onChange={r => put({ role: r as Role })} options={roleOptions} />
        {error !== null && <Notice tone="bad">{error}</Notice>}
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}
