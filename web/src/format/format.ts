// Figures as traders read them. What isn't known is a dash, never a zero.

export const unknown = '–';

/** Decimals that a step takes: 0.1 → 1, 0.001 → 3, 5 → 0. */
export function decimalsOf(step: number): number {
  const text = step.toString();
  const exponent = /e-(\d+)$/.exec(text);
  const digits = (text.split('e')[0]?.split('.')[1] ?? '').length;
  return exponent ? Number(exponent[1]) + digits : digits;
}

const formats = new Map<number, Intl.NumberFormat>();
export function fixed(value: number | null | undefined, decimals: number): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return unknown;
  let format = formats.get(decimals);
  if (!format) formats.set(decimals, (format = new Intl.NumberFormat('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals })));
  // No minus before a nought.
  return format.format(Object.is(Math.round(value * 10 ** decimals), -0) ? 0 : value);
}

/** With its sign, also where it is above zero. */
export function signed(value: number | null | undefined, decimals = 2): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return unknown;
  const text = fixed(Math.abs(value), decimals);
  return Number(text.replaceAll(',', '')) === 0 ? text : (value < 0 ? '−' : '+') + text;
}

export function money(value: number | null | undefined): string {
  if (value === null || value === undefined) return unknown;
  return signed(value, Math.abs(value) >= 100_000 ? 0 : 2);
}

/** As many digits as it needs, up to ten decimals. */
export function plain(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return unknown;
  return new Intl.NumberFormat('en-US', { maximumFractionDigits: 10 }).format(value);
}

export function short(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return unknown;
  const size = Math.abs(value);
  const [divisor, unit] = size >= 1e9 ? [1e9, 'B'] : size >= 1e6 ? [1e6, 'M'] : size >= 1e4 ? [1e3, 'k'] : [1, ''];
  const scaled = value / divisor;
  return new Intl.NumberFormat('en-US', { maximumFractionDigits: Math.abs(scaled) >= 100 ? 0 : Math.abs(scaled) >= 10 ? 1 : 2 }).format(scaled) + unit;
}

export function percent(share: number | null | undefined, decimals = 2): string {
  return share === null || share === undefined ? unknown : `${fixed(share * 100, decimals)} %`;
}

export function signedPercent(share: number | null | undefined, decimals = 2): string {
  return share === null || share === undefined ? unknown : `${signed(share * 100, decimals)} %`;
}

/** A time's length: 850 ns, 12.4 µs, 3.92 ms, 2.53 s. */
export function span(ns: number | null | undefined): string {
  if (ns === null || ns === undefined) return unknown;
  const [divisor, unit] = ns < 1_000 ? [1, 'ns'] : ns < 1e6 ? [1e3, 'µs'] : ns < 1e9 ? [1e6, 'ms'] : [1e9, 's'];
  const scaled = ns / divisor;
  return `${fixed(scaled, unit === 'ns' || scaled >= 100 ? 0 : scaled >= 10 ? 1 : 2)} ${unit}`;
}

/** How long something lasts, for people: 42 s, 3 min 05 s, 2 h 10 min, 3 d 4 h. */
export function lasting(seconds: number): string {
  const s = Math.floor(seconds), two = (n: number) => n.toString().padStart(2, '0');
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${two(s % 60)} s`;
  if (s < 86_400) return `${Math.floor(s / 3600)} h ${two(Math.floor((s % 3600) / 60))} min`;
  return `${Math.floor(s / 86_400)} d ${Math.floor((s % 86_400) / 3600)} h`;
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', timeZone: 'UTC' });
const day = new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit', timeZone: 'UTC' });

/** 14:03:07.123, in UTC as everything that exchanges say. */
export function time(ns: number | null | undefined): string {
  if (ns === null || ns === undefined) return unknown;
  const date = new Date(ns / 1e6);
  return `${clock.format(date)}.${date.getUTCMilliseconds().toString().padStart(3, '0')}`;
}

export function dateTime(ns: number | null | undefined): string {
  if (ns === null || ns === undefined) return unknown;
  const date = new Date(ns / 1e6);
  return `${day.format(date)} ${clock.format(date)}`;
}

/** Days since 1970, in UTC. */
export function dayOf(ns: number): number {
  return Math.floor(ns / 86_400e9);
}

/** The time of what was today, else with its date. `today`: the session's day; null: not known. */
export function moment(ns: number | null | undefined, today: number | null): string {
  if (ns === null || ns === undefined) return unknown;
  return dayOf(ns) === today ? time(ns) : `${dateTime(ns).slice(0, 10)} ${time(ns)}`;
}

/** The same where there is little room: 14:03:07, or 01-05 14:03. */
export function shortMoment(ns: number | null | undefined, today: number | null): string {
  if (ns === null || ns === undefined) return unknown;
  return dayOf(ns) === today ? time(ns).slice(0, 8) : dateTime(ns).slice(5, 16);
}

export function dateTimeOfSeconds(seconds: number | null | undefined): string {
  return seconds === null || seconds === undefined ? unknown : dateTime(seconds * 1e9);
}

/** A name with underscores as words: partially_filled → partially filled. */
export function words(name: string): string {
  return name.replaceAll('_', ' ').replaceAll('-', ' ');
}
