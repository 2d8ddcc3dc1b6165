import { useEffect, useId, useState, type ButtonHTMLAttributes, type InputHTMLAttributes, type ReactNode } from 'react';
import { CircleAlert, CircleCheck, Inbox, TriangleAlert } from 'lucide-react';
import { useNow, useStreamStatus } from '../api/live';
import { lasting, money, signed } from '../format/format';

/** Data older than this isn't shown as if it were live. */
export const staleAfterMs = 5_000;

type Look = 'normal' | 'primary' | 'danger' | 'danger-quiet' | 'quiet';

export function Button({ look = 'normal', small, icon, className, ...rest }: ButtonHTMLAttributes<HTMLButtonElement> & { look?: Look; small?: boolean; icon?: boolean }) {
  const names = ['button', look === 'normal' ? '' : look, small ? 'small' : '', icon ? 'icon' : '', className ?? ''].filter(n => n !== '');
  return <button type="button" className={names.join(' ')} {...rest} />;
}

/** `unit`: of the money in it, said once. */
export function Panel(props: { title: ReactNode; unit?: string | null; actions?: ReactNode; children: ReactNode; padded?: boolean; stale?: boolean; className?: string; label?: string }) {
  const id = useId();
  return (
    <section className={`panel ${props.stale ? 'stale-panel' : ''} ${props.className ?? ''}`} aria-labelledby={id}>
      <header>
        <h2 id={id}>
          {props.title}
          {props.unit && <span className="unit" title={`Money is in ${props.unit}`}> {props.unit}</span>}
        </h2>
        {props.actions}
      </header>
      <div className={`panel-body ${props.padded ? 'padded' : ''}`}>{props.children}</div>
    </section>
  );
}

/** A page: its heading, what can be done on it, and its parts. */
export function Page(props: { title: string; actions?: ReactNode; children: ReactNode; className?: string }) {
  useEffect(() => {
    document.title = `${props.title} · Touchline`;
  }, [props.title]);
  return (
    <div className={`page ${props.className ?? ''}`}>
      <div className="page-head">
        <h1>{props.title}</h1>
        {props.actions}
      </div>
      {props.children}
    </div>
  );
}

export function Stats({ children }: { children: ReactNode }) {
  return <dl className="stats">{children}</dl>;
}

export function Stat(props: { label: string; children: ReactNode; under?: ReactNode; title?: string; stale?: boolean }) {
  return (
    <div className={`stat ${props.stale ? 'stale' : ''}`} title={props.title}>
      <dt>{props.label}</dt>
      <dd>
        {props.children}
        {props.under !== undefined && <div className="under">{props.under}</div>}
      </dd>
    </div>
  );
}

/** A gain or a loss, with its sign and its colour. */
export function Gain({ value, decimals }: { value: number | null | undefined; decimals?: number }) {
  const text = decimals === undefined ? money(value) : signed(value, decimals);
  return <span className={!value || /^[0.,–]*$/.test(text) ? '' : value > 0 ? 'up' : 'down'}>{text}</span>;
}

export function SideText({ side }: { side: 'buy' | 'sell' }) {
  return <span className={side === 'buy' ? 'up' : 'down'}>{side === 'buy' ? '▲ buy' : '▼ sell'}</span>;
}

export type Tone = 'plain' | 'good' | 'warn' | 'bad' | 'info';
export function Badge({ tone = 'plain', children, title }: { tone?: Tone; children: ReactNode; title?: string | undefined }) {
  return (
    <span className={`badge ${tone}`} title={title}>
      {children}
    </span>
  );
}

/** How old something is that came at `at` (performance.now(); 0: never). Said aloud only when it is old. */
export function Age({ at }: { at: number }) {
  const now = useNow();
  const ms = now - at;
  const isStale = at === 0 || ms > staleAfterMs;
  const text = at === 0 ? 'nothing yet' : ms < 1500 ? 'live' : `${lasting(Math.max(0, ms / 1000))} old`;
  return (
    <span className="row" style={{ gap: 5, fontSize: 'var(--size-xs)' }} title="How long ago the newest of this came">
      <span className={`dot ${at === 0 ? '' : isStale ? 'warn' : 'good'}`} />
      <span className={isStale && at !== 0 ? 'warn' : 'muted'}>{text}</span>
    </span>
  );
}

export function useStale(at: number): boolean {
  return useNow() - at > staleAfterMs;
}

/** Whether what the stream told may be old. P&L is told when it changes, but metrics each second (the bar on top hears them on every page): a connection that says nothing at all has broken. */
export function useSilent(): boolean {
  const { state, heardAt, reconnects } = useStreamStatus();
  const now = useNow();
  return state === 'up' ? now - heardAt > staleAfterMs : heardAt > 0 || reconnects > 0;
}

/** Whether what was asked for may be old: newer answers don't come. For what is asked again every few seconds. */
export function useOverdue(query: { data: unknown; error: unknown; dataUpdatedAt: number }): boolean {
  useNow();
  return query.data !== undefined && (query.error !== null || Date.now() - query.dataUpdatedAt > staleAfterMs);
}

/** How much of a limit is used; from 0 to 1 and beyond. */
export function Meter({ share, label }: { share: number; label: string }) {
  const tone = share >= 1 ? 'bad' : share >= 0.8 ? 'warn' : '';
  return (
    <div className={`meter ${tone}`} role="meter" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(Math.min(1, Math.max(0, share)) * 100)}>
      <div style={{ width: `${Math.min(1, Math.max(0, share)) * 100}%` }} />
    </div>
  );
}

export function Field(props: { label: string; hint?: ReactNode; wrong?: string | undefined; children: (id: string, describedBy: string | undefined) => ReactNode }) {
  const id = useId();
  const about = props.hint !== undefined || props.wrong !== undefined ? `${id}-about` : undefined;
  return (
    <div className="field">
      <label className="label" htmlFor={id}>
        {props.label}
      </label>
      {props.children(id, about)}
      <span id={about}>
        {props.wrong !== undefined ? <span className="wrong">{props.wrong}</span> : props.hint !== undefined ? <span className="hint">{props.hint}</span> : null}
      </span>
    </div>
  );
}

/** One line of text with its label. */
export function TextField({ label, hint, wrong, ...rest }: InputHTMLAttributes<HTMLInputElement> & { label: string; hint?: ReactNode; wrong?: string | undefined }) {
  return (
    <Field label={label} hint={hint} wrong={wrong}>
      {(id, about) => <input id={id} aria-describedby={about} aria-invalid={wrong !== undefined} className="input" autoComplete="off" spellCheck={false} {...rest} />}
    </Field>
  );
}

export function Select(props: { label: string; value: string; onChange: (value: string) => void; options: readonly (string | readonly [value: string, text: string])[]; inline?: boolean; disabled?: boolean }) {
  const options = props.options.map(o => (typeof o === 'string' ? ([o, o] as const) : o));
  const select = (id?: string) => (
    <select id={id} className="input fit" aria-label={props.inline ? props.label : undefined} disabled={props.disabled} value={props.value} onChange={e => props.onChange(e.target.value)}>
      {options.map(([value, text]) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
    </select>
  );
  return props.inline ? select() : <Field label={props.label}>{id => select(id)}</Field>;
}

export function Switch(props: { label: string; checked: boolean; onChange: (checked: boolean) => void; disabled?: boolean; title?: string }) {
  return (
    <button
      type="button"
      role="switch"
      className="switch"
      aria-checked={props.checked}
      aria-label={props.label}
      title={props.title ?? props.label}
      disabled={props.disabled}
      onClick={e => {
        e.stopPropagation();
        props.onChange(!props.checked);
      }}
    />
  );
}

function tabId(label: string, what: string): string {
  return `tab-${label}-${what}`.replace(/\W+/g, '-').toLowerCase();
}

/** What the chosen tab shows; `label` is that of the tabs. */
export function TabPanel({ label, value, children }: { label: string; value: string; children: ReactNode }) {
  return (
    <div className="tab-panel" role="tabpanel" id={tabId(label, 'panel')} aria-labelledby={tabId(label, value)}>
      {children}
    </div>
  );
}

export function Tabs<T extends string>(props: { label: string; value: T; onChange: (value: T) => void; tabs: readonly (readonly [value: T, text: ReactNode])[] }) {
  return (
    <div
      className="tabs"
      role="tablist"
      aria-label={props.label}
      onKeyDown={e => {
        const step = e.key === 'ArrowRight' ? 1 : e.key === 'ArrowLeft' ? -1 : 0;
        if (step === 0) return;
        const at = props.tabs.findIndex(([value]) => value === props.value), count = props.tabs.length;
        const next = props.tabs[(at + step + count) % count];
        if (next) props.onChange(next[0]);
        (e.currentTarget.children[(at + step + count) % count] as HTMLElement | undefined)?.focus();
      }}
    >
      {props.tabs.map(([value, text]) => (
        <button key={value} id={tabId(props.label, value)} type="button" role="tab" aria-selected={value === props.value} aria-controls={value === props.value ? tabId(props.label, 'panel') : undefined} tabIndex={value === props.value ? 0 : -1} onClick={() => props.onChange(value)}>
          {text}
        </button>
      ))}
    </div>
  );
}

export function Loading({ what = 'Loading…' }: { what?: string }) {
  return (
    <div className="state" role="status">
      <span className="spinner" />
      {what}
    </div>
  );
}

export function Empty({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <div className="state">
      <Inbox size={20} aria-hidden />
      <p>{children}</p>
      {action}
    </div>
  );
}

export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  return (
    <div className="state failed" role="alert">
      <CircleAlert size={20} aria-hidden />
      <p>{error instanceof Error ? error.message : String(error)}</p>
      {retry && (
        <Button small onClick={retry}>
          Try again
        </Button>
      )}
    </div>
  );
}

export function Notice({ tone, children }: { tone: 'bad' | 'warn' | 'good' | 'plain'; children: ReactNode }) {
  const Icon = tone === 'good' ? CircleCheck : tone === 'bad' ? CircleAlert : TriangleAlert;
  return (
    <div className={`notice ${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
      <Icon size={15} aria-hidden />
      <div>{children}</div>
    </div>
  );
}

/** Something kept in this browser, such as a choice of columns. */
export function useKept<T>(key: string, first: T): [T, (value: T) => void] {
  const [value, setValue] = useState<T>(() => {
    try {
      const text = localStorage.getItem(`touchline.${key}`);
      return text === null ? first : (JSON.parse(text) as T);
    } catch {
      return first;
    }
  });
  return [
    value,
    next => {
      setValue(next);
      localStorage.setItem(`touchline.${key}`, JSON.stringify(next));
    },
  ];
}
