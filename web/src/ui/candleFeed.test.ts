import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const minute = 60e9;
const kline = (n: number, close: number) => ({ open_ns: n * 5 * minute, open: 10, high: 12, low: 9, close, volume: 3, bought_volume: 1, trades: 4 });
const answers: unknown[] = [];
let hear: (told: { type: string; data: unknown }) => void = () => undefined;

vi.mock('../api/client', () => ({ get: vi.fn(() => Promise.resolve({ items: answers.shift() ?? [] })) }));
vi.mock('../api/queries', () => ({ withSearch: (path: string) => path }));
vi.mock('../api/live', () => ({
  stream: {
    offered: ['trades:BTCUSDT'],
    subscribe: (_: string, listener: typeof hear) => {
      hear = listener;
      return () => undefined;
    },
  },
}));

const { CandleFeed } = await import('./candleFeed');
const trade = (n: number, price: number, quantity = 1) => ({ price, quantity, side: 'buy', local_ns: 0, exchange_ns: n * 5 * minute + 1e9 });
const settled = () => vi.advanceTimersByTimeAsync(0);

describe('candles of a pair', () => {
  let leave: () => void;
  let feed: InstanceType<typeof CandleFeed>;
  beforeEach(async () => {
    vi.useFakeTimers();
    answers.splice(0, answers.length, [kline(1, 10), kline(2, 11)]);
    feed = new CandleFeed('BTCUSDT', 5, 200);
    leave = feed.watch(() => undefined);
    hear({ type: 'snapshot', data: [trade(2, 99)] });
    await settled();
  });
  afterEach(() => {
    leave();
    vi.useRealTimers();
  });

  it('leave out the trades of the first snapshot: the candles have them already', () => {
    expect(feed.candles.map(c => c.close)).toEqual([10, 11]);
  });
  it('grow by a trade in the last one', () => {
    hear({ type: 'update', data: [trade(2, 13, 2)] });
    expect(feed.candles.at(-1)).toMatchObject({ open: 10, high: 13, low: 9, close: 13, volume: 5 });
  });
  it('begin a new one with the first trade after it', () => {
    hear({ type: 'update', data: [trade(3, 7)] });
    expect(feed.candles).toHaveLength(3);
    expect(feed.candles.at(-1)).toMatchObject({ open: 7, high: 7, low: 7, close: 7, volume: 1 });
  });
  it('are set right by what the program has, and keep a later one that it has not yet', async () => {
    hear({ type: 'update', data: [trade(2, 13), trade(3, 7)] });
    answers.push([kline(1, 10), kline(2, 12)]);
    await vi.advanceTimersByTimeAsync(15_000);
    expect(feed.candles.map(c => c.close)).toEqual([10, 12, 7]);
  });
  it('are read anew after a second snapshot: trades may have gone missing between', async () => {
    answers.push([kline(1, 10), kline(2, 11), kline(3, 8), kline(4, 9)]);
    hear({ type: 'snapshot', data: [] });
    await settled();
    expect(feed.candles.map(c => c.close)).toEqual([10, 11, 8, 9]);
  });
  it('are forgotten when nobody looks any more', () => {
    leave();
    expect(feed.candles).toEqual([]);
  });
});
