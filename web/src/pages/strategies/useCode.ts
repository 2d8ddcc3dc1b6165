import { useEffect, useRef, useState } from 'react';
import { Problem, ask } from '../../api/client';
import { again } from '../../api/queries';
import type { StoredPart, Strategy } from '../../api/types';
import { told } from '../../ui/Dialog';
import { say } from '../../ui/Toasts';
import { isDirty, readCode, setDraft, useDraft, useDrafts, type StoredCode } from './drafts';
import { pathOf } from './parts';

/** The stored code and what is written of it: read, saved, and brought together with what others saved. */
export function useCode(strategy: Strategy) {
  const { id } = strategy;
  const draft = useDraft(id);
  const newest = strategy.stored?.version;
  const [error, setError] = useState<unknown>(null);
  const [isSaving, setSaving] = useState(false);
  const [theirs, setTheirs] = useState<StoredCode | null>(null);
  const [tries, setTries] = useState(0);
  const saving = useRef(false);

  // Where nothing of one's own would be lost, the newest is shown.
  const isWanted = newest !== undefined && !saving.current && (draft === undefined || (!isDirty(draft) && draft.base.version < newest));
  useEffect(() => {
    if (!isWanted) return;
    const stop = new AbortController();
    readCode(id, stop.signal).then(
      stored => {
        setError(stored === null ? new Error('The program gives no code of it.') : null);
        const now = useDrafts.getState()[id];
        if (stored && !isDirty(now)) setDraft(id, { text: stored.code, base: stored });
      },
      (e: unknown) => {
        if (!stop.signal.aborted) setError(e);
      },
    );
    return () => stop.abort();
  }, [id, newest, isWanted, tries]);

  const put = async (text: string, etag: string) => {
    const { data, etag: next } = await ask<StoredPart>(pathOf(id, 'code'), { method: 'PUT', body: { code: text }, etag });
    const base = { code: text, version: data.version, etag: next ?? etag };
    const now = useDrafts.getState()[id];
    // What was typed while it was on its way isn't saved.
    setDraft(id, { text: now?.text ?? text, base });
    setTheirs(null);
    again('/strategies');
    say('good', `Saved as version ${data.version}.${strategy.state === 'running' || strategy.state === 'paused' ? ' What runs goes on with its own until it is reloaded.' : ''}`);
  };

  const save = async () => {
    const now = useDrafts.getState()[id];
    if (!now || !isDirty(now) || saving.current) return;
    saving.current = true;
    setSaving(true);
    try {
      await put(now.text, now.base.etag).catch(async (e: unknown) => {
        if (!(e instanceof Problem) || e.status !== 412) throw e;
        const stored = await readCode(id);
        if (!stored) throw e;
        // A switch of it was turned, its code is the one that was begun from.
        if (stored.code === now.base.code) await put(now.text, stored.etag);
        else if (stored.code === now.text) setDraft(id, { text: now.text, base: stored });
        else setTheirs(stored);
      });
    } catch (e) {
      say('bad', told(e));
    } finally {
      saving.current = false;
      setSaving(false);
    }
  };

  return {
    draft,
    error,
    isSaving,
    retry: () => {
      setError(null);
      setTries(t => t + 1);
    },
    save,
    /** What somebody else stored since; null: nothing that is in the way. */
    theirs,
    /** Somebody stored a newer one than was begun from. */
    isOvertaken: draft !== undefined && newest !== undefined && isDirty(draft) && newest > draft.base.version,
    compare: async () => setTheirs(await readCode(id)),
    closeConflict: () => setTheirs(null),
    keepMine: async () => {
      const now = useDrafts.getState()[id];
      if (now && theirs) await put(now.text, theirs.etag);
    },
    takeTheirs: () => {
      if (theirs) setDraft(id, { text: theirs.code, base: theirs });
      setTheirs(null);
    },
    revert: () => draft && setDraft(id, { text: draft.base.code, base: draft.base }),
  };
}
