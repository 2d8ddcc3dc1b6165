import type { Pair } from '../../api/types';

/** A pair that has a book, with the name of its topics: where two venues have a symbol, the second's carry the venue. */
export interface Market extends Pair { topic: string; isAlone: boolean }

/** The pairs that the session trades. */
export function marketsOf(pairs: readonly Pair[]): Market[] {
  const traded = pairs.filter(p => p.traded);
  return traded.map((p, i) => {
    const isFirst = traded.findIndex(o => o.symbol === p.symbol) === i;
    return { ...p, topic: isFirst ? p.symbol : `${p.symbol}@${p.venue}`, isAlone: traded.filter(o => o.symbol === p.symbol).length === 1 };
  });
}

/** The one of a name, which may have the venue also where it needn't; never another one. */
export function marketOf(markets: readonly Market[], name: string): Market | undefined {
  const sought = name.toLowerCase();
  return markets.find(m => m.topic.toLowerCase() === sought) ?? markets.find(m => `${m.symbol}@${m.venue}`.toLowerCase() === sought);
}

/** The one that a pair is. */
export function marketOfPair(markets: readonly Market[], pair: { symbol: string; venue: string }): Market | undefined {
  return markets.find(m => m.symbol === pair.symbol && m.venue === pair.venue);
}

export function pathOf(page: 'ladder' | 'depth', topic: string): string {
  return `/${page}/${encodeURIComponent(topic)}`;
}
