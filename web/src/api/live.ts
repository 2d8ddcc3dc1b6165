import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { end, useSession } from './client';
import { Stream, type StreamStatus, type Told } from './stream';
import type { Order } from './types';

/** The page's connection. */
export const stream: Stream = new Stream(
  () => {
    tokenOfStream = useSession.getState().token;
    return new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`, ['touchline', tokenOfStream ?? '']);
  },
  () => {
    if (useSession.getState().token === tokenOfStream) {
      end('The login has ended: log in again.');
      return;
    }
    // It was the token before that has ended: on with the new one.
    stream.stop();
    stream.start();
  },
);

let tokenOfStream: string | null = null;

export function useStreamStatus(): StreamStatus {
  return useSyncExternalStore(
    watcher => stream.watch(watcher),
    () => stream.status,
  );
}

export interface Live<T> {
  data: T | null;
  /** When it came, by performance.now(); 0: never. */
  at: number;
}

// What came is shown with the next frame, once, however much came.
function onFrames(show: () => void): { soon: () => void; end: () => void } {
  let frame = 0;
  const shown = () => {
    frame = 0;
    show();
  };
  return {
    soon: () => {
      if (frame === 0) frame = requestAnimationFrame(shown);
    },
    end: () => cancelAnimationFrame(frame),
  };
}

/** A topic of state: the newest of it. Null as topic: none. */
export function useLive<T>(topic: string | null): Live<T> {
  return useFolded<T, T | null>(topic, null, (_, told) => told.data as T | null);
}

/** A topic of events, folded into a value. `fold` makes a new value; told of a snapshot it begins anew. */
export function useFolded<T, V>(topic: string | null, first: V, fold: (before: V, told: Told & { events: T[] }) => V): { data: V; at: number } {
  const [shown, setShown] = useState({ data: first, at: 0, topic });
  const value = useRef({ data: first, at: 0, topic });
  const folding = useRef(fold);
  folding.current = fold;
  const begin = useRef(first);
  useEffect(() => {
    value.current = { data: begin.current, at: 0, topic };
    setShown(value.current);
    if (topic === null) return;
    const frames = onFrames(() => setShown(value.current));
    const leave = stream.subscribe(topic, told => {
      const before = told.type === 'snapshot' ? begin.current : value.current.data;
      value.current = { data: folding.current(before, { ...told, events: Array.isArray(told.data) ? (told.data as T[]) : [] }), at: performance.now(), topic };
      frames.soon();
    });
    return () => {
      frames.end();
      leave();
    };
  }, [topic]);
  // A value of the topic before isn't shown under the new one's name.
  return shown.topic === topic ? shown : { data: begin.current, at: 0 };
}

/** The newest of a topic of events, newest first. */
export function useNewest<T>(topic: string | null, most: number): { data: T[]; at: number } {
  return useFolded<T, T[]>(topic, none as T[], (before, told) => [...told.events.toReversed(), ...before].slice(0, most));
}

const none: never[] = [];

/** All orders that are open, and the newest that are over, as they stand: newest first. */
export function useOrders(most = 500): { data: Order[]; at: number } {
  return useFolded<Order, Order[]>('orders', none as Order[], (before, told) => {
    const byId = new Map(before.map(o => [o.id, o]));
    for (const order of told.events) byId.set(order.id, order);
    const all = [...byId.values()].sort((a, b) => b.id - a.id);
    return all.length <= most ? all : all.filter((o, i) => i < most || isOpen(o));
  });
}

export function isOpen(order: Order): boolean {
  return order.status === 'pending' || order.status === 'placed' || order.status === 'partially_filled';
}

/** performance.now(), again every second, so that ages grow. */
export function useNow(everyMs = 1000): number {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
