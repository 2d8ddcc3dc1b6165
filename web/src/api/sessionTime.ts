import type { BotStatus } from './types';

// Less may be this computer's clock being wrong.
const sameMs = 60_000;

/** The session's own time where it isn't the wall's: of a synthetic or recorded market. Null: they are the same. */
export function sessionTimeOf(status: Pick<BotStatus, 'mode' | 'at_ns'> | undefined, wallMs: number): number | null {
  return status?.mode === 'paper' && Math.abs(status.at_ns / 1e6 - wallMs) > sameMs ? status.at_ns : null;
}

export const sessionTimeText = 'This session plays a synthetic or recorded market, whose clock isn’t the wall’s. Orders, fills, candles and what strategies see are told in the session’s time (UTC).';
