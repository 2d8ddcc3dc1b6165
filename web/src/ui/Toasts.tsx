import { useEffect, useRef } from 'react';
import { create } from 'zustand';
import { Notice } from './basics';
import { told } from './Dialog';

interface Toast { id: number; tone: 'good' | 'bad' | 'warn'; text: string }

const shownMs = 6_000, most = 4;
const useToasts = create<{ toasts: Toast[] }>(() => ({ toasts: [] }));
let last = 0;

export function say(tone: Toast['tone'], text: string): void {
  const id = ++last;
  useToasts.setState(s => ({ toasts: [...s.toasts, { id, tone, text }].slice(-most) }));
  setTimeout(() => useToasts.setState(s => ({ toasts: s.toasts.filter(t => t.id !== id) })), tone === 'bad' ? shownMs * 2 : shownMs);
}

/** Carries something out and says what came of it. True: it was done. */
export async function attempt(act: () => Promise<unknown>, done?: string): Promise<boolean> {
  try {
    await act();
    if (done !== undefined) say('good', done);
    return true;
  } catch (error) {
    say('bad', told(error));
    return false;
  }
}

export function Toasts() {
  const toasts = useToasts(s => s.toasts);
  const box = useRef<HTMLDivElement>(null);
  // Shown anew it lies over whatever dialog was opened meanwhile.
  useEffect(() => {
    if (toasts.length === 0 || !box.current?.showPopover) return;
    box.current.hidePopover();
    box.current.showPopover();
  }, [toasts]);
  return (
    <div className="toasts" aria-live="polite" popover="manual" ref={box}>
      {toasts.map(t => (
        <Notice key={t.id} tone={t.tone}>
          {t.text}
        </Notice>
      ))}
    </div>
  );
}
