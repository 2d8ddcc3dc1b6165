import ccxt from 'ccxt';
import { check, exchange, refused, run, until, within } from './checks.mjs';

const symbol = 'BTC/USDT:USDT';

function client(secret = exchange.secret) {
  const c = new ccxt.pro.binanceusdm({ apiKey: exchange.key, secret, options: { fetchCurrencies: false, adjustForTimeDifference: true } });
  for (const [name, url] of Object.entries(c.urls.api)) {
    const fapi = typeof url === 'string' && url.match(/^https:\/\/fapi\.binance\.com(\/fapi\/v\d)$/);
    if (fapi) c.urls.api[name] = exchange.base + fapi[1];
  }
  c.urls.api.ws.future = `${exchange.ws}/ws`;
  c.urls.api.ws['ws-api'].future = `${exchange.ws}/ws-fapi/v1`;
  return c;
}

async function market(c) {
  const markets = await c.loadMarkets();
  check('markets are loaded', markets[symbol]?.linear && markets[symbol].precision.price === 0.1, markets[symbol]);
  check('time is the exchange\'s', Math.abs(await c.fetchTime() - Date.now()) < 60_000, await c.fetchTime());
  const book = await c.fetchOrderBook(symbol, 50);
  check('the book has two sides', book.bids.length === 50 && book.bids[0][0] < book.asks[0][0], book.bids[0]);
  const ticker = await c.fetchTicker(symbol);
  check('a ticker has a price', ticker.last > 0, ticker.last);
  check('mark price and funding', (await c.fetchFundingRate(symbol)).markPrice > 0);
  check('public trades', Array.isArray(await c.fetchTrades(symbol)));
  check('candles', Array.isArray(await c.fetchOHLCV(symbol, '1m')));
  let last = await within(10, 'watchOrderBook', c.watchOrderBook(symbol));
  for (let i = 0; i < 20; i++) {
    const next = await within(10, 'watchOrderBook', c.watchOrderBook(symbol));
    if (!(next.bids[0][0] < next.asks[0][0] && next.nonce >= last.nonce)) check('a watched book stays in order', false, next.bids[0]);
    last = next;
  }
  check('a watched book stays in order', true);
  check('watched trades come', (await within(30, 'watchTrades', c.watchTrades(symbol))).length > 0);
  check('a watched ticker comes', (await within(30, 'watchTicker', c.watchTicker(symbol))).last > 0);
  return last;
}

async function trading(c, book) {
  const bid = book.bids[0][0];
  const before = await c.fetchBalance();
  check('the balance is there', before.USDT.total > 0, before.USDT);
  await c.setLeverage(10, symbol);
  const orders = [];
  (async () => { for (;;) orders.push(...await c.watchOrders(symbol)); })().catch(() => {});
  const trades = [];
  (async () => { for (;;) trades.push(...await c.watchMyTrades(symbol)); })().catch(() => {});
  await new Promise(r => setTimeout(r, 1000));
  const price = c.priceToPrecision(symbol, bid * 0.98);
  const placed = await c.createOrder(symbol, 'limit', 'buy', 0.01, price, { postOnly: true });
  check('an order rests', placed.status === 'open', placed);
  check('it is among the open ones', (await c.fetchOpenOrders(symbol)).some(o => o.id === placed.id));
  const edited = await c.editOrder(placed.id, symbol, 'limit', 'buy', 0.02, c.priceToPrecision(symbol, bid * 0.97));
  check('an order is amended', edited.id === placed.id && edited.amount === 0.02, edited);
  const cancelled = await c.cancelOrder(placed.id, symbol);
  check('an order is cancelled', cancelled.status === 'canceled', cancelled);
  const wsOrder = await c.createOrderWs(symbol, 'limit', 'buy', 0.01, price);
  check('an order by the WebSocket API rests', wsOrder.status === 'open', wsOrder);
  check('and is cancelled by it', (await c.cancelOrderWs(wsOrder.id, symbol)).status === 'canceled');
  const market = await c.createOrder(symbol, 'market', 'buy', 0.01);
  const done = await until(10, 'market order', () => c.fetchOrder(market.id, symbol), o => o.status === 'closed');
  check('a market order fills', done.filled === 0.01 && done.average > 0, done);
  await until(10, 'watchOrders', () => new Promise(r => setTimeout(() => r(orders), 100)), o => o.some(x => x.id === market.id && x.status === 'closed'));
  check('orders are watched to their end', orders.some(o => o.id === placed.id && o.status === 'canceled'), orders.map(o => [o.id, o.status]));
  await until(10, 'watchMyTrades', () => new Promise(r => setTimeout(() => r(trades), 100)), t => t.some(x => x.order === market.id && x.fee?.cost > 0));
  check('fills are watched with their fees', true);
  const positions = await c.fetchPositions([symbol]);
  check('the position is there', positions.some(p => p.symbol === symbol && p.contracts === 0.01 && p.side === 'long'), positions);
  check('own trades', (await c.fetchMyTrades(symbol)).some(t => t.order === market.id));
  await c.createOrder(symbol, 'market', 'sell', 0.01, undefined, { reduceOnly: true });
  check('the position is closed', await until(10, 'closing', () => c.fetchPositions([symbol]), p => !p.some(x => x.contracts > 0)) !== null);
  const after = await c.fetchBalance();
  check('the balance paid for it', after.USDT.total < before.USDT.total + 1000 && after.USDT.total !== before.USDT.total, after.USDT);
}

// The client knows some codes only at the venue's own address; there the message still names the code.
const has = (code, ...types) => e => e.message.includes(`"code":${code}`) && (types.length === 0 || types.some(t => e instanceof t));

async function errors(c, book) {
  const bid = book.bids[0][0];
  const low = c.priceToPrecision(symbol, bid * 0.98);
  await refused('too large an order', () => c.createOrder(symbol, 'limit', 'buy', 900, low), has(-2019));
  await refused('an unknown order', () => c.cancelOrder('999999999', symbol), has(-2011, ccxt.OrderNotFound));
  await refused('post-only that would take', () => c.createOrder(symbol, 'limit', 'buy', 0.01, c.priceToPrecision(symbol, bid * 1.01), { postOnly: true }), has(-5022));
  await refused('too small a value', () => c.createOrder(symbol, 'limit', 'buy', 0.001, low), has(-4164));
  await refused('an unknown symbol', () => c.fapiPublicGetDepth({ symbol: 'NOSUCHUSDT' }), has(-1121, ccxt.BadSymbol));
  await refused('a wrong secret', () => client('wrong').fetchBalance(), has(-1022));
}

run(async () => {
  const c = client();
  await c.loadHttpProxyAgent(); // or it refuses sockets without TLS
  const book = await market(c);
  await trading(c, book);
  await errors(c, book);
  await c.close();
});
