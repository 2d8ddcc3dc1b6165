// The WebSocket of docs/stream.md: topics by need, numbers proven, taken up again after a break where it was left.

export interface Told { type: 'snapshot' | 'update'; topic: string; seq: number; data: unknown; conflated?: number | boolean }
type Said =
  | { type: 'hello'; epoch: string; session: string; topics: string[] }
  | Told
  | { type: 'subscribed' | 'unsubscribed'; topics: string[] }
  | { type: 'error'; detail: string }
  | { type: 'pong' };

export type StreamState = 'off' | 'connecting' | 'up' | 'down';
export type Listener = (told: Told) => void;

export interface StreamStatus {
  state: StreamState;
  /** When the last message came, by performance.now(). */
  heardAt: number;
  /** How often the connection was made again. */
  reconnects: number;
  /** Updates that went missing without a word, after which a topic was read anew: 0, or the program has a bug. */
  gaps: number;
  messages: number;
  why: string | null;
}

interface Topic { listeners: Set<Listener>; seq: number; isAsked: boolean }

const firstPauseMs = 250, patienceMs = 5_000, longestPauseMs = 5_000, pingMs = 10_000, silenceMs = 25_000;
const forbidden = 3000;

/** It was lost, and isn't there again: also while it is tried. */
export function isLost({ state, why }: StreamStatus): boolean {
  return state !== 'up' && why !== null;
}

/** One connection, shared by everything in the page. */
export class Stream {
  status: StreamStatus = { state: 'off', heardAt: 0, reconnects: 0, gaps: 0, messages: 0, why: null };
  private socket: WebSocket | null = null;
  private readonly topics = new Map<string, Topic>();
  private readonly watchers = new Set<() => void>();
  private heardEpoch: string | null = null;
  private heardSession: string | null = null;
  private pauseMs = firstPauseMs;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private pinger: ReturnType<typeof setInterval> | undefined;
  private toAsk = false;
  private known: string[] = [];

  /** `open` makes a WebSocket; `onForbidden` is called when the login has ended. */
  constructor(private readonly open: () => WebSocket, private readonly onForbidden: () => void) {}

  start(): void {
    if (this.status.state === 'off') this.connect();
  }

  stop(): void {
    clearTimeout(this.timer);
    clearInterval(this.pinger);
    this.heardEpoch = this.heardSession = null;
    const socket = this.socket;
    this.socket = null;
    socket?.close();
    for (const topic of this.topics.values()) Object.assign(topic, { seq: -1, isAsked: false });
    this.set({ state: 'off', why: null });
  }

  /** Topics that the session has, as its greeting named them. */
  get offered(): readonly string[] {
    return this.known;
  }

  /** Which run of the program speaks: another one counts its orders and updates anew. Null: none was heard yet. */
  get epoch(): string | null {
    return this.heardEpoch;
  }

  /** Which session what is told is of. Null: none was heard yet. */
  get session(): string | null {
    return this.heardSession;
  }

  watch(watcher: () => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  subscribe(name: string, listener: Listener): () => void {
    let topic = this.topics.get(name);
    if (!topic) this.topics.set(name, (topic = { listeners: new Set(), seq: -1, isAsked: false }));
    // A snapshot for the newcomer too: also where the last one just left, and where a break is to be made good by updates alone.
    else Object.assign(topic, { seq: -1, isAsked: false });
    topic.listeners.add(listener);
    this.askSoon();
    return () => {
      topic.listeners.delete(listener);
      this.askSoon();
    };
  }

  private connect(): void {
    this.set({ state: 'connecting' });
    const socket = (this.socket = this.open());
    socket.onmessage = event => {
      if (socket === this.socket) this.hear(JSON.parse(String(event.data)) as Said);
    };
    socket.onclose = event => {
      if (socket === this.socket) this.lost(event.code, event.reason);
    };
    // The browser itself waits for minutes where nothing answers at all.
    this.timer = setTimeout(() => {
      if (socket !== this.socket || this.status.state === 'up') return;
      this.lost(1006, `no answer within ${patienceMs / 1000} s`);
      socket.close();
    }, patienceMs);
  }

  private lost(code: number, reason: string): void {
    clearInterval(this.pinger);
    clearTimeout(this.timer);
    this.socket = null;
    for (const topic of this.topics.values()) topic.isAsked = false;
    this.set({ state: 'down', why: reason || `closed with ${code}`, reconnects: this.status.reconnects + 1 });
    if (code === forbidden) {
      this.onForbidden();
      return;
    }
    // Spread a little, so that many pages don't come back at the same moment.
    this.timer = setTimeout(() => this.connect(), this.pauseMs * (0.75 + Math.random() / 2));
    this.pauseMs = Math.min(this.pauseMs * 2, longestPauseMs);
  }

  private hear(said: Said): void {
    this.status.heardAt = performance.now();
    this.status.messages++;
    switch (said.type) {
      case 'hello':
        if (said.epoch !== this.epoch) for (const topic of this.topics.values()) topic.seq = -1;
        this.heardEpoch = said.epoch;
        this.heardSession = said.session;
        this.known = said.topics;
        this.pauseMs = firstPauseMs;
        clearTimeout(this.timer);
        this.pinger = setInterval(() => this.ping(), pingMs);
        this.set({ state: 'up', why: null });
        this.ask();
        break;
      case 'snapshot':
      case 'update':
        this.take(said);
        break;
      case 'error':
        this.set({ why: said.detail });
        break;
      default:
        break;
    }
  }

  private take(told: Told): void {
    const topic = this.topics.get(told.topic);
    if (!topic) return;
    if (told.type === 'update') {
      const skipped = typeof told.conflated === 'number' ? told.conflated : 0;
      if (topic.seq < 0) return;
      if (told.seq !== topic.seq + 1 + skipped) {
        this.set({ gaps: this.status.gaps + 1 });
        topic.seq = -1;
        topic.isAsked = false;
        this.askSoon();
        return;
      }
    }
    topic.seq = told.seq;
    for (const listener of topic.listeners) listener(told);
  }

  // What comes and goes within one turn of the page is asked for at once: the server takes 20 messages a second.
  private askSoon(): void {
    if (this.toAsk) return;
    this.toAsk = true;
    setTimeout(() => {
      this.toAsk = false;
      this.ask();
    }, 60);
  }

  private ask(): void {
    if (this.status.state !== 'up') return;
    const gone: string[] = [], wanted: string[] = [];
    const since: Record<string, number> = {};
    for (const [name, topic] of this.topics) {
      if (topic.listeners.size === 0) {
        if (topic.isAsked) gone.push(name);
        this.topics.delete(name);
      } else if (!topic.isAsked) {
        topic.isAsked = true;
        wanted.push(name);
        if (topic.seq >= 0) since[name] = topic.seq;
      }
    }
    if (gone.length > 0) this.say({ op: 'unsubscribe', topics: gone });
    // One by one: a topic that isn't there any more must not keep the others from coming.
    const known = wanted.filter(name => this.known.some(k => k.toLowerCase() === name.toLowerCase()));
    if (known.length > 0)
      this.say({ op: 'subscribe', topics: known, ...(Object.keys(since).length > 0 && this.epoch !== null ? { since, epoch: this.epoch } : {}) });
  }

  private ping(): void {
    if (performance.now() - this.status.heardAt > silenceMs) this.socket?.close();
    else this.say({ op: 'ping' });
  }

  private say(message: object): void {
    this.socket?.send(JSON.stringify(message));
  }

  private set(change: Partial<StreamStatus>): void {
    this.status = { ...this.status, ...change };
    for (const watcher of this.watchers) watcher();
  }
}
