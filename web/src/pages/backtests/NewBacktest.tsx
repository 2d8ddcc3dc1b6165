import { useRef, useState } from 'react';
import { Link, useLocation, useNavigate } from 'react-router';
import { post, useMay } from '../../api/client';
import { again } from '../../api/queries';
import { Button, Notice, Page } from '../../ui/basics';
import { say } from '../../ui/Toasts';
import { SettingsForm, hasField } from './SettingsForm';
import type { Job } from './jobs';
import { noDraft, nothingWrong, ofRequest, toRequest, wrongOf, type Draft, type JobRequest } from './settings';
import { namesOf, useDeclaring } from './declared';
import { knownStrategy } from './strategies';

/** What another page hands over to be run again with changes. */
export interface Handed { request?: JobRequest; note?: string }

/** Of a stored strategy all parameters stand by name first: its fields take them in once they are known. */
export function draftOf(request: JobRequest | undefined): Draft {
  return request ? ofRequest(request, namesOf(knownStrategy(request.settings.strategy ?? ''))) : noDraft;
}

/** Brings the first field that is wrong into view. */
export function showWrong(form: HTMLElement | null): void {
  // Once what is wrong has been drawn.
  requestAnimationFrame(() => requestAnimationFrame(() => {
    const first = form?.querySelector<HTMLElement>('[aria-invalid=true], .notice.bad');
    first?.scrollIntoView({ block: 'center', behavior: 'smooth' });
    first?.focus({ preventScroll: true });
  }));
}

export function NewBacktest() {
  const navigate = useNavigate();
  const handed = (useLocation().state ?? {}) as Handed;
  const isTrader = useMay('trader');
  const [draft, setDraft] = useState(() => draftOf(handed.request));
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const declaring = useDeclaring(draft);
  const wrong = error === null ? nothingWrong : wrongOf(error, hasField);

  const start = async () => {
    setBusy(true);
    setError(null);
    try {
      const job = await post<Job>('/backtests', toRequest(draft, namesOf(declaring.known)));
      again('/backtests');
      say('good', 'The backtest is asked for.');
      void navigate(`/backtests/${job.id}`);
    } catch (e) {
      setError(e);
      setBusy(false);
      showWrong(form.current);
    }
  };
  const canStart = isTrader && draft.data.length > 0 && !isBusy && !declaring.isBusy;
  return (
    <Page title="New backtest" actions={<Link to="/backtests">Back to the list</Link>}>
      <form
        ref={form}
        className="stack"
        noValidate
        onSubmit={e => {
          e.preventDefault();
          if (canStart) void start();
        }}
      >
        {handed.note && <Notice tone="plain">{handed.note}</Notice>}
        <SettingsForm draft={draft} change={part => setDraft(d => ({ ...d, ...part }))} wrong={wrong} declaring={declaring} />
        {wrong.rest.map(text => (
          <Notice key={text} tone="bad">
            {text}
          </Notice>
        ))}
        <div className="jobform-bar">
          {draft.data.length === 0 && <span className="warn">Choose a recording first.</span>}
          <span className="muted grow">Fields left empty have the default that stands in them. Nothing is taken from the session’s own settings.</span>
          <Button onClick={() => setDraft(noDraft)}>Clear</Button>
          <Button type="submit" look="primary" disabled={!canStart} title={!isTrader ? 'Takes the role trader' : draft.data.length === 0 ? 'Choose a recording first' : declaring.isBusy ? 'What the strategy declares is being read' : undefined}>
            {isBusy ? 'Asking…' : 'Start backtest'}
          </Button>
        </div>
      </form>
    </Page>
  );
}
