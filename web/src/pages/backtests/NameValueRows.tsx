import { useId } from 'react';
import { Plus, X } from 'lucide-react';
import { Button } from '../../ui/basics';
import type { NameValue } from './settings';

/** Rows of name = value that somebody adds and takes away. `names`: those that are known, with what is right for each. */
export function NameValueRows(props: {
  label: string;
  add: string;
  none?: string;
  rows: NameValue[];
  change: (rows: NameValue[]) => void;
  names?: readonly (readonly [name: string, right: string])[];
  wrong: (name: string) => string | undefined;
}) {
  const list = useId();
  const { rows, change, names } = props;
  const set = (i: number, part: Partial<NameValue>) => change(rows.map((r, k) => (k === i ? { ...r, ...part } : r)));
  return (
    <div className="jobform-rows" role="group" aria-label={props.label}>
      <div className="row spread">
        <span className="muted">{props.label}</span>
        <Button small onClick={() => change([...rows, { name: '', value: '' }])}>
          <Plus size={13} aria-hidden /> {props.add}
        </Button>
      </div>
      {rows.length === 0 && props.none && <p className="faint">{props.none}</p>}
      {rows.map((row, i) => {
        const said = row.name === '' ? undefined : props.wrong(row.name), right = names?.find(([name]) => name === row.name)?.[1];
        return (
          <div key={i}>
            <div className="row nowrap">
              <input className="input" aria-label={`Name ${i + 1}`} placeholder="name" list={names ? list : undefined} value={row.name} onChange={e => set(i, { name: e.target.value })} spellCheck={false} autoComplete="off" />
              <input className="input" aria-label={`Value of ${row.name || `name ${i + 1}`}`} aria-invalid={said !== undefined} placeholder="value" value={row.value} onChange={e => set(i, { value: e.target.value })} spellCheck={false} autoComplete="off" />
              <Button look="quiet" icon small aria-label={`Take ${row.name || 'the row'} away`} onClick={() => change(rows.filter((_, k) => k !== i))}>
                <X size={14} aria-hidden />
              </Button>
            </div>
            {said !== undefined ? <span className="danger">{said}</span> : right !== undefined && <span className="faint">{right}</span>}
          </div>
        );
      })}
      {names && (
        <datalist id={list}>
          {names.map(([name, right]) => (
            <option key={name} value={name}>
              {right}
            </option>
          ))}
        </datalist>
      )}
    </div>
  );
}
