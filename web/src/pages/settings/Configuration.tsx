import { useState } from 'react';
import { usePath } from '../../api/queries';
import { Panel } from '../../ui/basics';
import { Grid, type Column } from '../../ui/Grid';

interface Setting { name: string; value: string; source: string }
type Told = Record<string, { value: unknown; source: string }>;

/** The settings that the program was started with, and where each comes from. For admins. */
export function Configuration() {
  const config = usePath<Told>('/bot/config');
  const [text, setText] = useState('');
  const [given, setGiven] = useState(false);
  const rows = config.data && Object.entries(config.data).map(([name, s]): Setting => ({ name, value: textOf(s.value), source: s.source }));
  const shown = rows?.filter(s => (!given || s.source !== 'default') && `${s.name} ${s.value} ${s.source}`.toLowerCase().includes(text.trim().toLowerCase()));
  return (
    <Panel
      title="Configuration"
      actions={
        <>
          <label className="row" style={{ gap: 6 }}>
            <input type="checkbox" checked={given} onChange={e => setGiven(e.target.checked)} /> given ones only
          </label>
          <input className="input fit settings-search" type="search" aria-label="Search in settings" placeholder="Search" value={text} onChange={e => setText(e.target.value)} />
        </>
      }
    >
      <Grid label="Settings" columns={columns} rows={shown} rowId={s => s.name} empty="No setting has this text." error={config.error} retry={() => void config.refetch()} height="60dvh" />
    </Panel>
  );
}

const columns: Column<Setting>[] = [
  { id: 'name', title: 'Setting', value: s => s.name, cell: s => <code>{s.name}</code> },
  { id: 'value', title: 'Value', value: s => s.value, cell: s => <span className="settings-value">{s.value === '' ? <span className="faint">empty</span> : s.value}</span> },
  { id: 'source', title: 'From', value: s => s.source, cell: s => <span className={s.source === 'default' ? 'faint' : ''}>{s.source}</span> },
];

function textOf(value: unknown): string {
  return Array.isArray(value) ? value.map(textOf).join(', ') : typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}
