import type { Program } from './types';

// Next to a session's own mode: none was told yet, or the program is opening.
type Told = Program['mode'] | undefined;

/** Whether orders go to a venue, be it its testnet. Where that isn't known it is taken to be so: who asks once too often does no harm. */
export function goesToVenue(mode: Told): boolean {
  return mode !== 'paper';
}

export function isKnownMode(mode: Told): boolean {
  return mode === 'paper' || mode === 'testnet' || mode === 'live';
}

/** What an order is there, such as "real". */
export function orderKind(mode: Told): string {
  return mode === 'live' ? 'real' : mode === 'opening' || mode === undefined ? 'unknown' : mode;
}
