// As the program reads them: at the end of a linear contract's symbol, before the delivery date if there is one.
const known = ['USDT', 'USDC', 'FDUSD', 'BUSD', 'USD1', 'BTC', 'ETH', 'BNB'];

/** The currency that a pair's money is counted in; null where its symbol doesn't say. */
export function quoteOf(symbol: string): string | null {
  const pair = symbol.split('_')[0]!;
  return known.find(k => pair.length > k.length && pair.endsWith(k)) ?? null;
}

/** The currency of all of these pairs; null where they have several, or where one doesn't say. */
export function commonQuote(symbols: readonly string[]): string | null {
  const quotes = new Set(symbols.map(quoteOf));
  return quotes.size === 1 ? [...quotes][0]! : null;
}

/** A unit and what else is said beneath a figure: "USDT, after all fees". */
export function withUnit(unit: string | null, text?: string): string | undefined {
  return unit === null ? text : text === undefined ? unit : `${unit}, ${text}`;
}
