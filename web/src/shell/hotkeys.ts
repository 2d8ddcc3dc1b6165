import { useEffect, useRef } from 'react';
import { create } from 'zustand';

/** Keys: one letter, or two one after the other ("g d"). Capitals mean Shift. */
export interface Hotkey { keys: string; text: string; group: string; run: () => void }

const pauseMs = 1_000;
export const useHotkeyList = create<{ lists: Hotkey[][] }>(() => ({ lists: [] }));

/** Keys that work while the caller is on the page. They rest while somebody types, and under a dialog. */
export function useHotkeys(hotkeys: Hotkey[]): void {
  const held = useRef(hotkeys);
  held.current = hotkeys;
  const shape = hotkeys.map(h => h.keys + h.text).join('|');
  useEffect(() => {
    const list = held.current.map((h, i) => ({ ...h, run: () => held.current[i]?.run() }));
    useHotkeyList.setState(s => ({ lists: [...s.lists, list] }));
    return () => useHotkeyList.setState(s => ({ lists: s.lists.filter(l => l !== list) }));
  }, [shape]);
}

/** Listens; once in the page. */
export function useHotkeyListener(): void {
  useEffect(() => {
    let first = '', at = 0;
    const onKey = (e: KeyboardEvent) => {
      if (e.ctrlKey || e.metaKey || e.altKey || e.defaultPrevented || e.key === 'Shift') return;
      // Also where the focus has left a dialog: what lies under it isn't seen.
      if (document.querySelector('dialog[open]')) return;
      const target = e.target as HTMLElement;
      if (target.closest('input, textarea, select, [contenteditable=true]')) return;
      const all = useHotkeyList.getState().lists.flat().reverse();
      const two = e.timeStamp - at < pauseMs ? `${first} ${e.key}` : '';
      const hit = all.find(h => h.keys === two) ?? all.find(h => h.keys === e.key);
      first = e.key;
      at = e.timeStamp;
      if (!hit) return;
      at = 0;
      e.preventDefault();
      hit.run();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
