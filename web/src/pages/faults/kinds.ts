// What the simulated exchange takes: docs/simulated-exchange.md, "Faults".

export type Option = 'ms' | 'status' | 'accepted' | 'code' | 'steps';
export interface Kind { name: string; scopes: readonly string[]; text: string; options: readonly Option[]; ms?: string; needsMs?: boolean }

const streams = ['market', 'user', 'wsapi'], requests = ['rest', 'order', 'wsapi'], all = ['all', 'market', 'user', 'wsapi', 'rest', 'order'];

export const kinds: readonly Kind[] = [
  { name: 'delay', scopes: all, text: 'A message or a reply comes later; what is behind it on the same connection waits too.', options: ['ms'], ms: 'by how much', needsMs: true },
  { name: 'drop', scopes: all, text: 'Connections are cut without a close frame, requests without a reply. A request is carried out unless it isn’t accepted.', options: ['accepted'] },
  { name: 'silence', scopes: all, text: 'Connections stay open and nothing comes any more; requests are never answered. Give a count with a time: the first message after it begins the next silence.', options: ['ms', 'accepted'], ms: 'for how long; else until cleared' },
  { name: 'duplicate', scopes: ['all', ...streams], text: 'A message comes twice.', options: [] },
  { name: 'reorder', scopes: ['all', ...streams], text: 'A message comes after the next one of its connection.', options: ['ms'], ms: 'after this if there is no next one; 100' },
  { name: 'lose', scopes: ['all', ...streams], text: 'A message never comes to one connection.', options: [] },
  { name: 'skip', scopes: ['market'], text: 'A depth event or an aggregate trade is left out for all: the chain of ids breaks.', options: [] },
  { name: 'skew', scopes: ['all'], text: 'The exchange’s clock is ahead, or behind with a minus.', options: ['ms'], ms: 'by how much', needsMs: true },
  { name: 'status', scopes: requests, text: 'An HTTP status instead of the answer. 503 with “accepted” given leaves open what happened.', options: ['status', 'accepted', 'ms'], ms: 'Retry-After of 429 and 418' },
  { name: 'reject', scopes: requests, text: 'Refused with a code of the venue.', options: ['code'] },
  { name: 'partial-fills', scopes: ['all'], text: 'Resting orders of clients trade in small pieces, until cleared.', options: ['steps'] },
  { name: 'fill-before-ack', scopes: ['all', 'order', 'wsapi'], text: 'User streams tell of the order at once, and the answer comes later.', options: ['ms'], ms: 'by how much the answer is later; 50' },
  { name: 'expire-listen-keys', scopes: ['user'], text: 'All listen keys are dead, now.', options: [] },
  { name: 'maintenance', scopes: ['all'], text: 'All connections are closed; requests and handshakes get 503.', options: ['ms'], ms: 'for how long; else until cleared' },
];

export const statuses = ['403', '408', '418', '429', '500', '502', '503', '504'];
export const codes = ['-2010', '-1000', '-1001', '-1008', '-1015', '-1021', '-2011', '-2013', '-2015', '-2019', '-2022', '-4400', '-5021', '-5022', '-5028'];

export const scopeTexts: Record<string, string> = {
  all: 'all that it takes',
  market: 'market streams',
  user: 'user streams',
  wsapi: 'WebSocket API',
  rest: 'all REST requests',
  order: 'orders by REST',
};

export type Typed = Record<'probability' | 'count' | Option, string>;
export const untyped: Typed = { probability: '', count: '', ms: '', status: '503', accepted: '', code: '-2010', steps: '' };

/** What is sent: of what was typed only what the kind takes. */
export function faultOf(kind: Kind, scope: string, typed: Typed): Record<string, unknown> {
  const fault: Record<string, unknown> = { kind: kind.name, scope };
  for (const name of ['probability', 'count', ...kind.options] as const) {
    const text = typed[name].trim();
    if (text === '') continue;
    fault[name] = name === 'accepted' ? text === 'true' : Number.isNaN(Number(text)) ? text : Number(text);
  }
  return fault;
}
