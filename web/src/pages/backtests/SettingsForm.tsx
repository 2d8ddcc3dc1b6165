import { useState } from 'react';
import { useMay } from '../../api/client';
import { useLimits, usePath, useStrategies } from '../../api/queries';
import type { Page } from '../../api/types';
import { fixed } from '../../format/format';
import { Button, Empty, Failure, Field, Loading, Notice, Panel, TextField } from '../../ui/basics';
import type { Declaring } from './declared';
import { ParameterFields } from './ParameterFields';
import { NameValueRows } from './NameValueRows';
import { defaults, type Draft, type Wrong } from './settings';
import { strategies, usualStrategy } from './strategies';

export interface FormProps {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  wrong: Wrong;
  declaring: Declaring;
  /** Parameters that a sweep varies. */
  varied?: readonly string[];
}

const settingFields = ['strategy', 'data', 'seed', 'models.queue', 'models.exchange', 'models.latency', 'models.feed_offset', 'models.fees', 'margin.deposit', 'margin.leverage', 'margin.maintenance', 'margin.liquidation_fee'];

/** Fields that the form has, by the server's names for them. */
export function hasField(field: string): boolean {
  return field === 'from' || field === 'to' || /^settings\.(parameters|risk)\.[^.]+$/.test(field) || settingFields.includes(field.replace(/^settings\./, ''));
}

/** What backtests and sweeps are both asked with. */
export function SettingsForm(props: FormProps) {
  return (
    <div className="jobform">
      <div className="stack">
        <StrategyPanel {...props} />
        <MarginPanel {...props} />
      </div>
      <div className="stack">
        <DataPanel {...props} />
        <ModelsPanel {...props} />
      </div>
    </div>
  );
}

function StrategyPanel(props: FormProps) {
  const { draft, change, wrong } = props;
  const isAdmin = useMay('admin');
  // Native ones trade in sessions alone; one that a request of before names stays to be seen.
  const stored = (useStrategies().data?.items ?? []).filter(s => s.stored?.language === 'csharp').map(s => s.id);
  if (!draft.isFile && draft.strategy !== '' && !stored.includes(draft.strategy) && !strategies.some(s => s.name === draft.strategy)) stored.push(draft.strategy);
  const chosen = strategies.find(s => s.name === (draft.strategy || usualStrategy));
  return (
    <Panel title="Strategy" padded>
      <div className="stack">
        <Field label="Strategy" wrong={draft.isFile ? undefined : wrong.of('settings.strategy')} hint={draft.isFile ? undefined : (chosen?.text ?? 'A stored strategy: its code as it is when the backtest begins')}>
          {(id, about) => (
            <select
              id={id}
              aria-describedby={about}
              className="input"
              value={draft.isFile ? '.cs' : draft.strategy || usualStrategy}
              onChange={e => change(e.target.value === '.cs' ? { isFile: true, strategy: '' } : { isFile: false, strategy: e.target.value === usualStrategy ? '' : e.target.value })}
            >
              {strategies.map(s => (
                <option key={s.name} value={s.name}>
                  {s.name}
                  {s.name === usualStrategy ? ' (default)' : ''}
                </option>
              ))}
              {stored.length > 0 && (
                <optgroup label={`Stored${isAdmin ? '' : ' (takes the role admin)'}`}>
                  {stored.map(id => (
                    <option key={id} value={id} disabled={!isAdmin}>
                      {id}
                    </option>
                  ))}
                </optgroup>
              )}
              <option value=".cs" disabled={!isAdmin}>
                a FILE.cs of the data folder{isAdmin ? '' : ' (takes the role admin)'}
              </option>
            </select>
          )}
        </Field>
        {draft.isFile && (
          <TextField label="File" placeholder="momentum.cs" value={draft.strategy} onChange={e => change({ strategy: e.target.value })} wrong={wrong.of('settings.strategy')} hint="Named relative to the folder of the recordings. It runs with all rights of the program." />
        )}
        <ParameterFields {...props} />
      </div>
    </Panel>
  );
}

function sizeOf(bytes: number): string {
  return bytes < 1e6 ? `${fixed(bytes / 1e3, 0)} kB` : bytes < 1e9 ? `${fixed(bytes / 1e6, 1)} MB` : `${fixed(bytes / 1e9, 2)} GB`;
}

// Lists longer than this get a field to look for names.
const searchAbove = 8;

function DataPanel({ draft, change, wrong }: FormProps) {
  const recordings = usePath<Page<{ name: string; bytes: number }>>('/data/recordings?limit=1000', 30_000);
  const [sought, setSought] = useState('');
  const items = recordings.data?.items ?? [];
  const shown = items.filter(r => draft.data.includes(r.name) || r.name.toLowerCase().includes(sought.toLowerCase()));
  const gone = recordings.data ? draft.data.filter(name => !items.some(r => r.name === name)) : [];
  const toggle = (name: string) => change({ data: draft.data.includes(name) ? draft.data.filter(d => d !== name) : [...draft.data, name] });
  const said = wrong.of('settings.data');
  return (
    <Panel title="Market data" padded>
      <div className="stack">
        {recordings.error && !recordings.data ? (
          <Failure error={recordings.error} retry={() => void recordings.refetch()} />
        ) : !recordings.data ? (
          <Loading />
        ) : items.length === 0 ? (
          <Empty>
            There is no recording (.tlr) in the folder of setting http.data. <span className="mono">touchline run --for 60s --speed max --record market.tlr</span> makes one there, <span className="mono">touchline import</span> makes one of a capture.
          </Empty>
        ) : (
          <fieldset className="jobform-data" aria-invalid={said !== undefined}>
            <legend>Recordings, one an instrument</legend>
            {items.length > searchAbove && <input className="input" aria-label="Look for a recording" placeholder={`Look among ${recordings.data.total}`} value={sought} onChange={e => setSought(e.target.value)} />}
            <div className="list">
              {shown.map(r => (
                <label key={r.name}>
                  <input type="checkbox" checked={draft.data.includes(r.name)} onChange={() => toggle(r.name)} />
                  <span className="grow">{r.name}</span>
                  <span className="muted">{sizeOf(r.bytes)}</span>
                </label>
              ))}
              {shown.length === 0 && <p className="muted">None has “{sought}” in its name.</p>}
            </div>
            {recordings.data.total > items.length && <p className="faint">The first {items.length} of {recordings.data.total} are listed.</p>}
          </fieldset>
        )}
        {gone.map(name => (
          <Notice key={name} tone="warn">
            {name} is not there any more.{' '}
            <Button small onClick={() => toggle(name)}>
              Leave it out
            </Button>
          </Notice>
        ))}
        {said !== undefined && <span className="danger">{said}</span>}
        <div className="jobform-pairs">
          <TextField label="From" placeholder="the beginning" value={draft.from} onChange={e => change({ from: e.target.value })} wrong={wrong.of('from')} hint="since the data began, e.g. 90s, or in UTC, e.g. 2026-01-05T00:01:30Z" />
          <TextField label="To, not included" placeholder="the end" value={draft.to} onChange={e => change({ to: e.target.value })} wrong={wrong.of('to')} />
          <TextField label="Seed" inputMode="numeric" placeholder={defaults.seed} value={draft.seed} onChange={e => change({ seed: e.target.value })} wrong={wrong.of('settings.seed')} hint="same seed, same run" />
        </div>
      </div>
    </Panel>
  );
}

const queues = ['log', 'log2', 'fifo'], powers = ['power', 'power2', 'power3'];
const queueTexts: Record<string, string> = { log: 'log', log2: 'log2', fifo: 'fifo (order-by-order recordings)', power: 'power, n =', power2: 'power2, n =', power3: 'power3, n =' };

function ModelsPanel({ draft, change, wrong }: FormProps) {
  const [kind, n] = draft.queue.split(':n=');
  const hasTiers = draft.tiers.trim() !== '';
  return (
    <Panel title="Models of the venue" padded>
      <div className="jobform-pairs">
        <Field label="Queue" wrong={wrong.of('settings.models.queue')} hint="how a resting order moves up">
          {(id, about) => (
            <span className="row nowrap">
              <select id={id} aria-describedby={about} className="input" value={kind} onChange={e => change({ queue: powers.includes(e.target.value) ? `${e.target.value}:n=${n ?? 3}` : e.target.value })}>
                <option value="">{defaults.queue} (default)</option>
                {[...queues, ...powers].map(q => (
                  <option key={q} value={q}>
                    {queueTexts[q]}
                  </option>
                ))}
              </select>
              {powers.includes(kind ?? '') && <input className="input" style={{ width: 64 }} aria-label="n of the queue model" inputMode="decimal" value={n ?? ''} onChange={e => change({ queue: `${kind}:n=${e.target.value}` })} />}
            </span>
          )}
        </Field>
        <Field label="Exchange" wrong={wrong.of('settings.models.exchange')} hint="how orders are filled">
          {(id, about) => (
            <select id={id} aria-describedby={about} className="input" value={draft.exchange} onChange={e => change({ exchange: e.target.value })}>
              <option value="">{defaults.exchange} (default)</option>
              <option>no-partial-fill</option>
              <option>reference-partial-fill</option>
            </select>
          )}
        </Field>
        <TextField label="Latency" placeholder={defaults.latency} value={draft.latency} onChange={e => change({ latency: e.target.value })} wrong={wrong.of('settings.models.latency')} hint="constant:ENTRY,RESPONSE; or recorded:FILE, sampled:FILE" />
        <TextField label="Feed offset" placeholder={defaults.feedOffset} value={draft.feedOffset} onChange={e => change({ feedOffset: e.target.value })} wrong={wrong.of('settings.models.feed_offset')} hint="how much later than recorded data reaches us" />
        <TextField label="Maker fee" inputMode="decimal" placeholder={defaults.maker} disabled={hasTiers} value={draft.maker} onChange={e => change({ maker: e.target.value })} wrong={hasTiers ? undefined : wrong.of('settings.models.fees')} hint="share of the value; negative for a rebate" />
        <TextField label="Taker fee" inputMode="decimal" placeholder={defaults.taker} disabled={hasTiers} value={draft.taker} onChange={e => change({ taker: e.target.value })} />
        <TextField label="Fee tiers, in place of both" placeholder="none" value={draft.tiers} onChange={e => change({ tiers: e.target.value })} wrong={hasTiers ? wrong.of('settings.models.fees') : undefined} hint="0=M/T,VALUE=M/T: maker and taker rates by the value traded in 30 days" />
      </div>
    </Panel>
  );
}

function MarginPanel({ draft, change, wrong }: FormProps) {
  const limits = useLimits().data?.data.known ?? [];
  const hasDeposit = draft.deposit.trim() !== '';
  const without = hasDeposit ? {} : { title: 'Needs a deposit', disabled: true };
  return (
    <Panel title="Margin and risk limits" padded>
      <div className="stack">
        <div className="jobform-pairs">
          <TextField label="Deposit an instrument" inputMode="decimal" placeholder="none" value={draft.deposit} onChange={e => change({ deposit: e.target.value })} wrong={wrong.of('settings.margin.deposit')} hint="quote currency; without one nothing is liquidated" />
          <TextField label="Leverage" inputMode="decimal" placeholder={defaults.leverage} value={draft.leverage} onChange={e => change({ leverage: e.target.value })} wrong={wrong.of('settings.margin.leverage')} {...(draft.leverage === '' ? without : {})} />
          <TextField label="Maintenance" placeholder={defaults.maintenance} value={draft.maintenance} onChange={e => change({ maintenance: e.target.value })} wrong={wrong.of('settings.margin.maintenance')} {...(draft.maintenance === '' ? without : {})} />
          <TextField label="Liquidation fee" inputMode="decimal" placeholder={defaults.liquidationFee} value={draft.liquidationFee} onChange={e => change({ liquidationFee: e.target.value })} wrong={wrong.of('settings.margin.liquidation_fee')} {...(draft.liquidationFee === '' ? without : {})} />
        </div>
        <NameValueRows
          label="Risk limits"
          add="Add a limit"
          none="None: the strategy is bounded by its own parameters alone."
          rows={draft.risk}
          change={risk => change({ risk })}
          names={limits.map(l => [l.name, l.right] as const)}
          wrong={name => wrong.of(`settings.risk.${name}`)}
        />
      </div>
    </Panel>
  );
}

