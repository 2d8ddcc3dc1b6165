import { useState } from 'react';
import { Problem, ask } from '../../api/client';
import { again, useVersioned } from '../../api/queries';
import type { Parameter, Strategy } from '../../api/types';
import { words } from '../../format/format';
import { useHotkeys } from '../../shell/hotkeys';
import { Button, Empty, Failure, Loading, Notice, Panel } from '../../ui/basics';
import { confirm } from '../../ui/Dialog';
import { say } from '../../ui/Toasts';
import { DeclaredParameters } from './DeclaredParameters';
import { dropEdits, edit, useEdits } from './edits';
import { isPlaced, operator, pathOf, useTraderOnly } from './parts';
import { faultOf, isSame, rangeOf } from './ranges';

interface Change { name: string; from: string; to: string; unit: string }

export function ParametersTab({ strategy }: { strategy: Strategy }) {
  if (strategy.id === operator) return <Empty>People have no parameters.</Empty>;
  if (!isPlaced(strategy)) return <DeclaredParameters strategy={strategy} />;
  return <ParameterForm strategy={strategy} />;
}

/** Values that may change while it trades. */
function ParameterForm({ strategy }: { strategy: Strategy }) {
  const path = pathOf(strategy.id, 'parameters');
  const read = useVersioned<{ items: Parameter[] }>(path, 2_000);
  const traderOnly = useTraderOnly();
  const edits = useEdits(strategy.id);
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const [refusal, setRefusal] = useState<string | null>(null);
  const [isToStay, setToStay] = useState(false);
  const items = read.data?.data.items;
  const changes = (items ?? []).filter(p => edits[p.name] !== undefined && !isSame(edits[p.name]!, p.value, rangeOf(p.range))).map((p): Change => ({ name: p.name, from: p.value, to: edits[p.name]!.trim(), unit: p.unit }));
  const faults = Object.fromEntries(
    (items ?? []).flatMap(p => {
      const fault = edits[p.name] === undefined ? undefined : faultOf(edits[p.name]!, rangeOf(p.range));
      return fault === undefined ? [] : [[p.name, fault]];
    }),
  );
  const isWrong = Object.keys(faults).length > 0;
  const set = (name: string, value: string) => {
    edit(strategy.id, name, value, items?.find(p => p.name === name)?.value);
    setWrong(({ [name]: _, ...rest }) => rest);
    setRefusal(null);
  };
  const revert = () => {
    dropEdits(strategy.id);
    setWrong({});
    setRefusal(null);
  };
  const apply = async (etag: string | null) => {
    try {
      const { data } = await ask<{ persisted?: boolean; why?: string }>(`${path}${isToStay ? '?persist=true' : ''}`, { method: 'PUT', body: Object.fromEntries(changes.map(c => [c.name, c.to])), etag });
      revert();
      if (data.persisted === false) say('warn', `Changed in this session. Not kept for the next one: ${data.why ?? 'the program doesn’t say why'}.`);
      else say('good', `${changes.length === 1 ? `${words(changes[0]!.name)} is changed` : `${changes.length} parameters are changed`}${data.persisted ? ', for the next session too' : ''}.`);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      setWrong(Object.fromEntries(Object.entries(error.fields).map(([name, texts]) => [name, texts.join('; ')])));
      if (error.status === 412) setRefusal('Somebody changed them meanwhile. The values that hold now are shown: look again before you apply.');
      else if (Object.keys(error.fields).length === 0) setRefusal(error.message);
    } finally {
      again(pathOf(strategy.id));
    }
  };
  const review = () => {
    // What is shown in the question is what is changed, or nothing.
    const etag = read.data!.etag;
    confirm({
      title: `Change ${changes.length === 1 ? 'a parameter' : `${changes.length} parameters`} of ${strategy.id}`,
      text: (
        <div className="stack">
          <ChangeTable changes={changes} />
          <p>
            {strategy.state === 'running' ? 'It trades with them from its next event on. ' : ''}
            {isToStay ? 'They are kept for the next session too.' : 'The next session begins with what is configured.'}
          </p>
        </div>
      ),
      verb: 'Change',
      act: () => apply(etag),
    });
  };
  const canApply = traderOnly === undefined && changes.length > 0 && !isWrong;
  useHotkeys([{ keys: 'a', text: 'Apply changed parameters', group: 'Strategy', run: () => canApply && review() }]);
  if (!items) return read.error ? <Failure error={read.error} retry={() => void read.refetch()} /> : <Loading />;
  if (items.length === 0) return <Empty>It declares no parameters{strategy.stored && strategy.stored.language !== 'csharp' ? ': native strategies have none' : ''}.</Empty>;
  return (
    <Panel
      title="Parameters"
      actions={
        <>
          <label className="row" style={{ gap: 6 }} title="Also written to the program’s runtime settings">
            <input type="checkbox" checked={isToStay} disabled={traderOnly !== undefined} onChange={e => setToStay(e.target.checked)} /> keep for the next session
          </label>
          <Button small disabled={Object.keys(edits).length === 0} onClick={revert}>
            Revert
          </Button>
          <Button small look="primary" disabled={!canApply} title={traderOnly ?? (isWrong ? 'A value is wrong' : changes.length === 0 ? 'Nothing is changed' : undefined)} onClick={review}>
            Apply{changes.length > 0 ? ` ${changes.length}` : ''}…
          </Button>
        </>
      }
    >
      {refusal !== null && (
        <div style={{ padding: 12 }}>
          <Notice tone="bad">{refusal}</Notice>
        </div>
      )}
      <form
        className="strategies-parameters"
        onSubmit={e => {
          e.preventDefault();
          if (canApply) review();
        }}
      >
        {items.map(p => (
          <ParameterField key={p.name} parameter={p} edit={edits[p.name]} wrong={faults[p.name] ?? wrong[p.name]} disabled={traderOnly !== undefined} why={traderOnly} onChange={value => set(p.name, value)} />
        ))}
        <button type="submit" className="visually-hidden" tabIndex={-1} aria-hidden>
          Apply
        </button>
      </form>
    </Panel>
  );
}

function ParameterField({ parameter: p, edit, wrong, disabled, why, onChange }: { parameter: Parameter; edit: string | undefined; wrong: string | undefined; disabled: boolean; why: string | undefined; onChange: (value: string) => void }) {
  const range = rangeOf(p.range);
  const value = edit ?? p.value;
  const isChanged = edit !== undefined && !isSame(edit, p.value, range);
  const id = `parameter-${p.name}`;
  const common = { id, className: 'input', disabled, title: why, 'aria-describedby': `${id}-about`, 'aria-invalid': wrong !== undefined };
  return (
    <div className={isChanged ? 'changed' : ''}>
      <label htmlFor={id}>
        <b className="mono">{p.name}</b>
        <span className="muted">{p.text}</span>
      </label>
      <div className="row nowrap" style={{ flexWrap: 'nowrap' }}>
        {range.kind === 'choice' ? (
          <select {...common} value={value} onChange={e => onChange(e.target.value)}>
            {range.choices.map(c => (
              <option key={c}>{c}</option>
            ))}
          </select>
        ) : (
          <input {...common} value={value} inputMode={range.kind === 'number' ? 'decimal' : range.kind === 'whole' ? 'numeric' : 'text'} autoComplete="off" spellCheck={false} onChange={e => onChange(e.target.value)} />
        )}
        <span className="unit muted">{p.unit}</span>
      </div>
      <div id={`${id}-about`}>
        {wrong !== undefined ? <span className="danger">{wrong}</span> : <span className="faint">{p.range}</span>}
        {isChanged && (
          <span>
            {' '}
            · now <b>{p.value}</b>
          </span>
        )}
      </div>
    </div>
  );
}

function ChangeTable({ changes }: { changes: Change[] }) {
  return (
    <div className="grid">
      <table>
        <thead>
          <tr>
            <th scope="col">Parameter</th>
            <th scope="col" className="num">
              Now
            </th>
            <th scope="col" className="num">
              Then
            </th>
            <th scope="col">Unit</th>
          </tr>
        </thead>
        <tbody>
          {changes.map(c => (
            <tr key={c.name}>
              <td className="mono">{c.name}</td>
              <td className="num">{c.from}</td>
              <td className="num">
                <b>{c.to}</b>
              </td>
              <td className="muted">{c.unit}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
