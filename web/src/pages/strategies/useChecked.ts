import { useCallback, useEffect, useRef, useState } from 'react';
import { told } from '../../ui/Dialog';
import { check, type Checked } from './compiling';

const pauseMs = 800;

/** What the compiler says of a text, asked when nobody has typed for a while. */
export function useChecked(id: string, text: string | undefined, isOn: boolean) {
  const [result, setResult] = useState<(Checked & { of: string }) | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const asked = useRef<AbortController | null>(null);
  const newest = useRef(text);
  newest.current = text;

  const now = useCallback(() => {
    const of = newest.current;
    if (!isOn || of === undefined) return;
    asked.current?.abort();
    const mine = (asked.current = new AbortController());
    setBusy(true);
    check(id, of, mine.signal).then(
      answer => {
        if (mine.signal.aborted) return;
        setResult({ ...answer, of });
        setError(null);
        setBusy(false);
      },
      (e: unknown) => {
        if (mine.signal.aborted) return;
        setError(told(e));
        setBusy(false);
      },
    );
  }, [id, isOn]);

  useEffect(() => {
    if (text === undefined) return;
    const timer = setTimeout(now, pauseMs);
    return () => clearTimeout(timer);
  }, [text, now]);
  useEffect(() => () => asked.current?.abort(), []);
  return { result, isBusy, error, now };
}
