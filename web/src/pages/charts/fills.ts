import { useEffect, useSyncExternalStore } from 'react';
import { get } from '../../api/client';
import { stream } from '../../api/live';
import { withSearch } from '../../api/queries';
import type { Fill, Page } from '../../api/types';
import type { Mark } from '../../ui/CandleChart';

const mostOfPair = 2_000, askedOfPair = 1_000, shownEveryMs = 500;
const none: Mark[] = [];

// Fills of all pairs come by one topic, whoever shows them.
const bySymbol = new Map<string, { byId: Map<string, Mark>; shown: Mark[]; isChanged: boolean }>();
const watchers = new Set<() => void>();
let epoch: string | null = null;
let leave: (() => void) | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;

function take(fills: readonly Fill[]): void {
  // Another run of the program counts its orders and may begin its clock anew: the fills of the one before are none of its.
  if (epoch !== null && stream.epoch !== null && stream.epoch !== epoch) bySymbol.clear();
  epoch = stream.epoch ?? epoch;
  for (const f of fills) {
    let pair = bySymbol.get(f.symbol);
    if (!pair) bySymbol.set(f.symbol, (pair = { byId: new Map(), shown: none, isChanged: false }));
    pair.byId.set(`${f.order_id}/${f.trade_id}`, { ns: f.exchange_ns ?? f.at_ns, side: f.side, quantity: f.quantity });
    if (pair.byId.size > mostOfPair) pair.byId.delete(pair.byId.keys().next().value!);
    pair.isChanged = true;
  }
  timer ??= setTimeout(() => {
    timer = undefined;
    for (const pair of bySymbol.values()) {
      if (pair.isChanged) pair.shown = [...pair.byId.values()];
      pair.isChanged = false;
    }
    for (const watcher of watchers) watcher();
  }, shownEveryMs);
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  leave ??= stream.subscribe('fills', told => take(told.data as Fill[]));
  return () => {
    watchers.delete(watcher);
    if (watchers.size > 0) return;
    leave?.();
    leave = null;
  };
}

/** The newest own fills of a pair. Null: none are wanted. */
export function useOwnFills(symbol: string | null): readonly Mark[] {
  useEffect(() => {
    if (symbol === null) return;
    const asking = new AbortController();
    // Oldest first, so that the oldest are the first to be forgotten. Where it fails there are those that the stream tells.
    get<Page<Fill>>(withSearch('/api/trading/fills', { symbol, limit: askedOfPair }), asking.signal)
      .then(page => take([...page.items].reverse()))
      .catch(() => undefined);
    return () => asking.abort();
  }, [symbol]);
  return useSyncExternalStore(symbol === null ? unwatched : watch, () => (symbol === null ? none : (bySymbol.get(symbol)?.shown ?? none)));
}

function unwatched(): () => void {
  return () => undefined;
}
