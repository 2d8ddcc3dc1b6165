import { create } from 'zustand';
import type { Role, Whoami } from './types';

const tokenKey = 'touchline.token';
const timeoutMs = 15_000;
const unknownOutcome = 'Whether it did what was asked is not known: look before you try again.';

interface Session { token: string | null; user: Whoami | null; why: string | null }

/** Who is logged in. The token stays in this tab alone, and ends with it. */
export const useSession = create<Session>(() => ({ token: sessionStorage.getItem(tokenKey), user: null, why: null }));

const rank: Record<Role, number> = { viewer: 0, trader: 1, admin: 2 };

/** Whether the user may do what takes this role. */
export function useMay(role: Role): boolean {
  return useSession(s => s.user !== null && rank[s.user.role] >= rank[role]);
}

/** A problem of RFC 9457, or that there was no answer (status 0). */
export class Problem extends Error {
  constructor(readonly status: number, detail: string, readonly fields: Record<string, string[]> = {}) {
    super(detail);
  }
}

/** `isRepeated`: the program had done it before, under the same key, and did nothing now. */
export interface Answer<T> { data: T; etag: string | null; isRepeated: boolean }

export interface Asked { method?: string; body?: unknown; etag?: string | null; signal?: AbortSignal; timeoutMs?: number; once?: boolean | string }

/** Asks the program. `once` sends a key: a new one, or the one given, under which the program does the same request once however often it is sent. */
export async function ask<T>(path: string, asked: Asked = {}): Promise<Answer<T>> {
  const { token } = useSession.getState();
  const method = asked.method ?? 'GET';
  const headers: Record<string, string> = {};
  if (token !== null) headers['Authorization'] = `Bearer ${token}`;
  if (asked.body !== undefined) headers['Content-Type'] = 'application/json';
  if (asked.etag) headers['If-Match'] = asked.etag;
  if (asked.once) headers['Idempotency-Key'] = asked.once === true ? newKey() : asked.once;
  const late = AbortSignal.timeout(asked.timeoutMs ?? timeoutMs);
  const { response, text } = await fetch(path, {
    method,
    headers,
    body: asked.body === undefined ? null : JSON.stringify(asked.body),
    signal: asked.signal ? AbortSignal.any([asked.signal, late]) : late,
  })
    // The time may run out, and the connection break, in the middle of an answer too.
    .then(async answer => ({ response: answer, text: await answer.text() }))
    .catch((error: unknown) => {
      if (asked.signal?.aborted) throw error;
      // It may have died after it did it: only of what asks for nothing to be done that isn't so.
      const isRead = method === 'GET' || path === '/auth/login';
      throw new Problem(0, `${late.aborted ? 'The program did not answer in time.' : 'The program cannot be reached.'}${isRead ? '' : ` ${unknownOutcome}`}`);
    });
  const json: unknown = /json/.test(response.headers.get('Content-Type') ?? '') && text !== '' ? JSON.parse(text) : text;
  if (response.ok) return { data: json as T, etag: response.headers.get('ETag'), isRepeated: response.headers.get('Idempotent-Replay') === 'true' };
  const problem = (typeof json === 'object' && json !== null ? json : {}) as { detail?: string; title?: string; errors?: Record<string, string[]> };
  // A login that was taken over meanwhile doesn't end with the one before.
  if (response.status === 401 && token !== null && token === useSession.getState().token && path !== '/auth/login' && path !== '/auth/change-password') end('The login has ended: log in again.');
  throw new Problem(response.status, problem.detail ?? problem.title ?? `The program answered ${response.status}.`, problem.errors);
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await ask<T>(path, signal ? { signal } : {})).data;
}

export async function post<T>(path: string, body: unknown = {}): Promise<T> {
  return (await ask<T>(path, { method: 'POST', body, once: true })).data;
}

export async function logIn(username: string, password: string): Promise<void> {
  const { token } = (await ask<{ token: string }>('/auth/login', { method: 'POST', body: { username, password } })).data;
  await take(token);
}

/** After a change of password the program gives a new token; every other one of the user has ended. */
export async function take(token: string): Promise<void> {
  sessionStorage.setItem(tokenKey, token);
  useSession.setState({ token, why: null });
  await whoami();
}

export async function whoami(): Promise<void> {
  useSession.setState({ user: await get<Whoami>('/auth/verify') });
}

export async function logOut(): Promise<void> {
  await post('/auth/logout').catch(() => undefined);
  end(null);
}

/** The login is over; `why` is said where one logs in again. */
export function end(why: string | null): void {
  sessionStorage.removeItem(tokenKey);
  useSession.setState({ token: null, user: null, why });
}

// crypto.randomUUID is there over https and on this machine only.
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');
}
