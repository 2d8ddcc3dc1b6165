/** Runs what it is given, `most` at a time and in turn; what is given up while it waits never begins. */
export function queued(most: number): <T>(signal: AbortSignal, run: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting = new Set<() => void>();
  const next = () => {
    const [begin] = waiting;
    if (begin === undefined || running >= most) return;
    waiting.delete(begin);
    running++;
    begin();
  };
  return async (signal, run) => {
    await new Promise<void>((begin, giveUp) => {
      const left = () => {
        if (waiting.delete(mine)) giveUp(signal.reason as Error);
      };
      const mine = () => {
        signal.removeEventListener('abort', left);
        begin();
      };
      if (signal.aborted) return giveUp(signal.reason as Error);
      signal.addEventListener('abort', left);
      waiting.add(mine);
      next();
    });
    try {
      return await run();
    } finally {
      running--;
      next();
    }
  };
}
