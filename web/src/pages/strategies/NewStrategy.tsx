import { useState } from 'react';
import { Problem, post } from '../../api/client';
import { again, usePairs } from '../../api/queries';
import { Button, Field, Notice, Select, TextField } from '../../ui/basics';
import { Dialog, askToDiscard, told } from '../../ui/Dialog';
import { say } from '../../ui/Toasts';
import { idFault, idRule, nameFault, symbolFault } from './ids';

const own = 'own';
const templates: readonly (readonly [value: string, text: string, about: string])[] = [
  ['market-maker', 'C#: market maker', 'Quotes on both sides of the mid, less on the side where it holds much.'],
  ['signal', 'C#: signal', 'Enters with a signal, with a take-profit and a stop-loss.'],
  ['arbitrage', 'C#: arbitrage', 'Trades two instruments against each other.'],
  ['native-c', 'C', 'A native strategy. It runs in a process of its own, compiled by the compiler on the program’s machine.'],
  ['native-cpp', 'C++', 'A native strategy. It runs in a process of its own, compiled by the compiler on the program’s machine.'],
  ['native-rust', 'Rust', 'A native strategy. It runs in a process of its own, compiled by the compiler on the program’s machine.'],
  [own, 'Own code', 'The code that you paste, as it is.'],
];
const languages = [
  ['csharp', 'C#'],
  ['c', 'C'],
  ['cpp', 'C++'],
  ['rust', 'Rust'],
] as const;

/** Stores a strategy; nothing of it trades until it is started. */
export function NewStrategy({ known, onClose, onMade }: { known: readonly string[]; onClose: () => void; onMade: (id: string) => void }) {
  const [id, setId] = useState('');
  const [name, setName] = useState<string | null>(null);
  const [symbol, setSymbol] = useState('');
  const [template, setTemplate] = useState('market-maker');
  const [language, setLanguage] = useState('csharp');
  const [code, setCode] = useState('');
  const [isTried, setTried] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<{ fields: Record<string, string[]>; text: string } | null>(null);
  const pairs = usePairs().data?.items ?? [];
  const shownName = name ?? id;
  const faults = {
    id: isTried || id !== '' ? idFault(id, known) : undefined,
    name: isTried ? nameFault(shownName) : undefined,
    symbol: symbolFault(symbol),
    code: isTried && template === own && code.trim() === '' ? 'Is missing; right is the text of a source file.' : undefined,
  };
  const wrong = (field: keyof typeof faults | 'template' | 'language') => (field in faults ? faults[field as keyof typeof faults] : undefined) ?? problem?.fields[field]?.join('; ');
  const make = async () => {
    setTried(true);
    if (idFault(id, known) ?? nameFault(shownName) ?? symbolFault(symbol) ?? (template === own && code.trim() === '' ? 'no code' : undefined)) return;
    setBusy(true);
    setProblem(null);
    try {
      await post('/strategies', { id, name: shownName, symbol, ...(template === own ? { code, language } : { template }) });
      say('good', `${id} is stored. Nothing of it trades until it is started.`);
      again('/strategies');
      onMade(id);
    } catch (error) {
      setProblem({ fields: error instanceof Problem ? error.fields : {}, text: told(error) });
      setBusy(false);
    }
  };
  // A field's error stands beside the field; what belongs to none stands below.
  const rest = problem && Object.keys(problem.fields).length === 0 ? problem.text : null;
  const about = templates.find(t => t[0] === template)![2];
  const isUnsaved = [id, name ?? '', symbol, code].some(text => text.trim() !== '');
  return (
    <Dialog
      title="New strategy"
      width={560}
      onClose={onClose}
      unsaved={isUnsaved}
      footer={
        <>
          <Button onClick={() => askToDiscard(isUnsaved, onClose)}>Back</Button>
          <Button look="primary" disabled={isBusy} onClick={() => void make()}>
            {isBusy ? 'Storing…' : 'Store'}
          </Button>
        </>
      }
    >
      <form
        className="stack"
        onSubmit={e => {
          e.preventDefault();
          void make();
        }}
      >
        <TextField label="Id" autoFocus value={id} onChange={e => { setId(e.target.value); setProblem(null); }} wrong={wrong('id')} hint={`The name of its folder, for good: ${idRule}.`} maxLength={80} />
        <div className="columns" style={{ '--column': '200px' } as React.CSSProperties}>
          <TextField label="Name" value={shownName} onChange={e => setName(e.target.value)} wrong={wrong('name')} hint="For people" maxLength={120} />
          <TextField label="Symbol" list="strategies-symbols" value={symbol} onChange={e => setSymbol(e.target.value)} wrong={wrong('symbol')} hint="May be empty. A note: what it trades is up to its code" />
        </div>
        <datalist id="strategies-symbols">
          {pairs.filter(p => p.traded).map(p => (
            <option key={p.symbol} value={p.symbol} />
          ))}
        </datalist>
        <Select label="Begin with" value={template} onChange={setTemplate} options={templates.map(([value, text]) => [value, text] as const)} />
        <p className="muted">{wrong('template') ? <span className="danger">{wrong('template')}</span> : about}</p>
        {template === own && (
          <>
            <Select label="Language" value={language} onChange={setLanguage} options={languages} />
            <Field label="Code" wrong={wrong('code')} hint="At most 1 MiB">
              {(field, describedBy) => <textarea id={field} aria-describedby={describedBy} aria-invalid={wrong('code') !== undefined} className="input mono" rows={10} spellCheck={false} value={code} onChange={e => setCode(e.target.value)} />}
            </Field>
          </>
        )}
        {rest !== null && <Notice tone="bad">{rest}</Notice>}
        <button type="submit" className="visually-hidden" tabIndex={-1} aria-hidden>
          Store
        </button>
      </form>
    </Dialog>
  );
}
