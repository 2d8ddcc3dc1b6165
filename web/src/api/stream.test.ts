import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Stream, isLost, type Told } from './stream';

/** The program's end of the connection. */
class FakeSocket {
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  readonly said: Record<string, unknown>[] = [];
  isClosed = false;

  send(text: string): void {
    this.said.push(JSON.parse(text) as Record<string, unknown>);
  }

  close(): void {
    this.isClosed = true;
  }

  tell(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }

  break(code = 1006, reason = ''): void {
    this.onclose?.({ code, reason });
  }

  greet(epoch = 'e1'): void {
    this.tell({ type: 'hello', epoch, session: `session of ${epoch}`, topics: ['pnl', 'orders', 'book:BTCUSDT'] });
  }

  /** What it was asked for since it was last looked at. */
  asked(op: string): Record<string, unknown>[] {
    const found = this.said.filter(m => m['op'] === op);
    this.said.length = 0;
    return found;
  }
}

let sockets: FakeSocket[] = [];
let isForbidden = false;
let stream: Stream;
const last = () => sockets.at(-1)!;
const askingMs = 100, reconnectMs = 10_000;

beforeEach(() => {
  vi.useFakeTimers();
  sockets = [];
  isForbidden = false;
  stream = new Stream(
    () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
    () => (isForbidden = true),
  );
});
afterEach(() => {
  stream.stop();
  vi.useRealTimers();
});

/** Until it is tried again: a socket that isn't greeted within 5 s is given up. */
function tryAgain(): void {
  const before = sockets.length;
  for (let ms = 0; sockets.length === before && ms < reconnectMs; ms += 50) vi.advanceTimersByTime(50);
}

/** Up, and subscribed to pnl with a snapshot of number 5. */
function begin(): Told[] {
  const told: Told[] = [];
  stream.start();
  last().greet();
  stream.subscribe('pnl', t => told.push(t));
  vi.advanceTimersByTime(askingMs);
  last().asked('subscribe');
  last().tell({ type: 'snapshot', topic: 'pnl', seq: 5, data: 'all' });
  return told;
}

const update = (seq: number, more: object = {}) => last().tell({ type: 'update', topic: 'pnl', seq, data: seq, ...more });

describe('numbers', () => {
  test('updates in a row are told, and no gap is counted', () => {
    const told = begin();
    update(6);
    update(7);
    expect(told.map(t => t.seq)).toEqual([5, 6, 7]);
    expect(stream.status.gaps).toBe(0);
  });

  test('an update before the first snapshot is not told', () => {
    const told: Told[] = [];
    stream.start();
    last().greet();
    stream.subscribe('pnl', t => told.push(t));
    update(6);
    expect(told).toEqual([]);
  });

  test('after a gap the topic is read anew, and the gap is counted', () => {
    const told = begin();
    update(7);
    expect(stream.status.gaps).toBe(1);
    expect(told.map(t => t.seq)).toEqual([5]);
    vi.advanceTimersByTime(askingMs);
    const [asked] = last().asked('subscribe');
    expect(asked).toMatchObject({ topics: ['pnl'] });
    expect(asked).not.toHaveProperty('since');
    // What comes meanwhile is based on what is missing.
    update(8);
    expect(told).toHaveLength(1);
    last().tell({ type: 'snapshot', topic: 'pnl', seq: 8, data: 'all' });
    update(9);
    expect(told.map(t => t.seq)).toEqual([5, 8, 9]);
    expect(stream.status.gaps).toBe(1);
  });

  test('a number that comes twice is a gap too', () => {
    begin();
    update(6);
    update(6);
    expect(stream.status.gaps).toBe(1);
  });

  test('a jump over updates that were put together is no gap', () => {
    const told = begin();
    update(10, { conflated: 4 });
    update(11);
    expect(told.map(t => t.seq)).toEqual([5, 10, 11]);
    expect(stream.status.gaps).toBe(0);
  });

  test('a jump wider than what was put together is a gap', () => {
    begin();
    update(10, { conflated: 3 });
    expect(stream.status.gaps).toBe(1);
  });
});

describe('topics', () => {
  test('many that come at once are asked for at once', () => {
    stream.start();
    last().greet();
    stream.subscribe('pnl', () => undefined);
    stream.subscribe('orders', () => undefined);
    vi.advanceTimersByTime(askingMs);
    expect(last().asked('subscribe')).toMatchObject([{ topics: ['pnl', 'orders'] }]);
  });

  test('what the session does not offer is not asked for', () => {
    stream.start();
    last().greet();
    stream.subscribe('book:NONE', () => undefined);
    vi.advanceTimersByTime(askingMs);
    expect(last().asked('subscribe')).toEqual([]);
  });

  test('a topic that nobody listens to is left', () => {
    stream.start();
    last().greet();
    const leave = stream.subscribe('pnl', () => undefined);
    vi.advanceTimersByTime(askingMs);
    leave();
    vi.advanceTimersByTime(askingMs);
    expect(last().asked('unsubscribe')).toMatchObject([{ topics: ['pnl'] }]);
  });

  test('who goes and comes again within a turn changes nothing', () => {
    begin();
    const leave = stream.subscribe('orders', () => undefined);
    vi.advanceTimersByTime(askingMs);
    last().asked('subscribe');
    leave();
    stream.subscribe('orders', () => undefined);
    vi.advanceTimersByTime(askingMs);
    expect(last().asked('unsubscribe')).toEqual([]);
  });
});

describe('newcomers', () => {
  test('who comes as the last one leaves gets a snapshot', () => {
    stream.start();
    last().greet();
    const leave = stream.subscribe('pnl', () => undefined);
    vi.advanceTimersByTime(askingMs);
    last().tell({ type: 'snapshot', topic: 'pnl', seq: 5, data: 'all' });
    last().asked('subscribe');
    const told: Told[] = [];
    leave();
    stream.subscribe('pnl', t => told.push(t));
    vi.advanceTimersByTime(askingMs);
    const [asked] = last().asked('subscribe');
    expect(asked).toMatchObject({ topics: ['pnl'] });
    expect(asked).not.toHaveProperty('since');
    update(6);
    expect(told).toEqual([]);
    last().tell({ type: 'snapshot', topic: 'pnl', seq: 6, data: 'all' });
    update(7);
    expect(told.map(t => t.seq)).toEqual([6, 7]);
    expect(stream.status.gaps).toBe(0);
  });

  test('who comes to a topic that others listen to gets a snapshot too', () => {
    begin();
    stream.subscribe('pnl', () => undefined);
    vi.advanceTimersByTime(askingMs);
    expect(last().asked('subscribe')).toMatchObject([{ topics: ['pnl'] }]);
  });

  test('who comes during a break is not served with what came since', () => {
    begin();
    last().break();
    stream.subscribe('pnl', () => undefined);
    tryAgain();
    last().greet();
    expect(last().asked('subscribe')[0]).not.toHaveProperty('since');
  });
});

describe('breaks', () => {
  test('after a break it asks for what came since', () => {
    const told = begin();
    update(6);
    last().break();
    expect(stream.status).toMatchObject({ state: 'down', reconnects: 1 });
    tryAgain();
    expect(sockets).toHaveLength(2);
    last().greet();
    expect(last().asked('subscribe')).toMatchObject([{ topics: ['pnl'], since: { pnl: 6 }, epoch: 'e1' }]);
    update(7);
    expect(told.map(t => t.seq)).toEqual([5, 6, 7]);
    expect(stream.status).toMatchObject({ state: 'up', gaps: 0 });
  });

  test('a program that began anew is asked for all', () => {
    begin();
    last().break();
    tryAgain();
    last().greet('e2');
    expect(last().asked('subscribe')[0]).not.toHaveProperty('since');
  });

  test('pauses between tries grow, and are short again once it is up', () => {
    stream.start();
    for (let i = 0; i < 8; i++) {
      last().break();
      tryAgain();
    }
    expect(sockets).toHaveLength(9);
    last().break();
    vi.advanceTimersByTime(1_000);
    expect(sockets).toHaveLength(9);
    tryAgain();
    last().greet();
    last().break();
    vi.advanceTimersByTime(1_000);
    expect(sockets).toHaveLength(11);
  });

  test('with 3000 the login has ended, and it is not tried again', () => {
    begin();
    last().break(3000, 'forbidden');
    expect(isForbidden).toBe(true);
    vi.advanceTimersByTime(reconnectMs * 5);
    expect(sockets).toHaveLength(1);
  });

  test('a connection that says nothing is closed', () => {
    begin();
    vi.advanceTimersByTime(40_000);
    expect(last().isClosed).toBe(true);
  });

  test('stopped, it stays so', () => {
    begin();
    stream.stop();
    expect(last().isClosed).toBe(true);
    tryAgain();
    expect(sockets).toHaveLength(1);
    expect(stream.status.state).toBe('off');
  });
});

describe('a connection that is lost', () => {
  test('is lost until it is up again, also while it is tried', () => {
    begin();
    expect(isLost(stream.status)).toBe(false);
    last().break();
    expect(isLost(stream.status)).toBe(true);
    vi.advanceTimersByTime(1_000);
    expect([stream.status.state, isLost(stream.status)]).toEqual(['connecting', true]);
    last().greet();
    expect(isLost(stream.status)).toBe(false);
  });

  test('is given up where nothing answers for 5 s, and tried again', () => {
    stream.start();
    vi.advanceTimersByTime(4_900);
    expect([sockets.length, stream.status.state]).toEqual([1, 'connecting']);
    vi.advanceTimersByTime(200);
    expect([sockets[0]!.isClosed, isLost(stream.status)]).toEqual([true, true]);
    vi.advanceTimersByTime(1_000);
    expect(sockets.length).toBe(2);
    last().greet();
    vi.advanceTimersByTime(60_000);
    expect(sockets.length).toBe(2);
  });
});
