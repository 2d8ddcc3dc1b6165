import './audit.css';
import { useId, useMemo, useState } from 'react';
import { useSearchParams } from 'react-router';
import { ChevronLeft, ChevronRight, ListFilter, RotateCcw } from 'lucide-react';
import { Problem } from '../../api/client';
import { useHealth, useListed } from '../../api/queries';
import type { AuditLine } from '../../api/types';
import { dateTime, plain, time } from '../../format/format';
import { Badge, Button, Field, Page, Panel, Select, TextField } from '../../ui/basics';
import { Grid, type Column } from '../../ui/Grid';
import { EntryDialog } from './EntryDialog';
import { actionSent, sessionTimeAlone, timeOf } from './search';

const pageSize = 200;
const fields = ['actor', 'action', 'entity_type', 'entity_id', 'trace', 'from', 'to', 'success', 'sessions'] as const;
type Search = Partial<Record<(typeof fields)[number], string>>;
const nothing = Object.fromEntries(fields.map(f => [f, ''])) as Search;

/** Who did what. */
export default function Audit() {
  // What is searched for stands in the address: a link leads back to it.
  const [params, setParams] = useSearchParams();
  const search: Search = Object.fromEntries(fields.flatMap(f => (params.get(f) ? [[f, params.get(f)!]] : [])));
  const offset = Number(params.get('offset') ?? 0) || 0;
  const [text, setText] = useState('');
  const [opened, setOpened] = useState<AuditLine | null>(null);
  const list = useListed<AuditLine>('/audit', { ...search, action: actionSent(search.action), offset, limit: pageSize }, offset === 0 ? 5_000 : undefined);
  const hasDatabase = useHealth().data?.storage != null;
  const set = (change: Search & { offset?: number }) => {
    const next = { ...search, offset: undefined as number | undefined, ...change };
    setParams(Object.entries(next).flatMap(([k, v]) => (v === undefined || v === '' || v === 0 ? [] : [[k, String(v)] as [string, string]])), { replace: true });
  };
  const shown = useMemo(() => filtered(list.data?.items, text), [list.data, text]);
  const total = list.data?.total;
  return (
    <Page title="Audit" actions={total !== undefined && <span className="muted">{plain(total)} entries{Object.keys(search).some(f => f !== 'sessions') ? ' found' : ''}</span>}>
      <SearchForm key={JSON.stringify(search)} search={search} onSearch={set} hasDatabase={hasDatabase} fields={list.error instanceof Problem ? list.error.fields : {}} />
      <Panel
        title={search.sessions === 'all' ? 'All sessions of the database' : 'This session'}
        actions={
          <>
            <input className="input fit audit-text" type="search" aria-label="Text in what is loaded" placeholder="Text in what is loaded" value={text} onChange={e => setText(e.target.value)} />
            {text !== '' && shown && <span className="muted">{plain(shown.length)} of {plain(list.data!.items.length)} loaded</span>}
            <Pages offset={offset} total={total ?? 0} onOffset={o => set({ ...search, offset: o })} />
          </>
        }
      >
        <Grid label="Audit log" columns={search.sessions === 'all' ? storedColumns : columns} rows={shown} rowId={rowIdOf(shown)} empty={text !== '' ? 'Nothing that is loaded has this text.' : 'Nothing was found.'} error={list.error} retry={() => void list.refetch()} onRow={setOpened} height="calc(100dvh - 240px)" />
      </Panel>
      {opened && (
        <EntryDialog
          entry={opened}
          onClose={() => setOpened(null)}
          onTrace={trace => {
            setOpened(null);
            set({ ...nothing, trace });
          }}
        />
      )}
    </Page>
  );
}

function filtered(items: readonly AuditLine[] | undefined, text: string): readonly AuditLine[] | undefined {
  const wanted = text.trim().toLowerCase();
  return wanted === '' ? items : items?.filter(i => JSON.stringify(i).toLowerCase().includes(wanted));
}

// Entries have no number of their own; the same may be written twice at one time.
function rowIdOf(items: readonly AuditLine[] | undefined): (line: AuditLine) => string {
  const seen = new Map<string, number>(), ids = new Map<AuditLine, string>();
  for (const line of [...(items ?? [])].reverse()) {
    const key = `${line.at_ns}/${line.action}/${line.entity_id}/${line.trace}`, count = seen.get(key) ?? 0;
    seen.set(key, count + 1);
    ids.set(line, `${key}/${count}`);
  }
  return line => ids.get(line) ?? '';
}

function SearchForm({ search, onSearch, hasDatabase, fields: wrong }: { search: Search; onSearch: (search: Search) => void; hasDatabase: boolean; fields: Record<string, string[]> }) {
  const [typed, setTyped] = useState(search);
  // On a phone it is folded away, unless something in it is wrong.
  const [isOpen, setOpen] = useState(false);
  const id = useId(), set = fields.filter(f => search[f]).length;
  const put = (change: Search) => setTyped({ ...typed, ...change });
  const at = (change: Search) => onSearch({ ...typed, ...change });
  return (
    <>
      <Button className="phone-only audit-filter" aria-expanded={isOpen} aria-controls={id} onClick={() => setOpen(!isOpen)}>
        <ListFilter size={14} aria-hidden /> Filter{set > 0 && ` (${set})`}
      </Button>
      <form
        id={id}
        className={`audit-search ${isOpen || Object.keys(wrong).length > 0 ? '' : 'folded'}`}
        role="search"
        onSubmit={e => {
          e.preventDefault();
          onSearch(typed);
        }}
      >
        <TextField label="Who" value={typed.actor ?? ''} onChange={e => put({ actor: e.target.value })} placeholder="admin" wrong={wrong['actor']?.join('; ')} />
        <TextField label="What" list="audit-actions" value={typed.action ?? ''} onChange={e => put({ action: e.target.value })} placeholder="order" hint="Without a dot: all that begin so" title="An action, such as order.place, or what it begins with: order finds the same as order." wrong={wrong['action']?.join('; ')} />
        <datalist id="audit-actions">
          {['order.', 'position.', 'auth.', 'user.', 'strategy.', 'limit.', 'session.', 'settings.persist', 'pair.', 'exchange.', 'backtest.', 'sweep.'].map(a => (
            <option key={a} value={a} />
          ))}
        </datalist>
        <TextField label="Kind of thing" list="audit-types" value={typed.entity_type ?? ''} onChange={e => put({ entity_type: e.target.value })} placeholder="order" />
        <datalist id="audit-types">
          {['order', 'position', 'user', 'strategy', 'session', 'settings', 'pair', 'exchange', 'backtest', 'sweep'].map(a => (
            <option key={a} value={a} />
          ))}
        </datalist>
        <TextField label="Thing" value={typed.entity_id ?? ''} onChange={e => put({ entity_id: e.target.value })} placeholder="its id" />
        <Time label="From (UTC)" value={typed.from} onChange={from => put({ from })} wrong={wrong['from']?.join('; ')} />
        <Time label="To (UTC)" value={typed.to} onChange={to => put({ to })} wrong={wrong['to']?.join('; ')} />
        <Select label="Outcome" value={typed.success ?? ''} onChange={success => at({ success })} options={[['', 'any'], ['true', 'done'], ['false', 'failed']]} />
        <Select label="Sessions" value={typed.sessions ?? ''} onChange={sessions => at({ sessions })} options={hasDatabase || typed.sessions === 'all' ? [['', 'this one'], ['all', 'all of the database']] : [['', 'this one (no database)']]} />
        <div className="row audit-buttons">
          <Button type="submit" look="primary">
            Search
          </Button>
          <Button icon aria-label="Clear the search" title="Clear the search" onClick={() => onSearch(nothing)}>
            <RotateCcw size={14} aria-hidden />
          </Button>
        </div>
        {typed.trace !== undefined && typed.trace !== '' && (
          <div className="row audit-trace">
            <Badge tone="info">trace {typed.trace}</Badge>
            <Button small onClick={() => at({ trace: '' })}>
              Show others too
            </Button>
          </div>
        )}
      </form>
    </>
  );
}

/** A time in UTC, as the server takes it. */
function Time({ label, value, onChange, wrong }: { label: string; value: string | undefined; onChange: (value: string) => void; wrong: string | undefined }) {
  return (
    <Field label={label} wrong={wrong}>
      {(id, about) => <input id={id} aria-describedby={about} className="input" type="datetime-local" step={1} value={value?.replace(/Z$/, '') ?? ''} onChange={e => onChange(e.target.value === '' ? '' : `${e.target.value.length === 16 ? `${e.target.value}:00` : e.target.value}Z`)} />}
    </Field>
  );
}

function Pages({ offset, total, onOffset }: { offset: number; total: number; onOffset: (offset: number) => void }) {
  const last = Math.min(total, offset + pageSize);
  return (
    <span className="row" style={{ flexWrap: 'nowrap' }}>
      <span className="muted nowrap">{total === 0 ? '' : `${plain(offset + 1)}–${plain(last)}`}</span>
      <Button small icon aria-label="Newer" title="Newer" disabled={offset === 0} onClick={() => onOffset(Math.max(0, offset - pageSize))}>
        <ChevronLeft size={14} aria-hidden />
      </Button>
      <Button small icon aria-label="Older" title="Older" disabled={last >= total} onClick={() => onOffset(offset + pageSize)}>
        <ChevronRight size={14} aria-hidden />
      </Button>
    </span>
  );
}

const columns: Column<AuditLine>[] = [
  {
    id: 'at',
    title: 'Time',
    about: 'When it was written down, UTC',
    value: timeOf,
    cell: a => (
      <span className="muted">
        <span className="wide-only">{dateTime(timeOf(a)).slice(0, 11)}</span>
        {time(timeOf(a))}
      </span>
    ),
  },
  { id: 'actor', title: 'Who', value: a => a.actor },
  { id: 'action', title: 'What', value: a => a.action, cell: a => <span className={a.success ? '' : 'danger'}>{a.action}</span> },
  { id: 'type', title: 'Kind', value: a => a.entity_type, wide: true },
  { id: 'entity', title: 'Thing', value: a => a.entity_id, wide: true },
  { id: 'success', title: 'Outcome', value: a => (a.success ? 1 : 0), cell: a => (a.success ? <span className="muted">done</span> : <Badge tone="bad">failed</Badge>), wide: true },
  { id: 'about', title: 'About', cell: a => <span className="clip audit-about">{a.error ?? a.reason ?? summary(a)}</span>, wide: true },
];

// The database has another time.
const storedColumns = columns.map(c => (c.id === 'at' ? { ...c, title: 'Session time', about: sessionTimeAlone } : c));

const told = ['side', 'quantity', 'symbol', 'price', 'role', 'from'];
function summary(line: AuditLine): string {
  try {
    const value = JSON.parse(line.new_value ?? 'null') as unknown;
    if (typeof value !== 'object' || value === null) return line.new_value ?? '';
    const fields = value as Record<string, unknown>, known = told.filter(t => fields[t] != null);
    return (known.length > 0 ? known.map(t => String(fields[t])) : Object.entries(fields).slice(0, 4).map(([k, v]) => `${k} ${typeof v === 'object' ? JSON.stringify(v) : String(v)}`)).join(' ');
  } catch {
    return line.new_value ?? '';
  }
}
