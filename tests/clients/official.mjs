import { DerivativesTradingUsdsFutures } from '@binance/derivatives-trading-usds-futures';
import { check, exchange, refused, run, until, within } from './checks.mjs';

const symbol = 'BTCUSDT';
const auth = { apiKey: exchange.key, apiSecret: exchange.secret };

const client = new DerivativesTradingUsdsFutures({
  configurationRestAPI: { ...auth, basePath: exchange.base, retries: 0, timeout: 10_000 },
  configurationWebsocketAPI: { ...auth, wsURL: `${exchange.ws}/ws-fapi/v1` },
  configurationWebsocketStreams: { wsURL: exchange.ws },
});
const rest = client.restAPI;
const data = async (call) => (await call).data();
const message = (stream, name, fits = () => true) => within(15, name, new Promise(resolve => stream.on('message', m => { if (fits(m)) resolve(m); })));

async function restCalls() {
  const info = await data(rest.exchangeInformation());
  const contract = info.symbols.find(s => s.symbol === symbol);
  check('exchange information', contract?.status === 'TRADING' && contract.filters.length >= 6, contract);
  const book = await data(rest.orderBook({ symbol, limit: 100 }));
  check('a book', book.bids.length === 100, book.bids.length);
  const bid = Number(book.bids[0][0]);
  const price = Math.round(bid * 0.98 * 10) / 10;
  await data(rest.changeInitialLeverage({ symbol, leverage: 10 }));
  const placed = await data(rest.newOrder({ symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTX', quantity: 0.01, price, newClientOrderId: 'official-1' }));
  check('an order rests', placed.status === 'NEW' && placed.clientOrderId === 'official-1', placed);
  const changed = await data(rest.modifyOrder({ symbol, side: 'BUY', quantity: 0.02, price: Math.round((price - 10) * 10) / 10, origClientOrderId: 'official-1' }));
  check('it is amended', Number(changed.origQty) === 0.02, changed);
  check('it is found', (await data(rest.queryOrder({ symbol, origClientOrderId: 'official-1' }))).status === 'NEW');
  check('it is among the open ones', (await data(rest.currentAllOpenOrders({ symbol }))).length === 1);
  check('it is cancelled', (await data(rest.cancelOrder({ symbol, origClientOrderId: 'official-1' }))).status === 'CANCELED');
  const batch = await data(rest.placeMultipleOrders({ batchOrders: [
    { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.01', price: String(price) },
    { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.0001', price: String(price) },
  ] }));
  check('of a batch one rests and one is refused', batch.length === 2 && batch[0].status === 'NEW' && batch[1].code < 0, batch);
  await data(rest.cancelOrder({ symbol, orderId: batch[0].orderId }));
  const filled = await data(rest.newOrder({ symbol, side: 'BUY', type: 'MARKET', quantity: 0.01, newOrderRespType: 'RESULT' }));
  check('a market order fills', filled.status === 'FILLED', filled);
  const positions = await data(rest.positionInformationV3({ symbol }));
  check('the position is there', positions.some(p => Number(p.positionAmt) === 0.01), positions);
  check('own trades', (await data(rest.accountTradeList({ symbol }))).some(t => t.orderId === filled.orderId));
  await data(rest.newOrder({ symbol, side: 'SELL', type: 'MARKET', quantity: 0.01, reduceOnly: 'true' }));
  check('the account', Number((await data(rest.accountInformationV3())).totalWalletBalance) > 0);
  check('the balance', (await data(rest.futuresAccountBalanceV3())).some(b => b.asset === 'USDT' && Number(b.balance) > 0));
  const algo = await data(rest.newAlgoOrder({ algoType: 'CONDITIONAL', symbol, side: 'SELL', type: 'STOP_MARKET', quantity: 0.01, triggerPrice: Math.round(bid * 0.9) }));
  check('a stop waits', algo.algoStatus === 'NEW', algo);
  await data(rest.cancelAlgoOrder({ algoId: algo.algoId }));
  await data(rest.autoCancelAllOpenOrders({ symbol, countdownTime: 0 }));
  await refused('a price off the tick', () => data(rest.newOrder({ symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: 0.01, price: price + 0.03 })), e => /precision|tick/i.test(e.message));
  await refused('an unknown order', () => data(rest.cancelOrder({ symbol, origClientOrderId: 'no-such' })), e => /Unknown order/i.test(e.message));
  return price;
}

async function streams(price) {
  const listenKey = (await data(rest.startUserDataStream())).listenKey;
  check('a listen key', listenKey.length === 64, listenKey);
  const connection = await within(15, 'streams', client.websocketStreams.connect());
  const ticker = await message(connection.individualSymbolBookTickerStreams({ symbol }), 'bookTicker');
  check('best quotes come', Number(ticker.b) < Number(ticker.a), ticker);
  const depth = await message(connection.diffBookDepthStreams({ symbol, updateSpeed: '100ms' }), 'depth');
  check('depth comes', depth.u >= depth.U, depth);
  const trade = await message(connection.aggregateTradeStreams({ symbol }), 'aggTrade');
  check('trades come', Number(trade.p) > 0, trade);
  const user = connection.userData(listenKey);
  const update = message(user, 'ORDER_TRADE_UPDATE', m => m.e === 'ORDER_TRADE_UPDATE' && m.o?.c === 'official-2');
  await new Promise(r => setTimeout(r, 500));
  await data(rest.newOrder({ symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: 0.01, price, newClientOrderId: 'official-2' }));
  check('own orders are told', (await update).o.X === 'NEW');
  await data(rest.cancelOrder({ symbol, origClientOrderId: 'official-2' }));
  await connection.disconnect();
}

async function webSocketApi(price) {
  const connection = await within(15, 'WebSocket API', client.websocketAPI.connect());
  const reply = async (call) => { const r = await within(10, 'reply', call); return r.data; };
  check('book by the WebSocket API', (await reply(connection.orderBook({ symbol, limit: 50 }))).bids.length === 50);
  const placed = await reply(connection.newOrder({ symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: 0.01, price, newClientOrderId: 'official-3' }));
  check('an order by the WebSocket API', placed.status === 'NEW', placed);
  check('is found by it', (await reply(connection.queryOrder({ symbol, origClientOrderId: 'official-3' }))).status === 'NEW');
  check('and cancelled by it', (await reply(connection.cancelOrder({ symbol, origClientOrderId: 'official-3' }))).status === 'CANCELED');
  await refused('an unknown order by the WebSocket API', () => reply(connection.cancelOrder({ symbol, origClientOrderId: 'official-3' })), () => true);
  await connection.disconnect();
}

run(async () => {
  const price = await restCalls();
  await streams(price);
  await webSocketApi(price);
});
