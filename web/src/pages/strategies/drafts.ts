import { create } from 'zustand';
import { ask } from '../../api/client';
import type { Strategy } from '../../api/types';
import { pathOf } from './parts';

/** Code as the store has it. */
export interface StoredCode { code: string; version: number; etag: string }

/** What somebody writes, and what it began from. */
export interface Draft { text: string; base: StoredCode }

/** By the ids of strategies. Here and not in the editor, so that looking at another tab loses nothing. */
export const useDrafts = create<Record<string, Draft | undefined>>(() => ({}));

export function useDraft(id: string): Draft | undefined {
  return useDrafts(s => s[id]);
}

export function useIsDirty(id: string): boolean {
  return useDrafts(s => isDirty(s[id]));
}

export function isDirty(draft: Draft | undefined): boolean {
  return draft !== undefined && draft.text !== draft.base.code;
}

export function setDraft(id: string, draft: Draft | undefined): void {
  useDrafts.setState({ [id]: draft });
}

export function write(id: string, text: string): void {
  const draft = useDrafts.getState()[id];
  if (draft && draft.text !== text) setDraft(id, { ...draft, text });
}

/** Null where it isn't stored, or whoever asks may not see code. */
export async function readCode(id: string, signal?: AbortSignal): Promise<StoredCode | null> {
  const { data, etag } = await ask<Strategy>(pathOf(id), signal ? { signal } : {});
  return data.code === undefined || !data.stored || etag === null ? null : { code: lines(data.code), version: data.stored.version, etag };
}

// An editor knows one end of a line. What was stored with another is stored so again only when it is changed.
function lines(code: string): string {
  return code.replaceAll('\r\n', '\n');
}
