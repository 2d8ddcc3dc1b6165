import { Problem } from '../../api/client';

// What a job is asked with, and the form that it is made of. What isn't filled in isn't sent: then the program's default holds.

export interface JobSettings {
  strategy?: string;
  data?: string[] | string;
  parameters?: Record<string, unknown>;
  models?: { queue?: string; exchange?: string; latency?: string; feed_offset?: string; fees?: string | { maker?: unknown; taker?: unknown; tiers?: Record<string, string> } };
  margin?: { deposit?: unknown; leverage?: unknown; maintenance?: unknown; liquidation_fee?: unknown };
  risk?: Record<string, unknown>;
  seed?: unknown;
  [more: string]: unknown;
}
export interface JobRequest {
  settings: JobSettings;
  from?: string;
  to?: string;
  vary?: string[];
  random?: number;
  walk_forward?: string;
  rank_by?: string;
  most?: number;
  jobs?: number;
}

export interface NameValue { name: string; value: string }

/** All texts as they stand in the fields; empty: the default. */
export interface Draft {
  strategy: string;
  /** A FILE.cs in place of a built-in strategy. */
  isFile: boolean;
  data: string[];
  parameters: Record<string, string>;
  /** Parameters by hand, of a strategy whose list isn't known. */
  further: NameValue[];
  queue: string;
  exchange: string;
  latency: string;
  feedOffset: string;
  maker: string;
  taker: string;
  tiers: string;
  deposit: string;
  leverage: string;
  maintenance: string;
  liquidationFee: string;
  risk: NameValue[];
  seed: string;
  from: string;
  to: string;
}

/** What holds where nothing is given: docs/configuration.md. */
export const defaults = {
  queue: 'risk-averse',
  exchange: 'partial-fill',
  latency: 'constant:2ms,2ms',
  feedOffset: '0ns',
  maker: '0.0002',
  taker: '0.0005',
  leverage: '1',
  maintenance: '0.004',
  liquidationFee: '0.0125',
  seed: '1',
} as const;

export const noDraft: Draft = {
  strategy: '', isFile: false, data: [], parameters: {}, further: [], queue: '', exchange: '', latency: '', feedOffset: '', maker: '', taker: '', tiers: '',
  deposit: '', leverage: '', maintenance: '', liquidationFee: '', risk: [], seed: '', from: '', to: '',
};

/** The request that a draft makes. `known`: names of parameters that have a field of their own. */
export function toRequest(draft: Draft, known: readonly string[]): JobRequest {
  const settings: JobSettings = {};
  if (draft.strategy.trim() !== '') settings.strategy = draft.strategy.trim();
  settings.data = draft.data;
  const parameters = filled([...known.map(name => ({ name, value: draft.parameters[name] ?? '' })), ...draft.further]);
  if (parameters) settings.parameters = parameters;
  const models = filled([
    { name: 'queue', value: draft.queue },
    { name: 'exchange', value: draft.exchange },
    { name: 'latency', value: draft.latency },
    { name: 'feed_offset', value: draft.feedOffset },
    { name: 'fees', value: feesText(draft) },
  ]);
  if (models) settings.models = models;
  const margin = filled([
    { name: 'deposit', value: draft.deposit },
    { name: 'leverage', value: draft.leverage },
    { name: 'maintenance', value: draft.maintenance },
    { name: 'liquidation_fee', value: draft.liquidationFee },
  ]);
  if (margin) settings.margin = margin;
  const risk = filled(draft.risk);
  if (risk) settings.risk = risk;
  if (draft.seed.trim() !== '') settings.seed = draft.seed.trim();
  const request: JobRequest = { settings };
  if (draft.from.trim() !== '') request.from = draft.from.trim();
  if (draft.to.trim() !== '') request.to = draft.to.trim();
  return request;
}

function filled(rows: NameValue[]): Record<string, string> | null {
  const given = rows.map(r => [r.name.trim(), r.value.trim()] as const).filter(([name, value]) => name !== '' && value !== '');
  return given.length === 0 ? null : Object.fromEntries(given);
}

// The program takes both rates or none.
function feesText(draft: Draft): string {
  if (draft.tiers.trim() !== '') return draft.tiers.trim().startsWith('tiers:') ? draft.tiers.trim() : `tiers:${draft.tiers.trim()}`;
  if (draft.maker.trim() === '' && draft.taker.trim() === '') return '';
  return `maker=${draft.maker.trim() || defaults.maker},taker=${draft.taker.trim() || defaults.taker}`;
}

/** The draft that makes a request, so that it can be run again with changes. `known`: names of parameters that have a field of their own. */
export function ofRequest(request: JobRequest, known: readonly string[]): Draft {
  const s = request.settings;
  const parameters = Object.entries(s.parameters ?? {}).map(([name, value]) => ({ name, value: String(value) }));
  const strategy = s.strategy ?? '';
  return {
    ...noDraft,
    strategy,
    isFile: strategy.toLowerCase().endsWith('.cs'),
    data: typeof s.data === 'string' ? [s.data] : (s.data ?? []),
    parameters: Object.fromEntries(parameters.filter(p => known.includes(p.name)).map(p => [p.name, p.value])),
    further: parameters.filter(p => !known.includes(p.name)),
    queue: text(s.models?.queue),
    exchange: text(s.models?.exchange),
    latency: text(s.models?.latency),
    feedOffset: text(s.models?.feed_offset),
    ...ofFees(s.models?.fees),
    deposit: text(s.margin?.deposit),
    leverage: text(s.margin?.leverage),
    maintenance: text(s.margin?.maintenance),
    liquidationFee: text(s.margin?.liquidation_fee),
    risk: Object.entries(s.risk ?? {}).map(([name, value]) => ({ name, value: String(value) })),
    seed: text(s.seed),
    from: request.from ?? '',
    to: request.to ?? '',
  };
}

function ofFees(fees: NonNullable<JobSettings['models']>['fees']): Pick<Draft, 'maker' | 'taker' | 'tiers'> {
  if (fees === undefined) return { maker: '', taker: '', tiers: '' };
  if (typeof fees === 'object')
    return fees.tiers ? { maker: '', taker: '', tiers: `tiers:${Object.entries(fees.tiers).map(([value, rates]) => `${value}=${rates}`).join(',')}` } : { maker: text(fees.maker), taker: text(fees.taker), tiers: '' };
  if (fees.startsWith('tiers:')) return { maker: '', taker: '', tiers: fees };
  const rate = (name: string) => new RegExp(`${name}=([^,]*)`).exec(fees)?.[1] ?? '';
  return { maker: rate('maker'), taker: rate('taker'), tiers: '' };
}

function text(value: unknown): string {
  return value === undefined || value === null ? '' : String(value);
}

/** What the server says of each field, by the names it has for them; `rest` is what stands beside no field. */
export interface Wrong { of: (field: string) => string | undefined; rest: string[] }

export const nothingWrong: Wrong = { of: () => undefined, rest: [] };

/** `shown`: the fields that the form has. */
export function wrongOf(error: unknown, shown: (field: string) => boolean): Wrong {
  if (error === null || error === undefined) return nothingWrong;
  if (!(error instanceof Problem)) return { of: () => undefined, rest: [error instanceof Error ? error.message : String(error)] };
  const fields = Object.entries(error.fields);
  const beside = fields.filter(([field]) => shown(field)), others = fields.filter(([field]) => !shown(field));
  return {
    of: field => beside.find(([name]) => name === field)?.[1].map(sentence).join('; '),
    rest: fields.length === 0 ? [error.message] : others.map(([field, texts]) => `${field}: ${texts.map(sentence).join('; ')}`),
  };
}

// Some texts begin with the place that they are about, which the field beside them says already.
function sentence(said: string): string {
  return said.replace(/^settings: (setting|parameter) /, '$1 ').replace(/^--vary /, '');
}
