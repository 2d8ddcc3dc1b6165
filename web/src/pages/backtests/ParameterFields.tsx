import { useEffect, useId } from 'react';
import { Link } from 'react-router';
import { Button, Loading, Notice } from '../../ui/basics';
import { pageOf } from '../strategies/parts';
import { faultOf, rangeOf } from '../strategies/ranges';
import { namesOf, takenIn } from './declared';
import { NameValueRows } from './NameValueRows';
import type { FormProps } from './SettingsForm';
import { choicesOf, useSessionValues, type KnownParameter } from './strategies';

/** A strategy's own parameters, each with its default; where they aren't known by name and value. */
export function ParameterFields({ draft, change, wrong, declaring: { known, isBusy, why }, varied = [] }: FormProps) {
  useEffect(() => {
    const taken = takenIn(draft, namesOf(known));
    if (taken) change(taken);
    // What is typed by name later stays where it is typed.
  }, [known?.name, known?.parameters.length]);
  const session = useSessionValues(draft.strategy);
  const isGiven = Object.values(draft.parameters).some(v => v !== '');
  const rows = (
    <NameValueRows
      label={known ? 'Further parameters' : 'Parameters'}
      add="Add a parameter"
      {...(known ? {} : { none: 'Give parameters by name. Those left out have their defaults.' })}
      rows={draft.further}
      change={further => change({ further })}
      wrong={name => wrong.of(`settings.parameters.${name}`)}
    />
  );
  if (isBusy) return <Loading what="Compiling it, to read what it declares…" />;
  if (!known)
    return (
      <>
        {why !== undefined && (
          <Notice tone={draft.isFile ? 'plain' : 'warn'}>
            {why} {!draft.isFile && <Link to={pageOf(draft.strategy, 'code')}>Its code</Link>}
          </Notice>
        )}
        {rows}
      </>
    );
  if (known.parameters.length === 0 && draft.further.length === 0) return <p className="faint">It declares no parameters.</p>;
  return (
    <>
      <div className="row spread">
        <span className="muted">Parameters</span>
        <span className="row">
          {session && !draft.isFile && (
            <Button small title="Fills in what the running session trades with" onClick={() => change({ parameters: { ...draft.parameters, ...pick(session, known.parameters) } })}>
              As in the session
            </Button>
          )}
          <Button small disabled={!isGiven} onClick={() => change({ parameters: {} })}>
            All defaults
          </Button>
        </span>
      </div>
      <div className="jobform-parameters">
        {known.parameters.map(p => (
          <ParameterField key={p.name} parameter={p} value={draft.parameters[p.name] ?? ''} isVaried={varied.includes(p.name)} wrong={wrong.of(`settings.parameters.${p.name}`)} change={value => change({ parameters: { ...draft.parameters, [p.name]: value } })} />
        ))}
      </div>
      {draft.further.length > 0 && rows}
    </>
  );
}

function pick(values: Record<string, string>, parameters: KnownParameter[]): Record<string, string> {
  return Object.fromEntries(parameters.filter(p => values[p.name] !== undefined).map(p => [p.name, values[p.name]!]));
}

function ParameterField({ parameter, value, isVaried, wrong: refused, change }: { parameter: KnownParameter; value: string; isVaried: boolean; wrong: string | undefined; change: (value: string) => void }) {
  const id = useId();
  // A stored strategy's are judged by the job alone, when it runs.
  const wrong = refused ?? (value.trim() === '' || isVaried ? undefined : faultOf(value, rangeOf(parameter.range)));
  const usual = { id, 'aria-describedby': `${id}-about`, 'aria-invalid': wrong !== undefined, className: 'input', disabled: isVaried, title: isVaried ? 'Varied by the sweep' : parameter.range };
  return (
    <div className="parameter">
      <label htmlFor={id}>
        {parameter.name} <span className="faint">{parameter.unit}</span>
      </label>
      {isVaried ? (
        <input {...usual} value="varied" readOnly />
      ) : parameter.type === 'choice' ? (
        <select {...usual} value={value} onChange={e => change(e.target.value)}>
          <option value="">{parameter.default} (default)</option>
          {choicesOf(parameter)
            .filter(c => c !== parameter.default)
            .map(c => (
              <option key={c}>{c}</option>
            ))}
        </select>
      ) : (
        <input {...usual} inputMode={parameter.type === 'decimal' || parameter.type === 'whole' ? 'decimal' : undefined} placeholder={parameter.default || 'none'} value={value} onChange={e => change(e.target.value)} autoComplete="off" spellCheck={false} />
      )}
      <span id={`${id}-about`} className="about">
        {wrong !== undefined ? <span className="danger">{wrong}</span> : <span className="faint">{parameter.text}</span>}
      </span>
    </div>
  );
}
