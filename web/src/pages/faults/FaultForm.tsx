import { useState } from 'react';
import { Zap } from 'lucide-react';
import { Problem, post } from '../../api/client';
import { again } from '../../api/queries';
import { Button, Notice, Panel, Select, TextField } from '../../ui/basics';
import { confirm, told } from '../../ui/Dialog';
import { say } from '../../ui/Toasts';
import { codes, faultOf, kinds, scopeTexts, statuses, untyped, type Typed } from './kinds';

/** Makes something go wrong at the exchange. */
export function FaultForm() {
  const [name, setName] = useState(kinds[0]!.name);
  const [wanted, setScope] = useState('all');
  const [typed, setTyped] = useState<Typed>({ ...untyped, ms: '100', probability: '0.1' });
  const [wrong, setWrong] = useState<Record<string, string[]>>({});
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const kind = kinds.find(k => k.name === name)!, scope = kind.scopes.includes(wanted) ? wanted : kind.scopes[0]!;
  const put = (change: Partial<Typed>) => {
    setTyped({ ...typed, ...change });
    setWrong({});
    setError(null);
  };
  const send = async () => {
    setBusy(true);
    try {
      await post('/exchange/faults', faultOf(kind, scope, typed));
      say('warn', `The exchange has the fault: ${kind.name}.`);
      again('/exchange/faults');
    } catch (e) {
      setWrong(e instanceof Problem ? e.fields : {});
      setError(e instanceof Problem && Object.keys(e.fields).length > 0 ? null : told(e));
    }
    setBusy(false);
  };
  // These bring every connection down: one should have meant it.
  const make = () => {
    if (kind.name !== 'maintenance' && !(kind.name === 'drop' && typed.count === '')) void send();
    else confirm({ title: `Make a ${kind.name}`, text: <p>{kind.text} It cuts the session off{typed.count === '' && typed.ms === '' ? ' until the fault is ended' : ''}.</p>, verb: 'Make it', isDangerous: true, act: send });
  };
  const field = (option: keyof Typed, label: string, hint: string) => <TextField label={label} hint={hint} inputMode="decimal" value={typed[option]} onChange={e => put({ [option]: e.target.value })} wrong={wrong[option]?.join('; ')} />;
  return (
    <Panel title="Make a fault" padded>
      <form
        className="stack"
        onSubmit={e => {
          e.preventDefault();
          make();
        }}
      >
        <div className="fault-fields">
          <Select
            label="Kind"
            value={name}
            onChange={next => {
              setName(next);
              put({});
            }}
            options={kinds.map(k => [k.name, k.name.replaceAll('-', ' ')] as const)}
          />
          <Select label="Where" value={scope} onChange={setScope} options={kind.scopes.map(s => [s, scopeTexts[s] ?? s] as const)} />
          {field('probability', 'Probability', 'of each occasion, 0 to 1; 1 where empty')}
          {field('count', 'How often', 'at most; until cleared where empty')}
          {kind.options.includes('ms') && field('ms', 'Milliseconds', kind.ms ?? '')}
          {kind.options.includes('steps') && field('steps', 'Steps', 'a piece has at most so many quantity steps; 1')}
          {kind.options.includes('status') && <Select label="Status" value={typed.status} onChange={status => put({ status })} options={statuses} />}
          {kind.options.includes('code') && <Select label="Code" value={typed.code} onChange={code => put({ code })} options={codes} />}
          {kind.options.includes('accepted') && <Select label="The request is" value={typed.accepted} onChange={accepted => put({ accepted })} options={[['', 'as usual'], ['true', 'carried out'], ['false', 'not carried out']]} />}
        </div>
        <p className="muted">{kind.text}</p>
        {[...(wrong['kind'] ?? []), ...(wrong['scope'] ?? []), ...(wrong['status'] ?? []), ...(wrong['code'] ?? [])].map(text => (
          <Notice key={text} tone="bad">
            {text}
          </Notice>
        ))}
        {error !== null && <Notice tone="bad">{error}</Notice>}
        <div>
          <Button type="submit" look="primary" disabled={isBusy}>
            <Zap size={14} aria-hidden /> {isBusy ? 'Working…' : 'Make the fault'}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
