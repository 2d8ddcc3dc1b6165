import { useId } from 'react';
import { Plus, X } from 'lucide-react';
import { Button } from '../../ui/basics';
import type { KnownParameter } from '../backtests/strategies';
import { choicesOf } from '../backtests/strategies';
import { countOf, drawn, kindTexts, noRow, varyText, type VaryKind, type VaryRow } from './vary';

export const mostVaried = 32;

/** What is varied, a row each. `known`: parameters of the strategy; empty: any name. */
export function VaryRows({ rows, change, known, isRandom, wrong }: { rows: VaryRow[]; change: (rows: VaryRow[]) => void; known: readonly KnownParameter[]; isRandom: boolean; wrong: string | undefined }) {
  const id = useId();
  const set = (i: number, part: Partial<VaryRow>) => change(rows.map((r, k) => (k === i ? { ...r, ...part } : r)));
  const free = known.filter(p => p.type !== 'text' && !rows.some(r => r.name === p.name));
  // A row is at fault where the server names its parameter; else what it says stands below all.
  const faulty = wrong === undefined ? -1 : rows.findIndex(r => r.name !== '' && new RegExp(`(^|[^\\w-])${r.name.replace(/[^\w-]/g, '')}([^\\w-]|$)`).test(wrong));
  return (
    <div className="sweep-vary" role="group" aria-label="Parameters that are varied">
      {rows.map((row, i) => {
        const parameter = known.find(p => p.name === row.name), kinds = kindsFor(parameter, isRandom, row.kind), count = countOf(row);
        return (
          <div key={i} className={`vary ${faulty === i ? 'faulty' : ''}`}>
            {known.length > 0 ? (
              <select className="input" aria-label={`Parameter ${i + 1}`} aria-invalid={faulty === i} value={row.name} onChange={e => set(i, begin(known.find(p => p.name === e.target.value), row))}>
                <option value="">parameter…</option>
                {[...(parameter ? [parameter] : []), ...free].map(p => (
                  <option key={p.name} value={p.name}>
                    {p.name}
                  </option>
                ))}
                {row.name !== '' && !parameter && <option>{row.name}</option>}
              </select>
            ) : (
              <input className="input" aria-label={`Parameter ${i + 1}`} aria-invalid={faulty === i} placeholder="name" value={row.name} onChange={e => set(i, { name: e.target.value })} />
            )}
            <select className="input" aria-label={`How ${row.name} is varied`} value={row.kind} onChange={e => set(i, { kind: e.target.value as VaryKind })}>
              {kinds.map(kind => (
                <option key={kind} value={kind}>
                  {kindTexts[kind]}
                </option>
              ))}
            </select>
            <Values row={row} parameter={parameter} set={part => set(i, part)} />
            <span className="muted count">{drawn.includes(row.kind) ? 'drawn' : count === null ? '' : `${count} value${count === 1 ? '' : 's'}`}</span>
            <Button look="quiet" icon small aria-label={`Don’t vary ${row.name || 'this'}`} onClick={() => change(rows.filter((_, k) => k !== i))}>
              <X size={14} aria-hidden />
            </Button>
            <span className="about">
              {faulty === i ? <span className="danger">{wrong}</span> : <span className="faint">{parameter ? `${parameter.text}; default ${parameter.default}${parameter.unit ? ` ${parameter.unit}` : ''}` : row.name === '' ? '' : varyText(row)}</span>}
            </span>
          </div>
        );
      })}
      {wrong !== undefined && faulty < 0 && (
        <span id={id} className="danger" role="alert">
          {wrong}
        </span>
      )}
      <div>
        <Button small disabled={rows.length >= mostVaried || (known.length > 0 && free.length === 0)} onClick={() => change([...rows, { ...noRow }])}>
          <Plus size={13} aria-hidden /> Vary {rows.length === 0 ? 'a' : 'another'} parameter
        </Button>
      </div>
    </div>
  );
}

function kindsFor(parameter: KnownParameter | undefined, isRandom: boolean, now: VaryKind): VaryKind[] {
  const kinds: VaryKind[] = parameter?.type === 'choice' ? ['list'] : isRandom ? ['between', 'logBetween', 'list', 'range', 'log'] : ['range', 'list', 'log'];
  return kinds.includes(now) ? kinds : [...kinds, now];
}

// A choice begins with all its words.
function begin(parameter: KnownParameter | undefined, row: VaryRow): VaryRow {
  if (!parameter) return { ...noRow, kind: row.kind };
  return parameter.type === 'choice' ? { ...noRow, name: parameter.name, kind: 'list', list: choicesOf(parameter).join(',') } : { ...row, name: parameter.name };
}

function Values({ row, parameter, set }: { row: VaryRow; parameter: KnownParameter | undefined; set: (part: Partial<VaryRow>) => void }) {
  const usual = { className: 'input', autoComplete: 'off', spellCheck: false };
  if (row.kind === 'list')
    return (
      <span className="values">
        <input {...usual} aria-label={`Values of ${row.name}`} placeholder={parameter?.type === 'duration' ? '500ms,1s,2s' : 'a,b,c'} value={row.list} onChange={e => set({ list: e.target.value })} />
      </span>
    );
  const last = row.kind === 'range' ? 'step' : row.kind === 'log' ? 'how many' : null;
  return (
    <span className="values">
      <input {...usual} aria-label={`First value of ${row.name}`} placeholder="from" value={row.start} onChange={e => set({ start: e.target.value })} />
      <input {...usual} aria-label={`Last value of ${row.name}`} placeholder="to" value={row.stop} onChange={e => set({ stop: e.target.value })} />
      {last && <input {...usual} aria-label={`${last} of ${row.name}`} placeholder={last} value={row.step} onChange={e => set({ step: e.target.value })} />}
    </span>
  );
}
