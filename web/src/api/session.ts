import { useOverdue } from '../ui/basics';
import { stream, useStreamStatus } from './live';
import { useStatus } from './queries';
import type { StreamState } from './stream';
import type { BotStatus, Mode } from './types';

/** The session that orders go to, and where they go from there. */
export interface Trading { session: string; mode: Mode }

/** Null where it isn't known: the program doesn't answer, or another session has begun that nothing was asked of yet. */
export function useTrading(): Trading | null {
  const status = useStatus(), isOld = useOverdue(status), { state } = useStreamStatus();
  return tradingOf(isOld ? undefined : status.data, state, stream.session);
}

/** `told`: by the stream. */
export function tradingOf(status: BotStatus | undefined, state: StreamState, told: string | null): Trading | null {
  if (status === undefined || (state === 'up' && told !== null && told !== status.session)) return null;
  return { session: status.session, mode: status.mode };
}
