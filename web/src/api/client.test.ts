import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Problem, ask, useSession } from './client';
import { Keys, doubtOf, postOnce } from './once';

const json = (body: unknown, status = 200, headers: Record<string, string> = {}) => new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json', ...headers } });
let answer: (path: string, init: RequestInit) => Promise<Response>;
let keysSent: (string | undefined)[], sessionsSent: unknown[];

beforeEach(() => {
  keysSent = [];
  sessionsSent = [];
  useSession.setState({ token: 'first', user: null, why: null });
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    keysSent.push((init.headers as Record<string, string>)['Idempotency-Key']);
    sessionsSent.push((JSON.parse(String(init.body ?? '{}')) as { session?: string }).session);
    return answer(path, init);
  });
});
afterEach(() => vi.unstubAllGlobals());

describe('a login', () => {
  it('ends where the program knows its token no more', async () => {
    sessionStorage.setItem('touchline.token', 'first');
    answer = () => Promise.resolve(json({ detail: 'no' }, 401));
    await expect(ask('/bot/status')).rejects.toThrow('no');
    expect(useSession.getState().token).toBeNull();
    expect(sessionStorage.getItem('touchline.token')).toBeNull();
  });

  it('stays where the answer is to a request of the one before', async () => {
    answer = () => {
      useSession.setState({ token: 'second' });
      return Promise.resolve(json({ detail: 'no' }, 401));
    };
    await expect(ask('/bot/status')).rejects.toThrow('no');
    expect(useSession.getState().token).toBe('second');
  });
});

describe('an answer that breaks off', () => {
  it('is a problem like none at all', async () => {
    answer = () => Promise.resolve(new Response(new ReadableStream({ start: c => c.error(new TypeError('broken')) }), { status: 200 }));
    const error = await ask('/bot/status').catch((e: unknown) => e);
    expect(error).toBeInstanceOf(Problem);
    expect((error as Problem).status).toBe(0);
  });
});

describe('where the program cannot be reached', () => {
  const said = (path: string, asked: object) => ask(path, asked).catch((e: unknown) => (e as Problem).message);

  it('says that the outcome is unknown of what was to be done, and of nothing else', async () => {
    answer = () => Promise.reject(new TypeError('connection refused'));
    expect(await said('/order/test', { method: 'POST' })).toContain('cannot be reached. Whether it did what was asked is not known');
    expect(await said('/strategies/x', { method: 'DELETE' })).toContain('is not known');
    expect(await said('/bot/status', {})).toBe('The program cannot be reached.');
    expect(await said('/auth/login', { method: 'POST' })).toBe('The program cannot be reached.');
  });
});

describe('what is done once', () => {
  const order = { symbol: 'X', side: 'buy', price: '1', quantity: '1' };
  const lost = () => Promise.reject(new TypeError('no answer'));

  it('keeps its key until the program says what became of it', async () => {
    answer = lost;
    await expect(postOnce('/order/test', order, 's-1')).rejects.toThrow();
    answer = () => Promise.resolve(json({ detail: 'still under way' }, 409));
    await expect(postOnce('/order/test', order, 's-1')).rejects.toThrow();
    answer = () => Promise.resolve(json({ order_id: 7 }, 200, { 'Idempotent-Replay': 'true' }));
    expect(await postOnce('/order/test', order, 's-1')).toMatchObject({ data: { order_id: 7 }, isRepeated: true });
    answer = () => Promise.resolve(json({ order_id: 8 }));
    expect(await postOnce('/order/test', order, 's-1')).toMatchObject({ data: { order_id: 8 }, isRepeated: false });
    expect(new Set(keysSent.slice(0, 3)).size).toBe(1);
    expect(keysSent[3]).not.toBe(keysSent[0]);
  });

  it('has another key once another thing is asked, or it was refused', async () => {
    answer = lost;
    await expect(postOnce('/order/test', { ...order, price: '2' }, 's-1')).rejects.toThrow();
    await expect(postOnce('/order/test', { ...order, price: '3' }, 's-1')).rejects.toThrow();
    answer = () => Promise.resolve(json({ detail: 'not a step' }, 400));
    await expect(postOnce('/order/test', { ...order, price: '3' }, 's-1')).rejects.toThrow();
    await expect(postOnce('/order/test', { ...order, price: '3' }, 's-1')).rejects.toThrow();
    expect(keysSent[0]).not.toBe(keysSent[1]);
    expect(keysSent[1]).toBe(keysSent[2]);
    expect(keysSent[3]).not.toBe(keysSent[2]);
  });

  it('is in doubt in another session, until it was sent there and answered', async () => {
    const one = { ...order, price: '5' };
    answer = lost;
    await expect(postOnce('/order/test', one, 's-1')).rejects.toThrow();
    expect([doubtOf('/order/test', one, 's-1'), doubtOf('/order/test', one, 's-2'), doubtOf('/order/test', { ...one, price: '6' }, 's-2')]).toEqual([null, 's-1', null]);
    // The session changed, and the page didn't know yet: nothing was done by this one, but the first is as unknown as before.
    answer = () => Promise.resolve(json({ detail: 'session s-2 runs' }, 409));
    await expect(postOnce('/order/test', one, 's-1')).rejects.toThrow();
    expect(doubtOf('/order/test', one, 's-2')).toBe('s-1');
    answer = () => Promise.resolve(json({ order_id: 1 }));
    await postOnce('/order/test', one, 's-2');
    expect(doubtOf('/order/test', one, 's-3')).toBeNull();
    expect(keysSent[0]).toBe(keysSent[1]);
    expect(keysSent[2]).not.toBe(keysSent[0]);
    expect(sessionsSent).toEqual(['s-1', 's-1', 's-2']);
  });

  it('is in no doubt where the first request of all was refused', async () => {
    const one = { ...order, price: '7' };
    answer = () => Promise.resolve(json({ detail: 'session s-2 runs' }, 409));
    await expect(postOnce('/order/test', one, 's-1')).rejects.toThrow();
    expect(doubtOf('/order/test', one, 's-2')).toBeNull();
  });

  it('is not held to be the same after the hour for which the program remembers', () => {
    let now = 0, made = 0;
    const keys = new Keys(() => String(++made), () => now);
    expect([keys.keyOf('a').key, keys.keyOf('a').key, keys.keyOf('b').key]).toEqual(['1', '1', '2']);
    now = 3_600_000;
    expect(keys.keyOf('a').key).toBe('3');
  });
});
