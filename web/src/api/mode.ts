import type { Mode, Program } from './types';

// Next to a session's own mode: none was told yet, or the program is opening.
type Told = Program['mode'] | undefined;

/** Whether orders leave the program, be it for a testnet. Where that isn't known it is taken to be so: who asks once too often does no harm. */
export function goesToVenue(mode: Told): boolean {
  return mode !== 'paper';
}

export function isKnownMode(mode: Told): mode is Mode {
  return mode === 'paper' || mode === 'simulated' || mode === 'testnet' || mode === 'live';
}

/** What an order is there, such as "real". */
export function orderKind(mode: Told): string {
  return mode === 'live' ? 'real' : mode === 'opening' || mode === undefined ? 'unknown' : mode;
}

/** Where its orders go, and what that costs. */
export const modeTexts: Record<Mode, string> = {
  paper: 'No order goes to a venue',
  simulated: 'Orders go to a simulated exchange on the program’s own machine: no real money',
  testnet: 'Orders go to the venue’s testnet: no real money',
  live: 'Orders go to the venue, with real money',
};

/** Where an order to a venue is sent, and what it trades with. */
export function wayText(mode: Told, venue: string): string {
  switch (mode) {
    case 'simulated':
      return `is sent to the simulated exchange on the program’s own machine that stands for ${venue}, with the session's key. No real money moves.`;
    case 'testnet':
      return `is sent to ${venue}’s testnet with the session's key. It trades with test money.`;
    default:
      return `is sent to ${venue} with the session's key. It trades with real money.`;
  }
}
