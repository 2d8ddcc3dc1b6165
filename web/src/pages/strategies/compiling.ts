import { ask } from '../../api/client';
import { pathOf } from './parts';

export interface Diagnostic { line: number; column: number; end_line: number; end_column: number; severity: 'error' | 'warning'; code: string; message: string }
export interface Checked { id: string; version: number | null; ok: boolean; diagnostics: Diagnostic[]; left_out: number }
export interface Declared { type: string; default: string; unit: string; range: string; text: string }
export interface Compiled extends Checked { class: string | null; bytes: number | null; parameters: Record<string, Declared> | null }

// The program waits up to 30 s for a place at the compiler, and gives a compilation up after a minute.
const timeoutMs = 100_000;

/** Nothing of it is stored or run. */
export async function check(id: string, code: string, signal?: AbortSignal): Promise<Checked> {
  return (await ask<Checked>(pathOf(id, 'check'), { method: 'POST', body: { code }, timeoutMs, ...(signal ? { signal } : {}) })).data;
}

/** What is stored; its constructor runs. */
export async function compile(id: string): Promise<Compiled> {
  return (await ask<Compiled>(pathOf(id, 'compile'), { method: 'POST', body: {}, timeoutMs })).data;
}
