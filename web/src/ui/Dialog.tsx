import { useEffect, useId, useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { X } from 'lucide-react';
import { create } from 'zustand';
import { Problem } from '../api/client';
import { Button, Notice } from './basics';
import { faultsOf } from './faults';
import { say } from './Toasts';

/** A window over the page. The browser keeps the keyboard within it, and Escape closes it. `unsaved`: something was typed that would be lost: a click beside it does nothing then, and Escape asks first. */
export function Dialog(props: { title: ReactNode; onClose: () => void; children: ReactNode; footer?: ReactNode; width?: number; className?: string; unsaved?: boolean }) {
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  // What is in it is made once it is open: nothing can have the focus before that.
  const [isOpen, setOpen] = useState(false);
  useLayoutEffect(() => {
    const dialog = element.current;
    if (dialog && !dialog.open) dialog.showModal();
    setOpen(true);
    return () => dialog?.close();
  }, []);
  const leave = () => askToDiscard(props.unsaved === true, props.onClose);
  return (
    <dialog
      ref={element}
      className={`dialog ${props.className ?? ''}`}
      aria-labelledby={id}
      style={props.width === undefined ? undefined : ({ '--dialog': `${props.width}px` } as React.CSSProperties)}
      onCancel={e => {
        e.preventDefault();
        leave();
      }}
      // Escape again and again closes it without asking us.
      onClose={() => {
        if (props.unsaved) element.current?.showModal();
        leave();
      }}
      onMouseDown={e => {
        if (e.target === e.currentTarget && !props.unsaved) props.onClose();
      }}
    >
      <header>
        <h2 id={id}>{props.title}</h2>
        <Button look="quiet" icon aria-label="Close" onClick={leave}>
          <X size={16} aria-hidden />
        </Button>
      </header>
      <div className="dialog-body">{isOpen && props.children}</div>
      {props.footer && <footer>{isOpen && props.footer}</footer>}
    </dialog>
  );
}

/** Leaves at once where nothing was typed, else asks: for the way back of a form. */
export function askToDiscard(isUnsaved: boolean, leave: () => void): void {
  if (!isUnsaved) leave();
  else confirm({ title: 'Throw away what you typed', text: <p>It isn’t stored anywhere, and is lost when you leave.</p>, verb: 'Throw away', isDangerous: true, act: async () => leave() });
}

export interface Question {
  title: string;
  /** What will happen, in full. */
  text: ReactNode;
  /** The word on the button: what is done, such as "Cancel order". */
  verb: string;
  isDangerous?: boolean;
  /** Carries it out; what it throws is shown, and the question stays. */
  act: () => Promise<unknown>;
  /** Where what went wrong is mended, beneath it. */
  help?: (error: unknown) => ReactNode;
  /** Has to be typed first. */
  typed?: string;
}

interface Asked { id: number; question: Question }

const useQuestion = create<{ asked: Asked | null }>(() => ({ asked: null }));
let lastId = 0;

/** Asks before something that can't be taken back. */
export function confirm(question: Question): void {
  useQuestion.setState({ asked: { id: ++lastId, question } });
}

/** Takes the question back, as "Back" does: for a link in it that leads elsewhere, and where what it was asked of is over. */
export function dismiss(): void {
  useQuestion.setState({ asked: null });
}

/** The place where questions appear; once in the page. */
export function Questions() {
  const asked = useQuestion(s => s.asked);
  return asked && <Asking key={asked.id} asked={asked} />;
}

// Another question may stand there by then: it stays.
function close(id: number): void {
  if (useQuestion.getState().asked?.id === id) useQuestion.setState({ asked: null });
}

function Asking({ asked: { id, question } }: { asked: Asked }) {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [typed, setTyped] = useState('');
  const isOpen = question.typed === undefined || typed === question.typed;
  const onClose = () => close(id);
  const act = async () => {
    setBusy(true);
    setError(null);
    try {
      await question.act();
      onClose();
    } catch (e) {
      // It may be closed while it works: nobody is to wait for an answer before he can kill. What went wrong is said all the same.
      if (useQuestion.getState().asked?.id !== id) say('bad', `${question.title}: ${told(e)}`);
      setError(e);
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={question.title}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose} autoFocus={question.typed === undefined} title={isBusy ? 'It goes on; what goes wrong is said' : undefined}>
            {isBusy ? 'Close' : 'Back'}
          </Button>
          <Button look={question.isDangerous ? 'danger' : 'primary'} disabled={!isOpen || isBusy} onClick={() => void act()}>
            {isBusy ? 'Working…' : question.verb}
          </Button>
        </>
      }
    >
      <div>{question.text}</div>
      {question.typed !== undefined && (
        <label className="field">
          <span className="label">
            Type <b>{question.typed}</b> to go on
          </span>
          <input
            className="input"
            autoFocus
            autoComplete="off"
            value={typed}
            onChange={e => setTyped(e.target.value)}
            onKeyDown={e => {
              if (e.key === 'Enter' && isOpen && !isBusy) void act();
            }}
          />
        </label>
      )}
      {error !== null && <WhatWentWrong error={error} help={question.help?.(error)} />}
    </Dialog>
  );
}

function WhatWentWrong({ error, help }: { error: unknown; help: ReactNode }) {
  const { text, list } = faultsOf(error), element = useRef<HTMLDivElement>(null);
  // The button that was pressed was disabled meanwhile and so lost the focus: keys go on from here.
  useEffect(() => {
    const { activeElement: at } = document;
    if (at === null || at === document.body || at.tagName === 'DIALOG') element.current?.focus();
  }, [error]);
  return (
    <Notice tone="bad">
      <div className="faults" ref={element} tabIndex={-1}>
        {text !== '' && <p>{text}</p>}
        {list.length > 0 && (
          <ul className="plain-list">
            {list.map((fault, i) => (
              <li key={i}>
                {fault.name !== null && <b className="mono">{fault.name}</b>} {fault.text}
              </li>
            ))}
          </ul>
        )}
        {help}
      </div>
    </Notice>
  );
}

/** What went wrong, with each wrong field. */
export function told(error: unknown): string {
  if (error instanceof Problem) {
    const fields = Object.entries(error.fields).map(([field, texts]) => `${field}: ${texts.join('; ')}`);
    return fields.length === 0 || fields.some(f => error.message.includes(f)) ? error.message : `${error.message} ${fields.join(' · ')}`;
  }
  return error instanceof Error ? error.message : String(error);
}
